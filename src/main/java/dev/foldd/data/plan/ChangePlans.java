package dev.foldd.data.plan;

import dev.foldd.data.DataConfig;
import dev.foldd.data.acl.Grant;
import dev.foldd.data.acl.Operation;
import dev.foldd.data.entity.Entity;
import dev.foldd.data.entity.Field;
import dev.foldd.data.entity.RowValidator;
import dev.foldd.data.filter.CallerFilter;
import dev.foldd.data.filter.Condition;
import dev.foldd.data.filter.Term;
import dev.foldd.data.sql.ReadSql;
import dev.foldd.data.sql.ReadSql.Selection;
import dev.foldd.data.sql.Template;
import dev.foldd.data.sql.WriteSql;
import dev.foldd.data.sql.WriteSql.Target;
import dev.foldd.fault.Fault;
import dev.foldd.store.Step;
import dev.foldd.store.ValueType;
import dev.foldd.store.Work;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Plans for rows that exist: update, delete, their forms by field and for many, and upsert. Where the policy looks at what a
 * change touches, one step finds the row and the next changes it under that policy, in one unit of work.
 */
final class ChangePlans {

    private static final Fault NOT_FOUND = new Fault.NotFound("there is no such row");
    private static final Fault REFUSED = new Fault.Forbidden("no rule allows you to make this change");

    private final DataConfig config;
    private final RowValidator validator;
    private final PlanCache cache;
    private final CreatePlans creation;
    private final ReplyRows replies;

    ChangePlans(DataConfig config, RowValidator validator, PlanCache cache, CreatePlans creation) {
        this.config = config;
        this.validator = validator;
        this.cache = cache;
        this.creation = creation;
        this.replies = new ReplyRows(validator);
    }

    /**
     * A change that is to be made.
     *
     * @param given the fields that the caller names
     * @param values all new values, among them those that the daemon makes
     * @param permitted what the row must satisfy before and after
     */
    private record Change(Grant grant, Grant reading, Set<Field> given, Map<Field, Object> values, Condition permitted) {

        /** The values as the arguments that follow the first {@code first}. */
        Map<Field, Term> arguments(int first) {
            return CreatePlans.arguments(values.keySet(), first);
        }

        List<Object> after(List<Object> first) {
            List<Object> all = new ArrayList<>(first);
            all.addAll(values.values());
            return all;
        }

        List<String> names() {
            List<String> names = new ArrayList<>(given.size() + values.size());
            given.forEach(field -> names.add(field.name()));
            values.keySet().forEach(field -> names.add(field.name()));
            return names;
        }
    }

    Plan update(Asked asked) {
        Change change = change(asked, asked.object("data"), true);
        Field key = asked.entity().primary();
        Object id = validator.value(key, asked.any("id"));
        Target target = new Target(change.grant(), change.reading(), keyed(key), Condition.TRUE, false);
        return answered(asked, change, String.valueOf(id), asked.object("data"),
                updating(asked, "update", change, target, List.of(id)));
    }

    Plan updateByField(Asked asked) {
        Change change = change(asked, asked.object("data"), false);
        Target target = byField(asked, change.grant(), change.reading());
        return answered(asked, change, "", asked.request().arguments(),
                updating(asked, null, change, target, List.of()));
    }

    Plan updateMany(Asked asked) {
        Change change = change(asked, asked.object("data"), false);
        Condition wanted = condition(asked, change.reading(), asked.object("filter"));
        Target target = new Target(change.grant(), change.reading(), Condition.TRUE, wanted, false);
        List<Step> steps = new ArrayList<>();
        List<Object> values = change.after(List.of());
        if (!change.permitted().equals(Condition.TRUE)) {
            Template violation = WriteSql.violation(target, change.arguments(0), change.permitted());
            steps.add(Step.needNone(violation.statement(), violation.bind(asked.principal(), values), REFUSED));
        }
        Template update = WriteSql.updateSilently(target, change.arguments(0), Condition.TRUE);
        steps.add(Step.run(update.statement(), update.bind(asked.principal(), values)));
        return counted(asked, change.grant(), asked.request().arguments(), steps);
    }

    Plan delete(Asked asked) {
        Grant grant = asked.needed(Operation.DELETE);
        Field key = asked.entity().primary();
        Object id = validator.value(key, asked.any("id"));
        Template template = cache.get(new PlanCache.Shape("delete", grant, grant, List.of()), () -> WriteSql.delete(
                new Target(grant, grant, keyed(key), Condition.TRUE, false)));
        return deleted(asked, grant, String.valueOf(id), null, template, List.of(id));
    }

    Plan deleteByField(Asked asked) {
        Grant grant = asked.needed(Operation.DELETE);
        Template template = WriteSql.delete(byField(asked, grant, asked.granted(Operation.READ)));
        return deleted(asked, grant, "", asked.request().arguments(), template, List.of());
    }

    Plan deleteMany(Asked asked) {
        Grant grant = asked.needed(Operation.DELETE);
        Grant reading = asked.granted(Operation.READ);
        Condition wanted = condition(asked, reading, asked.objectOrEmpty("filter"));
        Template template = WriteSql.delete(new Target(grant, reading, Condition.TRUE, wanted, false));
        return counted(asked, grant, asked.request().arguments(),
                List.of(Step.run(template.statement(), template.bind(asked.principal(), List.of()))));
    }

    /** Updates the row that the unique field names, else creates it; a row that is there but not his to see is a conflict. */
    Plan upsert(Asked asked) {
        Grant creating = asked.needed(Operation.CREATE);
        Grant updating = asked.needed(Operation.UPDATE);
        Field unique = uniqueField(asked);
        Object value = validator.value(unique, asked.object("filter").get(unique.name()));
        Map<String, Object> createData = merged(asked, unique);
        List<Step> steps = new ArrayList<>(existing(asked, updating, unique, value));
        steps.add(creation.insertion(asked, creating, createData));
        Entity entity = asked.entity();
        Work work = work(asked, steps);
        List<String> rules = new ArrayList<>(creating.ruleIds());
        rules.addAll(updating.ruleIds());
        return new Plan(new Plan.Subject(entity.name(), "", asked.request().arguments(), rules), store -> store.write(work)
                .map(rows -> new Plan.Outcome(replies.first(entity, rows), 1)));
    }

    /** The steps that deal with the row when it is there. */
    private List<Step> existing(Asked asked, Grant updating, Field unique, Object value) {
        Grant reading = asked.granted(Operation.READ);
        Condition named = Condition.equal(unique, new Term.Argument(0, unique.type().stored()));
        // A row found by a value tells that it has this value, so any field but the key is matched as the caller sees it.
        Condition byKey = unique.primary() ? named : Condition.TRUE;
        Condition asSeen = unique.primary() ? Condition.TRUE : named;
        Map<String, Object> updateData = asked.object("updateData");
        if (updateData.isEmpty()) {
            Template found = ReadSql.rows(new Selection(reading, ReadPlans.open(reading), byKey, asSeen, List.of()),
                    new Term.Value(1L, ValueType.BIGINT), null);
            return reading.isEmpty() ? List.of()
                    : List.of(Step.doneIfRows(found.statement(), found.bind(asked.principal(), List.of(value))));
        }
        Change change = change(asked, updateData, false);
        Target target = new Target(updating, reading, byKey, asSeen, false);
        List<Step> steps = new ArrayList<>();
        Template update = update(asked, change, target, 1);
        List<Object> values = change.after(List.of(value));
        steps.add(Step.doneIfRows(update.statement(), update.bind(asked.principal(), values)));
        if (!change.permitted().equals(Condition.TRUE)) {
            Template exists = WriteSql.exists(target);
            steps.add(Step.needNone(exists.statement(), exists.bind(asked.principal(), values), REFUSED));
        }
        return steps;
    }

    /** The one field of the filter; whoever may not read it, the key apart, may not find rows by it. */
    private Field uniqueField(Asked asked) {
        Map<String, Object> filter = asked.object("filter");
        if (filter.size() != 1) {
            throw Asked.invalid("filter", "must name exactly one unique field, such as {\"email\": \"a@example.org\"}");
        }
        Field field = asked.field(filter.keySet().iterator().next());
        boolean unique = field.primary() || field.unique() || asked.entity().indexes().stream()
                .anyMatch(index -> index.unique() && index.fields().equals(List.of(field.name())));
        if (!unique) {
            throw Asked.invalid("filter." + field.name(), "is not a unique field");
        }
        if (!field.primary()) {
            asked.readable(asked.granted(Operation.READ), field.name());
        }
        return field;
    }

    private static Map<String, Object> merged(Asked asked, Field unique) {
        Map<String, Object> data = new LinkedHashMap<>(asked.object("createData"));
        Object named = asked.object("filter").get(unique.name());
        Object own = data.putIfAbsent(unique.name(), named);
        if (own != null && !own.equals(named)) {
            throw Asked.invalid("createData." + unique.name(), "differs from the value in the filter");
        }
        return data;
    }

    /** @param byKey whether the row is named by its key, which may then stand in the data as well */
    private Change change(Asked asked, Map<String, Object> data, boolean byKey) {
        Grant grant = asked.needed(Operation.UPDATE);
        Set<Field> given = CreatePlans.given(asked, grant, withoutKey(asked, data));
        Map<Field, Object> values = validator.forUpdate(asked.entity(), data);
        Field key = asked.entity().primary();
        if (values.containsKey(key)) {
            if (!byKey || !values.get(key).equals(validator.value(key, asked.any("id")))) {
                throw Asked.invalid(key.name(), "is the key of the row and cannot be changed");
            }
            values.remove(key);
        }
        if (values.isEmpty()) {
            throw Asked.invalid("data", "must name at least one field besides the key");
        }
        return new Change(grant, asked.granted(Operation.READ), given, values, grant.permitsChange(given, values.keySet()));
    }

    private static Map<String, Object> withoutKey(Asked asked, Map<String, Object> data) {
        String key = asked.entity().primary().name();
        if (!data.containsKey(key)) {
            return data;
        }
        Map<String, Object> rest = new LinkedHashMap<>(data);
        rest.remove(key);
        return rest;
    }

    /** @param kind names the shape for the cache; null when the target differs from request to request */
    private List<Step> updating(Asked asked, String kind, Change change, Target target, List<Object> named) {
        List<Object> values = change.after(named);
        Supplier<Template> writer = () -> update(asked, change, target, named.size());
        Template update = kind == null ? writer.get()
                : cache.get(new PlanCache.Shape(kind, change.grant(), change.reading(), change.names()), writer);
        List<Object> bound = update.bind(asked.principal(), values);
        if (change.permitted().equals(Condition.TRUE)) {
            return List.of(Step.needRows(update.statement(), bound, NOT_FOUND));
        }
        Template exists = WriteSql.exists(target);
        return List.of(Step.needRows(exists.statement(), exists.bind(asked.principal(), values), NOT_FOUND),
                Step.needRows(update.statement(), bound, REFUSED));
    }

    private Template update(Asked asked, Change change, Target target, int first) {
        return WriteSql.update(target, change.arguments(first), change.permitted(), new WriteSql.Answer(change.reading(),
                CreatePlans.told(asked.entity(), change.reading(), change.given())));
    }

    private Target byField(Asked asked, Grant grant, Grant reading) {
        Field field = asked.readable(reading, asked.text("field"));
        return new Target(grant, reading, Condition.TRUE, condition(asked, reading, asked.equality(field)), true);
    }

    private Condition condition(Asked asked, Grant reading, Map<String, Object> filter) {
        CallerFilter reader = new CallerFilter(name -> asked.readable(reading, name), validator::value, config.filter());
        Condition condition = reader.read(filter);
        QueryCost.of(reader).refuseBeyond(config.maxComplexity());
        return condition;
    }

    private static Condition keyed(Field key) {
        return Condition.equal(key, new Term.Argument(0, key.type().stored()));
    }

    private Plan answered(Asked asked, Change change, String id, Object audited, List<Step> steps) {
        Work work = work(asked, steps);
        Entity entity = asked.entity();
        return new Plan(new Plan.Subject(entity.name(), id, audited, change.grant().ruleIds()), store -> store.write(work)
                .map(rows -> new Plan.Outcome(replies.first(entity, rows), 1)));
    }

    private Plan deleted(Asked asked, Grant grant, String id, Object audited, Template template, List<Object> named) {
        Work work = work(asked, List.of(Step.run(template.statement(), template.bind(asked.principal(), named))));
        return new Plan(new Plan.Subject(asked.entity().name(), id, audited, grant.ruleIds()), store -> store.write(work)
                .map(rows -> new Plan.Outcome(rows.affected() > 0, rows.affected())));
    }

    private Plan counted(Asked asked, Grant grant, Object audited, List<Step> steps) {
        Work work = work(asked, steps);
        return new Plan(new Plan.Subject(asked.entity().name(), "", audited, grant.ruleIds()), store -> store.write(work)
                .map(rows -> new Plan.Outcome(rows.affected(), rows.affected())));
    }

    private Work work(Asked asked, List<Step> steps) {
        return new Work(steps, config.statement(), asked.request().caller().life());
    }
}
