package dev.foldd.rpc;

import dev.foldd.auth.Prover.Proven;
import dev.foldd.contract.Addresses;
import dev.foldd.contract.Caller;
import dev.foldd.contract.Principal;
import dev.foldd.contract.data.Arguments;
import dev.foldd.contract.data.Method;
import dev.foldd.contract.rpc.RpcMessage;
import dev.foldd.contract.rpc.RpcResult;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.rpc.message.EdgeMethod;
import dev.foldd.rpc.message.RpcCall;
import dev.foldd.rpc.message.RpcItem;
import dev.foldd.rpc.message.RpcRefusal;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Carries out the methods of door 1 for callers of other doors, on one event loop. */
public final class RpcRelayVerticle extends VerticleBase {

    private final RpcParts parts;
    private final RpcQuestions questions;
    private RpcRecords records;
    private RpcOperations operations;

    public RpcRelayVerticle(RpcParts parts) {
        this.parts = parts;
        this.questions = new RpcQuestions(parts.bus());
    }

    @Override
    public Future<?> start() {
        records = new RpcRecords(parts.audit(), context);
        operations = new RpcOperations(parts, records);
        parts.bus().answer(Addresses.RPC_CALL, this::answer);
        return Future.succeededFuture();
    }

    private Future<RpcResult> answer(RpcMessage message) {
        RpcItem item = RpcCall.of(message.message(), false);
        if (item instanceof RpcRefusal refusal) {
            return Future.failedFuture(new FaultException(refusal.failure().fault()));
        }
        RpcCall call = (RpcCall) item;
        Optional<Method> method = Method.named(call.method());
        Optional<EdgeMethod> own = EdgeMethod.named(call.method());
        String name = method.map(Method::wireName).or(() -> own.map(EdgeMethod::wireName)).orElse(RpcExchange.UNKNOWN);
        RelayedCall deed = new RelayedCall(message.caller(), name, parts.nanos().getAsLong());
        try {
            return (method.isPresent() ? questions.of(message.caller(), call, method.get()).get() : own(deed, call, own))
                    .map(RpcResult::new);
        } catch (FaultException refused) {
            return records.write(deed, message.caller().principal(), Optional.of(refused.fault()))
                    .transform(done -> Future.failedFuture(refused));
        }
    }

    /** What never reaches the core counts against the same budget. */
    private Future<Object> own(RelayedCall deed, RpcCall call, Optional<EdgeMethod> method) {
        Principal who = deed.caller.principal();
        parts.limiter().admit(who.account(), deed.caller.remote(), false);
        EdgeMethod known = method.orElseThrow(() -> new FaultException(RpcEdge.unknown(call.method())));
        return operations.carryOut(known, Arguments.bind(known.parameters(), call.params()), deed,
                new Proven(who, Optional.empty(), () -> true));
    }

    private final class RelayedCall implements RpcDeed {

        private final Caller caller;
        private final String method;
        private final long started;

        RelayedCall(Caller caller, String method, long started) {
            this.caller = caller;
            this.method = method;
            this.started = started;
        }

        @Override
        public Caller caller(Principal who) {
            return caller;
        }

        @Override
        public String method() {
            return method;
        }

        @Override
        public Duration elapsed() {
            return Duration.ofNanos(parts.nanos().getAsLong() - started);
        }

        @Override
        public Future<Proven> refresh(String bearer, Proven proven) {
            return Future.failedFuture(new FaultException(new Fault.Unsupported(
                    "the credential of this door is a key, and no token takes its place")));
        }
    }
}
