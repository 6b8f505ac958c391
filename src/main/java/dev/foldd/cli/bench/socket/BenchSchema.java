package dev.foldd.cli.bench.socket;

import java.util.LinkedHashMap;
import java.util.Map;

/** The schema that is measured on: one text, and a field with a value for each key. Everybody may read and write it. */
final class BenchSchema {

    static final String NAME = "FolddBench";
    static final String SINGLE = "text";
    static final String RANGE = "scores";
    /** How many values one mutation writes. */
    static final int WRITES = 6_000;

    private BenchSchema() {
    }

    static Map<String, Object> tree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", NAME);
        tree.put("fields", Map.of(SINGLE, field("Single"), RANGE, field("Range")));
        tree.put("payment_config", Map.of("base_multiplier", 1.0));
        return tree;
    }

    /** Sets the one text, which the queries ask for. */
    static Map<String, Object> text() {
        return mutation(Map.of(SINGLE, "A line of text of the usual length, as a profile has it."));
    }

    /** Writes a value under each of the keys, another than the last time. */
    static Map<String, Object> writes(long round) {
        Map<String, Object> scores = new LinkedHashMap<>();
        for (int i = 0; i < WRITES; i++) {
            scores.put("key-" + i, round * WRITES + i);
        }
        return mutation(Map.of(RANGE, scores));
    }

    private static Map<String, Object> mutation(Map<String, Object> data) {
        Map<String, Object> mutation = new LinkedHashMap<>();
        mutation.put("schema", NAME);
        mutation.put("mutation_type", "update");
        mutation.put("data", data);
        return mutation;
    }

    private static Map<String, Object> field(String type) {
        Map<String, Object> field = new LinkedHashMap<>();
        field.put("field_type", type);
        field.put("permission_policy", Map.of("read_policy", "NoRequirement", "write_policy", "NoRequirement"));
        field.put("payment_config", Map.of("base_multiplier", 1.0, "trust_distance_scaling", "None"));
        field.put("field_mappers", Map.of());
        return field;
    }
}
