package dev.foldd.client.socket;

import dev.foldd.client.FolddClientException;
import dev.foldd.client.FolddClientException.AuthenticationFailed;
import dev.foldd.client.FolddClientException.InvalidResponse;
import dev.foldd.client.FolddClientException.OperationFailed;
import dev.foldd.client.json.JsonValues;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One line of the daemon: {@code {"request_id","status":"success"|"error","data","error":{"code","message"}}}.
 *
 * @param id of the request; empty when the daemon could not make it out
 * @param data what was asked for; null when that is what it is
 */
record Reply(String id, Object data, Optional<FolddClientException> failure) {

    static final String RATE_LIMITED = "RATE_LIMITED";
    private static final String AUTH_ERROR = "AUTH_ERROR";

    /** @throws InvalidResponse when it is no reply */
    static Reply parse(byte[] line) {
        Object value;
        try {
            value = JsonValues.parse(line);
        } catch (IOException e) {
            throw new InvalidResponse("the daemon's reply is not JSON: " + e.getMessage(), e);
        }
        if (!(value instanceof Map<?, ?> members) || !(members.get("request_id") instanceof String id)
                || !(members.get("status") instanceof String status)) {
            throw new InvalidResponse("the daemon's reply has no request_id or no status", null);
        }
        if (status.equals("success")) {
            return new Reply(id, members.get("data"), Optional.empty());
        }
        if (!status.equals("error") || !(members.get("error") instanceof Map<?, ?> error)
                || !(error.get("code") instanceof String code)) {
            throw new InvalidResponse("the daemon's reply is neither a success nor an error", null);
        }
        return new Reply(id, null, Optional.of(failure(code, error)));
    }

    private static FolddClientException failure(String code, Map<?, ?> error) {
        String message = String.valueOf(error.get("message"));
        if (code.equals(AUTH_ERROR)) {
            return new AuthenticationFailed(message, null);
        }
        Map<String, Object> details = new LinkedHashMap<>();
        if (error.get("details") instanceof Map<?, ?> told) {
            told.forEach((name, value) -> details.put((String) name, value));
        }
        return new OperationFailed(code, message, details, null);
    }
}
