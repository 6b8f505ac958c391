package dev.foldd.fold.schema;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A schema, which never changes once it is made.
 *
 * @param rangeKey the field by whose values everything in it is kept; empty in a schema of the type Single
 * @param fields in the order of their author
 * @param baseMultiplier of every fee, above zero
 * @param minPayment the least fee for anything in it
 * @param hash as its author wrote it
 * @param storage the entity whose columns its fields are; empty where it holds atoms of its own
 */
public record Schema(String name, Optional<String> rangeKey, Map<String, SchemaField> fields, double baseMultiplier,
                     long minPayment, Optional<String> hash, Optional<Storage> storage) {

    /** An entity, and the field of it whose values are the keys by which rows are found. */
    public record Storage(String entity, String key) {
    }

    public Schema {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    public boolean isRange() {
        return rangeKey.isPresent();
    }

    public Optional<SchemaField> field(String fieldName) {
        return Optional.ofNullable(fields.get(fieldName));
    }
}
