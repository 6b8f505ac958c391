package dev.foldd.fold.query;

import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.fold.schema.Schema;
import dev.foldd.fold.schema.SchemaField;
import dev.foldd.json.Storable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Understands the filters of queries and mutations, in each of their spellings: {@code {field, operator, value}},
 * {@code {operator: and, conditions}}, {@code {NAME: value}}, {@code {NAME: {gt: 30}}}, {@code {field, range_filter}} and,
 * in a Range schema, {@code {range_filter: {KEY: …}}}.
 */
public final class FilterReader {

    private static final Set<String> TEST = Set.of("field", "operator", "value");
    private static final Set<String> GROUP = Set.of("operator", "conditions");
    private static final Set<String> ENTRIES = Set.of("field", "range_filter");
    private static final Set<String> ROWS = Set.of("range_filter");

    private final Schema schema;
    private final Limits limits;
    private int terms;

    /** What a filter may cost at most: how deep its groups lie in one another, and how many tests and keys it names. */
    public record Limits(int depth, int terms) {
    }

    private FilterReader(Schema schema, Limits limits) {
        this.schema = schema;
        this.limits = limits;
    }

    /**
     * @param filter the JSON; null is no filter
     * @throws FaultException {@code Invalid} when it is none, or names a field that the schema does not have
     */
    public static Filter read(Object filter, Schema schema, Limits limits) {
        return filter == null ? Filter.NONE : new FilterReader(schema, limits).filter(filter, "filter", 1);
    }

    private Filter filter(Object given, String path, int depth) {
        if (!(given instanceof Map<?, ?> map)) {
            throw invalid(path, "must be an object such as {\"field\": …, \"operator\": \"eq\", \"value\": …}");
        }
        if (depth > limits.depth()) {
            throw invalid(path, "lies deeper than " + limits.depth() + " levels");
        }
        Set<?> keys = map.keySet();
        if (keys.equals(TEST)) {
            return test(map, path);
        } else if (keys.equals(GROUP)) {
            return group(map, path, depth);
        } else if (keys.equals(ENTRIES)) {
            return entries(rangeField(map.get("field"), path + ".field"), map.get("range_filter"), path + ".range_filter");
        } else if (keys.equals(ROWS) && schema.field("range_filter").isEmpty()) {
            return rows(map.get("range_filter"), path + ".range_filter");
        }
        List<Filter> parts = new ArrayList<>();
        map.forEach((name, value) -> parts.add(shorthand((String) name, value, path)));
        return parts.size() == 1 ? parts.get(0) : new Filter.All(parts);
    }

    private Filter test(Map<?, ?> map, String path) {
        count(1, path);
        return new Filter.Test(field(map.get("field"), path + ".field").name(), operator(map.get("operator"),
                path + ".operator"), map.get("value"));
    }

    private Filter group(Map<?, ?> map, String path, int depth) {
        boolean all = "and".equals(map.get("operator"));
        if (!all && !"or".equals(map.get("operator"))) {
            throw invalid(path + ".operator", "must be and or or, where there are conditions");
        }
        if (!(map.get("conditions") instanceof List<?> conditions) || conditions.isEmpty()) {
            throw invalid(path + ".conditions", "must be a list of filters, and not an empty one");
        }
        List<Filter> parts = new ArrayList<>();
        for (Object condition : conditions) {
            parts.add(filter(condition, path + ".conditions[" + parts.size() + "]", depth + 1));
        }
        return all ? new Filter.All(parts) : new Filter.Any(parts);
    }

    private Filter shorthand(String name, Object value, String path) {
        String at = path + "." + name;
        SchemaField field = field(name, at);
        if (value instanceof Map<?, ?> map && !map.isEmpty()
                && map.keySet().stream().allMatch(key -> Operator.named(key).isPresent())) {
            count(map.size(), at);
            List<Filter> parts = new ArrayList<>();
            map.forEach((operator, operand) ->
                    parts.add(new Filter.Test(field.name(), operator(operator, at), operand)));
            return parts.size() == 1 ? parts.get(0) : new Filter.All(parts);
        }
        count(1, at);
        return new Filter.Test(field.name(), Operator.EQ, value);
    }

    private Filter entries(SchemaField field, Object given, String path) {
        return new Filter.Entries(field.name(), rangeTest(given, path));
    }

    /** The rows of a Range schema, by its range key. */
    private Filter rows(Object given, String path) {
        String rangeKey = schema.rangeKey().orElseThrow(
                () -> invalid(path, "needs a field beside it, since '" + schema.name() + "' is no Range schema"));
        if (!(given instanceof Map<?, ?> map) || map.size() != 1) {
            throw invalid(path, "must be an object such as {\"" + rangeKey + "\": …}");
        }
        SchemaField named = rangeField(map.keySet().iterator().next(), path);
        if (!named.name().equals(rangeKey)) {
            throw invalid(path + "." + named.name(), "is not the range key, which is '" + rangeKey + "'");
        }
        Object value = map.get(rangeKey);
        return value instanceof Map ? entries(named, value, path + "." + rangeKey)
                : new Filter.Entries(rangeKey, new RangeTest.Key(key(value, path + "." + rangeKey)));
    }

    private RangeTest rangeTest(Object given, String path) {
        if (!(given instanceof Map<?, ?> map) || map.size() != 1) {
            throw invalid(path, "must be one of Key, KeyPrefix, KeyRange, Keys, KeyPattern, Value, with what it asks for");
        }
        count(1, path);
        String kind = (String) map.keySet().iterator().next();
        Object content = map.get(kind);
        String at = path + "." + kind;
        return switch (kind) {
            case "Key" -> new RangeTest.Key(key(content, at));
            case "KeyPrefix" -> new RangeTest.KeyPrefix(key(content, at));
            case "KeyPattern" -> new RangeTest.KeyPattern(key(content, at));
            case "Value" -> new RangeTest.Value(content);
            case "Keys" -> new RangeTest.AnyKey(keys(content, at));
            case "KeyRange" -> keyRange(content, at);
            default -> throw invalid(path, "must be one of Key, KeyPrefix, KeyRange, Keys, KeyPattern, Value");
        };
    }

    private Set<String> keys(Object content, String path) {
        if (!(content instanceof List<?> list)) {
            throw invalid(path, "must be a list of keys");
        }
        count(list.size(), path);
        Set<String> keys = new HashSet<>();
        list.forEach(key -> keys.add(key(key, path)));
        return keys;
    }

    private static RangeTest keyRange(Object content, String path) {
        if (!(content instanceof Map<?, ?> map) || !map.keySet().equals(Set.of("start", "end"))) {
            throw invalid(path, "must have a start, which is meant too, and an end, which is not");
        }
        return new RangeTest.KeyRange(key(map.get("start"), path + ".start"), key(map.get("end"), path + ".end"));
    }

    /** A key is a text; a number that stands in its place is its text. */
    private static String key(Object given, String path) {
        if (!(given instanceof String || given instanceof Long) || Storable.length(given.toString()) == Storable.NOT_STORABLE) {
            throw invalid(path, "must be a text, without NUL or half a surrogate pair");
        }
        return given.toString();
    }

    private SchemaField rangeField(Object name, String path) {
        SchemaField field = field(name, path);
        if (!field.isRange()) {
            throw invalid(path, "must be a Range field, and '" + field.name() + "' is not");
        }
        return field;
    }

    private SchemaField field(Object name, String path) {
        return Optional.ofNullable(name).filter(String.class::isInstance).map(String.class::cast).flatMap(schema::field)
                .orElseThrow(() -> invalid(path, "is not a field of schema '" + schema.name() + "'"));
    }

    private static Operator operator(Object name, String path) {
        return Operator.named(name).orElseThrow(() -> invalid(path,
                "must be one of eq, ne, gt, lt, gte, lte, contains, starts_with, ends_with"));
    }

    private void count(int more, String path) {
        terms += more;
        if (terms > limits.terms()) {
            throw invalid(path, "is one test too many: a filter has at most " + limits.terms());
        }
    }

    private static FaultException invalid(String path, String sentence) {
        return new FaultException(new Fault.Invalid(path, sentence));
    }
}
