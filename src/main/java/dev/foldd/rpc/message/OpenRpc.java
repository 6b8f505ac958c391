package dev.foldd.rpc.message;

import dev.foldd.contract.data.Method;
import dev.foldd.contract.data.Method.Parameter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What a caller may do here, as an OpenRPC 1.3 document (https://spec.open-rpc.org). */
public final class OpenRpc {

    private OpenRpc() {
    }

    /**
     * @param version the daemon's own
     * @param entities the entities that the caller may use, each with the operations allowed on it
     * @param operator whether the caller may steer the daemon itself
     */
    public static Map<String, Object> document(String version, Map<String, Set<String>> entities, boolean operator) {
        OpenRpcSchemas schemas = new OpenRpcSchemas();
        List<Object> methods = new ArrayList<>();
        for (Method method : Method.values()) {
            List<String> names = entities.entrySet().stream().filter(entity -> mayBeUsed(method, entity.getValue()))
                    .map(Map.Entry::getKey).toList();
            if (!names.isEmpty() || method.verb() == Method.Verb.NONE) {
                // Why something is refused may be asked about entities, too, that the caller may not use.
                methods.add(method(schemas, method.wireName(), method.summary(), method.parameters(),
                        method == Method.POLICY_EXPLAIN ? List.of() : names));
            }
        }
        for (EdgeMethod method : EdgeMethod.values()) {
            if (operator || !method.forOperators()) {
                methods.add(method(schemas, method.wireName(), method.summary(), method.parameters(), List.of()));
            }
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("openrpc", "1.3.2");
        document.put("info", Map.of("title", "foldd", "version", version));
        document.put("methods", methods);
        document.put("components", Map.of("schemas", schemas.shared()));
        return document;
    }

    /**
     * The operations per entity as {@code schema.list} tells them: a list of objects with the members {@code name} and
     * {@code operations}. What is not of that shape allows nothing.
     */
    public static Map<String, Set<String>> entities(Object schemaList) {
        Map<String, Set<String>> operations = new LinkedHashMap<>();
        if (schemaList instanceof Iterable<?> entities) {
            for (Object entity : entities) {
                if (entity instanceof Map<?, ?> members && members.get("name") instanceof String name
                        && members.get("operations") instanceof Collection<?> words) {
                    operations.put(name, words.stream().map(String::valueOf).collect(Collectors.toUnmodifiableSet()));
                }
            }
        }
        return operations;
    }

    private static boolean mayBeUsed(Method method, Set<String> allowed) {
        return switch (method) {
            case LIST -> allowed.contains("read") || allowed.contains("list");
            case UPSERT -> allowed.contains("create") && allowed.contains("update");
            default -> switch (method.verb()) {
                case CREATE -> allowed.contains("create");
                case READ -> allowed.contains("read");
                case UPDATE -> allowed.contains("update");
                case DELETE -> allowed.contains("delete");
                case NONE -> true;
            };
        };
    }

    private static Map<String, Object> method(OpenRpcSchemas schemas, String name, String summary,
                                              List<Parameter> parameters, List<String> entities) {
        Map<String, Object> method = new LinkedHashMap<>();
        method.put("name", name);
        method.put("summary", summary);
        method.put("paramStructure", "either");
        method.put("params", parameters.stream().map(parameter -> parameter(parameter,
                schemas.parameter(name, parameter, entities))).toList());
        method.put("result", Map.of("name", "result", "schema", schemas.result(name)));
        return method;
    }

    private static Map<String, Object> parameter(Parameter parameter, Object schema) {
        Map<String, Object> descriptor = new LinkedHashMap<>();
        descriptor.put("name", parameter.name());
        descriptor.put("required", parameter.required());
        descriptor.put("schema", schema);
        return descriptor;
    }
}
