package dev.foldd.fold.schema;

import dev.foldd.config.Problems;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Understands a schema. Members that it does not know are ignored, since its authors write them for other programs; what it
 * knows must be right, and everything that is not is told at once, by its path.
 */
public final class SchemaReader {

    /** Characters of a schema's or a field's name, and of a range key: what every database can have in a key. */
    public static final int NAME_MAX = 255;

    /** More fields than any form could show; each of them costs a place in statements. */
    public static final int FIELDS_MAX = 1_000;

    private final Problems problems;

    private SchemaReader(Problems problems) {
        this.problems = problems;
    }

    /**
     * @param tree the JSON, as {@link dev.foldd.json.Json} reads it
     * @return empty, with problems, when it is not a schema
     */
    public static Optional<Schema> read(Map<?, ?> tree, Problems problems) {
        Problems found = new Problems();
        Schema schema = new SchemaReader(found).schema(new SchemaTree("", tree, found));
        found.list().forEach(problem -> problems.add(problem.substring(0, problem.indexOf(": ")),
                problem.substring(problem.indexOf(": ") + 2)));
        return found.isEmpty() ? Optional.of(schema) : Optional.empty();
    }

    private Schema schema(SchemaTree tree) {
        String name = tree.text("name");
        if (!isName(name)) {
            tree.problem("name", "must have 1 to " + NAME_MAX + " characters, none of them a control character");
        }
        Optional<String> rangeKey = rangeKey(tree);
        Map<String, SchemaField> fields = fields(tree, rangeKey);
        SchemaTree payment = tree.section("payment_config");
        double multiplier = multiplier(payment);
        long least = payment.wholeNumber("min_payment_threshold").orElse(0L);
        if (least < 0) {
            payment.problem("min_payment_threshold", "must not be below zero");
        }
        return new Schema(name, rangeKey, fields, multiplier, least, tree.optionalText("hash"), storage(tree, fields));
    }

    private static boolean isName(String name) {
        return !name.isEmpty() && name.length() <= NAME_MAX && name.chars().noneMatch(Character::isISOControl);
    }

    private Optional<String> rangeKey(SchemaTree tree) {
        if (tree.value("schema_type") == null) {
            return Optional.empty();
        }
        Optional<SchemaTree.Variant> type = tree.variant("schema_type", List.of("Single", "Range"));
        if (type.isEmpty() || type.get().name().equals("Single")) {
            return Optional.empty();
        }
        return type.get().content() instanceof Map<?, ?> content
                ? Optional.of(new SchemaTree("schema_type.Range", content, problems).text("range_key"))
                : missingRangeKey(tree);
    }

    private static Optional<String> missingRangeKey(SchemaTree tree) {
        tree.problem("schema_type.Range", "must be an object with a range_key");
        return Optional.empty();
    }

    private Map<String, SchemaField> fields(SchemaTree tree, Optional<String> rangeKey) {
        SchemaTree section = tree.section("fields");
        Map<String, SchemaField> fields = new LinkedHashMap<>();
        if (section.keys().isEmpty() && tree.value("fields") instanceof Map || section.keys().size() > FIELDS_MAX) {
            tree.problem("fields", "must have 1 to " + FIELDS_MAX + " members");
        }
        for (Object key : section.keys()) {
            String name = (String) key;
            if (!isName(name)) {
                section.problem(name.substring(0, Math.min(name.length(), 40)), "a field's name has 1 to " + NAME_MAX
                        + " characters, none of them a control character");
            }
            SchemaField field = field(name, section.section(name));
            if (rangeKey.isPresent() && !field.isRange()) {
                section.problem(name + ".field_type", "must be Range, as the schema is");
            }
            fields.put(name, field);
        }
        if (rangeKey.isPresent() && !fields.containsKey(rangeKey.get())) {
            tree.problem("schema_type.Range.range_key", "must be one of the fields");
        }
        return fields;
    }

    private SchemaField field(String name, SchemaTree tree) {
        SchemaField.Kind kind = tree.value("field_type") == null ? SchemaField.Kind.SINGLE
                : tree.variant("field_type", List.of("Single", "Range")).map(SchemaTree.Variant::name).orElse("Single")
                .equals("Range") ? SchemaField.Kind.RANGE : SchemaField.Kind.SINGLE;
        SchemaTree policy = tree.section("permission_policy");
        Optional<Map<String, Object>> transform = Optional.empty();
        if (tree.value("transform") != null) {
            transform = Optional.of(plain(tree.section("transform")));
        }
        return new SchemaField(name, kind, requirement(policy, "read_policy", "explicit_read_policy"),
                requirement(policy, "write_policy", "explicit_write_policy"), price(tree.section("payment_config")),
                tree.texts("field_mappers"), tree.optionalText("ref_atom_uuid"), transform, tree.flag("writable", true));
    }

    private static Map<String, Object> plain(SchemaTree tree) {
        Map<String, Object> map = new LinkedHashMap<>();
        tree.keys().forEach(key -> map.put((String) key, tree.value((String) key)));
        return map;
    }

    private Requirement requirement(SchemaTree tree, String key, String listKey) {
        OptionalInt distance = OptionalInt.empty();
        Optional<SchemaTree.Variant> variant = tree.variant(key, List.of("NoRequirement", "Distance"));
        if (variant.isEmpty()) {
            // A problem by now; what stands in for it admits nobody but the node itself.
            distance = OptionalInt.of(0);
        } else if (variant.get().name().equals("Distance")) {
            distance = OptionalInt.of(distance(tree, key, variant.get().content()));
        }
        return new Requirement(distance, counts(tree, listKey));
    }

    private static int distance(SchemaTree tree, String key, Object content) {
        if (content instanceof Long number && number >= 0 && number <= Integer.MAX_VALUE) {
            return number.intValue();
        }
        tree.problem(key + ".Distance", "must be a whole number from 0");
        return 0;
    }

    private Optional<Map<String, Long>> counts(SchemaTree tree, String listKey) {
        if (tree.value(listKey) == null) {
            return Optional.empty();
        }
        SchemaTree section = tree.section(listKey).section("counts_by_pub_key");
        Map<String, Long> counts = new LinkedHashMap<>();
        for (Object key : section.keys()) {
            Optional<Long> count = section.wholeNumber((String) key);
            if (count.isEmpty() || count.get() < 0) {
                section.problem((String) key, "must be a whole number from 0");
            }
            counts.put((String) key, count.orElse(0L));
        }
        return Optional.of(counts);
    }

    private FieldPrice price(SchemaTree tree) {
        Optional<Long> least = tree.wholeNumber("min_payment");
        if (least.isPresent() && least.get() <= 0) {
            tree.problem("min_payment", "must be above zero, or left out");
        }
        return new FieldPrice(multiplier(tree), scaling(tree),
                least.isPresent() ? OptionalLong.of(least.get()) : OptionalLong.empty());
    }

    private static double multiplier(SchemaTree tree) {
        double multiplier = tree.number("base_multiplier");
        if (multiplier <= 0) {
            tree.problem("base_multiplier", "must be above zero");
        }
        return multiplier;
    }

    private Scaling scaling(SchemaTree tree) {
        String key = "trust_distance_scaling";
        Optional<SchemaTree.Variant> variant = tree.variant(key, List.of("None", "Linear", "Exponential"));
        if (variant.isEmpty() || variant.get().name().equals("None")) {
            return new Scaling.None();
        }
        String path = key + "." + variant.get().name();
        if (!(variant.get().content() instanceof Map<?, ?> content)) {
            tree.problem(path, "must be an object");
            return new Scaling.None();
        }
        SchemaTree parts = new SchemaTree(tree.pathOf(path), content, problems);
        double leastFactor = parts.number("min_factor");
        if (leastFactor < 1) {
            parts.problem("min_factor", "must be at least 1");
        }
        return variant.get().name().equals("Linear")
                ? new Scaling.Linear(parts.number("slope"), parts.number("intercept"), leastFactor)
                : new Scaling.Exponential(parts.number("base"), parts.number("scale"), leastFactor);
    }

    private static Optional<Schema.Storage> storage(SchemaTree tree, Map<String, SchemaField> fields) {
        if (tree.value("storage") == null) {
            return Optional.empty();
        }
        SchemaTree section = tree.section("storage");
        if (fields.values().stream().anyMatch(SchemaField::isRange)) {
            tree.problem("storage", "needs fields of the type Single alone: each is a column of the entity");
        }
        return Optional.of(new Schema.Storage(section.text("entity"), section.text("key")));
    }
}
