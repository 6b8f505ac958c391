package dev.foldd.data.acl;

import dev.foldd.config.Suggestion;
import dev.foldd.data.entity.Entity;
import dev.foldd.data.entity.Field;
import dev.foldd.data.filter.TermsIn;
import dev.foldd.data.filter.Condition;
import dev.foldd.data.filter.FilterException;
import dev.foldd.data.filter.FilterParser;
import dev.foldd.data.filter.Term;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Understands the {@code acl:} section of an entity's file: per operation {@code {ROLE: true, role: [ROLE…], self: true,
 * row_level: "…", writable_fields: […], system: true}}. What it does not understand allows nothing, and is told.
 */
final class EntityRules {

    private static final List<String> OWNER_FIELDS = List.of("userId", "authorId", "createdBy");
    private static final Set<String> WORDS = Set.of("self", "row_level", "writable_fields", "role", "system");

    private final Roles roles;
    private final FilterParser filters;
    private final List<String> warnings;
    private final List<Rule> rules = new ArrayList<>();

    EntityRules(Roles roles, FilterParser filters, List<String> warnings) {
        this.roles = roles;
        this.filters = filters;
        this.warnings = warnings;
    }

    List<Rule> of(Entity entity) {
        entity.acl().forEach((word, clause) -> operation(entity, word, clause));
        return rules;
    }

    private void operation(Entity entity, String word, Object clause) {
        Operation operation;
        try {
            operation = Operation.named(word);
        } catch (IllegalArgumentException unknown) {
            warn(entity, word, "is no operation" + Suggestion.among(Operation.words(), word));
            return;
        }
        if (Boolean.FALSE.equals(clause)) {
            return;
        }
        if (!(clause instanceof Map<?, ?> members)) {
            warn(entity, word, "must be false or a section such as {user: true}; nobody is allowed");
            return;
        }
        understand(entity, operation, members);
    }

    private void understand(Entity entity, Operation operation, Map<?, ?> members) {
        Set<String> allowed = new LinkedHashSet<>();
        for (Map.Entry<?, ?> member : members.entrySet()) {
            String name = String.valueOf(member.getKey());
            if (!WORDS.contains(name) && !role(entity, operation, name, member.getValue(), allowed)) {
                return;
            }
        }
        if (!listedRoles(entity, operation, members.get("role"), allowed)) {
            return;
        }
        Optional<Set<String>> writable = Optional.empty();
        if (members.containsKey("writable_fields")) {
            writable = fieldNames(entity, operation, members.get("writable_fields"));
            if (writable.isEmpty()) {
                return;
            }
        }
        self(entity, operation, members, writable);
        for (String role : allowed) {
            add(entity, operation, role, roles.rank(role), Condition.TRUE, writable);
        }
    }

    private boolean role(Entity entity, Operation operation, String name, Object value, Set<String> allowed) {
        if (!roles.knows(name)) {
            warn(entity, operation.word() + "." + name, "is neither a role nor one of " + String.join(", ", new TreeSet<>(WORDS))
                    + Suggestion.among(roles.rising(), name) + "; nobody is allowed");
            return false;
        }
        if (!(value instanceof Boolean allows)) {
            warn(entity, operation.word() + "." + name, "must be true or false; nobody is allowed");
            return false;
        }
        if (allows) {
            allowed.add(name);
        }
        return true;
    }

    private boolean listedRoles(Entity entity, Operation operation, Object value, Set<String> allowed) {
        if (value == null) {
            return true;
        }
        Collection<?> names = value instanceof Collection<?> list ? list : List.of(value);
        for (Object name : names) {
            if (!roles.knows(String.valueOf(name))) {
                warn(entity, operation.word() + ".role", "'" + name + "' is no role"
                        + Suggestion.among(roles.rising(), String.valueOf(name)) + "; nobody is allowed");
                return false;
            }
            allowed.add(String.valueOf(name));
        }
        return true;
    }

    private void self(Entity entity, Operation operation, Map<?, ?> members, Optional<Set<String>> writable) {
        boolean self = Boolean.TRUE.equals(members.get("self"));
        if (members.containsKey("self") && !(members.get("self") instanceof Boolean)) {
            warn(entity, operation.word() + ".self", "must be true or false; self is allowed nothing");
        }
        Object rowLevel = members.get("row_level");
        if (!self) {
            if (rowLevel != null) {
                warn(entity, operation.word() + ".row_level", "narrows self, and there is no self: true; write it so,"
                        + " or use a rule of the rules file for other roles");
            }
            return;
        }
        Optional<Condition> own = rowLevel == null ? ownRows(entity) : parsed(entity, operation, rowLevel);
        if (own.isEmpty() && rowLevel == null) {
            warn(entity, operation.word() + ".self", "cannot tell whose a row is: there is no row_level and none of the "
                    + "fields " + String.join(", ", OWNER_FIELDS) + "; self is allowed nothing");
        }
        own.ifPresent(condition -> add(entity, operation, "self", 0, condition, writable));
    }

    private static Optional<Condition> ownRows(Entity entity) {
        Optional<Field> owner = entity.name().equals("User") ? entity.field("id")
                : OWNER_FIELDS.stream().flatMap(name -> entity.field(name).stream()).findFirst();
        return owner.map(field -> Condition.equal(field, new Term.Claim("user.id", field.type().stored())));
    }

    private Optional<Condition> parsed(Entity entity, Operation operation, Object rowLevel) {
        try {
            return Optional.of(filters.parse(String.valueOf(rowLevel), entity));
        } catch (FilterException e) {
            warn(entity, operation.word() + ".row_level", e.getMessage() + "; self is allowed nothing");
            return Optional.empty();
        }
    }

    private Optional<Set<String>> fieldNames(Entity entity, Operation operation, Object value) {
        Set<String> names = new LinkedHashSet<>();
        Collection<?> items = value instanceof Collection<?> list ? list : List.of(String.valueOf(value));
        for (Object item : items) {
            String name = String.valueOf(item);
            if (entity.field(name).isEmpty()) {
                warn(entity, operation.word() + ".writable_fields", "there is no field '" + name + "'"
                        + Suggestion.among(entity.byName().keySet(), name) + "; nobody is allowed");
                return Optional.empty();
            }
            names.add(name);
        }
        return Optional.of(names);
    }

    private void add(Entity entity, Operation operation, String who, int rank, Condition rows,
                     Optional<Set<String>> writable) {
        rules.add(new Rule(entity.name() + "." + operation.word() + "." + who, rank, operation.covered(), rows,
                Optional.empty(), writable, TermsIn.claimsOf(rows)));
    }

    private void warn(Entity entity, String place, String sentence) {
        warnings.add(entity.source() + ": " + entity.name() + ".acl." + place + ": " + sentence);
    }
}
