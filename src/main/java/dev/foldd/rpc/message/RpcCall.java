package dev.foldd.rpc.message;

import static dev.foldd.rpc.message.RpcFailure.invalidRequest;

import dev.foldd.contract.data.RequestOptions;
import dev.foldd.fault.Fault;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One call as its client wrote it: the envelope is in order, the method may not exist and the arguments may not fit.
 *
 * @param params by position a {@code List<Object>}, by name a {@code Map<String, Object>}
 * @param token the credential in the message itself
 * @param userId whom the client says the credential belongs to
 * @param options what is asked for beside the method
 */
public record RpcCall(Dialect dialect, Object id, boolean notification, String method, Object params,
                      Optional<String> token, Optional<String> userId, RequestOptions options) implements RpcItem {

    private static final String TRANSACTION = "tx";
    private static final String KEY = "idempotencyKey";
    private static final String VERSION = "ifVersion";
    private static final String FRESH = "fresh";
    private static final int NAME_MAX = 255;
    private static final String ID_MUST_BE = "must be a text, a number or null";

    /** The call that an object is, or what is wrong with it. Members that mean nothing here are left alone. */
    public static RpcItem of(Map<String, Object> message, boolean inBatch) {
        Object standard = message.get("jsonrpc");
        Dialect dialect = standard != null || message.containsKey("jsonrpc") || inBatch ? Dialect.JSON_RPC_2
                : Dialect.PLAIN;
        Object id = message.get("id");
        if (!isId(id)) {
            return new RpcRefusal(dialect, null, invalidRequest("id", ID_MUST_BE));
        }
        if (dialect == Dialect.JSON_RPC_2 && !"2.0".equals(standard)) {
            return new RpcRefusal(dialect, id, invalidRequest("jsonrpc", "must be \"2.0\""));
        }
        if (!(message.get("method") instanceof String method)) {
            return new RpcRefusal(dialect, id, invalidRequest("method", "must be a text"));
        }
        Object params = message.get("params");
        if (params == null) {
            params = List.of();
        } else if (!(params instanceof List || params instanceof Map)) {
            return new RpcRefusal(dialect, id, RpcFailure.invalidParams(
                    new Fault.Invalid("params", "must be a list, or an object with the parameters by name")));
        }
        boolean notification = dialect == Dialect.JSON_RPC_2 && !message.containsKey("id");
        for (String member : List.of(TRANSACTION, KEY)) {
            if (message.get(member) != null && !isName(message.get(member))) {
                return new RpcRefusal(dialect, id, invalidRequest(member, "must be a text of 1 to " + NAME_MAX + " characters"));
            }
        }
        Object version = message.get(VERSION);
        if (version != null && !(version instanceof Long)) {
            return new RpcRefusal(dialect, id, invalidRequest(VERSION, "must be a whole number"));
        }
        Object fresh = message.get(FRESH);
        if (fresh != null && !(fresh instanceof Boolean)) {
            return new RpcRefusal(dialect, id, invalidRequest(FRESH, "must be true or false"));
        }
        RequestOptions options = options(message, (Long) version, Boolean.TRUE.equals(fresh));
        return withAuth(new RpcCall(dialect, id, notification, method, params, Optional.empty(), Optional.empty(), options),
                message.get("auth"));
    }

    private static RequestOptions options(Map<String, Object> message, Long version, boolean fresh) {
        if (!message.containsKey(TRANSACTION) && !message.containsKey(KEY) && version == null && !fresh) {
            return RequestOptions.NONE;
        }
        return new RequestOptions(text(message.get(TRANSACTION)), text(message.get(KEY)),
                version == null ? OptionalLong.empty() : OptionalLong.of(version), fresh);
    }

    /** By name, the credential may stand among the arguments, where it is none. */
    private static RpcItem withAuth(RpcCall call, Object beside) {
        Object params = call.params();
        Object auth = beside;
        if (call.dialect() == Dialect.JSON_RPC_2 && params instanceof Map<?, ?> byName && byName.containsKey("auth")) {
            Map<Object, Object> rest = new LinkedHashMap<>(byName);
            Object inside = rest.remove("auth");
            auth = beside == null ? inside : beside;
            params = rest;
        }
        if (auth == null) {
            return call.with(params, Optional.empty(), Optional.empty());
        }
        if (!(auth instanceof Map<?, ?> members)) {
            return new RpcRefusal(call.dialect(), call.id(), invalidRequest("auth", "must be an object"));
        }
        if (!isText(members.get("token"))) {
            return new RpcRefusal(call.dialect(), call.id(), invalidRequest("auth.token", "must be a text"));
        }
        if (!isText(members.get("user_id"))) {
            return new RpcRefusal(call.dialect(), call.id(), invalidRequest("auth.user_id", "must be a text"));
        }
        return call.with(params, text(members.get("token")), text(members.get("user_id")));
    }

    private RpcCall with(Object bound, Optional<String> bearer, Optional<String> user) {
        return new RpcCall(dialect, id, notification, method, bound, bearer, user, options);
    }

    private static boolean isName(Object value) {
        return value instanceof String name && !name.isEmpty() && name.length() <= NAME_MAX;
    }

    private static boolean isText(Object value) {
        return value == null || value instanceof String;
    }

    private static Optional<String> text(Object value) {
        return Optional.ofNullable((String) value);
    }

    private static boolean isId(Object id) {
        return id == null || id instanceof String || id instanceof Number;
    }

    /** Without the credential. */
    @Override
    public String toString() {
        return "RpcCall[" + dialect + ", " + method + "]";
    }
}
