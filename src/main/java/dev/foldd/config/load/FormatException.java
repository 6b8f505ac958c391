package dev.foldd.config.load;

/**
 * A text is not of the format it should be. The message goes on after the file's name and holds nothing of the text.
 */
public final class FormatException extends Exception {

    private static final long serialVersionUID = 1L;

    public FormatException(String message) {
        super(message, null, false, false);
    }
}
