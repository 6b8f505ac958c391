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
import dev.foldd.data.sql.ReadSql.Order;
import dev.foldd.data.sql.ReadSql.Selection;
import dev.foldd.data.sql.Template;
import dev.foldd.store.Query;
import dev.foldd.store.ValueType;
import java.util.List;
import java.util.Map;

/** Plans for one row: read, findFirst, findByField. */
final class ReadPlans {

    private static final Term ONE = new Term.Value(1L, ValueType.BIGINT);

    private final DataConfig config;
    private final RowValidator validator;
    private final PlanCache cache;
    private final ReplyRows replies;

    ReadPlans(DataConfig config, RowValidator validator, PlanCache cache) {
        this.config = config;
        this.validator = validator;
        this.cache = cache;
        this.replies = new ReplyRows(validator);
    }

    Plan read(Asked asked) {
        Grant grant = asked.needed(Operation.READ);
        Field key = asked.entity().primary();
        Object id = validator.value(key, asked.any("id"));
        Condition keyed = Condition.equal(key, new Term.Argument(0, key.type().stored()));
        Template template = cache.get(new PlanCache.Shape("read", grant, grant, List.of()),
                () -> ReadSql.rows(new Selection(grant, open(grant), keyed, Condition.TRUE, List.of()), ONE, null));
        return one(asked, grant, String.valueOf(id), null, template, List.of(id));
    }

    Plan findByField(Asked asked) {
        Grant grant = asked.needed(Operation.READ);
        Field field = asked.readable(grant, asked.text("field"));
        return find(asked, grant, asked.equality(field));
    }

    Plan findFirst(Asked asked) {
        return find(asked, asked.needed(Operation.READ), asked.objectOrEmpty("filter"));
    }

    /** The first by key, so that the same question has the same answer. */
    private Plan find(Asked asked, Grant grant, Map<String, Object> filter) {
        Condition wanted = condition(asked, grant, filter);
        List<Order> byKey = List.of(new Order(asked.entity().primary(), false));
        Template template = ReadSql.rows(new Selection(grant, open(grant), Condition.TRUE, wanted, byKey), ONE, null);
        return one(asked, grant, "", filter, template, List.of());
    }

    private Plan one(Asked asked, Grant grant, String id, Object values, Template template, List<Object> arguments) {
        Entity entity = asked.entity();
        Query query = new Query(template.statement(), template.bind(asked.principal(), arguments), config.statement(),
                asked.request().caller().life());
        return new Plan(new Plan.Subject(entity.name(), id, values, grant.ruleIds()), store -> store.read(query)
                .map(rows -> new Plan.Outcome(replies.first(entity, rows), rows.values().size())));
    }

    private Condition condition(Asked asked, Grant grant, Map<String, Object> filter) {
        CallerFilter reader = new CallerFilter(name -> asked.readable(grant, name), validator::value, config.filter());
        Condition condition = reader.read(filter);
        QueryCost.of(reader).refuseBeyond(config.maxComplexity());
        return condition;
    }

    /** The fields that the caller may see in some row at least. */
    static List<Field> open(Grant grant) {
        return grant.entity().fields().stream().filter(grant::opens).toList();
    }
}
