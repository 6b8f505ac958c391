package dev.foldd.fold.query;

import dev.foldd.fold.schema.Schema;
import dev.foldd.fold.schema.SchemaField;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What a filter leaves of a schema's values. A Range field is met when one of its entries is; of its entries those are shown
 * with which alone the filter would hold. In a Range schema the entries of all fields under one key are a row, and a row is
 * met or not.
 */
public final class Selection {

    private final Schema schema;
    private final Filter filter;

    public Selection(Schema schema, Filter filter) {
        this.schema = schema;
        this.filter = filter;
    }

    /**
     * The asked fields as far as they match, in the order in which they were asked for; a field that is not set is null.
     *
     * @param values by field names: of a Single field its value, of a Range field its entries by their keys
     * @return empty when nothing matches
     */
    public Optional<Map<String, Object>> of(Map<String, Object> values, Collection<String> asked) {
        return schema.isRange() ? rows(values, asked) : record(values, asked);
    }

    /** Whether the values, as they are, meet the filter. */
    public boolean matches(Map<String, Object> values) {
        return schema.isRange() ? filter.equals(Filter.NONE) || !keys(values).isEmpty() : holds(filter, values, null, null);
    }

    /** The keys of the rows that meet the filter, in a Range schema. */
    public Set<String> keys(Map<String, Object> values) {
        Set<String> keys = new LinkedHashSet<>();
        values.forEach((name, entries) -> keys.addAll(entries(entries).keySet()));
        keys.removeIf(key -> !holdsAt(filter, values, key));
        return keys;
    }

    private Optional<Map<String, Object>> record(Map<String, Object> values, Collection<String> asked) {
        if (!holds(filter, values, null, null)) {
            return Optional.empty();
        }
        Map<String, Object> record = new LinkedHashMap<>();
        for (String name : asked) {
            Object value = values.get(name);
            record.put(name, value != null && field(name).isRange() ? shown(name, entries(value), values) : value);
        }
        return Optional.of(record);
    }

    private Map<String, Object> shown(String name, Map<String, Object> entries, Map<String, Object> values) {
        if (!Filter.fields(filter).contains(name)) {
            return entries;
        }
        Map<String, Object> shown = new LinkedHashMap<>(entries);
        shown.keySet().removeIf(key -> !holds(filter, values, name, key));
        return shown;
    }

    private Optional<Map<String, Object>> rows(Map<String, Object> values, Collection<String> asked) {
        Set<String> keys = keys(values);
        if (keys.isEmpty() && !filter.equals(Filter.NONE)) {
            return Optional.empty();
        }
        Map<String, Object> record = new LinkedHashMap<>();
        for (String name : asked) {
            Map<String, Object> shown = new LinkedHashMap<>(entries(values.get(name)));
            shown.keySet().retainAll(keys);
            record.put(name, values.get(name) == null ? null : shown);
        }
        return Optional.of(record);
    }

    /** @param oneField the field that is looked at in one entry alone, by {@code oneKey}; null when there is none */
    private boolean holds(Filter part, Map<String, Object> values, String oneField, String oneKey) {
        if (part instanceof Filter.All all) {
            return all.parts().stream().allMatch(inner -> holds(inner, values, oneField, oneKey));
        } else if (part instanceof Filter.Any any) {
            return any.parts().stream().anyMatch(inner -> holds(inner, values, oneField, oneKey));
        } else if (part instanceof Filter.Test test && !field(test.field()).isRange()) {
            return test.operator().holds(values.get(test.field()), test.operand());
        }
        String name = part instanceof Filter.Test test ? test.field() : ((Filter.Entries) part).field();
        Map<String, Object> entries = entries(values.get(name));
        return Objects.equals(name, oneField) ? entryHolds(part, oneKey, entries.get(oneKey))
                : entries.entrySet().stream().anyMatch(entry -> entryHolds(part, entry.getKey(), entry.getValue()));
    }

    private boolean holdsAt(Filter part, Map<String, Object> values, String key) {
        if (part instanceof Filter.All all) {
            return all.parts().stream().allMatch(inner -> holdsAt(inner, values, key));
        } else if (part instanceof Filter.Any any) {
            return any.parts().stream().anyMatch(inner -> holdsAt(inner, values, key));
        }
        String name = part instanceof Filter.Test test ? test.field() : ((Filter.Entries) part).field();
        return entryHolds(part, key, entries(values.get(name)).get(key));
    }

    private static boolean entryHolds(Filter part, String key, Object value) {
        return part instanceof Filter.Test test ? test.operator().holds(value, test.operand())
                : ((Filter.Entries) part).test().holds(key, value);
    }

    private SchemaField field(String name) {
        return schema.field(name).orElseThrow();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> entries(Object value) {
        return value == null ? Map.of() : (Map<String, Object>) value;
    }
}
