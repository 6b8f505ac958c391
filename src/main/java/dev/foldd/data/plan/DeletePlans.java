package dev.foldd.data.plan;

import dev.foldd.data.DataConfig;
import dev.foldd.data.acl.Grant;
import dev.foldd.data.acl.Operation;
import dev.foldd.data.entity.Field;
import dev.foldd.data.entity.RowValidator;
import dev.foldd.data.filter.Condition;
import dev.foldd.data.filter.Term;
import dev.foldd.data.query.VersionLock;
import dev.foldd.data.sql.Template;
import dev.foldd.data.sql.WriteSql.Target;
import dev.foldd.data.sql.WriteSql;
import dev.foldd.store.Rows;
import dev.foldd.store.Work;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Plans for rows that go: delete, its form by field and for many. Each is a single statement. */
final class DeletePlans {

    private final DataConfig config;
    private final RowValidator validator;
    private final PlanCache cache;
    private final WriteSql sql;
    private final Wanted wanted;

    DeletePlans(DataConfig config, RowValidator validator, PlanCache cache, WriteSql sql, Wanted wanted) {
        this.config = config;
        this.validator = validator;
        this.cache = cache;
        this.sql = sql;
        this.wanted = wanted;
    }

    Plan delete(Asked asked) {
        Grant grant = asked.needed(Operation.DELETE);
        Field key = asked.entity().primary();
        Object id = validator.value(key, asked.any("id"));
        Condition keyed = Condition.equal(key, new Term.Argument(0, key.type().stored()));
        Plan.Subject subject = new Plan.Subject(asked.entity().name(), String.valueOf(id), null, grant.ruleIds());
        if (asked.request().options().ifVersion().isPresent()) {
            Target target = new Target(grant, asked.granted(Operation.READ), keyed, Condition.TRUE, false);
            return locked(asked, subject, "delete", List.of(), target, List.of(id));
        }
        Template template = cache.get(new PlanCache.Shape("delete", grant, grant, List.of()),
                () -> sql.delete(new Target(grant, grant, keyed, Condition.TRUE, false)));
        return plan(asked, subject, template, List.of(id), rows -> rows.affected() > 0);
    }

    Plan deleteByField(Asked asked) {
        Grant grant = asked.needed(Operation.DELETE);
        Grant reading = asked.granted(Operation.READ);
        Wanted.ByField named = wanted.byField(asked, reading);
        Target target = new Target(grant, reading, Condition.TRUE, named.rows(), true);
        if (asked.request().options().ifVersion().isPresent()) {
            return locked(asked, subject(asked, grant), "deleteByField", named.shape(), target, named.arguments());
        }
        Template template = cache.get(new PlanCache.Shape("deleteByField", grant, reading, named.shape()),
                () -> sql.delete(target));
        return plan(asked, subject(asked, grant), template, named.arguments(), rows -> rows.affected() > 0);
    }

    Plan deleteMany(Asked asked) {
        Grant grant = asked.needed(Operation.DELETE);
        Grant reading = asked.granted(Operation.READ);
        Condition filter = wanted.filter(asked, reading, asked.objectOrEmpty("filter"));
        Template template = cache.shared(sql.delete(new Target(grant, reading, Condition.TRUE, filter, false)));
        return plan(asked, subject(asked, grant), template, List.of(), Rows::affected);
    }

    /** The row goes where it has the version named; where it has another, the next step says so. */
    private Plan locked(Asked asked, Plan.Subject subject, String kind, List<String> shape, Target target,
                        List<Object> named) {
        VersionLock lock = asked.lock(target.reading()).orElseThrow();
        List<Object> values = lock.after(named);
        Template delete = cache.get(new PlanCache.Shape(kind + " locked", target.grant(), target.reading(), shape),
                () -> sql.delete(target.lockedBy(lock.condition(named.size()))));
        Template version = cache.get(new PlanCache.Shape(kind + " version", target.grant(), target.reading(), shape),
                () -> sql.versionOf(target, lock.field()));
        Work work = new Work(List.of(delete.doneIfRows(asked.principal(), values), version.judged(asked.principal(), values,
                lock.judge(Optional.empty(), Optional.empty()))), config.statement(), asked.request().caller().life());
        return Plan.writing(subject, work, rows -> new Plan.Outcome(rows.affected() > 0, rows.affected()));
    }

    private static Plan.Subject subject(Asked asked, Grant grant) {
        return new Plan.Subject(asked.entity().name(), "", asked.request().arguments(), grant.ruleIds());
    }

    private Plan plan(Asked asked, Plan.Subject subject, Template template, List<Object> arguments,
                      Function<Rows, Object> answer) {
        Work work = new Work(List.of(template.run(asked.principal(), arguments)), config.statement(),
                asked.request().caller().life());
        return Plan.writing(subject, work,
                rows -> new Plan.Outcome(answer.apply(rows), rows.affected()));
    }
}
