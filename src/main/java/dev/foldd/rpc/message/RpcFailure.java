package dev.foldd.rpc.message;

import dev.foldd.fault.Fault;
import java.util.Objects;

/**
 * Why a message was not carried out.
 *
 * @param standard the error that JSON-RPC 2.0 itself names for it, {@code NONE} when it names none
 */
public record RpcFailure(Fault fault, Standard standard) {

    /** The errors of the JSON-RPC 2.0 specification, section 5.1, that a server tells. */
    public enum Standard {
        NONE(0, ""),
        PARSE_ERROR(-32700, "Parse error"),
        INVALID_REQUEST(-32600, "Invalid Request"),
        METHOD_NOT_FOUND(-32601, "Method not found"),
        INVALID_PARAMS(-32602, "Invalid params");

        private final int code;
        private final String message;

        Standard(int code, String message) {
            this.code = code;
            this.message = message;
        }

        int code() {
            return code;
        }

        String message() {
            return message;
        }
    }

    public RpcFailure {
        Objects.requireNonNull(fault);
        Objects.requireNonNull(standard);
    }

    /** A fault that JSON-RPC itself knows nothing of. */
    public static RpcFailure of(Fault fault) {
        return new RpcFailure(fault, Standard.NONE);
    }

    /** The message itself is not as it must be. */
    static RpcFailure invalidRequest(String field, String error) {
        return new RpcFailure(new Fault.Invalid(field, error), Standard.INVALID_REQUEST);
    }

    /** The arguments do not fit the method. */
    public static RpcFailure invalidParams(Fault fault) {
        return new RpcFailure(fault, Standard.INVALID_PARAMS);
    }
}
