package dev.foldd.http.api;

import dev.foldd.bus.Bus;
import dev.foldd.contract.Addresses;
import dev.foldd.contract.Principal;
import dev.foldd.contract.fold.SchemaDeed;
import dev.foldd.contract.fold.SchemaReply;
import dev.foldd.contract.fold.SchemaRequest;
import dev.foldd.contract.fold.SchemaState;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What is asked about schemas and their data: one question on the bus each, and its reply as this door tells it. What cannot
 * be asked at all is thrown; what the core refuses comes back as a failure, and is on record by then.
 */
final class FoldCalls {

    private static final Answer SUCCESS = Answer.ok(Map.of("success", true));

    private final Bus bus;

    FoldCalls(Bus bus) {
        this.bus = bus;
    }

    /** {@code {"data": {"UserProfile": "Approved"}}}. */
    Future<Answer> states(ApiExchange exchange, Principal who) {
        return ask(exchange, who, SchemaDeed.LIST, "", Map.of()).map(reply -> {
            Map<String, Object> states = new LinkedHashMap<>();
            reply.states().forEach((name, state) -> states.put(name, capital(state)));
            return Answer.data(states);
        });
    }

    /** {@code {"data": ["UserProfile"]}}: those that the caller may know of, whatever their state. */
    Future<Answer> names(ApiExchange exchange, Principal who) {
        return ask(exchange, who, SchemaDeed.LIST, "", Map.of())
                .map(reply -> Answer.data(List.copyOf(reply.states().keySet())));
    }

    Future<Answer> namesIn(String word, ApiExchange exchange, Principal who) {
        SchemaState state = SchemaState.named(word.toLowerCase(Locale.ROOT)).orElseThrow(() -> noState(word));
        return ask(exchange, who, SchemaDeed.LIST, "", Map.of()).map(reply -> {
            List<String> names = new ArrayList<>();
            reply.states().forEach((name, its) -> {
                if (its == state) {
                    names.add(name);
                }
            });
            return Answer.data(names);
        });
    }

    private static FaultException noState(String word) {
        return new FaultException(new Fault.Invalid("state",
                "Invalid state: " + Operation.shown(word) + ". Use: available, approved, or blocked"));
    }

    /** The schema itself, in nothing. */
    Future<Answer> schema(ApiExchange exchange, Principal who) {
        return ask(exchange, who, SchemaDeed.GET, exchange.parameter("name"), Map.of())
                .map(reply -> Answer.ok(reply.schema().orElseThrow()));
    }

    Future<Answer> state(ApiExchange exchange, Principal who) {
        String name = exchange.parameter("name");
        return ask(exchange, who, SchemaDeed.STATE, name, Map.of()).map(reply -> Answer.ok(stateOf(name, reply)));
    }

    Future<Answer> create(ApiExchange exchange, Principal who, Map<String, Object> schema) {
        return ask(exchange, who, SchemaDeed.CREATE, schema.get("name") instanceof String name ? name : "", schema)
                .map(new Answer(201, SUCCESS.body()));
    }

    Future<Answer> unload(ApiExchange exchange, Principal who, Map<String, Object> body) {
        return ask(exchange, who, SchemaDeed.UNLOAD, exchange.parameter("name"), body).map(SUCCESS);
    }

    /** {@code {"success": true, "message", "schema", "state"}}. */
    Future<Answer> turn(SchemaDeed deed, ApiExchange exchange, Principal who, Map<String, Object> body) {
        String name = exchange.parameter("name");
        return ask(exchange, who, deed, name, body).map(reply -> {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("success", true);
            answer.put("message", "Schema '" + name + "' is " + reply.states().get(name).wireName());
            answer.putAll(stateOf(name, reply));
            return Answer.ok(answer);
        });
    }

    /** {@code {"data": […]}}. */
    Future<Answer> query(Operation operation, ApiExchange exchange, Principal who) {
        return bus.ask(Addresses.FOLD_QUERY, operation.query(exchange.caller(who)))
                .map(answer -> Answer.data(answer.results()));
    }

    /** {@code {"success": true}}; with a filter also how many it has met, since there may have been none. */
    Future<Answer> mutation(Operation operation, ApiExchange exchange, Principal who) {
        return bus.ask(Addresses.FOLD_MUTATE, operation.mutation(exchange.caller(who))).map(written -> {
            if (!operation.hasFilter()) {
                return SUCCESS;
            }
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("success", true);
            answer.put("matched", written.matched());
            return Answer.ok(answer);
        });
    }

    /** {@code {"data": [atom, …]}}. */
    Future<Answer> history(Operation operation, ApiExchange exchange, Principal who) {
        return bus.ask(Addresses.FOLD_HISTORY, operation.history(exchange.caller(who))).map(past -> Answer.data(past.atoms()));
    }

    Future<Answer> execute(Map<String, Object> body, ApiExchange exchange, Principal who) {
        Operation operation = Operation.inside(body);
        return operation.isMutation() ? mutation(operation, exchange, who) : query(operation, exchange, who);
    }

    private Future<SchemaReply> ask(ApiExchange exchange, Principal who, SchemaDeed deed, String name, Map<String, Object> body) {
        OptionalInt claimed = Operation.claimed(body);
        return bus.ask(Addresses.FOLD_SCHEMA, new SchemaRequest(exchange.caller(who), deed, name,
                deed == SchemaDeed.CREATE ? body : Map.of(), claimed));
    }

    private static Map<String, Object> stateOf(String name, SchemaReply reply) {
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("schema", name);
        state.put("state", reply.states().get(name).wireName());
        return state;
    }

    private static String capital(SchemaState state) {
        String word = state.wireName();
        return Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }
}
