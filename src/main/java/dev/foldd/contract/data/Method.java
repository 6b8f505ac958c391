package dev.foldd.contract.data;

import static dev.foldd.contract.data.Method.Parameter.nullable;
import static dev.foldd.contract.data.Method.Parameter.optional;
import static dev.foldd.contract.data.Method.Parameter.required;
import static java.util.function.Function.identity;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Every method that the data feature carries out, with its parameters in the order of the wire. */
public enum Method {
    CREATE("create", Verb.CREATE, "Stores a new row and returns it.", required("entity"), required("data")),
    READ("read", Verb.READ, "Returns the row with this id, or null.", required("entity"), required("id")),
    UPDATE("update", Verb.UPDATE, "Merges data into the row with this id and returns it.",
            required("entity"), required("id"), required("data")),
    DELETE("delete", Verb.DELETE, "Deletes the row with this id; false when there is none.",
            required("entity"), required("id")),
    LIST("list", Verb.READ, "Returns a page of rows with the total of those the caller may see.",
            required("entity"), optional("options")),
    FIND_FIRST("findFirst", Verb.READ, "Returns the first row that matches, or null.",
            required("entity"), optional("filter")),
    FIND_BY_FIELD("findByField", Verb.READ, "Returns the first row whose field has this value, or null.",
            required("entity"), required("field"), nullable("value")),
    UPSERT("upsert", Verb.CREATE, "Updates the row that the unique field names, or creates it.",
            required("entity"), required("filter"), required("createData"), required("updateData")),
    UPDATE_BY_FIELD("updateByField", Verb.UPDATE, "Merges data into the first row whose field has this value.",
            required("entity"), required("field"), nullable("value"), required("data")),
    DELETE_BY_FIELD("deleteByField", Verb.DELETE, "Deletes the first row whose field has this value.",
            required("entity"), required("field"), nullable("value")),
    CREATE_MANY("createMany", Verb.CREATE, "Stores all rows or none and returns their number.",
            required("entity"), required("data")),
    UPDATE_MANY("updateMany", Verb.UPDATE, "Merges data into every row that matches and returns their number.",
            required("entity"), required("filter"), required("data")),
    DELETE_MANY("deleteMany", Verb.DELETE, "Deletes every row that matches and returns their number.",
            required("entity"), optional("filter")),
    BATCH("batch", Verb.NONE, "Carries out several calls in one transaction and returns their results.",
            required("requests"), optional("options")),
    TX_BEGIN("tx.begin", Verb.NONE, "Begins a transaction of this connection and returns its name.", optional("options")),
    TX_COMMIT("tx.commit", Verb.NONE, "Makes everything in a transaction durable.", required("tx")),
    TX_ROLLBACK("tx.rollback", Verb.NONE, "Undoes everything in a transaction.", required("tx")),
    TX_STATUS("tx.status", Verb.NONE, "Tells whether a write with this idempotency key has been committed.", required("key")),
    GET_CAPABILITIES("getCapabilities", Verb.NONE, "Tells what the database behind this daemon can do."),
    SCHEMA_LIST("schema.list", Verb.NONE, "Lists the entities that the caller may use, with the operations allowed."),
    SCHEMA_GET("schema.get", Verb.NONE, "Describes one entity as far as the caller may use it.", required("entity")),
    POLICY_EXPLAIN("policy.explain", Verb.NONE, "Tells which rules decide an operation, and what would allow it.",
            required("entity"), required("operation"), optional("subject"));

    /** What a method does to rows; the operations that policies name. */
    public enum Verb { CREATE, READ, UPDATE, DELETE, NONE }

    /**
     * One parameter.
     *
     * @param required whether it must be there; one that is not may be left out or null, which is the same
     * @param nullable whether null is a value of a required one
     */
    public record Parameter(String name, boolean required, boolean nullable) {

        /** One that knows no null: whoever sends it has left it out. */
        public Parameter(String name, boolean required) {
            this(name, required, false);
        }

        static Parameter required(String name) {
            return new Parameter(name, true);
        }

        static Parameter nullable(String name) {
            return new Parameter(name, true, true);
        }

        static Parameter optional(String name) {
            return new Parameter(name, false);
        }
    }

    private static final Map<String, Method> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Method::wireName, identity()));

    private final String wireName;
    private final Verb verb;
    private final String summary;
    private final List<Parameter> parameters;

    Method(String wireName, Verb verb, String summary, Parameter... parameters) {
        this.wireName = wireName;
        this.verb = verb;
        this.summary = summary;
        this.parameters = List.of(parameters);
    }

    public static Optional<Method> named(String wireName) {
        return Optional.ofNullable(BY_NAME.get(wireName));
    }

    public String wireName() {
        return wireName;
    }

    public Verb verb() {
        return verb;
    }

    public String summary() {
        return summary;
    }

    public List<Parameter> parameters() {
        return parameters;
    }
}
