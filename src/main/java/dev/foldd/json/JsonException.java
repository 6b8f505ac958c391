package dev.foldd.json;

/** The text is not the JSON that is wanted. The message says what and where, and holds nothing of the text. */
public final class JsonException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean beyondBounds;

    public JsonException(String message) {
        this(message, false);
    }

    /**
     * @param beyondBounds whether it may well be JSON, and is refused because it is deeper, longer or more doubled
     * than allowed
     */
    public JsonException(String message, boolean beyondBounds) {
        super(message, null, false, false);
        this.beyondBounds = beyondBounds;
    }

    /** Whether the text was refused for a bound and not for its grammar. */
    public boolean beyondBounds() {
        return beyondBounds;
    }
}
