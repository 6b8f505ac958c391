package dev.foldd.socket.message;

/** A message that is no request. Its text is for whoever sent it. */
public final class EnvelopeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Object requestId;
    private final boolean readable;

    EnvelopeException(Object requestId, String message, boolean readable) {
        super(message, null, false, false);
        this.requestId = requestId;
        this.readable = readable;
    }

    /** Of the request, as far as that could be read; null where there is none. */
    public Object requestId() {
        return requestId;
    }

    /** Whether it is an object all the same, of which only something is missing or unknown. */
    public boolean isReadable() {
        return readable;
    }
}
