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
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/**
 * Runs the {@code tests:} of a rules file: {@code {as: {id, role, tenantId?, …}, do: [operation, Entity, id?], row?: {field:
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
                problems.add(path, sentence(e.fault()));
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
            problems.add(path, words(wish, " ") + " as " + described(section(test, "as")) + " is " + outcome + ", not "
                    + expected);
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
            problems.add(path, "the open fields are " + words(open, ", ") + ", not " + words(wanted, ", "));
        }
    }

    /** Ids of all types are read as texts here, since YAML reads a bare number as one. */
    private static Principal subject(Map<?, ?> as) {
        Map<String, Object> supposed = new LinkedHashMap<>();
        as.forEach((name, value) -> {
            if (value != null) {
                boolean text = List.of("id", "role").contains(String.valueOf(name));
                supposed.put(String.valueOf(name), text ? String.valueOf(value)
                        : value instanceof Integer number ? (Object) number.longValue() : value);
            }
        });
        try {
            return SupposedSubject.of(supposed);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("as " + e.getMessage());
        }
    }

    private static String sentence(Fault fault) {
        return fault instanceof Fault.Invalid invalid ? invalid.fields().stream()
                .map(error -> error.field() + " " + error.error()).collect(Collectors.joining("; "))
                : String.valueOf(fault.code());
    }

    private static String described(Map<?, ?> subject) {
        return subject.entrySet().stream().map(claim -> claim.getKey() + " " + claim.getValue())
                .collect(Collectors.joining(", "));
    }

    private static String words(List<?> items, String separator) {
        return items.isEmpty() ? "none" : items.stream().map(String::valueOf).collect(Collectors.joining(separator));
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
            throw new IllegalArgumentException("'" + word + "' is none of " + Operation.listed());
        }
        return Operation.named(word);
    }

    private static Map<?, ?> section(Map<?, ?> test, String key) {
        return test.get(key) instanceof Map<?, ?> map ? map : Map.of();
    }
}
