package dev.foldd.client;

import dev.foldd.client.FolddClientException.InvalidResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** What is sent and what comes back, as far as it is more than its parts. */
final class Answers {

    private Answers() {
    }

    static Map<String, Object> call(String method, Object... params) {
        Map<String, Object> call = new LinkedHashMap<>();
        call.put("method", method);
        call.put("params", Arrays.asList(params));
        return call;
    }

    static Map<String, Object> call(String idempotencyKey, String method, Object... params) {
        Map<String, Object> call = call(method, params);
        call.put("idempotencyKey", idempotencyKey);
        return call;
    }

    static List<Map<String, Object>> records(Object data) {
        return objects(data, "results", "query");
    }

    static List<Map<String, Object>> atoms(Object data) {
        return objects(data, "atoms", "history");
    }

    private static List<Map<String, Object>> objects(Object data, String member, String operation) {
        if (!(members(data).get(member) instanceof List<?> items)) {
            throw invalid(operation);
        }
        List<Map<String, Object>> objects = new ArrayList<>(items.size());
        for (Object item : items) {
            objects.add(members(item));
        }
        return objects;
    }

    static MutationResult mutation(Object data) {
        Map<String, Object> members = members(data);
        if (!Boolean.TRUE.equals(members.get("success"))) {
            throw invalid("mutation");
        }
        return new MutationResult(members.get("matched") instanceof Number matched
                ? OptionalLong.of(matched.longValue()) : OptionalLong.empty());
    }

    static Map<String, Object> schema(Object data) {
        return members(members(data).get("schema"));
    }

    static List<String> names(Object data) {
        if (!(members(data).get("schemas") instanceof List<?> schemas)) {
            throw invalid("list_schemas");
        }
        List<String> names = new ArrayList<>(schemas.size());
        for (Object schema : schemas) {
            if (!(schema instanceof String name)) {
                throw invalid("list_schemas");
            }
            names.add(name);
        }
        return names;
    }

    /** Of answers that say nothing but that it was done. */
    static Void nothing(Object data) {
        return null;
    }

    private static Map<String, Object> members(Object value) {
        if (!(value instanceof Map<?, ?> members)) {
            throw new InvalidResponse("the daemon's answer is not what was asked for", null);
        }
        Map<String, Object> named = new LinkedHashMap<>();
        members.forEach((name, member) -> named.put((String) name, member));
        return named;
    }

    private static InvalidResponse invalid(String operation) {
        return new InvalidResponse("the daemon's answer to " + operation + " is not in order", null);
    }
}
