package dev.foldd.http.api;

import dev.foldd.contract.fold.FoldHistory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What bodies and answers look like, as JSON Schema (draft 2020-12, which OpenAPI 3.1 takes over). */
enum Shape {
    /** No body. */
    NOTHING("", Map.of()),
    OBJECT("Object", object(Map.of())),
    CLAIM("Claim", object(Map.of("trust_distance", distance()))),
    NAMES("Names", object(Map.of("data", list(text("the name of a schema"))), "data")),
    STATES("States", object(Map.of("data", values(oneOf("Available", "Approved", "Blocked"))), "data")),
    STATE("State", object(ordered("schema", text("its name"), "state", oneOf("available", "approved", "blocked")),
            "schema", "state")),
    SCHEMA("Schema", object(ordered("name", text("may be used once"),
            "schema_type", Map.of("description", "\"Single\", the default, or {\"Range\": {\"range_key\": \"field\"}}"),
            "fields", values(field()), "payment_config", object(Map.of())), "name", "fields", "payment_config")),
    SUCCESS("Success", object(Map.of("success", Map.of("const", true)), "success")),
    CHANGED("Changed", object(ordered("success", Map.of("const", true), "message", text("a sentence"), "schema", text("its name"),
            "state", oneOf("available", "approved", "blocked")), "success", "schema", "state")),
    QUERY("Query", object(ordered("schema", text("the name of a schema"), "fields", list(text("the name of a field")),
            "filter", filter(), "trust_distance", distance()), "schema", "fields")),
    MUTATION("Mutation", object(ordered("schema", text("the name of a schema"),
            "mutation_type", oneOf("create", "update", "delete"), "data", object(Map.of()), "filter", filter(),
            "trust_distance", distance(), "idempotency_key", text("under which it happens once, however often it is sent")),
            "schema", "data", "mutation_type")),
    HISTORY("History", object(ordered("schema", text("the name of a schema"), "field", text("the name of a field"),
            "key", text("the range key; for a Range field alone"), "before", text("the uuid of the last atom of the page before"),
            "limit", ordered("type", "integer", "minimum", 1, "maximum", FoldHistory.LIMIT_MAX, "default",
                    FoldHistory.LIMIT_DEFAULT), "trust_distance", distance()), "schema", "field")),
    EXECUTION("Execution", object(Map.of("operation", ordered("description", "a Query or a Mutation as JSON in a text",
            "type", List.of("string", "object"))), "operation")),
    ROWS("Rows", object(Map.of("data", list(object(Map.of()))), "data")),
    ATOMS("Atoms", object(Map.of("data", list(object(ordered("uuid", text("its name"), "source_schema_name", text("of a schema"),
            "source_pub_key", text("of whoever wrote it"), "created_at", text("an instant, ISO 8601"), "prev_atom_uuid",
            ordered("type", List.of("string", "null"), "description", "the one before it"), "content", Map.of(),
            "status", oneOf("Active", "Deleted"))))), "data")),
    WRITTEN("Written", object(ordered("success", Map.of("const", true), "matched", ordered("type", "integer", "description",
            "how many records the filter met; told where there was one")), "success")),
    ROWS_OR_WRITTEN("RowsOrWritten", Map.of("anyOf", List.of(reference("Rows"), reference("Written")))),
    NETWORK_STATUS("NetworkStatus", object(Map.of("data", object(ordered("node_id", text("of this node"),
            "initialized", Map.of("type", "boolean"), "connected_nodes_count", Map.of("type", "integer")),
            "node_id", "initialized", "connected_nodes_count")), "data")),
    NODES("Nodes", object(Map.of("data", values(object(Map.of()))), "data")),
    /** This version has nothing to answer with. */
    NOT_THERE("", Map.of()),
    ERROR("Error", object(Map.of("error", object(ordered("code", ordered("type", "integer", "description", "the status"),
            "message", text("a sentence"), "details", object(Map.of())), "code", "message")), "error"));

    private final String component;
    private final Map<String, Object> schema;

    Shape(String component, Map<String, Object> schema) {
        this.component = component;
        this.schema = schema;
    }

    /** Its name in the document; empty for what has no content. */
    String component() {
        return component;
    }

    Map<String, Object> schema() {
        return schema;
    }

    /** A pointer to it. */
    Map<String, Object> reference() {
        return reference(component);
    }

    private static Map<String, Object> reference(String component) {
        return Map.of("$ref", "#/components/schemas/" + component);
    }

    private static Map<String, Object> object(Map<String, Object> members, String... required) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("type", "object");
        if (!members.isEmpty()) {
            object.put("properties", members);
        }
        if (required.length > 0) {
            object.put("required", List.of(required));
        }
        return object;
    }

    private static Map<String, Object> values(Object of) {
        return ordered("type", "object", "additionalProperties", of);
    }

    private static Map<String, Object> list(Object of) {
        return ordered("type", "array", "items", of);
    }

    private static Map<String, Object> text(String description) {
        return ordered("type", "string", "description", description);
    }

    private static Map<String, Object> oneOf(String... words) {
        return ordered("type", "string", "enum", List.of(words));
    }

    private static Map<String, Object> distance() {
        return ordered("type", "integer", "minimum", 0, "description",
                "a distance that the caller claims; it can only lower what he may");
    }

    private static Map<String, Object> filter() {
        return ordered("type", List.of("object", "null"), "description",
                "{field, operator, value}, {operator: and | or, conditions}, {field: value}, {field: {operator: value}}, or a"
                        + " range_filter; every field in it must be readable for the caller");
    }

    private static Map<String, Object> field() {
        return object(ordered("field_type", oneOf("Single", "Range"), "permission_policy", object(Map.of()),
                "payment_config", object(Map.of()), "field_mappers", values(text("a field of that schema")),
                "writable", Map.of("type", "boolean")), "permission_policy", "payment_config", "field_mappers");
    }

    private static Map<String, Object> ordered(Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], pairs[i + 1]);
        }
        return map;
    }
}
