package dev.foldd.fold;

import dev.foldd.contract.Caller;
import dev.foldd.contract.data.DataReply;
import dev.foldd.contract.data.DataRequest;
import dev.foldd.contract.data.Method;
import dev.foldd.contract.data.RequestOptions;
import dev.foldd.contract.fold.FoldMutation;
import dev.foldd.contract.fold.FoldWritten;
import dev.foldd.contract.fold.MutationType;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.fold.query.Filter;
import dev.foldd.fold.query.Operator;
import dev.foldd.fold.schema.Schema;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Schemas whose fields are the columns of an entity: each row of it is a record. The field policies have been passed by now;
 * the rules of the entity say which rows there are for this caller.
 */
final class EntityRows {

    private final Function<DataRequest, Future<DataReply>> data;

    /** @param data asks the entity, for the same caller */
    EntityRows(Function<DataRequest, Future<DataReply>> data) {
        this.data = data;
    }

    /** The rows that meet a filter, in the order of their keys. */
    @SuppressWarnings("unchecked")
    Future<List<Map<String, Object>>> list(Caller caller, Schema.Storage storage, Filter filter, List<String> asked) {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("filter", condition(filter));
        options.put("fields", asked);
        options.put("sort", Map.of(storage.key(), "asc"));
        options.put("count", "none");
        Map<String, Object> arguments = Map.of("entity", storage.entity(), "options", options);
        return data.apply(new DataRequest(caller, Method.LIST, arguments)).map(reply -> {
            List<Map<String, Object>> rows = new ArrayList<>();
            for (Object row : (Collection<?>) ((Map<String, Object>) reply.value()).get("data")) {
                Map<String, Object> record = new LinkedHashMap<>();
                asked.forEach(name -> record.put(name, ((Map<String, Object>) row).get(name)));
                rows.add(record);
            }
            return rows;
        });
    }

    /** Sets or clears columns of the row that the data names by its key; a delete of the key alone removes the row. */
    Future<FoldWritten> write(FoldMutation mutation, Schema schema, Filter filter) {
        Schema.Storage storage = schema.storage().orElseThrow();
        Map<String, Object> values = new LinkedHashMap<>(mutation.data());
        Object key = values.remove(storage.key());
        if (key == null) {
            throw new FaultException(new Fault.Invalid(storage.key(),
                    "is required: it names the row of entity '" + storage.entity() + "'"));
        }
        if (mutation.type() == MutationType.DELETE) {
            values.replaceAll((name, value) -> null);
        }
        Map<String, Object> keyed = Map.of(storage.key(), key);
        Map<String, Object> arguments = new LinkedHashMap<>(Map.of("entity", storage.entity()));
        Method method;
        if (mutation.type() == MutationType.DELETE && values.isEmpty()) {
            method = Method.DELETE_MANY;
            arguments.put("filter", both(keyed, filter));
        } else if (mutation.type() != MutationType.DELETE && filter.equals(Filter.NONE)) {
            method = Method.UPSERT;
            arguments.put("filter", keyed);
            arguments.put("createData", values);
            arguments.put("updateData", values);
        } else {
            method = Method.UPDATE_MANY;
            arguments.put("filter", both(keyed, filter));
            arguments.put("data", values);
        }
        return data.apply(new DataRequest(mutation.caller(), method, arguments,
                        new RequestOptions(Optional.empty(), mutation.idempotencyKey())))
                .map(reply -> new FoldWritten(reply.value() instanceof Number count ? count.longValue() : 1));
    }

    private static Map<String, Object> both(Map<String, Object> keyed, Filter filter) {
        return filter.equals(Filter.NONE) ? keyed : Map.of("AND", List.of(keyed, condition(filter)));
    }

    /** The same filter in the words of entities. Range filters do not get here: such a schema has no Range fields. */
    private static Map<String, Object> condition(Filter filter) {
        if (filter instanceof Filter.All all) {
            return all.parts().isEmpty() ? Map.of() : Map.of("AND", all.parts().stream().map(EntityRows::condition).toList());
        } else if (filter instanceof Filter.Any any) {
            return Map.of("OR", any.parts().stream().map(EntityRows::condition).toList());
        }
        Filter.Test test = (Filter.Test) filter;
        Map<String, Object> compared = new LinkedHashMap<>();
        if (test.operator() == Operator.EQ) {
            compared.put(test.field(), test.operand());
            return compared;
        }
        Map<String, Object> operand = new LinkedHashMap<>();
        operand.put(word(test.operator()), test.operand());
        compared.put(test.field(), operand);
        // Entities have three truth values; here what is not set differs from everything that is.
        return test.operator() == Operator.NE && test.operand() != null
                ? Map.of("OR", List.of(compared, Map.of(test.field(), Map.of("isNull", true)))) : compared;
    }

    private static String word(Operator operator) {
        return switch (operator) {
            case EQ -> "eq";
            case NE -> "ne";
            case GT -> "gt";
            case LT -> "lt";
            case GTE -> "gte";
            case LTE -> "lte";
            case CONTAINS -> "contains";
            case STARTS_WITH -> "startsWith";
            case ENDS_WITH -> "endsWith";
        };
    }
}
