package dev.foldd.socket;

import dev.foldd.contract.Cancellation;
import dev.foldd.contract.Observation;
import dev.foldd.fault.Fault;
import dev.foldd.socket.message.Dialect;
import dev.foldd.socket.message.EnvelopeException;
import dev.foldd.socket.message.Envelopes;
import dev.foldd.socket.message.Framing;
import dev.foldd.socket.message.FramingException;
import dev.foldd.socket.message.SocketReply;
import dev.foldd.socket.message.SocketRequest;
import dev.foldd.socket.netty.SocketChannel;
import dev.foldd.socket.settings.DoorBounds;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.Optional;

/**
 * One connection. Its requests are answered in their order; those that only read run side by side. Reads as fast as its
 * answers leave: nothing is read while too many requests are in flight, or too many bytes of answers wait for the client.
 * Belongs to one event loop.
 */
final class SocketConnection {

    /** Of the memory for messages, in percent, what connections may hold on which nobody has been proved. */
    private static final int ANONYMOUS_SHARE = 25;
    private static final int WHOLE = 100;
    private static final int PREFIX = 4;
    /** What may have been read behind a request together with its end. */
    private static final int READ_MAX = 64 * 1024;
    private static final String UNKNOWN = "unknown";

    /** A client that still sends when it has been told why it is closed has so long to read that. */
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final NetSocket socket;
    private final SocketDoor.Shared shared;
    private final DoorBounds bounds;
    private final SocketParts parts;
    private final SocketExchange.Home home;
    private final SocketOutlet outlet;
    private final SocketQueue queue;
    private final Framing framing;
    private final String id;
    private final long openedMillis;
    private final Promise<Void> closed = Promise.promise();
    private long lastNumber;
    private long bytesHeld;
    private long busyMillis;
    private long begunMillis;
    private long messages;
    private long messagesSeen;
    private boolean turning;
    private boolean again;
    private boolean ending;
    private boolean draining;
    private boolean closing;
    private boolean inputEnded;
    private boolean reading = true;
    private Optional<String> lastWords = Optional.empty();

    /** @param id random, so that request ids differ between connections and between runs of the daemon */
    SocketConnection(Vertx vertx, NetSocket socket, SocketDoor.Shared shared, SocketEdge edge, Listener listener,
                     SocketProof proof, String remote, String id) {
        this.vertx = vertx;
        this.socket = socket;
        this.shared = shared;
        this.bounds = shared.bounds();
        this.parts = shared.parts();
        this.outlet = new SocketOutlet(socket, parts.clock(), shared.replies(), this::turn);
        this.home = new SocketExchange.Home(parts, listener, proof, remote, outlet.room(), new Cancellation(),
                shared.applications(), shared.applications().membership());
        this.queue = new SocketQueue(edge);
        this.framing = new Framing(bounds.messageMax(), listener.local());
        this.id = id;
        this.openedMillis = parts.clock().millis();
        this.busyMillis = openedMillis;
        this.begunMillis = openedMillis;
    }

    /** Begins to read. */
    void open() {
        outlet.open(bounds.writeBuffer());
        // Whatever breaks a connection ends it, and the end is told by the close handler.
        socket.exceptionHandler(broken -> { });
        socket.closeHandler(gone -> closed());
        SocketChannel.equip(socket, bounds.bufferSize(), this::inputEnded);
        socket.handler(this::received);
    }

    /** Completes when the client is gone. */
    Future<Void> whenClosed() {
        return closed.future();
    }

    /** What is to be looked at now and then: requests that do not come to their end, silence, answers that are not taken. */
    void look(long nowMillis) {
        if (closing) {
            return;
        }
        if (messages != messagesSeen || !reading || framing.held() == 0) {
            messagesSeen = messages;
            begunMillis = nowMillis;
        }
        if (queue.size() > 0) {
            busyMillis = nowMillis;
        }
        if (!home.listener().unsigned() && !home.proof().provedSomebody()
                && nowMillis - openedMillis >= bounds.deadlines().proof().toMillis()) {
            refuse("no-proof", Optional.empty());
        } else if (outlet.isStalledSince(nowMillis - bounds.deadlines().write().toMillis())) {
            cut("stalled");
        } else if (nowMillis - begunMillis >= bounds.deadlines().message().toMillis()) {
            refuse("slow", Optional.of(SocketReply.late(framing.dialect(), bounds.deadlines().message().toMillis())));
        } else if (nowMillis - busyMillis >= bounds.deadlines().idle().toMillis()) {
            drain();
        }
    }

    /** The client will send nothing more, and may still wait for answers. */
    private void inputEnded() {
        inputEnded = true;
        if (closing) {
            outlet.end(true);
        } else {
            drain();
        }
    }

    /** Reads no more, and closes when what is in flight has been answered. */
    void drain() {
        draining = true;
        turn();
    }

    /** Closes now, whatever is in flight. */
    void cut() {
        closing = true;
        SocketChannel.cut(socket);
    }

    private void cut(String word) {
        parts.observer().observe(new Observation.ConnectionRefused(home.listener().door(), word));
        cut();
    }

    /** Takes no more, answers what is in flight, says why, and closes. */
    private void refuse(String word, Optional<String> words) {
        if (!ending) {
            ending = true;
            lastWords = words;
            parts.observer().observe(new Observation.ConnectionRefused(home.listener().door(), word));
        }
        turn();
    }

    private void closed() {
        closing = true;
        ending = true;
        home.life().cancel();
        queue.cancel();
        home.membership().end();
        shared.messages().give(bytesHeld);
        bytesHeld = 0;
        closed.complete();
    }

    private void received(Buffer buffer) {
        busyMillis = parts.clock().millis();
        if (ending || closing || draining) {
            // What comes behind the end is read, so that the client reads why, and dropped.
            return;
        }
        int count = buffer.length();
        if (!shared.messages().takeWithin(count, home.proof().provedSomebody() ? shared.messages().max() : strangersMax())) {
            refuse("memory", Optional.of(SocketReply.noRoom(framing.dialect())));
            return;
        }
        bytesHeld += count;
        framing.add(count, (target, at) -> buffer.getBytes(0, count, target, at));
        turn();
    }

    /** There is room for one request at least: whoever signs it is proved only when it has come. */
    private long strangersMax() {
        return Math.max(shared.messages().max() / WHOLE * ANONYMOUS_SHARE, (long) bounds.messageMax() + READ_MAX);
    }

    /** Takes requests, begins them and sends answers, until nothing of it can be done any more. */
    private void turn() {
        if (closing || turning) {
            again = true;
            return;
        }
        turning = true;
        do {
            again = false;
            take();
            queue.begin();
            send();
        } while (again && !closing);
        turning = false;
        readOrNot();
        endWhenDone();
    }

    private void take() {
        try {
            while (!ending && !outlet.isStalled() && queue.size() < bounds.requestsInFlightMax()) {
                Optional<byte[]> message = framing.next();
                if (message.isEmpty()) {
                    return;
                }
                messages++;
                message(message.get());
            }
        } catch (FramingException endless) {
            refuse("frame", Optional.of(SocketReply.tooLarge(framing.dialect(), bounds.messageMax(), endless.isHinted())));
        }
    }

    private void message(byte[] bytes) {
        Dialect dialect = framing.dialect();
        int size = bytes.length + (dialect == Dialect.LINES ? 1 : PREFIX);
        if (dialect == Dialect.LINES && Envelopes.isBlank(bytes)) {
            release(size);
            return;
        }
        try {
            SocketRequest request = Envelopes.read(dialect, bytes);
            queue.add(new SocketExchange(home, dialect, request, id + "-" + ++lastNumber, size, () -> answered(size)));
        } catch (EnvelopeException refusal) {
            home.proof().countFailure();
            parts.observer().observe(new Observation.RequestAnswered(home.listener().door(), UNKNOWN, id + "-" + ++lastNumber,
                    Duration.ZERO, Optional.of(Fault.Code.INVALID)));
            queue.add(SocketReply.unread(dialect, refusal));
            release(size);
            if (dialect == Dialect.FRAMES && !refusal.isReadable()) {
                refuse("frame", Optional.empty());
            }
        }
    }

    private void answered(int size) {
        release(size);
        turn();
    }

    private void release(int size) {
        if (bytesHeld >= size) {
            bytesHeld -= size;
            shared.messages().give(size);
        }
    }

    private void send() {
        for (Optional<String> text = queue.next(outlet, framing.dialect()); text.isPresent();
                text = queue.next(outlet, framing.dialect())) {
            busyMillis = parts.clock().millis();
        }
        outlet.flush();
        if (!ending && home.membership().isRefused()) {
            refuse("full-for-application", Optional.empty());
        } else if (!ending && home.proof().failuresInRow() >= bounds.proofFailuresMax()) {
            refuse("proof-failures", Optional.empty());
        }
    }

    /** At the end everything is read and dropped, so that the client gets to read what it was answered. */
    private void readOrNot() {
        boolean wanted = ending || draining || !outlet.isStalled() && queue.size() < bounds.requestsInFlightMax();
        if (wanted != reading && !closing) {
            reading = wanted;
            if (wanted) {
                socket.resume();
            } else {
                socket.pause();
            }
        }
    }

    private void endWhenDone() {
        if ((ending || draining) && !closing && queue.size() == 0) {
            closing = true;
            lastWords.ifPresent(words -> outlet.add(framing.dialect(), words));
            outlet.flush();
            outlet.end(inputEnded);
            long patience = vertx.setTimer(CLOSE_PATIENCE.toMillis(), late -> SocketChannel.cut(socket));
            closed.future().onComplete(gone -> vertx.cancelTimer(patience));
        }
    }
}
