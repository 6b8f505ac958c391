package dev.foldd.http;

import dev.foldd.fault.Fault;
import java.util.LinkedHashMap;
import java.util.Map;

/** Faults as HTTP has them. No default branch: a new code must not compile until this door has an answer for it. */
final class HttpFaults {

    private HttpFaults() {
    }

    static int status(Fault.Code code) {
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

    static Map<String, Object> body(Fault fault) {
        return body(status(fault.code()), fault.code().message(), fault.details());
    }

    /**
     * {@code {"error": {"code", "message", "details"}}}, as the other doors have it; details only when there are any.
     */
    static Map<String, Object> body(int status, String message, Map<String, Object> details) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("code", status);
        error.put("message", message);
        if (!details.isEmpty()) {
            error.put("details", details);
        }
        return Map.of("error", error);
    }
}
