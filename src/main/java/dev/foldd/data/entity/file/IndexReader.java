package dev.foldd.data.entity.file;

import dev.foldd.config.Suggestion;
import dev.foldd.data.entity.Entity.Index;
import dev.foldd.data.entity.Field;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Gathers the indexes of an entity: those that fields ask for and those listed. Two over the same fields are one,
 * unique if either is; the primary key needs none.
 */
final class IndexReader {

    private static final int INDEXES_MAX = 100;
    private static final int FIELDS_MAX = 16;

    private final Findings findings;

    IndexReader(Findings findings) {
        this.findings = findings;
    }

    /** What is known of one index before it has its final name. */
    private record Draft(Optional<String> name, boolean unique) {
        Draft and(Draft other) {
            return new Draft(name.or(other::name), unique || other.unique);
        }
    }

    List<Index> read(String table, Map<String, Field> fields, Object written) {
        Map<List<String>, Draft> drafts = new LinkedHashMap<>();
        for (Field field : fields.values()) {
            if (field.unique() || field.indexed()) {
                drafts.put(List.of(field.name()), new Draft(Optional.empty(), field.unique()));
            }
        }
        if (written instanceof List<?> items && items.size() <= INDEXES_MAX) {
            for (int i = 0; i < items.size(); i++) {
                readOne(Attributes.of("indexes[" + i + "]", items.get(i), findings), fields, drafts);
            }
        } else if (written != null) {
            findings.refuse("indexes", "must be a list of at most " + INDEXES_MAX);
        }
        fields.values().stream().filter(Field::primary).forEach(key -> drafts.remove(List.of(key.name())));
        return named(table, fields, drafts);
    }

    private void readOne(Attributes at, Map<String, Field> fields, Map<List<String>, Draft> drafts) {
        List<String> names = at.texts("fields");
        boolean unique = at.flag("unique");
        Optional<String> name = at.text("name");
        at.refuseUnknown();
        if (names.isEmpty() || names.size() > FIELDS_MAX || new LinkedHashSet<>(names).size() < names.size()) {
            at.refuse("fields", "must be 1 to " + FIELDS_MAX + " different fields");
            return;
        }
        for (String field : names) {
            if (!fields.containsKey(field)) {
                missing(at, unique, field, fields);
                return;
            }
        }
        drafts.merge(List.copyOf(names), new Draft(name, unique), (first, second) -> second.and(first));
    }

    /** Without an index rows are found more slowly; without a unique one rows get in that must not. */
    private static void missing(Attributes at, boolean unique, String field, Map<String, Field> fields) {
        String sentence = "names '" + Attributes.shown(field) + "', which is no field";
        String suggestion = Suggestion.among(fields.keySet(), Attributes.shown(field));
        if (unique) {
            at.refuse("fields", sentence + suggestion);
        } else {
            at.remark("fields", sentence + ", so this index is not made" + suggestion);
        }
    }

    /** Index names are one namespace in a database, so the table's name leads. */
    private static List<Index> named(String table, Map<String, Field> fields, Map<List<String>, Draft> drafts) {
        List<Index> indexes = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        drafts.forEach((names, draft) -> {
            List<String> columns = names.stream().map(name -> fields.get(name).column()).toList();
            String plain = table + "_" + String.join("_", columns) + (draft.unique ? "_key" : "_idx");
            String name = Names.fitted(draft.name.map(declared -> table + "_" + declared).orElse(plain));
            if (!taken.add(Names.folded(name))) {
                name = Names.fitted(plain + "_" + Names.hash(columns.toString()));
                taken.add(Names.folded(name));
            }
            indexes.add(new Index(name, names, draft.unique));
        });
        return indexes;
    }
}
