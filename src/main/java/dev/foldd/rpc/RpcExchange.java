package dev.foldd.rpc;

import dev.foldd.contract.Caller;
import dev.foldd.contract.Cancellation;
import dev.foldd.contract.Observation;
import dev.foldd.contract.Principal;
import dev.foldd.fault.Fault;
import dev.foldd.rpc.message.RpcFailure;
import dev.foldd.rpc.message.RpcItem;
import dev.foldd.rpc.message.RpcReply;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** One request from its frame to its answer. It is answered exactly once, or for a notification exactly once not. */
final class RpcExchange {

    static final String DOOR = "rpc";
    static final String UNKNOWN = "unknown";

    private final RpcParts parts;
    private final RpcItem item;
    private final RpcCredential credential;
    private final String remote;
    private final String requestId;
    private final Consumer<Optional<String>> reply;
    private final Cancellation life = new Cancellation();
    private final long started;
    private String method = UNKNOWN;

    /** @param reply told the answer's text, or that there is to be none */
    RpcExchange(RpcParts parts, RpcItem item, RpcCredential credential, String remote, String requestId,
                Consumer<Optional<String>> reply) {
        this.parts = parts;
        this.item = item;
        this.credential = credential;
        this.remote = remote;
        this.requestId = requestId;
        this.reply = reply;
        this.started = parts.nanos().getAsLong();
    }

    RpcItem item() {
        return item;
    }

    RpcCredential credential() {
        return credential;
    }

    String remote() {
        return remote;
    }

    String requestId() {
        return requestId;
    }

    /** The method's name once it is known to be one; never the client's text. */
    String method() {
        return method;
    }

    void isOf(String knownMethod) {
        this.method = knownMethod;
    }

    Caller caller(Principal principal) {
        return new Caller(principal, DOOR, remote, requestId, life);
    }

    /** Nobody waits for the answer any more. */
    void cancel() {
        life.cancel();
    }

    Duration elapsed() {
        return Duration.ofNanos(parts.nanos().getAsLong() - started);
    }

    void succeed(Object value) {
        if (item.notification()) {
            end(Optional.empty(), Optional.empty());
            return;
        }
        String text;
        try {
            text = RpcReply.success(item.dialect(), item.id(), value);
        } catch (RuntimeException notJson) {
            fail(RpcFailure.of(parts.incidents().faultOf(notJson)));
            return;
        }
        end(Optional.of(text), Optional.empty());
    }

    void fail(RpcFailure failure) {
        Optional<String> text = item.notification() ? Optional.empty()
                : Optional.of(RpcReply.failure(item.dialect(), item.id(), failure));
        end(text, Optional.of(failure.fault().code()));
    }

    void fail(Throwable cause) {
        fail(RpcFailure.of(parts.incidents().faultOf(cause)));
    }

    private void end(Optional<String> text, Optional<Fault.Code> error) {
        parts.observer().observe(new Observation.RequestAnswered(DOOR, method, requestId, elapsed(), error));
        reply.accept(text);
    }
}
