package dev.foldd.audit;

/** The audit log cannot be opened, so the daemon must not start. The message is a sentence for the operator. */
public final class AuditException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public AuditException(String message) {
        super(message);
    }

    public AuditException(String message, Throwable cause) {
        super(message, cause);
    }
}
