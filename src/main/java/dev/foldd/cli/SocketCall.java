package dev.foldd.cli;

import dev.foldd.cli.part.CommandFailure;
import dev.foldd.client.FolddClient;
import dev.foldd.client.History;
import dev.foldd.client.Mutation;
import dev.foldd.client.Query;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** One question over the socket: an operation on schemas by its name, or else a method as the WebSocket door has it. */
final class SocketCall {

    private final FolddClient client;

    SocketCall(FolddClient client) {
        this.client = client;
    }

    /**
     * What is answered, JSON in plain Java.
     *
     * @throws CommandFailure when the parameters of an operation are not its own
     */
    Object answer(String name, List<Object> params) {
        return switch (name) {
            case "query" -> client.query(query(object(name, params)));
            case "mutation" -> mutate(mutation(object(name, params)));
            case "history" -> client.history(history(object(name, params)));
            case "get_schema" -> client.getSchema(text(name, params));
            case "list_schemas" -> client.listSchemas();
            case "create_schema" -> {
                client.createSchema(object(name, params));
                yield Map.of("success", true);
            }
            default -> client.rpc(name, params.toArray());
        };
    }

    private Object mutate(Mutation mutation) {
        Map<String, Object> told = new LinkedHashMap<>(Map.of("success", true));
        client.mutate(mutation).matched().ifPresent(matched -> told.put("matched", matched));
        return told;
    }

    private static Query query(Map<?, ?> given) {
        List<String> fields = new ArrayList<>();
        if (given.get("fields") instanceof List<?> names) {
            names.forEach(field -> fields.add(String.valueOf(field)));
        }
        return new Query(String.valueOf(given.get("schema")), fields, Optional.ofNullable(given.get("filter")));
    }

    private static History history(Map<?, ?> given) {
        Optional<String> key = Optional.ofNullable(given.get("key")).map(String::valueOf);
        Optional<String> before = Optional.ofNullable(given.get("before")).map(String::valueOf);
        OptionalInt limit = given.get("limit") instanceof Number atoms ? OptionalInt.of(atoms.intValue()) : OptionalInt.empty();
        return new History(String.valueOf(given.get("schema")), String.valueOf(given.get("field")), key, before, limit);
    }

    private static Mutation mutation(Map<?, ?> given) {
        String type = String.valueOf(given.get("mutation_type"));
        try {
            return new Mutation(String.valueOf(given.get("schema")), Mutation.Type.valueOf(type.toUpperCase(Locale.ROOT)),
                    given.get("data") == null ? Map.of() : given.get("data"), Optional.ofNullable(given.get("filter")),
                    Optional.ofNullable(given.get("idempotency_key")).map(String::valueOf));
        } catch (IllegalArgumentException unknown) {
            throw CommandFailure.ofUsage("mutation: mutation_type must be create, update or delete");
        }
    }

    private static Map<?, ?> object(String name, List<Object> params) {
        if (params.size() == 1 && params.get(0) instanceof Map<?, ?> object) {
            return object;
        }
        throw CommandFailure.ofUsage(name + " has one parameter, a JSON object");
    }

    private static String text(String name, List<Object> params) {
        if (params.size() == 1 && params.get(0) instanceof String text) {
            return text;
        }
        throw CommandFailure.ofUsage(name + " has one parameter, a name");
    }
}
