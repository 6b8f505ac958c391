package dev.foldd.client;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Asks for fields of a schema.
 *
 * @param filter as the daemon's documentation writes it, in whatever Jackson can write; empty for all there is
 */
public record Query(String schema, List<String> fields, Optional<Object> filter) {

    public Query {
        Objects.requireNonNull(schema);
        fields = List.copyOf(fields);
        Objects.requireNonNull(filter);
    }

    /** Asks for these fields. */
    public static Query of(String schema, String... fields) {
        return new Query(schema, List.of(fields), Optional.empty());
    }

    /** The same, of what matches alone: {@code Map.of("field", "age", "operator", "gt", "value", 30)}. */
    public Query where(Object filter) {
        return new Query(schema, fields, Optional.of(filter));
    }

    Map<String, Object> payload() {
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("schema", schema);
        payload.put("fields", fields);
        filter.ifPresent(wanted -> payload.put("filter", wanted));
        return payload;
    }
}
