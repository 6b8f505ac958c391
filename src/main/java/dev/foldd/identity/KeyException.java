package dev.foldd.identity;

/** A key cannot be used. The message says what is wrong and what to do about it, and holds nothing of the key. */
public final class KeyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public KeyException(String message) {
        super(message);
    }

    public KeyException(String message, Throwable cause) {
        super(message, cause);
    }
}
