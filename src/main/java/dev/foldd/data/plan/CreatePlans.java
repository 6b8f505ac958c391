package dev.foldd.data.plan;

import dev.foldd.data.DataConfig;
import dev.foldd.data.acl.Grant;
import dev.foldd.data.acl.Operation;
import dev.foldd.data.entity.Entity;
import dev.foldd.data.entity.Field;
import dev.foldd.data.entity.RowValidator;
import dev.foldd.data.filter.Condition;
import dev.foldd.data.filter.Term;
import dev.foldd.data.sql.Template;
import dev.foldd.data.sql.WriteSql;
import dev.foldd.fault.Fault;
import dev.foldd.store.Statement;
import dev.foldd.store.Step;
import dev.foldd.store.Work;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Plans for new rows: create and createMany. */
final class CreatePlans {

    private static final Fault REFUSED = new Fault.Forbidden("no rule allows you to create a row with these values");

    private final DataConfig config;
    private final RowValidator validator;
    private final PlanCache cache;
    private final WriteSql sql;
    private final ReplyRows replies;

    CreatePlans(DataConfig config, RowValidator validator, PlanCache cache, WriteSql sql) {
        this.config = config;
        this.validator = validator;
        this.cache = cache;
        this.sql = sql;
        this.replies = new ReplyRows(validator);
    }

    /** A row ready to be inserted: which of its fields the caller gave, and all of its values. */
    private record NewRow(Set<Field> given, Map<Field, Object> values) {
        List<String> names() {
            return names(given);
        }

        static List<String> names(Set<Field> given) {
            return given.stream().map(Field::name).toList();
        }
    }

    Plan create(Asked asked) {
        Grant grant = asked.needed(Operation.CREATE);
        Map<String, Object> data = asked.object("data");
        NewRow row = newRow(asked, grant, data);
        Step step = insertion(asked, grant, row);
        Entity entity = asked.entity();
        // A key that the database counts is known when the row is there.
        String id = String.valueOf(row.values().getOrDefault(entity.primary(), ""));
        Work work = new Work(List.of(step), config.statement(), asked.request().caller().life());
        return Plan.writing(new Plan.Subject(entity.name(), id, data, grant.ruleIds()), work,
                rows -> new Plan.Outcome(replies.first(entity, rows), 1));
    }

    /** The step that inserts one row and answers it. */
    Step insertion(Asked asked, Grant grant, Map<String, Object> data) {
        return insertion(asked, grant, newRow(asked, grant, data));
    }

    private Step insertion(Asked asked, Grant grant, NewRow row) {
        Entity entity = asked.entity();
        Grant reading = asked.granted(Operation.READ);
        Condition check = grant.permitsNew(row.given());
        Template template = cache.get(new PlanCache.Shape("create", grant, reading, row.names()),
                () -> sql.insert(entity, arguments(row.values().keySet(), 0), check,
                        new WriteSql.Answer(reading, toldOfNew(entity, reading, row.given()))));
        List<Object> values = new ArrayList<>(row.values().values());
        return check.equals(Condition.TRUE) ? template.run(asked.principal(), values)
                : template.needRows(asked.principal(), values, REFUSED);
    }

    Plan createMany(Asked asked) {
        Grant grant = asked.needed(Operation.CREATE);
        List<Map<String, Object>> items = asked.objects("data", config.maxBatch());
        Plan.Subject subject = new Plan.Subject(asked.entity().name(), "", items, grant.ruleIds());
        if (items.isEmpty()) {
            return Plan.known(subject, 0L);
        }
        Work work = new Work(insertions(asked, grant, items), config.statement(), asked.request().caller().life());
        long count = items.size();
        return Plan.writing(subject, work,
                rows -> new Plan.Outcome(count, count));
    }

    /**
     * Neighbours of one shape share a step where the database checks each of them in one statement, or there is nothing to
     * check; else a checked row has a step of its own.
     */
    private List<Step> insertions(Asked asked, Grant grant, List<Map<String, Object>> items) {
        List<Neighbours> all = new ArrayList<>();
        int number = 0;
        RowShape shape = null;
        for (Map<String, Object> data : items) {
            boolean known = shape != null && named(data, shape.names());
            Set<Field> given = known ? shape.given() : given(asked, grant, data);
            Map<Field, Object> row = RowValidator.numbered(number++,
                    () -> validator.forCreate(asked.entity(), inTenant(asked, grant, data)));
            if (!known) {
                shape = shape(asked, grant, List.copyOf(data.keySet()), given, row.keySet());
            }
            Statement statement = shape.template().statement();
            Neighbours last = all.isEmpty() ? null : all.get(all.size() - 1);
            if (last == null || !last.takes(statement)) {
                last = new Neighbours(statement, !shape.check().equals(Condition.TRUE), new ArrayList<>());
                all.add(last);
            }
            last.rows().add(shape.template().bind(asked.principal(), new ArrayList<>(row.values())));
        }
        return all.stream().map(Neighbours::step).toList();
    }

    /** What rows that name the same fields have in common: it is found out once for those that follow one another. */
    private record RowShape(List<String> names, Set<Field> given, Condition check, Template template) {
    }

    /** Whether a row names just these, in this order. */
    private static boolean named(Map<String, Object> data, List<String> names) {
        int number = 0;
        if (data.size() != names.size()) {
            return false;
        }
        for (String name : data.keySet()) {
            if (!name.equals(names.get(number++))) {
                return false;
            }
        }
        return true;
    }

    private RowShape shape(Asked asked, Grant grant, List<String> names, Set<Field> given, Set<Field> all) {
        Condition check = grant.permitsNew(given);
        Template template = cache.get(new PlanCache.Shape("createMany", grant, grant, NewRow.names(given)),
                () -> sql.insertSilently(asked.entity(), arguments(all, 0), check));
        return new RowShape(names, given, check, template);
    }

    /** Rows that one step inserts. */
    private record Neighbours(Statement statement, boolean checked, List<List<Object>> rows) {

        boolean takes(Statement next) {
            return (!checked || statement.many().isPresent()) && statement.sql().equals(next.sql());
        }

        Step step() {
            return checked ? new Step(statement, rows, Step.Then.NEED_ROWS, REFUSED, Optional.empty(), Optional.empty())
                    : Step.runAll(statement, rows);
        }
    }

    private NewRow newRow(Asked asked, Grant grant, Map<String, Object> data) {
        Entity entity = asked.entity();
        Set<Field> given = given(asked, grant, data);
        return new NewRow(given, validator.forCreate(entity, inTenant(asked, grant, data)));
    }

    /**
     * The fields that the caller names, each of which he must be allowed to write; in the order of the entity, so that no
     * order of his makes another statement. Unknown names are the validator's.
     */
    static Set<Field> given(Asked asked, Grant grant, Map<String, Object> data) {
        Set<Field> given = new LinkedHashSet<>(data.size() * 2);
        for (Field field : asked.entity().fields()) {
            if (data.containsKey(field.name())) {
                if (!grant.opens(field)) {
                    throw Asked.forbidden("no rule allows you to write " + asked.entity().name() + "." + field.name());
                }
                given.add(field);
            }
        }
        return given;
    }

    /**
     * A new row belongs to its creator's tenant; only those above tenants may say otherwise. A value that the daemon would
     * make is some tenant's, so it is not for callers who have none.
     */
    private static Map<String, Object> inTenant(Asked asked, Grant grant, Map<String, Object> data) {
        Optional<Field> field = asked.entity().tenant();
        if (field.isEmpty()) {
            return data;
        }
        Optional<String> tenant = asked.principal().tenant();
        boolean named = data.containsKey(Entity.TENANT_FIELD);
        boolean made = field.get().fallback().isPresent() || field.get().generated();
        if (!grant.tenant().equals(Condition.TRUE) && named
                && !tenant.equals(Optional.ofNullable(data.get(Entity.TENANT_FIELD)))) {
            throw Asked.forbidden("a row can only be created in your own tenant");
        }
        if (named || tenant.isEmpty() && (!made || grant.tenant().equals(Condition.TRUE))) {
            return data;
        }
        Map<String, Object> filled = new LinkedHashMap<>((data.size() + 1) * 2);
        filled.putAll(data);
        filled.put(Entity.TENANT_FIELD, tenant.orElse(null));
        return filled;
    }

    /** What a write answers beyond what may be read: the key, and what the caller has just said himself. */
    static Set<Field> told(Entity entity, Grant reading, Set<Field> given) {
        Set<Field> told = new LinkedHashSet<>();
        told.add(entity.primary());
        for (Field field : given) {
            if (!field.neverExposed() && (!field.sensitive() || reading.opens(field))) {
                told.add(field);
            }
        }
        return told;
    }

    /**
     * All of a new row is its creator's word, a default or made for him, so that what he may read in any row is told of this
     * one too, even where he will not see it again.
     */
    private static Set<Field> toldOfNew(Entity entity, Grant reading, Set<Field> given) {
        Set<Field> told = told(entity, reading, given);
        entity.fields().stream().filter(reading::opens).forEach(told::add);
        return told;
    }

    /** Numbers the values of a statement from {@code first} on. */
    static Map<Field, Term> arguments(Iterable<Field> fields, int first) {
        Map<Field, Term> arguments = new LinkedHashMap<>();
        int index = first;
        for (Field field : fields) {
            arguments.put(field, new Term.Argument(index++, field.type().stored()));
        }
        return arguments;
    }
}
