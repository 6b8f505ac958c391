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
     * @param operations for each entity that the caller may use, the operations allowed on it
     * @param operator whether the caller may steer the daemon itself
     */
    public static Map<String, Object> document(String version, Collection<Set<String>> operations, boolean operator) {
        List<Object> methods = new ArrayList<>();
        for (Method method : Method.values()) {
            if (operations.stream().anyMatch(allowed -> mayBeUsed(method, allowed))
                    || method.verb() == Method.Verb.NONE) {
                methods.add(method(method.wireName(), method.summary(), method.parameters()));
            }
        }
        for (EdgeMethod method : EdgeMethod.values()) {
            if (operator || !method.forOperators()) {
                methods.add(method(method.wireName(), method.summary(), method.parameters()));
            }
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("openrpc", "1.3.2");
        document.put("info", Map.of("title", "foldd", "version", version));
        document.put("methods", methods);
        return document;
    }

    /**
     * The operations per entity as {@code schema.list} tells them: a list of objects with a member {@code operations}.
     * What is not of that shape allows nothing.
     */
    public static List<Set<String>> operations(Object schemaList) {
        List<Set<String>> operations = new ArrayList<>();
        if (schemaList instanceof Iterable<?> entities) {
            for (Object entity : entities) {
                if (entity instanceof Map<?, ?> members && members.get("operations") instanceof Collection<?> words) {
                    operations.add(words.stream().map(String::valueOf).collect(Collectors.toUnmodifiableSet()));
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

    private static Map<String, Object> method(String name, String summary, List<Parameter> parameters) {
        Map<String, Object> method = new LinkedHashMap<>();
        method.put("name", name);
        method.put("summary", summary);
        method.put("paramStructure", "either");
        method.put("params", parameters.stream().map(OpenRpc::parameter).toList());
        method.put("result", Map.of("name", "result", "schema", Map.of()));
        return method;
    }

    private static Map<String, Object> parameter(Parameter parameter) {
        Map<String, Object> descriptor = new LinkedHashMap<>();
        descriptor.put("name", parameter.name());
        descriptor.put("required", parameter.required());
        descriptor.put("schema", Map.of());
        return descriptor;
    }
}
