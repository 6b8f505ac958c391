package dev.foldd.socket.message;

/** What comes can never become a message, so nothing after it can be understood either. */
public final class FramingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean hinted;

    FramingException(boolean hinted) {
        super("a message is beyond the limit", null, false, false);
        this.hinted = hinted;
    }

    /** Whether the length would be in order if its bytes stood the other way round. */
    public boolean isHinted() {
        return hinted;
    }
}
