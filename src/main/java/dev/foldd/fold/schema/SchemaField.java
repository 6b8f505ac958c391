package dev.foldd.fold.schema;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A field of a schema.
 *
 * @param mappers field names by schema names: whose data this field shows; empty where it has its own
 * @param refAtom as the schema's author wrote it; kept, and of no effect
 * @param transform as the author wrote it; kept, and never executed
 */
public record SchemaField(String name, Kind kind, Requirement read, Requirement write, FieldPrice price,
                          Map<String, String> mappers, Optional<String> refAtom, Optional<Map<String, Object>> transform,
                          boolean writable) {

    /** Holds one value, or many by their range keys. */
    public enum Kind {
        SINGLE("Single"), RANGE("Range");

        private final String wireName;

        Kind(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }
    }

    public SchemaField {
        mappers = Collections.unmodifiableMap(new LinkedHashMap<>(mappers));
    }

    public boolean isRange() {
        return kind == Kind.RANGE;
    }
}
