package dev.foldd.http.api;

import dev.foldd.fault.Fault;

/** What is wrong with a request as such, before anybody has looked at what it asks for. */
enum Refusal {
    NOT_JSON(400, Fault.Code.INVALID, "The body cannot be read"),
    ORIGIN(403, Fault.Code.FORBIDDEN, "Pages of this origin may not ask here"),
    METHOD(405, Fault.Code.INVALID, "Method not allowed"),
    LATE(408, Fault.Code.TIMEOUT, "The body did not come in time"),
    MEDIA_TYPE(415, Fault.Code.INVALID, "A body must be application/json, in UTF-8 and not compressed");

    private final int status;
    private final Fault.Code code;
    private final String message;

    Refusal(int status, Fault.Code code, String message) {
        this.status = status;
        this.code = code;
        this.message = message;
    }

    int status() {
        return status;
    }

    /** As which it is counted. */
    Fault.Code code() {
        return code;
    }

    String message() {
        return message;
    }

    /** Carries it to where requests are answered. */
    Refused because(String reason) {
        return new Refused(this, reason);
    }

    /** The same without more to say. */
    Refused exception() {
        return because("");
    }

    /** A refusal on its way; an answer and no defect, so that it has no stack trace. */
    static final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final Refusal refusal;
        private final String reason;

        private Refused(Refusal refusal, String reason) {
            super(refusal + " " + reason, null, false, false);
            this.refusal = refusal;
            this.reason = reason;
        }

        Refusal refusal() {
            return refusal;
        }

        /** Empty when the message says it all. */
        String reason() {
            return reason;
        }
    }
}
