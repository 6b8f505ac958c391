package dev.foldd.client;

import java.util.LinkedHashMap;
import java.util.Map;

/** The daemon has answered with an error. */
public final class RpcException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int code;
    private final transient Map<String, Object> details;

    /** @param details empty when the daemon tells none */
    public RpcException(int code, String message, Map<String, Object> details) {
        super(message, null, false, false);
        this.code = code;
        this.details = new LinkedHashMap<>(details);
    }

    /** 401, 403, 404, 409, 422, 429, 500, 501, 503, 504, 507; or one of JSON-RPC's own, which are negative. */
    public int code() {
        return code;
    }

    /** What the daemon tells besides; empty when it tells nothing. */
    public Map<String, Object> details() {
        return details;
    }
}
