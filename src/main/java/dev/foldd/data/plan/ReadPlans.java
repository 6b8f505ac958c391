package dev.foldd.data.plan;

import dev.foldd.data.DataConfig;
import dev.foldd.data.acl.Grant;
import dev.foldd.data.acl.Operation;
import dev.foldd.data.entity.Entity;
import dev.foldd.data.entity.Field;
import dev.foldd.data.entity.RowValidator;
import dev.foldd.data.filter.Condition;
import dev.foldd.data.filter.Term;
import dev.foldd.data.sql.ReadSql;
import dev.foldd.data.sql.ReadSql.Order;
import dev.foldd.data.sql.ReadSql.Selection;
import dev.foldd.data.sql.Template;
import dev.foldd.store.Query;
import dev.foldd.store.ValueType;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Plans for one row: read, findFirst, findByField. */
final class ReadPlans {

    private static final Term ONE = new Term.Value(1L, ValueType.BIGINT);

    private final DataConfig config;
    private final RowValidator validator;
    private final PlanCache cache;
    private final ReadSql sql;
    private final Wanted wanted;
    private final ReplyRows replies;

    ReadPlans(DataConfig config, RowValidator validator, PlanCache cache, ReadSql sql, Wanted wanted) {
        this.config = config;
        this.validator = validator;
        this.cache = cache;
        this.sql = sql;
        this.wanted = wanted;
        this.replies = new ReplyRows(validator);
    }

    Plan read(Asked asked) {
        Grant grant = asked.needed(Operation.READ);
        Field key = asked.entity().primary();
        Object id = validator.value(key, asked.any("id"));
        Condition keyed = Condition.equal(key, new Term.Argument(0, key.type().stored()));
        Template template = cache.get(new PlanCache.Shape("read", grant, grant, List.of()),
                () -> sql.rows(new Selection(grant, open(grant), keyed, Condition.TRUE, List.of()), ONE, null));
        return one(asked, grant, String.valueOf(id), null, template, List.of(id));
    }

    Plan findByField(Asked asked) {
        Grant grant = asked.needed(Operation.READ);
        Wanted.ByField named = wanted.byField(asked, grant);
        Template template = cache.get(new PlanCache.Shape("findByField", grant, grant, named.shape()),
                () -> first(asked, grant, named.rows()));
        Map<String, Object> filter = Collections.singletonMap(asked.text("field"), asked.any("value"));
        return one(asked, grant, "", filter, template, named.arguments());
    }

    Plan findFirst(Asked asked) {
        Grant grant = asked.needed(Operation.READ);
        Map<String, Object> filter = asked.objectOrEmpty("filter");
        Template template = cache.shared(first(asked, grant, wanted.filter(asked, grant, filter)));
        return one(asked, grant, "", filter, template, List.of());
    }

    /** The first by key, so that the same question has the same answer. */
    private Template first(Asked asked, Grant grant, Condition rows) {
        List<Order> byKey = List.of(new Order(asked.entity().primary(), false));
        return sql.rows(new Selection(grant, open(grant), Condition.TRUE, rows, byKey), ONE, null);
    }

    private Plan one(Asked asked, Grant grant, String id, Object values, Template template, List<Object> arguments) {
        Entity entity = asked.entity();
        Query query = new Query(template.statement(), template.bind(asked.principal(), arguments), config.statement(),
                asked.request().caller().life());
        return Plan.asking(new Plan.Subject(entity.name(), id, values, grant.ruleIds()), session -> session.read(query)
                .map(rows -> new Plan.Outcome(replies.first(entity, rows), rows.values().size())));
    }

    /** The fields that the caller may see in some row at least. */
    static List<Field> open(Grant grant) {
        return grant.entity().fields().stream().filter(grant::opens).toList();
    }
}
