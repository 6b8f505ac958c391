package dev.foldd.rpc;

import dev.foldd.auth.Prover.Proven;
import dev.foldd.contract.Caller;
import dev.foldd.contract.Cancellation;
import dev.foldd.contract.Observation;
import dev.foldd.contract.Principal;
import dev.foldd.fault.Fault;
import dev.foldd.rpc.message.RpcFailure;
import dev.foldd.rpc.message.RpcItem;
import dev.foldd.rpc.message.RpcReply;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** One request from its frame to its answer. It is answered exactly once, or for a notification exactly once not. */
final class RpcExchange implements RpcDeed {

    static final String DOOR = "rpc";
    static final String UNKNOWN = "unknown";

    /** Smaller answers cost less than counting them. */
    static final int UNCOUNTED = 4096;
    private static final Duration SOON = Duration.ofSeconds(1);

    /**
     * What the requests of one connection share.
     *
     * @param room what the answers of all connections share
     * @param life ends with the connection
     */
    record Home(RpcParts parts, RpcCredential credential, String remote, Cancellation.Room room, Cancellation life) {
    }

    private final RpcParts parts;
    private final Home home;
    private final RpcItem item;
    private final String requestId;
    private final Consumer<Optional<String>> reply;
    private final Cancellation life;
    private final long started;
    private String method = UNKNOWN;

    /** @param reply told the answer's text, or that there is to be none */
    RpcExchange(Home home, RpcItem item, String requestId, Consumer<Optional<String>> reply) {
        this.parts = home.parts();
        this.home = home;
        this.item = item;
        this.requestId = requestId;
        this.life = new Cancellation(home.room());
        this.reply = reply;
        this.started = parts.nanos().getAsLong();
    }

    RpcItem item() {
        return item;
    }

    RpcCredential credential() {
        return home.credential();
    }

    String remote() {
        return home.remote();
    }

    String requestId() {
        return requestId;
    }

    @Override
    public String method() {
        return method;
    }

    void isOf(String knownMethod) {
        this.method = knownMethod;
    }

    @Override
    public Caller caller(Principal principal) {
        return new Caller(principal, DOOR, home.remote(), requestId, life, home.life());
    }

    @Override
    public Future<Proven> refresh(String bearer, Proven proven) {
        return home.credential().refresh(bearer, proven);
    }

    /** The answer has left, or never will. */
    void settle() {
        life.settle();
    }

    /** Nobody waits for the answer any more. */
    void cancel() {
        life.cancel();
    }

    @Override
    public Duration elapsed() {
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
        if (text.length() > UNCOUNTED && !life.holds(text.length())) {
            // Waiting helps where others hold the memory, and not where this answer alone is too large for it.
            fail(RpcFailure.of(text.length() > life.roomMax()
                    ? new Fault.TooLarge("the size of the answer in bytes", life.roomMax())
                    : new Fault.Unavailable("too many large answers are waiting for their clients", SOON)));
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
