package dev.foldd.fold.schema;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A schema as it is told to callers and kept in the database: every member that means something, in one order, with variants
 * that hold nothing written as their names. Two schemas that mean the same have the same text.
 */
public final class SchemaText {

    private SchemaText() {
    }

    /** The JSON object of a schema. */
    public static Map<String, Object> of(Schema schema) {
        Map<String, Object> fields = new LinkedHashMap<>();
        schema.fields().forEach((name, field) -> fields.put(name, of(field)));
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", schema.name());
        tree.put("schema_type", schema.rangeKey().<Object>map(key -> Map.of("Range", Map.of("range_key", key)))
                .orElse("Single"));
        tree.put("fields", fields);
        Map<String, Object> payment = new LinkedHashMap<>();
        payment.put("base_multiplier", schema.baseMultiplier());
        payment.put("min_payment_threshold", schema.minPayment());
        tree.put("payment_config", payment);
        schema.hash().ifPresent(hash -> tree.put("hash", hash));
        schema.storage().ifPresent(storage -> {
            Map<String, Object> written = new LinkedHashMap<>();
            written.put("entity", storage.entity());
            written.put("key", storage.key());
            tree.put("storage", written);
        });
        return tree;
    }

    private static Map<String, Object> of(SchemaField field) {
        Map<String, Object> policy = new LinkedHashMap<>();
        policy.put("read_policy", distance(field.read()));
        policy.put("write_policy", distance(field.write()));
        policy.put("explicit_read_policy", counts(field.read()));
        policy.put("explicit_write_policy", counts(field.write()));
        Map<String, Object> price = new LinkedHashMap<>();
        price.put("base_multiplier", field.price().baseMultiplier());
        price.put("trust_distance_scaling", scaling(field.price().scaling()));
        price.put("min_payment", field.price().minPayment().isPresent() ? field.price().minPayment().getAsLong() : null);
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("field_type", field.kind().wireName());
        tree.put("permission_policy", policy);
        tree.put("payment_config", price);
        tree.put("ref_atom_uuid", field.refAtom().orElse(null));
        tree.put("field_mappers", field.mappers());
        tree.put("transform", field.transform().orElse(null));
        tree.put("writable", field.writable());
        return tree;
    }

    private static Object distance(Requirement requirement) {
        OptionalInt distance = requirement.distance();
        return distance.isEmpty() ? "NoRequirement" : Map.of("Distance", (long) distance.getAsInt());
    }

    private static Object counts(Requirement requirement) {
        return requirement.counts().<Object>map(counts -> Map.of("counts_by_pub_key", counts)).orElse(null);
    }

    private static Object scaling(Scaling scaling) {
        Map<String, Object> parts = new LinkedHashMap<>();
        if (scaling instanceof Scaling.Linear linear) {
            parts.put("slope", linear.slope());
            parts.put("intercept", linear.intercept());
            parts.put("min_factor", linear.minFactor());
            return Map.of("Linear", parts);
        }
        if (scaling instanceof Scaling.Exponential exponential) {
            parts.put("base", exponential.base());
            parts.put("scale", exponential.scale());
            parts.put("min_factor", exponential.minFactor());
            return Map.of("Exponential", parts);
        }
        return "None";
    }
}
