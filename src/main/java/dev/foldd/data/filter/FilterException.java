package dev.foldd.data.filter;

/** A row filter of a policy cannot be understood; the rule it stands in then allows nothing. */
public final class FilterException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public FilterException(String message) {
        super(message, null, false, false);
    }
}
