package dev.foldd.data.entity.file;

import dev.foldd.config.Suggestion;
import dev.foldd.data.entity.Entity;
import dev.foldd.data.entity.Entity.Index;
import dev.foldd.data.entity.Field;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads one document of the {@code entity:} dialect. */
final class EntityReader {

    private static final int FIELDS_MAX = 500;

    private final Findings findings;
    private final FieldReader fieldReader;

    EntityReader(Findings findings) {
        this.findings = findings;
        this.fieldReader = new FieldReader(findings);
    }

    /** The name that a document gives itself, whether or not it can be used. */
    static Optional<String> nameOf(Object document) {
        return document instanceof Map<?, ?> map && map.get("entity") instanceof String name
                ? Optional.of(Attributes.shown(name)) : Optional.empty();
    }

    /** The table that a document means by its own words, likewise: without any, the one of its name. */
    static Optional<String> tableOf(Object document) {
        return document instanceof Map<?, ?> map && map.get("table") instanceof String table ? Optional.of(table)
                : document instanceof Map<?, ?> other && other.get("entity") instanceof String name ? Optional.of(name)
                : Optional.empty();
    }

    /** Nothing when the document is refused; {@link Findings} then says why. */
    Optional<Entity> read(Object document, String source) {
        if (!speaksOurDialect(document)) {
            return Optional.empty();
        }
        Attributes at = Attributes.of("", document, findings);
        String name = at.text("entity").orElseThrow();
        String table = at.text("table").orElse(name);
        String description = at.text("description").orElse("");
        at.label("version");
        at.text("package");
        boolean cached = at.optionalFlag("cache").orElse(true);
        checkNames(at, name, table);
        Set<String> neverExposed = neverExposed(at);
        Map<String, Field> fields = fields(at, neverExposed);
        Object indexes = at.raw("indexes");
        Map<String, Object> acl = acl(at);
        at.refuseUnknown();
        if (findings.refused()) {
            return Optional.empty();
        }
        checkFields(fields, neverExposed);
        List<Index> read = new IndexReader(findings).read(table, fields, indexes);
        if (findings.refused()) {
            return Optional.empty();
        }
        List<Field> ordered = new ArrayList<>(fields.values());
        return Optional.of(new Entity(name, table, description, ordered, read, acl, source).cachedIf(cached));
    }

    private boolean speaksOurDialect(Object document) {
        if (!(document instanceof Map<?, ?> map)) {
            findings.refuse("", "it is no map of keys and values");
        } else if (map.get("entity") instanceof String) {
            return true;
        } else if (map.get("entities") instanceof List) {
            findings.refuse("", "it is a registry of entities (a top-level 'entities' list), not an entity");
        } else if (map.containsKey("entity")) {
            findings.refuse("entity", "must be the entity's name");
        } else {
            findings.refuse("", "it has no 'entity:' key"
                    + (map.containsKey("fields") ? "; its 'fields' are written in another dialect" : ""));
        }
        return false;
    }

    private void checkNames(Attributes at, String name, String table) {
        if (!Names.isWord(name)) {
            at.refuse("entity", "must be letters, digits and _, at most 63, and no two _ in front");
        }
        if (!Names.isIdentifier(table)) {
            at.refuse("table", "must be 1 to 63 bytes without control characters");
        }
        if (Names.isReservedTable(table)) {
            at.refuse("table", "must not begin with sqlite_ or foldd_");
        }
    }

    private Map<String, Field> fields(Attributes at, Set<String> neverExposed) {
        Map<String, Field> fields = new LinkedHashMap<>();
        Object written = at.raw("fields");
        if (!(written instanceof Map<?, ?> map) || map.isEmpty() || map.size() > FIELDS_MAX) {
            at.refuse("fields", "must be a map of 1 to " + FIELDS_MAX + " fields");
            return fields;
        }
        map.forEach((key, value) -> {
            String name = (String) key;
            fieldReader.read(name, value, neverExposed.contains(name)).ifPresent(field -> fields.put(name, field));
        });
        return fields;
    }

    private void checkFields(Map<String, Field> fields, Set<String> neverExposed) {
        long keys = fields.values().stream().filter(Field::primary).count();
        if (keys != 1) {
            findings.refuse("fields", "have " + (keys == 0 ? "no primary key" : keys + " primary keys")
                    + ", where one is needed");
        }
        long versions = fields.values().stream().filter(Field::version).count();
        if (versions > 1) {
            findings.refuse("fields", "have " + versions + " versions, where one at most is meant");
        }
        Set<String> columns = new HashSet<>();
        for (Field field : fields.values()) {
            if (!columns.add(Names.folded(field.column()))) {
                findings.refuse("fields." + field.name(), "shares the column '" + field.column()
                        + "' with another field");
            }
        }
        for (String hidden : neverExposed) {
            if (!fields.containsKey(hidden)) {
                findings.refuse("security.never_expose", "names '" + Attributes.shown(hidden) + "', which is no field"
                        + Suggestion.among(fields.keySet(), Attributes.shown(hidden)));
            }
        }
    }

    /** {@code audit_all_access} is always so here: every operation is audited, whatever the entity. */
    private Set<String> neverExposed(Attributes document) {
        Object written = document.raw("security");
        if (written == null) {
            return Set.of();
        }
        Attributes at = Attributes.of("security", written, findings);
        at.flag("audit_all_access");
        Set<String> names = new HashSet<>(at.texts("never_expose"));
        at.refuseUnknown();
        return names;
    }

    /** As it is written, for the policy to understand. What cannot even be a rule grants nothing. */
    private Map<String, Object> acl(Attributes at) {
        Map<String, Object> acl = new LinkedHashMap<>();
        Object written = at.raw("acl");
        if (written instanceof Map<?, ?> map) {
            map.forEach((operation, rule) -> {
                if (rule == null) {
                    at.remark("acl." + operation, "is empty and grants nothing");
                } else {
                    acl.put((String) operation, rule);
                }
            });
        } else if (written != null) {
            at.remark("acl", "is no map of operations and grants nothing");
        }
        return acl;
    }
}
