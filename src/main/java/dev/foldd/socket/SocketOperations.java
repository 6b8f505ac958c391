package dev.foldd.socket;

import dev.foldd.bus.Bus;
import dev.foldd.contract.Addresses;
import dev.foldd.contract.Caller;
import dev.foldd.contract.fold.FoldAnswer;
import dev.foldd.contract.fold.FoldHistory;
import dev.foldd.contract.fold.FoldMutation;
import dev.foldd.contract.fold.FoldQuery;
import dev.foldd.contract.fold.FoldWritten;
import dev.foldd.contract.fold.MutationType;
import dev.foldd.contract.fold.SchemaDeed;
import dev.foldd.contract.fold.SchemaReply;
import dev.foldd.contract.fold.SchemaRequest;
import dev.foldd.contract.fold.SchemaState;
import dev.foldd.contract.rpc.RpcMessage;
import dev.foldd.socket.message.Dialect;
import dev.foldd.socket.message.SocketReply.Success;
import dev.foldd.socket.message.SocketRequest;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Turns each operation into one question on the bus, and what comes back into a reply. */
final class SocketOperations {

    private static final Success DONE = new Success(Map.of("success", true));

    private final Bus bus;

    SocketOperations(Bus bus) {
        this.bus = bus;
    }

    /** @throws dev.foldd.fault.FaultException {@code Invalid} when parameters are missing */
    Future<Success> carryOut(SocketRequest request, Dialect dialect, Caller caller) {
        SocketParams params = new SocketParams(request.params());
        return switch (request.operation()) {
            case QUERY -> query(params, dialect, caller);
            case MUTATION -> mutate(params, caller);
            case HISTORY -> history(params, caller);
            case GET_SCHEMA -> schema(caller, SchemaDeed.GET,
                    params.text(dialect == Dialect.LINES ? "schema_id" : "schema_name"), params).map(SocketOperations::whole);
            case LIST_SCHEMAS -> names(params, caller, state -> state == SchemaState.APPROVED);
            case LIST_AVAILABLE_SCHEMAS -> names(params, caller, state -> true);
            case LIST_SCHEMAS_BY_STATE -> byState(params, caller);
            case CREATE_SCHEMA -> bus.ask(Addresses.FOLD_SCHEMA, new SchemaRequest(caller, SchemaDeed.CREATE, "",
                    params.object("schema"), params.distance("trust_distance"))).map(DONE);
            case UNLOAD_SCHEMA -> schema(caller, SchemaDeed.UNLOAD, params.text("schema_name"), params).map(DONE);
            case APPROVE_SCHEMA -> turned(caller, SchemaDeed.APPROVE, params);
            case BLOCK_SCHEMA -> turned(caller, SchemaDeed.BLOCK, params);
            case GET_SCHEMA_STATE -> state(params, caller);
            case RPC -> bus.ask(Addresses.RPC_CALL, new RpcMessage(caller, request.params()))
                    .map(result -> new Success(single("result", result.value()), result.value()));
            case HELLO, LOGIN, DISCOVER_NODES -> throw new IllegalStateException("this is answered by the door itself");
        };
    }

    private Future<Success> query(SocketParams params, Dialect dialect, Caller caller) {
        FoldQuery query = new FoldQuery(caller, params.text("schema"), params.texts("fields"), params.value("filter"),
                params.distance("trust_distance"), dialect == Dialect.FRAMES);
        return bus.ask(Addresses.FOLD_QUERY, query).map(SocketOperations::results);
    }

    /** In frames a field that the caller may not read is an entry of its own; in lines it has failed the whole query. */
    private static Success results(FoldAnswer answer) {
        List<Object> results = new ArrayList<>(answer.results());
        answer.denied().forEach(field ->
                results.add(Map.of("error", "Invalid permission: Read access denied for field " + field)));
        Map<String, Object> frame = new LinkedHashMap<>();
        frame.put("results", results);
        frame.put("errors", List.of());
        return new Success(frame, single("results", answer.results()));
    }

    private Future<Success> mutate(SocketParams params, Caller caller) {
        String schema = params.text("schema");
        Map<String, Object> data = params.object("data");
        String type = params.text("mutation_type");
        FoldMutation mutation = new FoldMutation(caller, schema,
                MutationType.named(type).orElseThrow(() -> SocketParams.invalid("mutation type", type, "")), data,
                params.value("filter"), params.distance("trust_distance"), params.key("idempotency_key"));
        return bus.ask(Addresses.FOLD_MUTATE, mutation).map(SocketOperations::written);
    }

    private static Success written(FoldWritten written) {
        if (written.matched() > 0) {
            return DONE;
        }
        Map<String, Object> reply = new LinkedHashMap<>();
        reply.put("success", true);
        reply.put("matched", 0L);
        return new Success(reply);
    }

    private Future<Success> history(SocketParams params, Caller caller) {
        FoldHistory asked = new FoldHistory(caller, params.text("schema"), params.text("field"), params.optionalText("key"),
                params.optionalText("before"), params.number("limit", FoldHistory.LIMIT_DEFAULT),
                params.distance("trust_distance"));
        return bus.ask(Addresses.FOLD_HISTORY, asked).map(past -> new Success(single("atoms", past.atoms())));
    }

    private Future<SchemaReply> schema(Caller caller, SchemaDeed deed, String name, SocketParams params) {
        return bus.ask(Addresses.FOLD_SCHEMA,
                new SchemaRequest(caller, deed, name, Map.of(), params.distance("trust_distance")));
    }

    private static Success whole(SchemaReply reply) {
        Map<String, Object> schema = reply.schema().orElseThrow();
        return new Success(schema, single("schema", schema));
    }

    private Future<Success> names(SocketParams params, Caller caller, Predicate<SchemaState> wanted) {
        return schema(caller, SchemaDeed.LIST, "", params).map(reply -> {
            List<String> names = reply.states().entrySet().stream().filter(entry -> wanted.test(entry.getValue()))
                    .map(Map.Entry::getKey).toList();
            return new Success(names, single("schemas", names));
        });
    }

    private Future<Success> byState(SocketParams params, Caller caller) {
        String name = params.text("state");
        SchemaState state = SchemaState.named(name).orElseThrow(() ->
                SocketParams.invalid("state", name, ". Use: available, approved, or blocked"));
        return names(params, caller, state::equals);
    }

    private Future<Success> state(SocketParams params, Caller caller) {
        String name = params.text("schema_name");
        return schema(caller, SchemaDeed.STATE, name, params).map(reply -> {
            Map<String, Object> told = new LinkedHashMap<>();
            told.put("schema", name);
            told.put("state", reply.states().get(name).wireName());
            return new Success(told);
        });
    }

    private Future<Success> turned(Caller caller, SchemaDeed deed, SocketParams params) {
        String name = params.text("schema_name");
        return schema(caller, deed, name, params).map(reply -> {
            String state = reply.states().get(name).wireName();
            Map<String, Object> told = new LinkedHashMap<>();
            told.put("success", true);
            told.put("message", "Schema '" + name + "' is " + state);
            told.put("schema", name);
            told.put("state", state);
            return new Success(told);
        });
    }

    private static Map<String, Object> single(String name, Object value) {
        Map<String, Object> single = new LinkedHashMap<>();
        single.put(name, value);
        return single;
    }
}
