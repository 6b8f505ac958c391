package dev.foldd.rpc;

import dev.foldd.contract.Cancellation;
import dev.foldd.contract.Observation;
import dev.foldd.rpc.message.RpcFrame;
import dev.foldd.rpc.message.RpcItem;
import dev.foldd.rpc.message.RpcReply;
import dev.foldd.rpc.netty.MessageGate;
import dev.foldd.rpc.netty.MessageInbox;
import dev.foldd.rpc.netty.WebSocketChannel;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * One WebSocket. Reads as fast as its answers leave: nothing is read while too many requests, or one message's worth of
 * bytes, are in flight, or too many bytes of answers wait for the client. Belongs to one event loop.
 */
final class RpcConnection implements MessageInbox.Reader {

    /** Close codes of RFC 6455, section 7.4, and of the registry it founds. */
    static final short POLICY_VIOLATION = 1008;
    static final short SERVICE_RESTART = 1012;

    /** Of the memory for messages, in percent, what connections may hold on which nobody has been proved. */
    private static final int ANONYMOUS_SHARE = 25;
    private static final int WHOLE = 100;

    /** A client that has not confirmed its end by then is cut off. */
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final ServerWebSocket socket;
    private final RpcConfig config;
    private final RpcParts parts;
    private final RpcEdge edge;
    private final RpcOutlet outlet;
    private final RpcCredential credential;
    private final MessageGate gate;
    private final MessageInbox inbox;
    private final RpcExchange.Home home;
    private final String id;
    private final long openedMillis;
    private final Set<RpcExchange> exchanges = new HashSet<>();
    private final Promise<Void> closed = Promise.promise();
    private long lastNumber;
    private long pingedMillis;
    private int inFlight;
    private long bytesInFlight;
    private long messageNumber;
    private long messageMillis;
    private boolean proving;
    private boolean draining;
    private boolean closing;
    private boolean reading = true;

    /** @param id random, so that request ids differ between connections and between runs of the daemon */
    RpcConnection(Vertx vertx, ServerWebSocket socket, RpcConfig config, RpcParts parts, RpcEdge edge,
                  RpcDoor.Memory memory, RpcCredential credential, String id) {
        this.vertx = vertx;
        this.socket = socket;
        this.config = config;
        this.parts = parts;
        this.edge = edge;
        this.outlet = new RpcOutlet(socket, parts.clock(), memory.replies(), this::readOrNot);
        this.credential = credential;
        this.gate = new MessageGate(memory.messages(),
                () -> credential.provedSomebody() ? config.bytes().messageMax() : config.bytes().anonymousMessageMax(),
                () -> credential.provedSomebody() ? WHOLE : ANONYMOUS_SHARE, this::turnAway,
                this::shorten, task -> vertx.runOnContext(turn -> task.run()));
        this.inbox = new MessageInbox(this, this::turnAway);
        this.home = new RpcExchange.Home(parts, credential, socket.remoteAddress().hostAddress(), outlet.room(),
                new Cancellation());
        this.id = id;
        this.openedMillis = parts.clock().millis();
        this.pingedMillis = openedMillis;
    }

    /** Begins to read. */
    void open() {
        outlet.open(config.bytes().writeBuffer());
        // Whatever breaks a connection ends it, and the end is told by the close handler.
        socket.exceptionHandler(broken -> { });
        socket.closeHandler(gone -> closed());
        socket.frameHandler(this::received);
        WebSocketChannel.equip(socket, gate, code -> turnAway(code, ""));
        proving = true;
        readOrNot();
        // How much he may send depends on who he is.
        credential.proveEarly().onComplete(done -> {
            proving = false;
            readOrNot();
            WebSocketChannel.letIn(socket);
        });
    }

    /** Completes when the client is gone. */
    Future<Void> whenClosed() {
        return closed.future();
    }

    /** What is to be looked at now and then: the ends of credentials, connections that prove nobody, silence. */
    void look(long nowMillis) {
        if (closing) {
            return;
        }
        if (!credential.provedSomebody()) {
            if (nowMillis - openedMillis >= config.proofTimeout().toMillis()) {
                refuse("no-proof", "nobody was proved in time");
            }
        } else if (credential.expired()) {
            refuse("expired", "the credential has expired");
        }
        if (outlet.isStalledSince(nowMillis - config.writeTimeout().toMillis())) {
            refuse("stalled", "answers were not taken in time");
        }
        if (messageIsLate(nowMillis)) {
            refuse("slow", "a message did not arrive in time");
        }
        if (!closing && !outlet.isStalled() && nowMillis - pingedMillis >= config.pingInterval().toMillis()) {
            pingedMillis = nowMillis;
            socket.writePing(Buffer.buffer());
        }
    }

    /** The memory of a message is taken when it begins, so it must come to its end; time in which nothing is read is free. */
    private boolean messageIsLate(long nowMillis) {
        if (!reading || !gate.isWithinMessage() || gate.begun() != messageNumber) {
            messageNumber = gate.begun();
            messageMillis = nowMillis;
        }
        return nowMillis - messageMillis >= config.messageTimeout().toMillis();
    }

    /** A credential was taken back; if it is the one this connection lives by, that is its end. */
    void reconsider() {
        if (!closing && credential.revoked()) {
            refuse("revoked", "the credential has been revoked");
        }
    }

    /** Reads no more, and closes when what is in flight has been answered. */
    void drain() {
        draining = true;
        readOrNot();
        closeWhenDrained();
    }

    /** Closes now, whatever is in flight. */
    void close(short code, String reason) {
        if (closing) {
            return;
        }
        closing = true;
        readOrNot();
        socket.close(code, reason);
        long patience = vertx.setTimer(CLOSE_PATIENCE.toMillis(), late -> WebSocketChannel.cut(socket));
        closed.future().onComplete(gone -> vertx.cancelTimer(patience));
    }

    private void refuse(String word, String reason) {
        parts.observer().observe(new Observation.ConnectionRefused(RpcExchange.DOOR, word));
        close(POLICY_VIOLATION, reason);
    }

    private void closed() {
        closing = true;
        home.life().cancel();
        exchanges.forEach(RpcExchange::cancel);
        exchanges.clear();
        closed.complete();
    }

    /** A message that is not let in, or a frame that is none. */
    private void turnAway(int closeCode, String reason) {
        parts.observer().observe(new Observation.ConnectionRefused(RpcExchange.DOOR, "frame"));
        close((short) closeCode, reason);
    }

    private void received(WebSocketFrame frame) {
        if (closing) {
            return;
        }
        switch (frame.type()) {
            case TEXT, BINARY, CONTINUATION -> inbox.receive(frame);
            case PING -> outlet.look();
            case PONG, CLOSE -> { }
        }
    }

    @Override
    public void text(String text, int size) {
        message(RpcFrame.decode(text, config.batchMax()), size);
    }

    @Override
    public void tooLong(String beginning, int size) {
        message(RpcFrame.tooLong(beginning, config.bytes().messageMax()), size);
    }

    private void shorten(long message) {
        inbox.shorten(message);
    }

    @Override
    public void binary(int size) {
        message(RpcFrame.binary(), size);
    }

    private void message(RpcFrame frame, int size) {
        inFlight += frame.items().size();
        bytesInFlight += size;
        readOrNot();
        if (frame.batch()) {
            batch(frame.items(), size);
            return;
        }
        RpcItem item = frame.items().get(0);
        exchange(item, (exchange, reply) -> {
            done(size);
            outlet.send(closing ? Optional.empty() : reply, List.of(exchange));
        });
    }

    private void batch(List<RpcItem> items, int size) {
        List<String> replies = new ArrayList<>();
        List<RpcExchange> answered = new ArrayList<>();
        items.forEach(item -> exchange(item, (exchange, reply) -> {
            reply.ifPresent(replies::add);
            answered.add(exchange);
            if (answered.size() == items.size()) {
                done(size);
                outlet.send(closing || replies.isEmpty() ? Optional.empty() : Optional.of(RpcReply.batch(replies)),
                        answered);
            }
        }));
    }

    /** A message has been answered. */
    private void done(int size) {
        bytesInFlight -= size;
        gate.release(size);
    }

    private void exchange(RpcItem item, BiConsumer<RpcExchange, Optional<String>> answer) {
        RpcExchange[] self = new RpcExchange[1];
        self[0] = new RpcExchange(home, item, id + "-" + ++lastNumber, text -> {
            exchanges.remove(self[0]);
            answer.accept(self[0], text);
            answered();
        });
        exchanges.add(self[0]);
        edge.answer(self[0]);
    }

    private void answered() {
        inFlight--;
        if (credential.failuresInRow() >= config.proofFailuresMax() && !closing) {
            refuse("proof-failures", "too many requests proved nobody");
        }
        readOrNot();
        closeWhenDrained();
    }

    /** While closing everything is read and dropped, so that the client's own close frame is seen. */
    private void readOrNot() {
        boolean wanted = closing || !draining && !proving && !outlet.isStalled()
                && inFlight < config.requestsInFlightMax()
                && bytesInFlight < config.bytes().messageMax();
        if (wanted != reading) {
            reading = wanted;
            if (wanted) {
                socket.resume();
            } else {
                socket.pause();
            }
        }
    }

    private void closeWhenDrained() {
        if (draining && inFlight == 0) {
            close(SERVICE_RESTART, "the daemon is stopping");
        }
    }
}
