package dev.foldd.rpc.message;

import dev.foldd.contract.data.Method.Parameter;
import dev.foldd.json.Json;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * The JSON schemas of parameters and results (draft 7, as OpenRPC wants them). Fields of entities differ by caller; who
 * wants them asks {@code schema.get}.
 */
final class OpenRpcSchemas {

    private static final String ENTITY = "entity";

    /** What several schemas refer to. */
    private static final String SHARED = """
            {
              "Row": {"type": "object", "description": "A row's fields by their names."},
              "Scalar": {"type": ["string", "number", "boolean", "null"]},
              "Direction": {"enum": ["asc", "desc"]},
              "Filters": {"anyOf": [
                {"$ref": "#/components/schemas/Filter"},
                {"type": "array", "items": {"$ref": "#/components/schemas/Filter"}}]},
              "Filter": {
                "type": "object",
                "description": "Fields with the values they equal, or with tests.",
                "properties": {
                  "AND": {"$ref": "#/components/schemas/Filters"},
                  "OR": {"$ref": "#/components/schemas/Filters"},
                  "NOT": {"$ref": "#/components/schemas/Filters"}},
                "additionalProperties": {"anyOf": [
                  {"$ref": "#/components/schemas/Scalar"}, {"$ref": "#/components/schemas/Test"},
                  {"$ref": "#/components/schemas/Some"}, {"$ref": "#/components/schemas/Filter"}]}},
              "Some": {
                "type": "object",
                "description": "What the rows at the end of a relation to many must satisfy.",
                "minProperties": 1,
                "additionalProperties": false,
                "properties": {
                  "some": {"$ref": "#/components/schemas/Filter"},
                  "every": {"$ref": "#/components/schemas/Filter"},
                  "none": {"$ref": "#/components/schemas/Filter"}}},
              "Include": {
                "description": "Relations to bring along, by name.",
                "anyOf": [
                  {"type": "array", "items": {"type": "string"}},
                  {"type": "object", "additionalProperties": {"anyOf": [
                    {"type": ["boolean", "null"]}, {"$ref": "#/components/schemas/Included"}]}},
                  {"type": "null"}]},
              "Included": {
                "type": "object",
                "additionalProperties": false,
                "properties": {
                  "fields": {"type": ["array", "null"], "items": {"type": "string"}},
                  "filter": {"anyOf": [{"$ref": "#/components/schemas/Filter"}, {"type": "null"}]},
                  "sort": {"$ref": "#/components/schemas/Sort"},
                  "limit": {"type": ["integer", "null"], "minimum": 1},
                  "include": {"$ref": "#/components/schemas/Include"}}},
              "Sort": {"anyOf": [
                {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/Direction"}},
                {"type": "array", "items": {"type": "array", "minItems": 2, "maxItems": 2,
                  "items": [{"type": "string"}, {"$ref": "#/components/schemas/Direction"}]}},
                {"type": "null"}]},
              "Test": {
                "type": "object",
                "minProperties": 1,
                "additionalProperties": false,
                "properties": {
                  "gt": {"type": ["string", "number", "boolean"]},
                  "gte": {"type": ["string", "number", "boolean"]},
                  "lt": {"type": ["string", "number", "boolean"]},
                  "lte": {"type": ["string", "number", "boolean"]},
                  "ne": {"$ref": "#/components/schemas/Scalar"},
                  "not": {"anyOf": [
                    {"$ref": "#/components/schemas/Scalar"}, {"$ref": "#/components/schemas/Test"}]},
                  "in": {"type": "array", "items": {"$ref": "#/components/schemas/Scalar"}},
                  "notIn": {"type": "array", "items": {"$ref": "#/components/schemas/Scalar"}},
                  "contains": {"type": "string"},
                  "startsWith": {"type": "string"},
                  "endsWith": {"type": "string"},
                  "like": {"type": "string"},
                  "ilike": {"type": "string"},
                  "between": {"type": "array", "minItems": 2, "maxItems": 2},
                  "isNull": {"type": "boolean"}}},
              "ListOptions": {
                "type": "object",
                "additionalProperties": false,
                "properties": {
                  "filter": {"anyOf": [{"$ref": "#/components/schemas/Filter"}, {"type": "null"}]},
                  "sort": {"$ref": "#/components/schemas/Sort"},
                  "page": {"type": ["integer", "null"], "minimum": 1},
                  "limit": {"type": ["integer", "null"], "minimum": 1},
                  "cursor": {"type": ["string", "null"]},
                  "fields": {"type": ["array", "null"], "items": {"type": "string"}},
                  "include": {"$ref": "#/components/schemas/Include"},
                  "count": {"enum": ["exact", "none", null]}}}
            }""";

    /** By the name of the parameter, or before that by the method's name and its. */
    private static final String PARAMETERS = """
            {
              "id": {"type": ["string", "number"], "description": "The row's key."},
              "data": {"$ref": "#/components/schemas/Row"},
              "createMany data": {"type": "array", "items": {"$ref": "#/components/schemas/Row"}},
              "createData": {"$ref": "#/components/schemas/Row"},
              "updateData": {"$ref": "#/components/schemas/Row"},
              "field": {"type": "string", "minLength": 1},
              "value": {"$ref": "#/components/schemas/Scalar"},
              "filter": {"$ref": "#/components/schemas/Filter"},
              "upsert filter": {"type": "object", "minProperties": 1, "maxProperties": 1,
                "description": "A unique field with its value."},
              "options": {"type": "object"},
              "list options": {"$ref": "#/components/schemas/ListOptions"},
              "requests": {"type": "array", "items": {"type": "object"}},
              "tx": {"type": "string", "minLength": 1},
              "key": {"type": "string", "minLength": 1},
              "operation": {"enum": ["create", "read", "update", "delete", "list", "aggregate", "subscribe"]},
              "subject": {"type": "object", "description": "Whom to explain it for, when it is another than the caller."},
              "token": {"type": "string", "minLength": 1},
              "kind": {"enum": ["jti", "sub", "key"]},
              "admin.revoke value": {"type": "string", "minLength": 1}
            }""";

    /** By the method's name. */
    private static final String RESULTS = """
            {
              "create": {"$ref": "#/components/schemas/Row"},
              "read": {"anyOf": [{"$ref": "#/components/schemas/Row"}, {"type": "null"}]},
              "update": {"$ref": "#/components/schemas/Row"},
              "delete": {"type": "boolean"},
              "list": {"type": "object", "required": ["data", "total", "limit", "hasMore"], "properties": {
                "data": {"type": "array", "items": {"$ref": "#/components/schemas/Row"}},
                "total": {"type": ["integer", "null"]},
                "limit": {"type": "integer"},
                "hasMore": {"type": "boolean"}}},
              "findFirst": {"anyOf": [{"$ref": "#/components/schemas/Row"}, {"type": "null"}]},
              "findByField": {"anyOf": [{"$ref": "#/components/schemas/Row"}, {"type": "null"}]},
              "upsert": {"$ref": "#/components/schemas/Row"},
              "updateByField": {"$ref": "#/components/schemas/Row"},
              "deleteByField": {"type": "boolean"},
              "createMany": {"type": "integer"},
              "updateMany": {"type": "integer"},
              "deleteMany": {"type": "integer"},
              "schema.list": {"type": "array", "items": {"type": "object"}},
              "batch": {"type": "array"},
              "tx.commit": {"type": "boolean"},
              "tx.rollback": {"type": "boolean"}
            }""";

    private final Map<String, Object> shared = read(SHARED);
    private final Map<String, Object> parameters = read(PARAMETERS);
    private final Map<String, Object> results = read(RESULTS);

    @SuppressWarnings("unchecked")
    private static Map<String, Object> read(String json) {
        return (Map<String, Object>) Json.parse(json);
    }

    Map<String, Object> shared() {
        return shared;
    }

    /** @param entities the names that the parameter {@code entity} may have; none when any may be asked for */
    Object parameter(String method, Parameter parameter, Collection<String> entities) {
        if (parameter.name().equals(ENTITY)) {
            return entities.isEmpty() ? Map.of("type", "string") : Map.of("type", "string", "enum", List.copyOf(entities));
        }
        Object schema = parameters.getOrDefault(method + " " + parameter.name(),
                parameters.getOrDefault(parameter.name(), Map.of()));
        return parameter.required() ? schema : Map.of("anyOf", List.of(schema, Map.of("type", "null")));
    }

    /** An object where nothing more is known. */
    Object result(String method) {
        return results.getOrDefault(method, Map.of("type", "object"));
    }
}
