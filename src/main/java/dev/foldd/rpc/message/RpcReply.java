package dev.foldd.rpc.message;

import dev.foldd.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Answers as text. A result has no error member and an error no result; details are there only when they say
 * something.
 */
public final class RpcReply {

    private RpcReply() {
    }

    /** @throws IllegalArgumentException when the value is not JSON in plain Java */
    public static String success(Dialect dialect, Object id, Object value) {
        Map<String, Object> reply = envelope(dialect, id);
        reply.put("result", value);
        return Json.write(reply);
    }

    public static String failure(Dialect dialect, Object id, RpcFailure failure) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("code", RpcFaults.code(dialect, failure));
        error.put("message", RpcFaults.message(dialect, failure));
        Map<String, Object> details = failure.fault().details();
        if (!details.isEmpty()) {
            error.put(dialect == Dialect.PLAIN ? "details" : "data", details);
        }
        Map<String, Object> reply = envelope(dialect, id);
        reply.put("error", error);
        return Json.write(reply);
    }

    /** The answers to one batch, in one array. */
    public static String batch(List<String> replies) {
        return "[" + String.join(",", replies) + "]";
    }

    private static Map<String, Object> envelope(Dialect dialect, Object id) {
        Map<String, Object> reply = new LinkedHashMap<>();
        if (dialect == Dialect.JSON_RPC_2) {
            reply.put("jsonrpc", "2.0");
        }
        reply.put("id", id);
        return reply;
    }
}
