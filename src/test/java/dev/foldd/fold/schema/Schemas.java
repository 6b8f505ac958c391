package dev.foldd.fold.schema;

import dev.foldd.config.Problems;
import dev.foldd.json.Json;
import java.util.Map;
import java.util.Optional;

/** Schemas for tests, out of JSON with single quotes. */
public final class Schemas {

    private Schemas() {
    }

    /** A schema of the type Single: fields by their kinds, each readable and writable within distances. */
    public static Schema of(String name, String... fields) {
        return schema("{'name': '%s', 'fields': {%s}, 'payment_config': {'base_multiplier': 1}}"
                .formatted(name, String.join(", ", fields)));
    }

    /** A schema of the type Range. */
    public static Schema range(String name, String rangeKey, String... fields) {
        return schema("{'name': '%s', 'schema_type': {'Range': {'range_key': '%s'}}, 'fields': {%s}, "
                .formatted(name, rangeKey, String.join(", ", fields)) + "'payment_config': {'base_multiplier': 1}}");
    }

    /** A field that has no mappers and costs nothing much. */
    public static String field(String name, String kind, String read, String write) {
        return "'%s': {'field_type': '%s', 'permission_policy': {'read_policy': %s, 'write_policy': %s}, "
                .formatted(name, kind, policy(read), policy(write))
                + "'payment_config': {'base_multiplier': 1, 'trust_distance_scaling': 'None'}, 'field_mappers': {}}";
    }

    /** A field that everybody may read and write. */
    public static String open(String name, String kind) {
        return field(name, kind, "any", "any");
    }

    public static Schema schema(String json) {
        Problems problems = new Problems();
        Optional<Schema> schema = SchemaReader.read(tree(json), problems);
        problems.throwIfAny();
        return schema.orElseThrow();
    }

    @SuppressWarnings("unchecked")
    public static Map<String, Object> tree(String json) {
        return (Map<String, Object>) Json.parse(json.replace('\'', '"'));
    }

    private static String policy(String distance) {
        return distance.equals("any") ? "'NoRequirement'" : "{'Distance': " + distance + "}";
    }
}
