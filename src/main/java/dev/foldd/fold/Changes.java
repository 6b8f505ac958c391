package dev.foldd.fold;

import dev.foldd.contract.fold.FoldMutation;
import dev.foldd.contract.fold.MutationType;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.fold.schema.Schema;
import dev.foldd.fold.schema.SchemaField;
import dev.foldd.fold.schema.SchemaReader;
import dev.foldd.fold.storage.Atom;
import dev.foldd.json.Storable;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a mutation comes to: new contents by fields and range keys. In a Single schema a Range field's data names keys and
 * values, which are added to those that are there; in a Range schema the data is one row and names its range key.
 */
final class Changes {

    private final Schema schema;
    private final FoldMutation mutation;
    private final FoldConfig limits;
    private final Map<String, Map<String, Atom.Content>> contents = new LinkedHashMap<>();
    private int count;

    private Changes(Schema schema, FoldMutation mutation, FoldConfig limits) {
        this.schema = schema;
        this.mutation = mutation;
        this.limits = limits;
    }

    /**
     * @return contents by range key ({@code ""} in a Single field) by field; a field whose entries are to be deleted,
     *     whatever they are, has none
     * @throws FaultException {@code Invalid} or {@code TooLarge}
     */
    static Map<String, Map<String, Atom.Content>> of(Schema schema, FoldMutation mutation, FoldConfig limits) {
        Changes changes = new Changes(schema, mutation, limits);
        if (mutation.type() == MutationType.DELETE) {
            changes.delete();
        } else if (schema.isRange()) {
            changes.setRow(changes.rowKey());
        } else {
            changes.setRecord();
        }
        return changes.contents;
    }

    /** The key of the row that a mutation of a Range schema is about. */
    static Optional<String> rowKey(Schema schema, FoldMutation mutation) {
        return schema.rangeKey().map(name -> mutation.data().get(name)).map(Changes::keyOf);
    }

    private static String keyOf(Object value) {
        return value instanceof String || value instanceof Long ? value.toString() : "";
    }

    private String rowKey() {
        String name = schema.rangeKey().orElseThrow();
        String key = rowKey(schema, mutation).orElse("");
        checkKey(name, key);
        return key;
    }

    private void setRecord() {
        if (mutation.data().isEmpty()) {
            throw invalid("data", "must name at least one field");
        }
        mutation.data().forEach((name, value) -> {
            if (!field(name).isRange()) {
                put(name, "", content(name, value));
            } else if (value instanceof Map<?, ?> entries) {
                contents.computeIfAbsent(name, field -> new LinkedHashMap<>());
                entries.forEach((key, one) -> put(name, (String) key, content(name + "." + key, one)));
            } else {
                throw invalid(name, "is a Range field: its data is an object of keys and values");
            }
        });
    }

    private void setRow(String key) {
        mutation.data().forEach((name, value) -> {
            field(name);
            put(name, key, content(name, value));
        });
    }

    /** A row as a whole when its key stands alone, a record as a whole when no field is named. */
    private void delete() {
        Collection<String> named = mutation.data().keySet();
        named.forEach(this::field);
        if (schema.isRange() && !named.isEmpty()) {
            String key = rowKey();
            (named.size() == 1 ? schema.fields().keySet() : named).stream()
                    .filter(name -> named.size() == 1 || !schema.rangeKey().orElseThrow().equals(name))
                    .forEach(name -> put(name, key, Atom.Content.TOMBSTONE));
            return;
        }
        for (String name : named.isEmpty() ? schema.fields().keySet() : named) {
            if (field(name).isRange()) {
                contents.put(name, new LinkedHashMap<>());
                keysToDelete(name).forEach(key -> put(name, (String) key, Atom.Content.TOMBSTONE));
            } else {
                put(name, "", Atom.Content.TOMBSTONE);
            }
        }
    }

    /** The entries that are named one by one; none are when all are meant. */
    private Collection<?> keysToDelete(String name) {
        Object value = mutation.data().get(name);
        Collection<?> keys = value instanceof Map<?, ?> map ? map.keySet() : value instanceof List<?> list ? list : List.of();
        if (!keys.stream().allMatch(String.class::isInstance)) {
            throw invalid(name, "names the keys to be deleted, each of which is a text");
        }
        return keys;
    }

    private void put(String name, String key, Atom.Content content) {
        if (field(name).isRange()) {
            checkKey(name, key);
        }
        if (++count > limits.entriesMax()) {
            throw new FaultException(new Fault.TooLarge("values in a mutation", limits.entriesMax()));
        }
        contents.computeIfAbsent(name, field -> new LinkedHashMap<>()).put(key, content);
    }

    private static void checkKey(String name, String key) {
        if (key.isEmpty() || key.length() > SchemaReader.NAME_MAX || Storable.length(key) == Storable.NOT_STORABLE) {
            throw invalid(name, "needs a range key: a text of 1 to " + SchemaReader.NAME_MAX
                    + " characters, without NUL or half a surrogate pair");
        }
    }

    private Atom.Content content(String path, Object value) {
        if (!Storable.isStorable(value)) {
            throw invalid(path, "must not hold NUL or half a surrogate pair");
        }
        Atom.Content content = Atom.Content.of(value);
        if (content.json().getBytes(StandardCharsets.UTF_8).length > limits.valueBytesMax()) {
            throw new FaultException(new Fault.TooLarge("bytes in a value", limits.valueBytesMax()));
        }
        return content;
    }

    private SchemaField field(String name) {
        return schema.field(name).orElseThrow(() ->
                invalid("data", "names a field that schema '" + schema.name() + "' does not have"));
    }

    private static FaultException invalid(String path, String sentence) {
        return new FaultException(new Fault.Invalid(path, sentence));
    }
}
