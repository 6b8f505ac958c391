package dev.foldd.http.api;

import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The table of routes: everything that can be asked under {@code /api}, and all that is told of it. The routes are made of
 * it, and so is the document that describes them.
 */
enum Endpoint {
    SCHEMAS(HttpMethod.GET, "/api/schemas", "schema.list", Access.CALLER,
            "All schemas that the caller may know of, with their states", Shape.NOTHING, Shape.STATES),
    SCHEMAS_AVAILABLE(HttpMethod.GET, "/api/schemas/available", "schema.available", Access.CALLER,
            "The names of all schemas that the caller may know of", Shape.NOTHING, Shape.NAMES),
    SCHEMAS_BY_STATE(HttpMethod.GET, "/api/schemas/by-state/{state}", "schema.byState", Access.CALLER,
            "The names of the schemas in a state: available, approved or blocked", Shape.NOTHING, Shape.NAMES),
    SCHEMA(HttpMethod.GET, "/api/schema/{name}", "schema.get", Access.CALLER,
            "One schema, as it was made", Shape.NOTHING, Shape.SCHEMA),
    SCHEMA_STATE(HttpMethod.GET, "/api/schema/{name}/state", "schema.state", Access.CALLER,
            "The state of one schema", Shape.NOTHING, Shape.STATE),
    SCHEMA_CREATE(HttpMethod.POST, "/api/schema", "schema.create", Access.OPERATOR,
            "Makes a schema and approves it; there must be none of its name", Shape.SCHEMA, Shape.SUCCESS),
    SCHEMA_UNLOAD(HttpMethod.DELETE, "/api/schema/{name}", "schema.unload", Access.OPERATOR,
            "Puts a schema back among the available ones; its data stay", Shape.CLAIM, Shape.SUCCESS),
    SCHEMA_LOAD(HttpMethod.POST, "/api/schema/{name}/load", "schema.load", Access.OPERATOR,
            "Lets a schema answer", Shape.CLAIM, Shape.CHANGED),
    SCHEMA_APPROVE(HttpMethod.POST, "/api/schema/{name}/approve", "schema.approve", Access.OPERATOR,
            "Lets a schema answer", Shape.CLAIM, Shape.CHANGED),
    SCHEMA_BLOCK(HttpMethod.POST, "/api/schema/{name}/block", "schema.block", Access.OPERATOR,
            "Keeps a schema from answering; its data stay", Shape.CLAIM, Shape.CHANGED),
    QUERY(HttpMethod.POST, "/api/query", "query", Access.CALLER,
            "Reads fields of a schema; a field that the caller may not read fails it as a whole", Shape.QUERY, Shape.ROWS),
    MUTATION(HttpMethod.POST, "/api/mutation", "mutation", Access.CALLER,
            "Changes fields of a schema, all of them or none", Shape.MUTATION, Shape.WRITTEN),
    HISTORY(HttpMethod.POST, "/api/history", "history", Access.CALLER,
            "What stood in a field before, newest first", Shape.HISTORY, Shape.ATOMS),
    EXECUTE(HttpMethod.POST, "/api/execute", "execute", Access.CALLER,
            "A query or a mutation, its JSON as a text", Shape.EXECUTION, Shape.ROWS_OR_WRITTEN),
    NETWORK_STATUS(HttpMethod.GET, "/api/network/status", "network.status", Access.ANYBODY,
            "This node's id, and how many others it is connected with", Shape.NOTHING, Shape.NETWORK_STATUS),
    NETWORK_NODES(HttpMethod.GET, "/api/network/nodes", "network.nodes", Access.ANYBODY,
            "The nodes that are known to this one", Shape.NOTHING, Shape.NODES),
    NETWORK_TOPOLOGY(HttpMethod.GET, "/api/network/topology", "network.topology", Access.CALLER,
            "Who is connected with whom", Shape.NOTHING, Shape.NOT_THERE),
    NETWORK_INIT(HttpMethod.POST, "/api/network/init", "network.init", Access.OPERATOR,
            "Prepares links to other nodes", Shape.OBJECT, Shape.NOT_THERE),
    NETWORK_START(HttpMethod.POST, "/api/network/start", "network.start", Access.OPERATOR,
            "Starts links to other nodes", Shape.OBJECT, Shape.NOT_THERE),
    NETWORK_STOP(HttpMethod.POST, "/api/network/stop", "network.stop", Access.OPERATOR,
            "Stops links to other nodes", Shape.OBJECT, Shape.NOT_THERE),
    NETWORK_CONNECT(HttpMethod.POST, "/api/network/connect", "network.connect", Access.OPERATOR,
            "Connects with another node", Shape.OBJECT, Shape.NOT_THERE),
    NETWORK_DISCOVER(HttpMethod.POST, "/api/network/discover", "network.discover", Access.OPERATOR,
            "Looks for other nodes", Shape.OBJECT, Shape.NOT_THERE),
    DOCUMENT(HttpMethod.GET, "/api/openapi.json", "openapi", Access.CALLER,
            "This document", Shape.NOTHING, Shape.OBJECT);

    /** Who may ask. */
    enum Access { ANYBODY, CALLER, OPERATOR }

    private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)}");
    private static final String PREFIX = "api.";

    private final HttpMethod method;
    private final String path;
    private final String operation;
    private final Access access;
    private final String summary;
    private final Shape request;
    private final Shape reply;

    Endpoint(HttpMethod method, String path, String operation, Access access, String summary, Shape request, Shape reply) {
        this.method = method;
        this.path = path;
        this.operation = PREFIX + operation;
        this.access = access;
        this.summary = summary;
        this.request = request;
        this.reply = reply;
    }

    /** Every name that stands for an endpoint in meters, logs and the audit log. */
    static Set<String> operations() {
        Set<String> operations = new TreeSet<>();
        for (Endpoint endpoint : values()) {
            operations.add(endpoint.operation);
        }
        return operations;
    }

    /** Its own: {@code api.query}. */
    String operation() {
        return operation;
    }

    HttpMethod method() {
        return method;
    }

    /** With parameters in braces: {@code /api/schema/{name}}. */
    String path() {
        return path;
    }

    /** The same as Vert.x writes it: {@code /api/schema/:name}. */
    String route() {
        return PARAMETER.matcher(path).replaceAll(":$1");
    }

    /** The names of the parameters in its path, in their order. */
    List<String> parameters() {
        List<String> names = new ArrayList<>();
        PARAMETER.matcher(path).results().forEach(found -> names.add(found.group(1)));
        return names;
    }

    Access access() {
        return access;
    }

    String summary() {
        return summary;
    }

    /** What its body is like. */
    Shape request() {
        return request;
    }

    /** What its answer is like when all goes well. */
    Shape reply() {
        return reply;
    }

    /** The status when all goes well. */
    int status() {
        return this == SCHEMA_CREATE ? 201 : 200;
    }
}
