package dev.foldd.client;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** A request to a daemon has not worked out. What it may be is a closed list. */
public abstract sealed class FolddClientException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private FolddClientException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * The same failure as seen by the thread that waited for it, so that its stack trace shows who asked.
     *
     * @return with this one as its cause
     */
    abstract FolddClientException seenHere();

    /** There is no connection to the daemon, or it was cut before the answer came. */
    public static final class ConnectionFailed extends FolddClientException {

        private static final long serialVersionUID = 1L;

        private final boolean sent;

        /** @param sent whether the request may have reached the daemon */
        public ConnectionFailed(String message, boolean sent, Throwable cause) {
            super(message, cause);
            this.sent = sent;
        }

        /** Whether the request may have reached the daemon: then a write without an idempotency key may have happened. */
        public boolean sent() {
            return sent;
        }

        @Override
        ConnectionFailed seenHere() {
            return new ConnectionFailed(getMessage(), sent, this);
        }
    }

    /** No answer came in time. A write may have happened, or may still. */
    public static final class Timeout extends FolddClientException {

        private static final long serialVersionUID = 1L;

        private final Duration waited;

        /** @param waited how long the caller was willing to wait */
        public Timeout(String message, Duration waited, Throwable cause) {
            super(message, cause);
            this.waited = waited;
        }

        /** How long the caller was willing to wait. */
        public Duration waited() {
            return waited;
        }

        @Override
        Timeout seenHere() {
            return new Timeout(getMessage(), waited, this);
        }
    }

    /** The daemon does not believe the application, or is not the node that the application expects. */
    public static final class AuthenticationFailed extends FolddClientException {

        private static final long serialVersionUID = 1L;

        /** @param message for people, without anything secret */
        public AuthenticationFailed(String message, Throwable cause) {
            super(message, cause);
        }

        @Override
        AuthenticationFailed seenHere() {
            return new AuthenticationFailed(getMessage(), this);
        }
    }

    /** The daemon has answered with an error. */
    public static final class OperationFailed extends FolddClientException {

        private static final long serialVersionUID = 1L;

        private final String code;
        private final transient Map<String, Object> details;

        /**
         * What the daemon has told.
         *
         * @param code such as QUERY_ERROR
         * @param details what it tells besides
         */
        public OperationFailed(String code, String message, Map<String, Object> details, Throwable cause) {
            super(message, cause);
            this.code = code;
            this.details = new LinkedHashMap<>(details);
        }

        /** PARSE_ERROR, QUERY_ERROR, MUTATION_ERROR, SCHEMA_ERROR, RATE_LIMITED, TIMEOUT or INTERNAL_ERROR. */
        public String code() {
            return code;
        }

        /** What the daemon tells besides; empty when it tells nothing. */
        public Map<String, Object> details() {
            return details == null ? Map.of() : new LinkedHashMap<>(details);
        }

        @Override
        OperationFailed seenHere() {
            return new OperationFailed(code, getMessage(), details(), this);
        }
    }

    /** What came back is not what the protocol allows; the connection was given up. A write may have happened. */
    public static final class InvalidResponse extends FolddClientException {

        private static final long serialVersionUID = 1L;

        /** @param message for people */
        public InvalidResponse(String message, Throwable cause) {
            super(message, cause);
        }

        @Override
        InvalidResponse seenHere() {
            return new InvalidResponse(getMessage(), this);
        }
    }
}
