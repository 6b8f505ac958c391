package dev.foldd.client;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Changes fields of a schema, all of them or none.
 *
 * @param data field names and values, in whatever Jackson can write as an object
 * @param filter must match the values that are there, else nothing is written
 * @param idempotencyKey under which it happens once, however often it is sent; only then is it sent again when the connection
 *     breaks
 */
public record Mutation(String schema, Type type, Object data, Optional<Object> filter, Optional<String> idempotencyKey) {

    /** Create and update both set the fields; delete takes away those that are named, or all. */
    public enum Type { CREATE, UPDATE, DELETE }

    public Mutation {
        Objects.requireNonNull(schema);
        Objects.requireNonNull(type);
        Objects.requireNonNull(data);
        Objects.requireNonNull(filter);
        Objects.requireNonNull(idempotencyKey);
    }

    /** Sets fields. */
    public static Mutation create(String schema, Object data) {
        return new Mutation(schema, Type.CREATE, data, Optional.empty(), Optional.empty());
    }

    /** Sets fields. */
    public static Mutation update(String schema, Object data) {
        return new Mutation(schema, Type.UPDATE, data, Optional.empty(), Optional.empty());
    }

    /** Takes away the fields named in the data, or all of them when none is. Their history stays. */
    public static Mutation delete(String schema, Object data) {
        return new Mutation(schema, Type.DELETE, data, Optional.empty(), Optional.empty());
    }

    /** The same, if the values that are there match. */
    public Mutation where(Object condition) {
        return new Mutation(schema, type, data, Optional.of(condition), idempotencyKey);
    }

    /** The same, once, however often it is sent: with a key that no other mutation has, such as a random UUID. */
    public Mutation once(String key) {
        return new Mutation(schema, type, data, filter, Optional.of(key));
    }

    Map<String, Object> payload() {
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("schema", schema);
        payload.put("mutation_type", type.name().toLowerCase(Locale.ROOT));
        payload.put("data", data);
        filter.ifPresent(condition -> payload.put("filter", condition));
        idempotencyKey.ifPresent(key -> payload.put("idempotency_key", key));
        return payload;
    }
}
