package dev.foldd.data.plan;

import dev.foldd.data.DataConfig;
import dev.foldd.data.acl.Grant;
import dev.foldd.data.acl.Operation;
import dev.foldd.data.entity.Field;
import dev.foldd.data.entity.RowValidator;
import dev.foldd.data.filter.Condition;
import dev.foldd.data.filter.Term;
import dev.foldd.data.sql.Template;
import dev.foldd.data.sql.WriteSql;
import dev.foldd.data.sql.WriteSql.Target;
import dev.foldd.store.Rows;
import dev.foldd.store.Work;
import java.util.List;
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
        Template template = cache.get(new PlanCache.Shape("delete", grant, grant, List.of()),
                () -> sql.delete(new Target(grant, grant, keyed, Condition.TRUE, false)));
        return plan(asked, new Plan.Subject(asked.entity().name(), String.valueOf(id), null, grant.ruleIds()), template,
                List.of(id), rows -> rows.affected() > 0);
    }

    Plan deleteByField(Asked asked) {
        Grant grant = asked.needed(Operation.DELETE);
        Grant reading = asked.granted(Operation.READ);
        Wanted.ByField named = wanted.byField(asked, reading);
        Template template = cache.get(new PlanCache.Shape("deleteByField", grant, reading, named.shape()),
                () -> sql.delete(new Target(grant, reading, Condition.TRUE, named.rows(), true)));
        return plan(asked, subject(asked, grant), template, named.arguments(), rows -> rows.affected() > 0);
    }

    Plan deleteMany(Asked asked) {
        Grant grant = asked.needed(Operation.DELETE);
        Grant reading = asked.granted(Operation.READ);
        Condition filter = wanted.filter(asked, reading, asked.objectOrEmpty("filter"));
        Template template = cache.shared(sql.delete(new Target(grant, reading, Condition.TRUE, filter, false)));
        return plan(asked, subject(asked, grant), template, List.of(), Rows::affected);
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
