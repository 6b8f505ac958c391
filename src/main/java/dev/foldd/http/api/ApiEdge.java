package dev.foldd.http.api;

import dev.foldd.contract.Principal;
import dev.foldd.contract.fold.SchemaDeed;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.http.api.ApiCredential.Sender;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** One request in, one answer out: proves who asks, and asks the bus for everything else. Belongs to one event loop. */
final class ApiEdge {

    private final ApiParts parts;
    private final ApiCredential credential;
    private final ApiRecords records;
    private final FoldCalls fold;
    private final Map<String, Object> document;

    /** @param document what describes all this */
    ApiEdge(ApiParts parts, ApiCredential credential, ApiRecords records, Map<String, Object> document) {
        this.parts = parts;
        this.credential = credential;
        this.records = records;
        this.fold = new FoldCalls(parts.node().bus());
        this.document = document;
    }

    /** Whatever goes wrong is an answer too. */
    void answer(ApiExchange exchange) {
        if (exchange.endpoint().access() == Endpoint.Access.ANYBODY) {
            toAnybody(exchange);
            return;
        }
        exchange.request().pause();
        credential.prove(exchange).onComplete(sender -> carryOut(exchange, sender), cause -> unproved(exchange, cause));
    }

    /** Nobody is asked who he is, and there is no name to put on record; what it costs is bounded for each address. */
    private void toAnybody(ApiExchange exchange) {
        try {
            parts.limiter().admit("anybody at " + exchange.remote(), exchange.remote(), false);
        } catch (FaultException beyond) {
            exchange.fail(beyond);
            return;
        }
        exchange.succeed(exchange.endpoint() == Endpoint.NETWORK_STATUS ? status() : Answer.data(Map.of()));
    }

    /** There are no links between nodes in this version: nothing is ever prepared, and nobody is connected. */
    private Answer status() {
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("node_id", parts.nodeId());
        status.put("initialized", false);
        status.put("connected_nodes_count", 0);
        return Answer.data(status);
    }

    private void carryOut(ApiExchange exchange, Sender sender) {
        Principal who = sender.principal();
        try {
            route(exchange, who, sender.body()).onComplete(exchange::succeed, exchange::fail);
        } catch (FaultException unfit) {
            admitted(exchange, who, () -> Future.failedFuture(unfit)).onComplete(exchange::succeed, exchange::fail);
        } catch (RuntimeException refused) {
            exchange.fail(refused);
        }
    }

    /** No default branch: an endpoint that nothing answers must not compile. */
    private Future<Answer> route(ApiExchange exchange, Principal who, ApiBody.Content content) {
        Map<String, Object> body = content.object();
        return switch (exchange.endpoint()) {
            case SCHEMAS -> fold.states(exchange, who);
            case SCHEMAS_AVAILABLE -> fold.names(exchange, who);
            case SCHEMAS_BY_STATE -> fold.namesIn(exchange.parameter("state"), exchange, who);
            case SCHEMA -> fold.schema(exchange, who);
            case SCHEMA_STATE -> fold.state(exchange, who);
            case SCHEMA_CREATE -> fold.create(exchange, who, body);
            case SCHEMA_UNLOAD -> fold.unload(exchange, who, body);
            case SCHEMA_LOAD -> fold.turn(SchemaDeed.LOAD, exchange, who, body);
            case SCHEMA_APPROVE -> fold.turn(SchemaDeed.APPROVE, exchange, who, body);
            case SCHEMA_BLOCK -> fold.turn(SchemaDeed.BLOCK, exchange, who, body);
            case QUERY -> fold.query(new Operation(body), exchange, who);
            case MUTATION -> fold.mutation(new Operation(body), exchange, who);
            case HISTORY -> fold.history(new Operation(body), exchange, who);
            case EXECUTE -> fold.execute(body, exchange, who);
            case NETWORK_STATUS, NETWORK_NODES -> throw new IllegalStateException("anybody may ask for this");
            case NETWORK_TOPOLOGY, NETWORK_INIT, NETWORK_START, NETWORK_STOP, NETWORK_CONNECT, NETWORK_DISCOVER ->
                    admitted(exchange, who, () -> absent(exchange.endpoint(), who));
            case DOCUMENT -> admitted(exchange, who, () -> Future.succeededFuture(Answer.ok(document)));
        };
    }

    private static Future<Answer> absent(Endpoint endpoint, Principal who) {
        return Future.failedFuture(new FaultException(endpoint.access() == Endpoint.Access.OPERATOR && !who.isOperator()
                ? new Fault.TooFar("this takes distance 0 or the role supergod")
                : new Fault.Unsupported("this version has no links between nodes, and so no network")));
    }

    /** What never reaches the core counts against the same budget, and is on record before it is answered. */
    private Future<Answer> admitted(ApiExchange exchange, Principal who, Supplier<Future<Answer>> deed) {
        Future<Answer> done;
        try {
            records.admit();
            parts.limiter().admit(who.account(), exchange.remote(), false);
            done = deed.get();
        } catch (FaultException beyond) {
            done = Future.failedFuture(beyond);
        }
        return done.transform(result -> {
            Optional<Fault> fault = result.succeeded() ? Optional.empty()
                    : Optional.of(parts.node().incidents().faultOf(result.cause()));
            return records.write(exchange, who, fault).compose(written -> fault.isPresent()
                    ? Future.failedFuture(new FaultException(fault.get())) : Future.succeededFuture(result.result()));
        });
    }

    private void unproved(ApiExchange exchange, Throwable cause) {
        Optional<Fault> nobody = FaultException.carriedBy(cause).filter(Fault.Unauthenticated.class::isInstance);
        if (nobody.isEmpty()) {
            exchange.fail(cause);
            return;
        }
        records.writeUnproved(exchange, nobody.get()).onComplete(written -> exchange.fail(cause), exchange::fail);
    }
}
