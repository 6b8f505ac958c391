package dev.foldd.client;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Asks what stood in one place of a schema before, newest first.
 *
 * @param key the range key of a Range field; empty for a Single one
 * @param before the uuid of the last atom of the page before; empty for the first page
 * @param limit how many atoms at most; empty for the daemon's own bound, 100
 */
public record History(String schema, String field, Optional<String> key, Optional<String> before, OptionalInt limit) {

    public History {
        Objects.requireNonNull(schema);
        Objects.requireNonNull(field);
        Objects.requireNonNull(key);
        Objects.requireNonNull(before);
        Objects.requireNonNull(limit);
    }

    /** Of a Single field. */
    public static History of(String schema, String field) {
        return new History(schema, field, Optional.empty(), Optional.empty(), OptionalInt.empty());
    }

    /** Of one range key of a Range field. */
    public static History of(String schema, String field, String key) {
        return new History(schema, field, Optional.of(key), Optional.empty(), OptionalInt.empty());
    }

    /** The same, of what was there before an atom alone. */
    public History before(String uuid) {
        return new History(schema, field, key, Optional.of(uuid), limit);
    }

    /** The same, of so many atoms at most; a daemon takes from 1 to 1000. */
    public History limit(int atoms) {
        return new History(schema, field, key, before, OptionalInt.of(atoms));
    }

    Map<String, Object> payload() {
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("schema", schema);
        payload.put("field", field);
        key.ifPresent(wanted -> payload.put("key", wanted));
        before.ifPresent(uuid -> payload.put("before", uuid));
        limit.ifPresent(atoms -> payload.put("limit", atoms));
        return payload;
    }
}
