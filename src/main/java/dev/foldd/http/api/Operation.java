package dev.foldd.http.api;

import dev.foldd.contract.Caller;
import dev.foldd.contract.fold.FoldHistory;
import dev.foldd.contract.fold.FoldMutation;
import dev.foldd.contract.fold.FoldQuery;
import dev.foldd.contract.fold.MutationType;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.json.Json;
import dev.foldd.json.JsonException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An operation object, {@code {"schema", "fields", "filter"}} or {@code {"schema", "data", "mutation_type"}}, as one question
 * to the core. Members that it does not know are passed over. Pure.
 */
final class Operation {

    private static final String TYPE = "type";
    private static final String TYPE_OF_QUERIES = "query";
    private static final String TYPE_OF_MUTATIONS = "mutation";
    private static final String CLAIM = "trust_distance";
    private static final int SHOWN_MAX = 60;

    private final Map<String, Object> members;

    Operation(Map<String, Object> members) {
        this.members = members;
    }

    /**
     * The operation inside {@code {"operation": …}}: its JSON as a text, or the object itself.
     *
     * @throws FaultException {@code Invalid} when it is neither
     */
    @SuppressWarnings("unchecked")
    static Operation inside(Map<String, Object> body) {
        Object operation = body.get("operation");
        if (operation instanceof String text) {
            try {
                operation = Json.parse(text);
            } catch (JsonException notJson) {
                throw invalid("operation", notJson.getMessage());
            }
        }
        if (operation instanceof Map<?, ?> object) {
            return new Operation((Map<String, Object>) object);
        }
        throw invalid("operation", "must be a query or a mutation, an object or its JSON as a text");
    }

    /**
     * Whether it is a mutation, by its type, or by what it has when it tells none.
     *
     * @throws FaultException {@code Invalid} when it is of another type
     */
    boolean isMutation() {
        Object type = members.get(TYPE);
        if (type == null) {
            return members.containsKey("mutation_type");
        }
        if (TYPE_OF_QUERIES.equals(type) || TYPE_OF_MUTATIONS.equals(type)) {
            return TYPE_OF_MUTATIONS.equals(type);
        }
        throw invalid(TYPE, "must be query or mutation");
    }

    /** @throws FaultException {@code Invalid} when something is missing or of the wrong kind */
    FoldQuery query(Caller caller) {
        refuseType(TYPE_OF_MUTATIONS);
        return new FoldQuery(caller, text("schema"), fields(), members.get("filter"), claimed(members), false);
    }

    /** @throws FaultException {@code Invalid} when something is missing or of the wrong kind */
    @SuppressWarnings("unchecked")
    FoldMutation mutation(Caller caller) {
        refuseType(TYPE_OF_QUERIES);
        String schema = text("schema");
        if (!(members.get("data") instanceof Map<?, ?> data)) {
            throw missing("data", "an object");
        }
        Object named = members.get("mutation_type");
        if (named == null) {
            throw missing("mutation_type", "create, update or delete");
        }
        MutationType type = MutationType.named(named)
                .orElseThrow(() -> invalid("mutation_type", "Invalid mutation type: " + shown(named)));
        return new FoldMutation(caller, schema, type, (Map<String, Object>) data, members.get("filter"), claimed(members),
                idempotencyKey());
    }

    /** @throws FaultException {@code Invalid} when something is missing or of the wrong kind */
    FoldHistory history(Caller caller) {
        return new FoldHistory(caller, text("schema"), text("field"), optionalText("key"), optionalText("before"), limit(),
                claimed(members));
    }

    /** Whether the caller wants to know if his filter met anything. */
    boolean hasFilter() {
        return members.get("filter") != null;
    }

    /**
     * The distance that a caller claims; it can only lower what he may.
     *
     * @throws FaultException {@code Invalid} when it is no distance
     */
    static OptionalInt claimed(Map<String, Object> members) {
        Object claim = members.get(CLAIM);
        if (claim == null) {
            return OptionalInt.empty();
        }
        if (claim instanceof Long distance && distance >= 0) {
            return OptionalInt.of((int) Math.min(distance, Integer.MAX_VALUE));
        }
        throw invalid(CLAIM, "must be a whole number, 0 or more");
    }

    private List<String> fields() {
        if (!(members.get("fields") instanceof List<?> names)) {
            throw missing("fields", "a list of names");
        }
        List<String> fields = new ArrayList<>(names.size());
        for (Object name : names) {
            if (!(name instanceof String field)) {
                throw invalid("fields", "must be a list of names");
            }
            fields.add(field);
        }
        return fields;
    }

    private Optional<String> optionalText(String name) {
        return members.get(name) == null ? Optional.empty() : Optional.of(text(name));
    }

    /** What is too large for an int is the largest there is, and so beyond every bound. */
    private int limit() {
        Object limit = members.get("limit");
        if (limit == null) {
            return FoldHistory.LIMIT_DEFAULT;
        }
        if (limit instanceof Long number) {
            return (int) Math.max(Integer.MIN_VALUE, Math.min(number, Integer.MAX_VALUE));
        }
        throw invalid("limit", "must be a whole number");
    }

    private Optional<String> idempotencyKey() {
        Object key = members.get("idempotency_key");
        if (key == null) {
            return Optional.empty();
        }
        if (key instanceof String text && !text.isEmpty()) {
            return Optional.of(text);
        }
        throw invalid("idempotency_key", "must be a text");
    }

    private String text(String name) {
        if (members.get(name) instanceof String text) {
            return text;
        }
        throw missing(name, "a text");
    }

    private void refuseType(String other) {
        if (other.equals(members.get(TYPE))) {
            throw invalid(TYPE, "is " + other + ", which has a path of its own");
        }
    }

    private FaultException missing(String name, String kind) {
        return members.get(name) == null ? invalid(name, "Missing " + name + " parameter") : invalid(name, "must be " + kind);
    }

    /** As much of a value as fits into a sentence. */
    static String shown(Object value) {
        String text = String.valueOf(value);
        return text.length() <= SHOWN_MAX ? text : text.substring(0, SHOWN_MAX) + "…";
    }

    private static FaultException invalid(String field, String error) {
        return new FaultException(new Fault.Invalid(field, error));
    }
}
