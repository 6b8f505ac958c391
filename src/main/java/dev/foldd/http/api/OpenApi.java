package dev.foldd.http.api;

import dev.foldd.http.StatusPage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The document that describes this door (OpenAPI 3.1.0), made of the same table as its routes. Pure. */
final class OpenApi {

    private static final String JSON = "application/json";
    private static final Map<String, Object> ERROR =
            response("Refused, or failed; the status says how", JSON, Shape.ERROR.reference());
    private static final String SIGNING = "Ed25519 over the node's id, METHOD and path with the query as sent, timestamp, nonce,"
            + " key, and SHA-256 of the body";
    private static final String PATH =
            "Base64 of a JSON list of signed edges that lead from the node to the key; not signed again";

    private OpenApi() {
    }

    /** @param version the daemon's own */
    static Map<String, Object> document(String version) {
        Map<String, Map<String, Object>> paths = new LinkedHashMap<>();
        for (Endpoint endpoint : Endpoint.values()) {
            paths.computeIfAbsent(endpoint.path(), path -> new LinkedHashMap<>())
                    .put(endpoint.method().name().toLowerCase(Locale.ROOT), operation(endpoint));
        }
        for (StatusPage page : StatusPage.values()) {
            paths.put(page.path(), Map.of("get", operation(page)));
        }
        Map<String, Object> schemas = new LinkedHashMap<>();
        for (Shape shape : Shape.values()) {
            if (!shape.component().isEmpty()) {
                schemas.put(shape.component(), shape.schema());
            }
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("openapi", "3.1.0");
        document.put("info", ordered("title", "foldd", "version", version));
        Map<String, Object> withPath = signed();
        withPath.put(ApiCredential.PATH, List.of());
        document.put("security", List.of(Map.of("token", List.of()), signed(), withPath));
        document.put("paths", paths);
        document.put("components", ordered("schemas", schemas, "securitySchemes", securitySchemes()));
        return document;
    }

    private static Map<String, Object> operation(Endpoint endpoint) {
        Map<String, Object> operation = new LinkedHashMap<>();
        operation.put("operationId", endpoint.operation());
        operation.put("summary", endpoint.summary());
        switch (endpoint.access()) {
            case ANYBODY -> operation.put("security", List.of());
            case OPERATOR -> operation.put("description", "For callers at distance 0 or with the role supergod.");
            case CALLER -> {
                // What holds for the whole document.
            }
        }
        if (!endpoint.parameters().isEmpty()) {
            operation.put("parameters", endpoint.parameters().stream().map(name -> ordered("name", name, "in", "path",
                    "required", true, "schema", Map.of("type", "string"))).toList());
        }
        if (endpoint.request() != Shape.NOTHING) {
            boolean required = endpoint.request() != Shape.CLAIM && endpoint.request() != Shape.OBJECT;
            operation.put("requestBody", ordered("required", required, "content",
                    Map.of(JSON, Map.of("schema", endpoint.request().reference()))));
        }
        Map<String, Object> responses = new LinkedHashMap<>();
        if (endpoint.reply() == Shape.NOT_THERE) {
            responses.put("501", response("Not there in this version", JSON, Shape.ERROR.reference()));
        } else {
            responses.put(Integer.toString(endpoint.status()), response("Done", JSON, endpoint.reply().reference()));
        }
        responses.put("default", ERROR);
        operation.put("responses", responses);
        return operation;
    }

    private static Map<String, Object> operation(StatusPage page) {
        Map<String, Object> responses = new LinkedHashMap<>();
        page.statuses().forEach(status -> responses.put(status.toString(), page == StatusPage.METRICS
                ? response("The page", "text/plain", Map.of("type", "string"))
                : response("The page", JSON, Shape.OBJECT.reference())));
        return ordered("operationId", "status." + page.name().toLowerCase(Locale.ROOT), "summary", page.summary(),
                "security", List.of(), "responses", responses);
    }

    private static Map<String, Object> securitySchemes() {
        Map<String, Object> schemes = new LinkedHashMap<>();
        schemes.put("token", ordered("type", "http", "scheme", "bearer", "bearerFormat", "JWT"));
        for (String header : ApiCredential.SIGNED) {
            schemes.put(header, ordered("type", "apiKey", "in", "header", "name", header, "description", SIGNING));
        }
        schemes.put(ApiCredential.PATH,
                ordered("type", "apiKey", "in", "header", "name", ApiCredential.PATH, "description", PATH));
        return schemes;
    }

    /** All four headers together are one proof; a path beside them says how far away its owner is. */
    private static Map<String, Object> signed() {
        Map<String, Object> signed = new LinkedHashMap<>();
        ApiCredential.SIGNED.forEach(header -> signed.put(header, new ArrayList<>()));
        return signed;
    }

    private static Map<String, Object> response(String description, String type, Map<String, Object> schema) {
        return ordered("description", description, "content", Map.of(type, Map.of("schema", schema)));
    }

    private static Map<String, Object> ordered(Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], pairs[i + 1]);
        }
        return map;
    }
}
