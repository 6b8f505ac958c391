package dev.foldd.rpc.message;

import dev.foldd.fault.Fault;

/** This door's one table of errors. */
final class RpcFaults {

    private RpcFaults() {
    }

    static int code(Dialect dialect, RpcFailure failure) {
        return named(dialect, failure) ? failure.standard().code() : code(failure.fault().code());
    }

    static String message(Dialect dialect, RpcFailure failure) {
        return named(dialect, failure) ? failure.standard().message() : failure.fault().code().message();
    }

    private static boolean named(Dialect dialect, RpcFailure failure) {
        return dialect == Dialect.JSON_RPC_2 && failure.standard() != RpcFailure.Standard.NONE;
    }

    /** No default branch: a new fault must not compile until this door has an answer for it. */
    private static int code(Fault.Code code) {
        return switch (code) {
            case UNAUTHENTICATED -> 401;
            case FORBIDDEN, TOO_FAR -> 403;
            case NOT_FOUND -> 404;
            case CONFLICT -> 409;
            case INVALID, TOO_LARGE -> 422;
            case RATE_LIMITED -> 429;
            case INTERNAL -> 500;
            case UNSUPPORTED -> 501;
            case UNAVAILABLE -> 503;
            case TIMEOUT -> 504;
            case STORAGE_FULL -> 507;
        };
    }
}
