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
import dev.foldd.data.sql.ReadSql.Selection;
import dev.foldd.data.sql.Template;
import dev.foldd.data.sql.WriteSql.Target;
import dev.foldd.store.Step;
import dev.foldd.store.ValueType;
import dev.foldd.store.Work;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Plans for upsert: the row that a unique field names is updated, else created, in one unit of work. */
final class UpsertPlans {

    private static final Term ONE = new Term.Value(1L, ValueType.BIGINT);

    private final DataConfig config;
    private final RowValidator validator;
    private final PlanCache cache;
    private final ReadSql sql;
    private final CreatePlans creation;
    private final UpdatePlans updates;
    private final ReplyRows replies;

    UpsertPlans(DataConfig config, RowValidator validator, PlanCache cache, ReadSql sql, CreatePlans creation,
                UpdatePlans updates) {
        this.config = config;
        this.validator = validator;
        this.cache = cache;
        this.sql = sql;
        this.creation = creation;
        this.updates = updates;
        this.replies = new ReplyRows(validator);
    }

    /** A row that is there but not his to see is a conflict. */
    Plan upsert(Asked asked) {
        Grant creating = asked.needed(Operation.CREATE);
        Grant updating = asked.needed(Operation.UPDATE);
        Field unique = uniqueField(asked);
        Object value = validator.value(unique, asked.object("filter").get(unique.name()));
        Map<String, Object> createData = merged(asked, unique);
        List<Step> steps = new ArrayList<>(existing(asked, updating, unique, value));
        steps.add(creation.insertion(asked, creating, createData));
        Entity entity = asked.entity();
        Work work = new Work(steps, config.statement(), asked.request().caller().life());
        List<String> rules = new ArrayList<>(creating.ruleIds());
        rules.addAll(updating.ruleIds());
        return Plan.writing(new Plan.Subject(entity.name(), "", asked.request().arguments(), rules), work,
                rows -> new Plan.Outcome(replies.first(entity, rows), 1)).againAfterConflict();
    }

    /** The steps that deal with the row when it is there. */
    private List<Step> existing(Asked asked, Grant updating, Field unique, Object value) {
        Grant reading = asked.granted(Operation.READ);
        Condition named = Condition.equal(unique, new Term.Argument(0, unique.type().stored()));
        // A row found by a value tells that it has this value, so any field but the key is matched as the caller sees it.
        Condition byKey = unique.primary() ? named : Condition.TRUE;
        Condition asSeen = unique.primary() ? Condition.TRUE : named;
        List<String> shape = List.of(unique.name(), "=");
        Map<String, Object> updateData = asked.object("updateData");
        if (!updateData.isEmpty()) {
            return updates.ifThere(asked, updateData, new Target(updating, reading, byKey, asSeen, false), shape,
                    List.of(value));
        }
        if (reading.isEmpty()) {
            return List.of();
        }
        Template found = cache.get(new PlanCache.Shape("upsert found", reading, reading, shape), () -> sql.rows(
                new Selection(reading, ReadPlans.open(reading), byKey, asSeen, List.of()), ONE, null));
        return List.of(found.doneIfRows(asked.principal(), List.of(value)));
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
}
