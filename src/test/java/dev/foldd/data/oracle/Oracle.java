package dev.foldd.data.oracle;

import static dev.foldd.data.oracle.World.FIELDS;
import static dev.foldd.data.oracle.World.ROLES;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What the contract says must come out, decided in memory on a handful of rows. It changes the rows of its world as the
 * daemon should change the table.
 */
final class Oracle {

    private static final String SENSITIVE = "secret";

    private final World world;

    Oracle(World world) {
        this.world = world;
    }

    /** An answer, or the code of a refusal. */
    record Answer(Object value, String refusal) {
        static Answer of(Object value) {
            return new Answer(value, "");
        }

        static Answer refused(String code) {
            return new Answer(null, code);
        }
    }

    Answer read(String id) {
        if (rules("read").isEmpty()) {
            return Answer.refused("FORBIDDEN");
        }
        Map<String, Object> row = world.rows.get(id);
        return Answer.of(row != null && visible("read", row) ? seen(row) : null);
    }

    Answer list(Filter filter, String sort, boolean descending, int page, int limit) {
        if (rules("read").isEmpty() || !opensAll(filter.fields()) || sort != null && !opens("read", sort)) {
            return Answer.refused("FORBIDDEN");
        }
        List<Map<String, Object>> rows = matching("read", filter).stream()
                .sorted(sort == null ? byId() : order(sort, descending).thenComparing(byId())).toList();
        List<Object> data = rows.stream().skip((page - 1L) * limit).limit(limit).<Object>map(this::seen).toList();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("data", data);
        answer.put("total", (long) rows.size());
        answer.put("page", (long) page);
        answer.put("limit", (long) limit);
        answer.put("hasMore", (long) page * limit < rows.size());
        return Answer.of(answer);
    }

    /** A list by a filter that follows relations, with what it brings along. */
    Answer list(Following filter, List<Including> includes, int limit) {
        Sights sights = new Sights(world);
        if (rules("read").isEmpty() || !filter.permitted().test(sights)
                || !includes.stream().allMatch(each -> each.isPermitted(sights))) {
            return Answer.refused("FORBIDDEN");
        }
        List<Map<String, Object>> rows = following("read", filter);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("data", rows.stream().limit(limit).<Object>map(row ->
                Including.answer("Doc", masked(row), null, includes, sights)).toList());
        answer.put("total", (long) rows.size());
        answer.put("page", 1L);
        answer.put("limit", (long) limit);
        answer.put("hasMore", limit < rows.size());
        return Answer.of(answer);
    }

    Answer findFirst(Following filter) {
        if (rules("read").isEmpty() || !filter.permitted().test(new Sights(world))) {
            return Answer.refused("FORBIDDEN");
        }
        return Answer.of(following("read", filter).stream().findFirst().<Object>map(this::seen).orElse(null));
    }

    Answer deleteMany(Following filter) {
        if (rules("delete").isEmpty() || !filter.permitted().test(new Sights(world))) {
            return Answer.refused("FORBIDDEN");
        }
        List<Map<String, Object>> targets = following("delete", filter);
        targets.forEach(row -> world.rows.remove(row.get("id")));
        return Answer.of((long) targets.size());
    }

    Answer updateMany(Following filter, Map<String, Object> data) {
        if (!filter.permitted().test(new Sights(world))) {
            return Answer.refused("FORBIDDEN");
        }
        Set<Object> found = following("update", filter).stream().map(row -> row.get("id")).collect(Collectors.toSet());
        return updateMany(new Filter(filter.json(), Set.of(), row -> true), data, found::contains);
    }

    /** By key. */
    private List<Map<String, Object>> following(String operation, Following filter) {
        Sights sights = new Sights(world);
        return world.rows.values().stream().filter(row -> visible(operation, row))
                .filter(row -> Boolean.TRUE.equals(filter.decide().apply(masked(row), sights))).sorted(byId()).toList();
    }

    Answer findFirst(Filter filter) {
        if (rules("read").isEmpty() || !opensAll(filter.fields())) {
            return Answer.refused("FORBIDDEN");
        }
        return Answer.of(matching("read", filter).stream().min(byId()).<Object>map(this::seen).orElse(null));
    }

    Answer create(Map<String, Object> data) {
        if (rules("create").isEmpty() || !data.keySet().stream().allMatch(field -> opens("create", field))) {
            return Answer.refused("FORBIDDEN");
        }
        if (!aboveTenants() && data.containsKey("tenantId") && !Objects.equals(data.get("tenantId"), tenant())) {
            return Answer.refused("FORBIDDEN");
        }
        Map<String, Object> row = new LinkedHashMap<>();
        FIELDS.forEach(field -> row.put(field, data.get(field)));
        if (!data.containsKey("tenantId")) {
            row.put("tenantId", tenant());
        }
        if (!permits("create", row, data.keySet())) {
            return Answer.refused("FORBIDDEN");
        }
        if (taken(row) || world.rows.containsKey(row.get("id"))) {
            return Answer.refused("CONFLICT");
        }
        world.rows.put((String) row.get("id"), row);
        return Answer.of(toldOfNew(row, data.keySet()));
    }

    /** All or none; that a row may not be comes before that one is taken. */
    Answer createMany(List<Map<String, Object>> rows) {
        Map<String, Map<String, Object>> before = new LinkedHashMap<>(world.rows);
        List<Answer> answers = rows.stream().map(this::create).toList();
        for (String refusal : List.of("FORBIDDEN", "CONFLICT")) {
            if (answers.stream().anyMatch(answer -> answer.refusal().equals(refusal))) {
                world.rows.clear();
                world.rows.putAll(before);
                return Answer.refused(refusal);
            }
        }
        return Answer.of((long) rows.size());
    }

    Answer update(String id, Map<String, Object> data) {
        if (rules("update").isEmpty() || !data.keySet().stream().allMatch(field -> opens("update", field))) {
            return Answer.refused("FORBIDDEN");
        }
        Map<String, Object> row = world.rows.get(id);
        if (row == null || !visible("update", row)) {
            return Answer.refused("NOT_FOUND");
        }
        Map<String, Object> changed = new LinkedHashMap<>(row);
        changed.putAll(data);
        if (!permitsChange(row, changed, data.keySet())) {
            return Answer.refused("FORBIDDEN");
        }
        if (taken(changed)) {
            return Answer.refused("CONFLICT");
        }
        world.rows.put(id, changed);
        return Answer.of(told(changed, data.keySet()));
    }

    Answer updateMany(Filter filter, Map<String, Object> data) {
        return updateMany(filter, data, id -> true);
    }

    private Answer updateMany(Filter filter, Map<String, Object> data, Predicate<Object> among) {
        if (rules("update").isEmpty() || !data.keySet().stream().allMatch(field -> opens("update", field))
                || !opensAll(filter.fields())) {
            return Answer.refused("FORBIDDEN");
        }
        List<Map<String, Object>> targets = matching("update", filter);
        targets.removeIf(row -> !among.test(row.get("id")));
        for (Map<String, Object> row : targets) {
            Map<String, Object> changed = new LinkedHashMap<>(row);
            changed.putAll(data);
            if (!permitsChange(row, changed, data.keySet())) {
                return Answer.refused("FORBIDDEN");
            }
        }
        targets.forEach(row -> row.putAll(data));
        return Answer.of((long) targets.size());
    }

    Answer delete(String id) {
        if (rules("delete").isEmpty()) {
            return Answer.refused("FORBIDDEN");
        }
        Map<String, Object> row = world.rows.get(id);
        boolean there = row != null && visible("delete", row);
        if (there) {
            world.rows.remove(id);
        }
        return Answer.of(there);
    }

    Answer deleteMany(Filter filter) {
        if (rules("delete").isEmpty() || !opensAll(filter.fields())) {
            return Answer.refused("FORBIDDEN");
        }
        List<Map<String, Object>> targets = matching("delete", filter);
        targets.forEach(row -> world.rows.remove(row.get("id")));
        return Answer.of((long) targets.size());
    }

    Answer deleteByField(String field, Object value) {
        Filter filter = Filter.equal(field, value);
        if (rules("delete").isEmpty() || !opensAll(filter.fields())) {
            return Answer.refused("FORBIDDEN");
        }
        List<Map<String, Object>> first = matching("delete", filter).stream().sorted(byId()).limit(1).toList();
        first.forEach(row -> world.rows.remove(row.get("id")));
        return Answer.of(!first.isEmpty());
    }

    /** By slug, which is unique. */
    Answer upsert(String slug, Map<String, Object> createData, Map<String, Object> updateData) {
        if (rules("create").isEmpty() || rules("update").isEmpty()
                || !opens("read", "slug")
                || !updateData.keySet().stream().allMatch(field -> opens("update", field))) {
            return Answer.refused("FORBIDDEN");
        }
        Map<String, Object> merged = new LinkedHashMap<>(createData);
        merged.put("slug", slug);
        if (!merged.keySet().stream().allMatch(field -> opens("create", field))
                || !aboveTenants() && merged.containsKey("tenantId")
                        && !Objects.equals(merged.get("tenantId"), tenant())) {
            return Answer.refused("FORBIDDEN");
        }
        return world.rows.values().stream().filter(row -> slug.equals(masked(row).get("slug")) && visible("update", row)).findFirst()
                .map(row -> update((String) row.get("id"), updateData)).orElseGet(() -> create(merged));
    }

    private List<Map<String, Object>> matching(String operation, Filter filter) {
        return world.rows.values().stream().filter(row -> visible(operation, row))
                .filter(row -> Boolean.TRUE.equals(filter.decide().apply(masked(row)))).collect(Collectors.toList());
    }

    private List<World.Rule> rules(String operation) {
        return world.rules.stream().filter(rule -> rule.entity().equals("Doc") && rule.operations().contains(operation)
                && ROLES.indexOf(rule.role()) <= ROLES.indexOf(world.subject.role())
                && (world.subject.team() != null || !rule.rows().claims().contains("user.team"))).toList();
    }

    private boolean visible(String operation, Map<String, Object> row) {
        return inTenant(row) && rules(operation).stream().anyMatch(rule -> admits(rule, row));
    }

    private boolean inTenant(Map<String, Object> row) {
        return aboveTenants() || Objects.equals(row.get("tenantId"), tenant());
    }

    private boolean aboveTenants() {
        return world.subject.role().equals("god");
    }

    private String tenant() {
        return world.subject.tenant();
    }

    private boolean admits(World.Rule rule, Map<String, Object> row) {
        return Boolean.TRUE.equals(rule.rows().decide().apply(row, world));
    }

    private boolean opensAll(Set<String> fields) {
        return fields.stream().allMatch(field -> opens("read", field));
    }

    private boolean opens(String operation, String field) {
        return rules(operation).stream().anyMatch(rule -> opens(rule, operation, field));
    }

    private static boolean opens(World.Rule rule, String operation, String field) {
        if (operation.equals("read")) {
            return rule.read() == null ? !field.equals(SENSITIVE) : rule.read().contains(field);
        }
        return rule.write() == null ? rule.read() == null : rule.write().contains(field);
    }

    private boolean openIn(String operation, String field, Map<String, Object> row) {
        return rules(operation).stream().anyMatch(rule -> opens(rule, operation, field) && admits(rule, row));
    }

    private boolean permits(String operation, Map<String, Object> row, Set<String> given) {
        return rules(operation).stream().anyMatch(rule -> admits(rule, row))
                && given.stream().allMatch(field -> openIn(operation, field, row));
    }

    private boolean permitsChange(Map<String, Object> before, Map<String, Object> after, Set<String> given) {
        return permits("update", before, given) && permits("update", after, given) && inTenant(after);
    }

    private boolean taken(Map<String, Object> candidate) {
        return world.rows.values().stream().anyMatch(row -> row.get("slug").equals(candidate.get("slug"))
                && !row.get("id").equals(candidate.get("id")));
    }

    /** The row as a reader sees it, with nulls where a field is closed to him in this row. */
    private Map<String, Object> seen(Map<String, Object> row) {
        return fields(field -> opens("read", field), field -> openIn("read", field, row) ? row.get(field) : null);
    }

    private Map<String, Object> told(Map<String, Object> row, Set<String> given) {
        Predicate<String> said = field -> field.equals("id")
                || given.contains(field) && (!field.equals(SENSITIVE) || opens("read", field));
        return fields(field -> said.test(field) || opens("read", field), field -> said.test(field)
                || visible("read", row) && openIn("read", field, row) ? row.get(field) : null);
    }

    private Map<String, Object> toldOfNew(Map<String, Object> row, Set<String> given) {
        return fields(field -> field.equals("id") || opens("read", field)
                || given.contains(field) && !field.equals(SENSITIVE), row::get);
    }

    private Map<String, Object> masked(Map<String, Object> row) {
        return fields(field -> true, field -> visible("read", row) && openIn("read", field, row) ? row.get(field) : null);
    }

    private static Map<String, Object> fields(Predicate<String> shown, Function<String, Object> value) {
        Map<String, Object> result = new LinkedHashMap<>();
        for (String field : new ArrayList<>(FIELDS)) {
            if (shown.test(field)) {
                result.put(field, value.apply(field));
            }
        }
        return result;
    }

    private static Comparator<Map<String, Object>> byId() {
        return Comparator.comparing(row -> (String) row.get("id"));
    }

    /** By what the caller sees; NULL before every value when rising. */
    @SuppressWarnings("unchecked")
    private Comparator<Map<String, Object>> order(String sort, boolean descending) {
        Comparator<Map<String, Object>> rising = Comparator.comparing(row -> (Comparable<Object>) masked(row).get(sort),
                Comparator.nullsFirst(Comparator.naturalOrder()));
        return descending ? rising.reversed() : rising;
    }
}
