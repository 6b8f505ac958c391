package dev.foldd.socket.message;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Everything that can be asked for over sockets, with the names of the wire. */
public enum Operation {
    QUERY("query", Kind.QUERY, true, false),
    MUTATION("mutation", Kind.MUTATION, true, true),
    HISTORY("history", Kind.QUERY, true, false),
    GET_SCHEMA("get_schema", Kind.SCHEMA, true, false),
    LIST_SCHEMAS("list_schemas", Kind.SCHEMA, true, false),
    CREATE_SCHEMA("create_schema", Kind.SCHEMA, true, true),
    HELLO("hello", Kind.CONNECTION, true, true),
    LOGIN("login", Kind.CONNECTION, true, true),
    RPC("rpc", Kind.CALL, true, true),
    LIST_AVAILABLE_SCHEMAS("list_available_schemas", Kind.SCHEMA, false, false),
    LIST_SCHEMAS_BY_STATE("list_schemas_by_state", Kind.SCHEMA, false, false),
    GET_SCHEMA_STATE("get_schema_state", Kind.SCHEMA, false, false),
    UNLOAD_SCHEMA("unload_schema", Kind.SCHEMA, false, true),
    APPROVE_SCHEMA("approve_schema", Kind.SCHEMA, false, true),
    BLOCK_SCHEMA("block_schema", Kind.SCHEMA, false, true),
    DISCOVER_NODES("discover_nodes", Kind.CONNECTION, false, false);

    /** What an operation is about, which decides how its failures are called. */
    public enum Kind { QUERY, MUTATION, SCHEMA, CONNECTION, CALL }

    private static final Map<String, Operation> BY_NAME =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(Operation::wireName, Function.identity()));

    private final String wireName;
    private final Kind kind;
    private final boolean inLines;
    private final boolean alone;

    Operation(String wireName, Kind kind, boolean inLines, boolean alone) {
        this.wireName = wireName;
        this.kind = kind;
        this.inLines = inLines;
        this.alone = alone;
    }

    public String wireName() {
        return wireName;
    }

    public Kind kind() {
        return kind;
    }

    /** Whether it waits for what was asked before it on the connection, and all that comes after waits for it. */
    public boolean isAlone() {
        return alone;
    }

    /** The operation of that name, where there is one in that dialect. */
    public static Optional<Operation> named(String name, Dialect dialect) {
        return Optional.ofNullable(BY_NAME.get(name))
                .filter(operation -> operation.inLines || dialect == Dialect.FRAMES);
    }
}
