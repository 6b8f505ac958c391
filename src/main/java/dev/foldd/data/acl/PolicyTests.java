package dev.foldd.data.acl;

import dev.foldd.config.Problems;
import dev.foldd.config.Suggestion;
import dev.foldd.contract.Principal;
import dev.foldd.data.entity.Entity;
import dev.foldd.data.entity.EntityCatalogue;
import dev.foldd.data.entity.Field;
import dev.foldd.data.filter.Condition;
import dev.foldd.data.filter.Evaluator;
import dev.foldd.data.filter.FilterException;
import dev.foldd.fault.FaultException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;

/**
 * Runs the {@code tests:} of a rules file: {@code {as: {id, role, tenant?, …}, do: [operation, Entity, id?], row?: {field:
 * value}, rows?: {Entity: [{…}]}, expect: allowed | denied | no rows, fields?: [names that are open]}}. {@code row} says more
 * of the row in question, which is of the subject's tenant unless it says otherwise; {@code rows} what a SELECT finds.
 */
final class PolicyTests {

    private static final Set<String> KEYS = Set.of("as", "do", "row", "rows", "expect", "fields");

    private final Policy policy;
    private final EntityCatalogue entities;
    private final BiFunction<Field, Object, Object> valueOf;
    private final Problems problems;

    PolicyTests(Policy policy, EntityCatalogue entities, BiFunction<Field, Object, Object> valueOf, Problems problems) {
        this.policy = policy;
        this.entities = entities;
        this.valueOf = valueOf;
        this.problems = problems;
    }

    /** Every test that fails, or cannot be understood, is a problem. Returns how many there were. */
    int run(List<Map<?, ?>> tests) {
        for (int i = 0; i < tests.size(); i++) {
            String path = "tests[" + i + "]";
            try {
                run(path, tests.get(i));
            } catch (FilterException | IllegalArgumentException e) {
                problems.add(path, e.getMessage());
            } catch (FaultException e) {
                problems.add(path, String.valueOf(e.fault().details()));
            }
        }
        return tests.size();
    }

    private void run(String path, Map<?, ?> test) {
        test.keySet().stream().map(String::valueOf).filter(key -> !KEYS.contains(key)).forEach(
                key -> problems.add(path + "." + key, "is unknown" + Suggestion.among(KEYS, key)));
        Principal subject = subject(section(test, "as"));
        List<?> wish = test.get("do") instanceof List<?> list ? list : List.of();
        if (wish.size() < 2 || wish.size() > 3) {
            throw new IllegalArgumentException("do must be [operation, Entity] or [operation, Entity, id]");
        }
        Operation operation = operation(String.valueOf(wish.get(0)));
        Entity entity = entity(String.valueOf(wish.get(1)));
        Grant grant = policy.grant(subject, entity, operation);
        Map<Field, Object> row = values(entity, section(test, "row"));
        if (wish.size() == 3) {
            row.put(entity.primary(), valueOf.apply(entity.primary(), wish.get(2)));
        }
        boolean named = !row.isEmpty();
        if (named) {
            // A test that does not speak of tenants means a row of the subject's own.
            entity.tenant().ifPresent(tenant -> row.putIfAbsent(tenant, subject.tenant().orElse(null)));
        }
        Evaluator evaluator = new Evaluator(subject, row, other -> rows(other, section(test, "rows")));
        String outcome = grant.isEmpty() ? "denied" : !named || evaluator.admits(grant.rows()) ? "allowed" : "no rows";
        String expected = String.valueOf(test.get("expect"));
        if (!List.of("allowed", "denied", "no rows").contains(expected)) {
            throw new IllegalArgumentException("expect must be allowed, denied or no rows, not '" + expected + "'");
        }
        if (!outcome.equals(expected)) {
            problems.add(path, wish + " as " + test.get("as") + " is " + outcome + ", not " + expected);
        }
        checkFields(path, test, grant, evaluator, named);
    }

    private void checkFields(String path, Map<?, ?> test, Grant grant, Evaluator evaluator, boolean named) {
        if (!(test.get("fields") instanceof List<?> expected)) {
            return;
        }
        List<String> open = grant.entity().fields().stream().filter(grant::opens).filter(field -> !named
                || evaluator.admits(Condition.allOf(grant.rows(), grant.when(field)))).map(Field::name).toList();
        List<String> wanted = expected.stream().map(String::valueOf).toList();
        if (!List.copyOf(new TreeSet<>(open)).equals(List.copyOf(new TreeSet<>(wanted)))) {
            problems.add(path, "the open fields are " + open + ", not " + wanted);
        }
    }

    private static Principal subject(Map<?, ?> as) {
        if (as.get("id") == null || as.get("role") == null) {
            throw new IllegalArgumentException("as must name an id and a role");
        }
        Map<String, Object> claims = new LinkedHashMap<>();
        as.forEach((name, value) -> {
            if (value != null && !List.of("id", "role", "tenant").contains(String.valueOf(name))) {
                claims.put(String.valueOf(name), value instanceof Integer number ? (Object) number.longValue() : value);
            }
        });
        return new Principal(String.valueOf(as.get("id")), Principal.Kind.USER, List.of(String.valueOf(as.get("role"))),
                Optional.ofNullable(as.get("tenant")).map(String::valueOf), OptionalInt.empty(), claims);
    }

    private List<Map<Field, Object>> rows(Entity entity, Map<?, ?> rows) {
        if (!(rows.get(entity.name()) instanceof List<?> list)) {
            throw new FilterException("it depends on " + entity.name() + ": give the test its rows");
        }
        List<Map<Field, Object>> found = new ArrayList<>();
        for (Object item : list) {
            found.add(values(entity, item instanceof Map<?, ?> map ? map : Map.of()));
        }
        return found;
    }

    private Map<Field, Object> values(Entity entity, Map<?, ?> given) {
        Map<Field, Object> values = new LinkedHashMap<>();
        given.forEach((name, value) -> {
            Field field = entity.field(String.valueOf(name)).orElseThrow(
                    () -> new IllegalArgumentException(entity.name() + " has no field '" + name + "'"));
            Object plain = value instanceof Integer number ? (Object) number.longValue() : value;
            values.put(field, plain == null ? null : valueOf.apply(field, plain));
        });
        return values;
    }

    private Entity entity(String name) {
        return entities.entity(name).orElseThrow(
                () -> new IllegalArgumentException("there is no entity '" + name + "'"));
    }

    private static Operation operation(String word) {
        if (!Operation.words().contains(word)) {
            throw new IllegalArgumentException("'" + word + "' is none of " + Operation.words());
        }
        return Operation.named(word);
    }

    private static Map<?, ?> section(Map<?, ?> test, String key) {
        return test.get(key) instanceof Map<?, ?> map ? map : Map.of();
    }
}
