package dev.foldd.data.acl;

import dev.foldd.config.Problems;
import dev.foldd.config.Suggestion;
import dev.foldd.data.entity.Entity;
import dev.foldd.data.filter.TermsIn;
import dev.foldd.data.filter.Condition;
import dev.foldd.data.filter.FilterException;
import dev.foldd.data.filter.FilterParser;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Understands the rules file: {@code roles} in rising order, {@code rules} with entity, role, operations, row_level_filter
 * and fields, and {@code tests}. Whatever is wrong in it is a problem: the daemon does not start on it, and a reload keeps
 * the rules it has.
 */
final class RulesFile {

    private static final Set<String> RULE_KEYS =
            Set.of("id", "entity", "role", "operations", "row_level_filter", "fields", "description");
    private static final Set<String> FIELD_KEYS = Set.of("read", "write");
    private static final Set<String> TOP_KEYS = Set.of("roles", "rules", "tests");

    private final Map<String, Object> tree;
    private final Problems problems;
    private final Roles roles;

    RulesFile(Map<String, Object> tree, Problems problems) {
        this.tree = tree;
        this.problems = problems;
        tree.keySet().stream().filter(key -> !TOP_KEYS.contains(key)).forEach(
                key -> problems.add(key, "is unknown; there are roles, rules and tests" + Suggestion.among(TOP_KEYS, key)));
        this.roles = readRoles();
    }

    Roles roles() {
        return roles;
    }

    /** The sections of {@code tests:}, for {@link PolicyTests}. */
    List<Map<?, ?>> tests() {
        return sections("tests");
    }

    /** The rules of every entity; those of {@code "*"} stand under each. */
    Map<String, List<Rule>> rules(Collection<Entity> entities, FilterParser filters, List<String> warnings) {
        Map<String, List<Rule>> rules = new LinkedHashMap<>();
        int index = 0;
        for (Map<?, ?> section : sections("rules")) {
            String path = "rules[" + index++ + "]";
            section.keySet().stream().map(String::valueOf).filter(key -> !RULE_KEYS.contains(key)).forEach(
                    key -> problems.add(path + "." + key, "is unknown" + Suggestion.among(RULE_KEYS, key)));
            Draft draft = draft(section, path);
            for (Entity entity : named(section, path, entities, warnings)) {
                rules.computeIfAbsent(entity.name(), name -> new ArrayList<>())
                        .addAll(rulesFor(entity, section, draft, filters));
            }
        }
        return rules;
    }

    /** What a rule says whatever its entity is: it is looked at once, also when there is no such entity. */
    private record Draft(String path, Set<Operation> operations, Map<?, ?> fields, List<String> roles) {
    }

    private Draft draft(Map<?, ?> section, String path) {
        Set<Operation> operations = operations(section.get("operations"), path);
        Map<?, ?> fields = section.get("fields") instanceof Map<?, ?> map ? map : Map.of();
        if (section.get("fields") != null && !(section.get("fields") instanceof Map)) {
            problems.add(path + ".fields", "must be a section such as {read: [id], write: [email]}");
        }
        fields.keySet().stream().map(String::valueOf).filter(key -> !FIELD_KEYS.contains(key)).forEach(
                key -> problems.add(path + ".fields." + key, "is unknown" + Suggestion.among(FIELD_KEYS, key)));
        return new Draft(path, operations, fields, roleNames(section.get("role"), path));
    }

    private Collection<Entity> named(Map<?, ?> section, String path, Collection<Entity> entities, List<String> warnings) {
        Object name = section.get("entity");
        if (name == null) {
            problems.add(path + ".entity", "is required: an entity's name, or \"*\" for all");
            return List.of();
        }
        if (name.equals("*")) {
            return entities;
        }
        List<Entity> found = entities.stream().filter(entity -> entity.name().equals(name)).toList();
        if (found.isEmpty()) {
            warnings.add(path + ".entity: there is no entity '" + name + "'"
                    + Suggestion.among(entities.stream().map(Entity::name).toList(), String.valueOf(name))
                    + "; the rule allows nothing");
        }
        return found;
    }

    private List<Rule> rulesFor(Entity entity, Map<?, ?> section, Draft draft, FilterParser filters) {
        String path = draft.path();
        Condition rows = rows(entity, section.get("row_level_filter"), path, filters);
        Optional<Set<String>> readable = fieldNames(entity, draft.fields().get("read"), path + ".fields.read");
        Optional<Set<String>> writable = fieldNames(entity, draft.fields().get("write"), path + ".fields.write");
        if (readable.isPresent() && draft.fields().get("write") == null) {
            // Whoever lists what may be read has not said that any of it may be written.
            writable = Optional.of(Set.of());
        }
        String id = section.get("id") == null ? path : String.valueOf(section.get("id"));
        List<Rule> rules = new ArrayList<>();
        for (String role : draft.roles()) {
            rules.add(new Rule(id, roles.rank(role), draft.operations(), rows, readable, writable, TermsIn.claimsOf(rows)));
        }
        return lowestOnly(rules);
    }

    /** Rights rise with the roles, so of several roles in one rule only the lowest says anything. */
    private static List<Rule> lowestOnly(List<Rule> rules) {
        return rules.stream().min((a, b) -> Integer.compare(a.rank(), b.rank())).map(List::of).orElse(List.of());
    }

    private Set<Operation> operations(Object value, String path) {
        Set<Operation> operations = EnumSet.noneOf(Operation.class);
        if (value == null) {
            problems.add(path + ".operations", "is required: a list of " + Operation.listed() + ", or \"*\"");
            return operations;
        }
        for (Object word : listOf(value)) {
            if ("*".equals(word)) {
                return EnumSet.allOf(Operation.class);
            }
            try {
                operations.addAll(Operation.named(String.valueOf(word)).covered());
            } catch (IllegalArgumentException unknown) {
                problems.add(path + ".operations", "'" + word + "' is none of " + Operation.listed()
                        + Suggestion.among(Operation.words(), String.valueOf(word)));
            }
        }
        return operations;
    }

    private Condition rows(Entity entity, Object filter, String path, FilterParser filters) {
        if (filter == null) {
            return Condition.TRUE;
        }
        try {
            return filters.parse(String.valueOf(filter), entity);
        } catch (FilterException e) {
            problems.add(path + ".row_level_filter", "for " + entity.name() + ": " + e.getMessage());
            return Condition.FALSE;
        }
    }

    private Optional<Set<String>> fieldNames(Entity entity, Object value, String path) {
        if (value == null || value.equals("*")) {
            return Optional.empty();
        }
        Set<String> names = new LinkedHashSet<>();
        for (Object item : listOf(value)) {
            String name = String.valueOf(item);
            if (entity.field(name).isEmpty()) {
                problems.add(path, entity.name() + " has no field '" + name + "'"
                        + Suggestion.among(entity.byName().keySet(), name));
            }
            names.add(name);
        }
        return Optional.of(names);
    }

    private List<String> roleNames(Object value, String path) {
        if (value == null) {
            problems.add(path + ".role", "is required: one or more of " + roles.listed());
            return List.of();
        }
        List<String> names = new ArrayList<>();
        for (Object item : listOf(value)) {
            String name = String.valueOf(item);
            if (roles.knows(name)) {
                names.add(name);
            } else {
                problems.add(path + ".role", "'" + name + "' is none of " + roles.listed()
                        + Suggestion.among(roles.rising(), name));
            }
        }
        return names;
    }

    private Roles readRoles() {
        Object value = tree.get("roles");
        if (value == null) {
            return Roles.DEFAULT;
        }
        List<String> names = listOf(value).stream().map(String::valueOf).toList();
        if (names.isEmpty() || names.stream().distinct().count() != names.size()) {
            problems.add("roles", "must list at least one role, each once, in rising order");
            return Roles.DEFAULT;
        }
        return new Roles(names);
    }

    private List<Map<?, ?>> sections(String key) {
        Object value = tree.get(key);
        if (value == null) {
            return List.of();
        }
        List<Map<?, ?>> sections = new ArrayList<>();
        for (Object item : listOf(value)) {
            if (item instanceof Map<?, ?> map) {
                sections.add(map);
            } else {
                problems.add(key, "must be a list of sections, and '" + item + "' is none");
            }
        }
        return sections;
    }

    private static Collection<?> listOf(Object value) {
        return value instanceof Collection<?> list ? list : List.of(value);
    }
}
