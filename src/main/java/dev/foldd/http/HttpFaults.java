package dev.foldd.http;

import dev.foldd.fault.Fault;
import java.util.LinkedHashMap;
import java.util.Map;

/** Faults as HTTP has them. No default branch: a new code must not compile until this door has an answer for it. */
public final class HttpFaults {

    private static final String RETRY_AFTER = "retryAfter";

    private HttpFaults() {
    }

    /** The status that says it (RFC 9110, section 15; RFC 6585; RFC 4918 for 507). */
    public static int status(Fault.Code code) {
        return switch (code) {
            case UNAUTHENTICATED -> 401;
            case FORBIDDEN, TOO_FAR -> 403;
            case NOT_FOUND -> 404;
            case CONFLICT -> 409;
            case TOO_LARGE -> 413;
            case INVALID -> 422;
            case RATE_LIMITED -> 429;
            case INTERNAL -> 500;
            case UNSUPPORTED -> 501;
            case UNAVAILABLE -> 503;
            case TIMEOUT -> 504;
            case STORAGE_FULL -> 507;
        };
    }

    /** What goes with the status: how to prove oneself, and when to come again. */
    public static Map<String, String> headers(Fault fault) {
        if (fault.code() == Fault.Code.UNAUTHENTICATED) {
            return Map.of("WWW-Authenticate", "Bearer");
        }
        Object seconds = fault.details().get(RETRY_AFTER);
        return seconds == null ? Map.of() : Map.of("Retry-After", seconds.toString());
    }

    /** See {@link #body(int, String, Map)}. */
    public static Map<String, Object> body(Fault fault) {
        return body(status(fault.code()), fault.code().message(), fault.details());
    }

    /**
     * {@code {"error": {"code", "message", "details"}}}, as the other doors have it; details only when there are any.
     */
    public static Map<String, Object> body(int status, String message, Map<String, Object> details) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("code", status);
        error.put("message", message);
        if (!details.isEmpty()) {
            error.put("details", details);
        }
        return Map.of("error", error);
    }
}
