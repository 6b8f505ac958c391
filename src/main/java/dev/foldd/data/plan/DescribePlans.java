package dev.foldd.data.plan;

import dev.foldd.config.Suggestion;
import dev.foldd.contract.Principal;
import dev.foldd.contract.data.DataRequest;
import dev.foldd.data.DataModel;
import dev.foldd.data.acl.Explanation;
import dev.foldd.data.acl.Grant;
import dev.foldd.data.acl.Operation;
import dev.foldd.data.acl.SupposedSubject;
import dev.foldd.data.entity.Entity;
import dev.foldd.data.entity.Field;
import dev.foldd.data.entity.Relation;
import dev.foldd.data.filter.Condition;
import dev.foldd.data.query.View;
import dev.foldd.data.sql.ReadSql;
import dev.foldd.data.sql.ReadSql.Selection;
import dev.foldd.data.filter.Term;
import dev.foldd.store.Capabilities;
import dev.foldd.store.ValueType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Plans that touch no rows: what there is, and who may do what. */
final class DescribePlans {

    private static final List<Operation> SHOWN =
            List.of(Operation.CREATE, Operation.READ, Operation.UPDATE, Operation.DELETE, Operation.LIST);

    private final ReadSql sql;
    private final Capabilities can;

    DescribePlans(ReadSql sql, Capabilities can) {
        this.sql = sql;
        this.can = can;
    }

    Plan capabilities() {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("transactions", can.transactions());
        answer.put("joins", can.joins());
        answer.put("fullTextSearch", can.fullTextSearch());
        answer.put("ttl", can.ttl());
        answer.put("jsonQueries", can.jsonQueries());
        answer.put("aggregations", can.aggregations());
        answer.put("relations", can.relations());
        return Plan.known(Plan.Subject.NONE, answer);
    }

    /** The entities that the caller may use, each with the operations that some rule allows him. */
    Plan schemaList(DataRequest request, DataModel model) {
        List<Object> entities = new ArrayList<>();
        for (Entity entity : model.entities().entities()) {
            List<String> operations = operations(request, model, entity);
            if (!operations.isEmpty()) {
                entities.add(Map.of("name", entity.name(), "description", entity.description(), "operations", operations));
            }
        }
        return Plan.known(Plan.Subject.NONE, entities);
    }

    /** One entity with the fields that the caller may read or write. */
    Plan schemaGet(Asked asked, DataModel model) {
        Entity entity = asked.entity();
        List<String> operations = operations(asked.request(), model, entity);
        if (operations.isEmpty()) {
            throw Asked.forbidden("no rule allows you to use " + entity.name());
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("name", entity.name());
        answer.put("description", entity.description());
        answer.put("operations", operations);
        answer.put("key", entity.primary().name());
        answer.put("fields", entity.fields().stream().flatMap(field -> describe(asked, field).stream()).toList());
        answer.put("relations", new View(model, asked.principal(), asked.granted(Operation.LIST), 1).ways().stream()
                .map(DescribePlans::describe).toList());
        return Plan.known(new Plan.Subject(entity.name(), "", null, List.of()), answer);
    }

    /** About himself everyone is told; about others, and in SQL, only admins. */
    Plan explain(Asked asked, DataModel model) {
        Operation operation = operation(asked.text("operation"));
        boolean admin = asked.principal().isOperator() || model.policy().roles().isAdmin(asked.principal());
        Object about = asked.any("subject");
        if (about != null && !admin) {
            throw Asked.forbidden("only admins may ask about other subjects");
        }
        Principal subject = about == null ? asked.principal() : subject(asked.object("subject"));
        Map<String, Object> answer = new Explanation(model.policy()).of(subject, asked.entity(), operation);
        if (admin) {
            Grant grant = model.policy().grant(subject, asked.entity(), operation);
            answer.put("sql", sql.rows(new Selection(grant, List.of(asked.entity().primary()), Condition.TRUE,
                    Condition.TRUE, List.of()), new Term.Value(1L, ValueType.BIGINT), null).statement().sql());
        }
        return Plan.known(new Plan.Subject(asked.entity().name(), "", about, List.of()), answer);
    }

    private static List<String> operations(DataRequest request, DataModel model, Entity entity) {
        return SHOWN.stream().filter(operation -> !model.policy()
                .grant(request.caller().principal(), entity, operation).isEmpty()).map(Operation::word).toList();
    }

    private static Optional<Map<String, Object>> describe(Asked asked, Field field) {
        boolean readable = asked.granted(Operation.READ).opens(field);
        boolean writable = !field.version() && (asked.granted(Operation.CREATE).opens(field)
                || asked.granted(Operation.UPDATE).opens(field));
        if (!readable && !writable) {
            return Optional.empty();
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("name", field.name());
        answer.put("type", field.type().name().toLowerCase(Locale.ROOT));
        answer.put("description", field.description());
        answer.put("required", field.required());
        answer.put("nullable", field.nullable());
        answer.put("generated", field.generated());
        answer.put("unique", field.unique() || field.primary());
        answer.put("readable", readable);
        answer.put("writable", writable);
        if (field.version()) {
            answer.put("version", true);
        }
        if (!field.values().isEmpty()) {
            answer.put("values", field.values());
        }
        field.reference().ifPresent(to -> answer.put("references", to.entity() + "." + to.field()));
        return Optional.of(answer);
    }

    private static Map<String, Object> describe(Relation relation) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("name", relation.name());
        answer.put("entity", relation.target().name());
        answer.put("many", relation.many());
        answer.put("own", relation.own().name());
        answer.put("other", relation.other().name());
        return answer;
    }

    private static Operation operation(String word) {
        try {
            return Operation.named(word);
        } catch (IllegalArgumentException unknown) {
            throw Asked.invalid("operation", "must be one of " + Operation.listed()
                    + Suggestion.among(Operation.words(), Asked.shown(word)));
        }
    }

    /** {@code {id, role, tenantId?}} and any further claims; what is neither text nor number nor truth value is none. */
    static Principal subject(Map<String, Object> about) {
        Map<String, Object> claims = new LinkedHashMap<>();
        about.forEach((name, value) -> {
            if (value instanceof String || value instanceof Number || value instanceof Boolean) {
                claims.put(name, value);
            }
        });
        try {
            return SupposedSubject.of(claims);
        } catch (IllegalArgumentException e) {
            throw Asked.invalid("subject", e.getMessage());
        }
    }
}
