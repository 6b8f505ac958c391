package dev.foldd.socket;

import dev.foldd.contract.Principal;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.socket.message.Operation;
import dev.foldd.socket.message.SocketReply.Success;
import dev.foldd.socket.message.SocketRequest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One request in, one answer out: proves who asks, and asks the bus for everything else. Belongs to one event loop. */
final class SocketEdge {

    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Fault NO_LINKS = new Fault.Unsupported("this version has no links to other nodes");

    private final SocketParts parts;
    private final SocketOperations operations;
    private final SocketRecords records;

    SocketEdge(SocketParts parts, SocketOperations operations, SocketRecords records) {
        this.parts = parts;
        this.operations = operations;
        this.records = records;
    }

    /** Whatever goes wrong is an answer too. */
    void answer(SocketExchange exchange) {
        SocketRequest request = exchange.request();
        if (request.operation() == Operation.HELLO) {
            hello(exchange);
        } else if (request.operation() == Operation.LOGIN) {
            exchange.proof().login(request.params())
                    .onComplete(who -> loggedIn(exchange, who), cause -> unproved(exchange, cause));
        } else {
            exchange.proof().prove(request)
                    .onComplete(who -> carryOut(exchange, who), cause -> unproved(exchange, cause));
        }
    }

    /** Counts against the budget of the address, since it costs a signature and nobody is proved yet. */
    private void hello(SocketExchange exchange) {
        try {
            parts.limiter().admit(exchange.remote(), exchange.remote(), false);
            exchange.proof().hello(exchange.request().params()).onComplete(exchange::succeed, exchange::fail);
        } catch (FaultException refused) {
            exchange.fail(refused.fault());
        }
    }

    private void loggedIn(SocketExchange exchange, Principal who) {
        if (!exchange.isAdmittedFor(who)) {
            answerRefusal(exchange, who, new Fault.RateLimited(SOON));
            return;
        }
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("success", true);
        told.put("subject", who.subject());
        records.write(exchange, who, Optional.empty())
                .onComplete(done -> exchange.succeed(new Success(told)), exchange::fail);
    }

    private void carryOut(SocketExchange exchange, Principal who) {
        if (!exchange.isAdmittedFor(who)) {
            answerRefusal(exchange, who, new Fault.RateLimited(SOON));
            return;
        }
        Optional<String> target = exchange.request().targetNode();
        if (target.isPresent() && !target.get().equals(parts.node().nodeId())) {
            refuse(exchange, who, NO_LINKS);
            return;
        }
        if (exchange.request().operation() == Operation.DISCOVER_NODES) {
            discover(exchange, who);
            return;
        }
        try {
            operations.carryOut(exchange.request(), exchange.dialect(), exchange.caller(who))
                    .onComplete(exchange::succeed, exchange::fail);
        } catch (FaultException unfit) {
            refuse(exchange, who, unfit.fault());
        }
    }

    /** There are no links to other nodes, and so none is known. It never reaches the core, and costs and is recorded as if. */
    private void discover(SocketExchange exchange, Principal who) {
        try {
            records.admit();
            parts.limiter().admit(who.account(), exchange.remote(), false);
        } catch (FaultException beyond) {
            answerRefusal(exchange, who, beyond.fault());
            return;
        }
        records.write(exchange, who, Optional.empty())
                .onComplete(done -> exchange.succeed(new Success(List.of(), List.of())), exchange::fail);
    }

    private void unproved(SocketExchange exchange, Throwable cause) {
        Fault fault = parts.incidents().faultOf(cause);
        if (!(fault instanceof Fault.Unauthenticated)) {
            exchange.fail(fault);
            return;
        }
        records.writeUnproved(exchange, fault).onComplete(done -> exchange.fail(fault), exchange::fail);
    }

    /** What never reaches the core counts against the same budget: it costs an answer and a record all the same. */
    private void refuse(SocketExchange exchange, Principal who, Fault fault) {
        try {
            parts.limiter().admit(who.account(), exchange.remote(), false);
        } catch (FaultException beyond) {
            answerRefusal(exchange, who, beyond.fault());
            return;
        }
        answerRefusal(exchange, who, fault);
    }

    private void answerRefusal(SocketExchange exchange, Principal who, Fault fault) {
        records.write(exchange, who, Optional.of(fault)).onComplete(done -> exchange.fail(fault), exchange::fail);
    }
}
