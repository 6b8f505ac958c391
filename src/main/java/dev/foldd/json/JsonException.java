package dev.foldd.json;

/** The text is not the JSON that is wanted. The message says what and where, and holds nothing of the text. */
public final class JsonException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public JsonException(String message) {
        super(message, null, false, false);
    }
}
