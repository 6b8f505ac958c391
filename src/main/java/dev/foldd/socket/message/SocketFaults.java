package dev.foldd.socket.message;

import dev.foldd.fault.Fault;
import java.util.stream.Collectors;

/** What each fault is called over sockets, in one switch for each dialect. */
public final class SocketFaults {

    private SocketFaults() {
    }

    /** The code of a line's error. A caller who may not do something is told so by the code of what he wanted. */
    public static String code(Fault.Code code, Operation.Kind kind) {
        return switch (code) {
            case UNAUTHENTICATED -> "AUTH_ERROR";
            case FORBIDDEN, TOO_FAR -> kind == Operation.Kind.SCHEMA ? "AUTH_ERROR" : failed(kind);
            case RATE_LIMITED -> "RATE_LIMITED";
            case TIMEOUT -> "TIMEOUT";
            case INTERNAL, UNAVAILABLE -> "INTERNAL_ERROR";
            case INVALID, NOT_FOUND, CONFLICT, TOO_LARGE, UNSUPPORTED, STORAGE_FULL -> failed(kind);
        };
    }

    private static String failed(Operation.Kind kind) {
        return switch (kind) {
            case QUERY, CALL -> "QUERY_ERROR";
            case MUTATION -> "MUTATION_ERROR";
            case SCHEMA -> "SCHEMA_ERROR";
            case CONNECTION -> "AUTH_ERROR";
        };
    }

    /** What went wrong in words, which are the whole of a frame's error and the message of a line's. */
    public static String sentence(Fault fault) {
        return switch (fault.code()) {
            case INVALID -> fields(fault);
            case NOT_FOUND, CONFLICT, FORBIDDEN, TOO_FAR, UNSUPPORTED -> reason(fault);
            case UNAUTHENTICATED, STORAGE_FULL, UNAVAILABLE -> fault.code().message() + ": " + reason(fault);
            case TOO_LARGE -> reason(fault) + " of " + fault.details().get("limit");
            case RATE_LIMITED -> fault.code().message() + ", try again after " + fault.details().get("retryAfter") + " s";
            case TIMEOUT -> fault.code().message() + " after " + fault.details().get("limitMs") + " ms";
            case INTERNAL -> fault.code().message() + ", incident " + fault.details().get("incident");
        };
    }

    private static String reason(Fault fault) {
        return String.valueOf(fault.details().get("reason"));
    }

    /** A sentence that needs no place is told without one. */
    private static String fields(Fault fault) {
        return fault instanceof Fault.Invalid invalid ? invalid.fields().stream()
                .map(error -> error.field().isEmpty() ? error.error() : error.field() + ": " + error.error())
                .collect(Collectors.joining("; ")) : fault.code().message();
    }
}
