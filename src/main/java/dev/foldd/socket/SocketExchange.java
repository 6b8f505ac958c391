package dev.foldd.socket;

import dev.foldd.contract.Caller;
import dev.foldd.contract.Cancellation;
import dev.foldd.contract.Observation;
import dev.foldd.contract.Principal;
import dev.foldd.contract.data.Method;
import dev.foldd.fault.Fault;
import dev.foldd.socket.message.Dialect;
import dev.foldd.socket.message.Operation;
import dev.foldd.socket.message.SocketReply;
import dev.foldd.socket.message.SocketReply.Success;
import dev.foldd.socket.message.SocketRequest;
import java.time.Duration;
import java.util.Optional;

/** One request from its arrival to its answer, which is given exactly once. */
final class SocketExchange {

    /** Smaller answers cost less than counting them. */
    static final int UNCOUNTED = 4096;
    private static final Duration SOON = Duration.ofSeconds(1);

    /**
     * What the requests of one connection share.
     *
     * @param room what the answers of all connections share
     * @param life ends with the connection
     * @param membership whose connection it is
     */
    record Home(SocketParts parts, Listener listener, SocketProof proof, String remote, Cancellation.Room room,
                Cancellation life, ApplicationLimits applications, ApplicationLimits.Membership membership) {
    }

    private final Home home;
    private final Dialect dialect;
    private final SocketRequest request;
    private final String requestId;
    private final int size;
    private final Runnable answered;
    private final Cancellation life;
    private final long started;
    private Optional<String> application = Optional.empty();
    private String reply;

    /**
     * @param size bytes of the request
     * @param answered told when there is an answer
     */
    SocketExchange(Home home, Dialect dialect, SocketRequest request, String requestId, int size, Runnable answered) {
        this.home = home;
        this.dialect = dialect;
        this.request = request;
        this.requestId = requestId;
        this.size = size;
        this.answered = answered;
        this.life = new Cancellation(home.room());
        this.started = home.parts().nanos().getAsLong();
    }

    SocketRequest request() {
        return request;
    }

    Dialect dialect() {
        return dialect;
    }

    SocketProof proof() {
        return home.proof();
    }

    String requestId() {
        return requestId;
    }

    String door() {
        return home.listener().door();
    }

    String remote() {
        return home.remote();
    }

    String operation() {
        return request.operation().wireName();
    }

    /** Whether it waits for what was asked before it, and all that comes after waits for it. */
    boolean isAlone() {
        if (request.operation() == Operation.RPC) {
            return !(request.params().get("method") instanceof String name)
                    || Method.named(name).filter(method -> method.verb() == Method.Verb.READ).isEmpty();
        }
        return request.operation().isAlone();
    }

    Caller caller(Principal who) {
        return new Caller(who, door(), home.remote(), requestId, life, home.life());
    }

    /** Counts it for its application until it is answered; false when that holds too much already. */
    boolean isAdmittedFor(Principal who) {
        String name = ApplicationLimits.nameOf(who);
        if (!home.membership().isOpenTo(name) || !home.applications().begin(name, size)) {
            return false;
        }
        application = Optional.of(name);
        return true;
    }

    Duration elapsed() {
        return Duration.ofNanos(home.parts().nanos().getAsLong() - started);
    }

    void succeed(Success success) {
        String text;
        try {
            text = SocketReply.success(dialect, request.requestId(), success);
        } catch (RuntimeException notJson) {
            fail(notJson);
            return;
        }
        if (text.length() > UNCOUNTED && !life.holds(text.length())) {
            // Waiting helps where others hold the memory, and not where this answer alone is too large for it.
            fail(text.length() > life.roomMax() ? new Fault.TooLarge("the size of the answer in bytes", life.roomMax())
                    : new Fault.Unavailable("too many large answers are waiting for their clients", SOON));
            return;
        }
        end(text, Optional.empty());
    }

    void fail(Throwable cause) {
        fail(home.parts().incidents().faultOf(cause));
    }

    void fail(Fault fault) {
        end(SocketReply.failure(dialect, request.requestId(), request.operation().kind(), fault), Optional.of(fault.code()));
    }

    private void end(String text, Optional<Fault.Code> error) {
        application.ifPresent(name -> home.applications().end(name, size));
        home.parts().observer().observe(
                new Observation.RequestAnswered(door(), operation(), requestId, elapsed(), error));
        reply = text;
        answered.run();
    }

    /** The answer, once there is one. */
    Optional<String> reply() {
        return Optional.ofNullable(reply);
    }

    /** The answer has left, or never will. */
    void settle() {
        life.settle();
    }

    /** Nobody waits for the answer any more. */
    void cancel() {
        life.cancel();
    }
}
