package dev.foldd.rpc;

import dev.foldd.auth.Prover.Proven;
import dev.foldd.config.Suggestion;
import dev.foldd.contract.Principal;
import dev.foldd.contract.data.Method;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.rpc.message.EdgeMethod;
import dev.foldd.contract.data.Arguments;
import dev.foldd.rpc.message.RpcCall;
import dev.foldd.rpc.message.RpcFailure;
import dev.foldd.rpc.message.RpcFailure.Standard;
import dev.foldd.rpc.message.RpcRefusal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One request in, one answer out: proves who asks, and asks the bus for everything else. Belongs to one event loop. */
final class RpcEdge {

    private static final int NAME_GUESSED_MAX = 64;

    private final RpcParts parts;
    private final RpcQuestions questions;
    private final RpcOperations operations;
    private final RpcRecords records;

    RpcEdge(RpcParts parts, RpcOperations operations, RpcRecords records) {
        this.parts = parts;
        this.questions = new RpcQuestions(parts.bus());
        this.operations = operations;
        this.records = records;
    }

    /** Whatever goes wrong is an answer too. */
    void answer(RpcExchange exchange) {
        if (exchange.item() instanceof RpcRefusal refusal) {
            exchange.fail(refusal.failure());
            return;
        }
        RpcCall call = (RpcCall) exchange.item();
        Optional<Proven> known = exchange.credential().known(call);
        if (known.isPresent()) {
            carryOut(exchange, call, known.get());
        } else {
            exchange.credential().prove(call)
                    .onComplete(proven -> carryOut(exchange, call, proven), cause -> unproved(exchange, call, cause));
        }
    }

    private void carryOut(RpcExchange exchange, RpcCall call, Proven proven) {
        Optional<Method> method = Method.named(call.method());
        if (method.isPresent()) {
            onData(exchange, call, method.get(), proven.principal());
            return;
        }
        Optional<EdgeMethod> own = EdgeMethod.named(call.method());
        if (own.isPresent()) {
            exchange.isOf(own.get().wireName());
            bind(exchange, call, own.get().parameters(), proven.principal()).ifPresent(arguments ->
                    admitted(exchange, proven.principal(), () -> operations.carryOut(own.get(), arguments, exchange, proven)
                            .onComplete(exchange::succeed, exchange::fail)));
            return;
        }
        refuse(exchange, proven.principal(), new RpcFailure(unknown(call.method()), Standard.METHOD_NOT_FOUND));
    }

    private void onData(RpcExchange exchange, RpcCall call, Method method, Principal principal) {
        exchange.isOf(method.wireName());
        try {
            questions.of(exchange.caller(principal), call, method).get().onComplete(exchange::succeed, exchange::fail);
        } catch (FaultException unfit) {
            refuse(exchange, principal, RpcFailure.invalidParams(unfit.fault()));
        }
    }

    /** The arguments; nothing when they do not fit, which has been answered then. */
    private Optional<Map<String, Object>> bind(RpcExchange exchange, RpcCall call, List<Method.Parameter> parameters,
                                               Principal principal) {
        try {
            return Optional.of(Arguments.bind(parameters, call.params()));
        } catch (FaultException unfit) {
            refuse(exchange, principal, RpcFailure.invalidParams(unfit.fault()));
            return Optional.empty();
        }
    }

    private void unproved(RpcExchange exchange, RpcCall call, Throwable cause) {
        Fault fault = parts.incidents().faultOf(cause);
        Method.named(call.method()).ifPresent(method -> exchange.isOf(method.wireName()));
        EdgeMethod.named(call.method()).ifPresent(method -> exchange.isOf(method.wireName()));
        if (!(fault instanceof Fault.Unauthenticated)) {
            exchange.fail(RpcFailure.of(fault));
            return;
        }
        records.writeUnproved(exchange, fault)
                .onComplete(done -> exchange.fail(RpcFailure.of(fault)), exchange::fail);
    }

    /** What is refused to somebody who is known is on record before it is answered, as all that the core refuses is. */
    private void refuse(RpcExchange exchange, Principal principal, RpcFailure failure) {
        admitted(exchange, principal, () -> answerRefusal(exchange, principal, failure));
    }

    /** What never reaches the core counts against the same budget: it costs an answer and a record all the same. */
    private void admitted(RpcExchange exchange, Principal principal, Runnable next) {
        try {
            parts.limiter().admit(principal.subject(), exchange.remote(), false);
        } catch (FaultException beyond) {
            answerRefusal(exchange, principal, RpcFailure.of(beyond.fault()));
            return;
        }
        next.run();
    }

    private void answerRefusal(RpcExchange exchange, Principal principal, RpcFailure failure) {
        records.write(exchange, principal, Optional.of(failure.fault()))
                .onComplete(done -> exchange.fail(failure), exchange::fail);
    }

    /** There is no method of this name. */
    static Fault unknown(String method) {
        return new Fault.Unsupported("there is no method of this name"
                + (method.length() > NAME_GUESSED_MAX ? "" : Suggestion.among(EdgeMethod.allNames(), method)));
    }
}
