package dev.foldd.data.plan;

import dev.foldd.data.DataConfig;
import dev.foldd.data.acl.Grant;
import dev.foldd.data.acl.Operation;
import dev.foldd.data.entity.Entity;
import dev.foldd.data.entity.Field;
import dev.foldd.data.entity.RowValidator;
import dev.foldd.data.filter.Condition;
import dev.foldd.data.filter.Term;
import dev.foldd.data.query.VersionLock;
import dev.foldd.data.sql.Template;
import dev.foldd.data.sql.WriteSql.Target;
import dev.foldd.data.sql.WriteSql;
import dev.foldd.fault.Fault;
import dev.foldd.store.Step;
import dev.foldd.store.Work;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Plans for rows that change: update, its form by field and for many. Where the policy looks at what a change touches, one step
 * finds the row and the next changes it under that policy, in one unit of work.
 */
final class UpdatePlans {

    private static final Fault NOT_FOUND = new Fault.NotFound("there is no such row");
    private static final Fault REFUSED = new Fault.Forbidden("no rule allows you to make this change");

    private final DataConfig config;
    private final RowValidator validator;
    private final PlanCache cache;
    private final WriteSql sql;
    private final Wanted wanted;
    private final ReplyRows replies;

    UpdatePlans(DataConfig config, RowValidator validator, PlanCache cache, WriteSql sql, Wanted wanted) {
        this.config = config;
        this.validator = validator;
        this.cache = cache;
        this.sql = sql;
        this.wanted = wanted;
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

        boolean unchecked() {
            return permitted.equals(Condition.TRUE);
        }

        /** The values as the arguments that follow the first {@code first}. */
        Map<Field, Term> arguments(int first) {
            return CreatePlans.arguments(values.keySet(), first);
        }

        List<Object> after(List<Object> first) {
            List<Object> all = new ArrayList<>(first);
            all.addAll(values.values());
            return all;
        }

        /** What decides the text of the statement, after what decides the rows. */
        List<String> shape(List<String> rows) {
            List<String> names = new ArrayList<>(rows.size() + given.size() + values.size());
            names.addAll(rows);
            given.forEach(field -> names.add(field.name()));
            values.keySet().forEach(field -> names.add(field.name()));
            return names;
        }
    }

    Plan update(Asked asked) {
        Map<String, Object> data = asked.object("data");
        Change change = change(asked, data, true);
        Field key = asked.entity().primary();
        Object id = validator.value(key, asked.any("id"));
        Condition keyed = Condition.equal(key, new Term.Argument(0, key.type().stored()));
        Target target = new Target(change.grant(), change.reading(), keyed, Condition.TRUE, false);
        return answered(asked, change, String.valueOf(id), data,
                steps(asked, "update", List.of(), change, target, List.of(id)));
    }

    Plan updateByField(Asked asked) {
        Change change = change(asked, asked.object("data"), false);
        Wanted.ByField named = wanted.byField(asked, change.reading());
        Target target = new Target(change.grant(), change.reading(), Condition.TRUE, named.rows(), true);
        return answered(asked, change, "", asked.request().arguments(),
                steps(asked, "updateByField", named.shape(), change, target, named.arguments()));
    }

    Plan updateMany(Asked asked) {
        Change change = change(asked, asked.object("data"), false);
        Condition filter = wanted.filter(asked, change.reading(), asked.object("filter"));
        Target target = new Target(change.grant(), change.reading(), Condition.TRUE, filter, false);
        List<Step> steps = new ArrayList<>();
        List<Object> values = change.after(List.of());
        if (!change.unchecked()) {
            Template violation = cache.shared(sql.violation(target, change.arguments(0), change.permitted()));
            steps.add(violation.needNone(asked.principal(), values, REFUSED));
        }
        Template update = cache.shared(sql.updateChecked(target, change.arguments(0), change.permitted()));
        steps.add(update.run(asked.principal(), values));
        Work work = new Work(steps, config.statement(), asked.request().caller().life());
        return Plan.writing(new Plan.Subject(asked.entity().name(), "", asked.request().arguments(), change.grant().ruleIds()),
                work, rows -> new Plan.Outcome(rows.affected(), rows.affected()));
    }

    /**
     * The steps that change a row if it is there and end the unit of work then; a row that is there and may not be changed
     * fails it.
     *
     * @param rows the row that is meant; its values are the arguments {@code named}
     */
    List<Step> ifThere(Asked asked, Map<String, Object> data, Target rows, List<String> shape, List<Object> named) {
        Change change = change(asked, data, false);
        List<Object> values = change.after(named);
        List<Step> steps = new ArrayList<>();
        steps.add(written(asked, "upsert", shape, change, rows, named.size()).doneIfRows(asked.principal(), values));
        if (!change.unchecked()) {
            steps.add(existing("upsert", shape, change, rows).needNone(asked.principal(), values, REFUSED));
        }
        return steps;
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
        Set<Field> changed = new LinkedHashSet<>(values.keySet());
        asked.entity().version().ifPresent(changed::add);
        return new Change(grant, asked.granted(Operation.READ), given, values, grant.permitsChange(given, changed));
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

    private List<Step> steps(Asked asked, String kind, List<String> shape, Change change, Target target,
                             List<Object> named) {
        List<Object> values = change.after(named);
        Optional<VersionLock> lock = asked.lock(change.reading());
        if (lock.isPresent()) {
            return lockedSteps(asked, kind + " locked", shape, change, target, named, lock.get());
        }
        Template update = written(asked, kind, shape, change, target, named.size());
        if (change.unchecked()) {
            return List.of(update.needRows(asked.principal(), values, NOT_FOUND));
        }
        return List.of(existing(kind, shape, change, target).needRows(asked.principal(), values, NOT_FOUND),
                update.needRows(asked.principal(), values, REFUSED));
    }

    /** The row is changed where it has the version named; where it is not, the next step finds out what to say. */
    private List<Step> lockedSteps(Asked asked, String kind, List<String> shape, Change change, Target target,
                                   List<Object> named, VersionLock lock) {
        List<Object> values = lock.after(change.after(named));
        Target locked = target.lockedBy(lock.condition(values.size() - 1));
        Template version = cache.get(new PlanCache.Shape(kind + " version", change.grant(), change.reading(), shape),
                () -> sql.versionOf(target, lock.field()));
        Optional<Fault> same = change.unchecked() ? Optional.empty() : Optional.of(REFUSED);
        return List.of(written(asked, kind, shape, change, locked, named.size()).doneIfRows(asked.principal(), values),
                version.judged(asked.principal(), values, lock.judge(Optional.of(NOT_FOUND), same)));
    }

    private Template existing(String kind, List<String> shape, Change change, Target target) {
        return cache.get(new PlanCache.Shape(kind + " there", change.grant(), change.reading(), shape),
                () -> sql.exists(target));
    }

    /** @param first the number of the first new value among the arguments */
    private Template written(Asked asked, String kind, List<String> shape, Change change, Target target, int first) {
        return cache.get(new PlanCache.Shape(kind, change.grant(), change.reading(), change.shape(shape)),
                () -> sql.update(target, change.arguments(first), change.permitted(), new WriteSql.Answer(change.reading(),
                        CreatePlans.told(asked.entity(), change.reading(), change.given()))));
    }

    private Plan answered(Asked asked, Change change, String id, Object audited, List<Step> steps) {
        Work work = new Work(steps, config.statement(), asked.request().caller().life());
        Entity entity = asked.entity();
        return Plan.writing(new Plan.Subject(entity.name(), id, audited, change.grant().ruleIds()), work,
                rows -> new Plan.Outcome(replies.first(entity, rows), 1));
    }
}
