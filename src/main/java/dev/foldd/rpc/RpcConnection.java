package dev.foldd.rpc;

import dev.foldd.contract.Observation;
import dev.foldd.rpc.message.RpcFrame;
import dev.foldd.rpc.message.RpcItem;
import dev.foldd.rpc.message.RpcReply;
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
import java.util.function.Consumer;

/**
 * One WebSocket. Reads as fast as its answers leave: nothing is read while too many requests, or one message's worth of
 * bytes, are in flight, or too many bytes of answers wait for the client. Belongs to one event loop.
 */
final class RpcConnection {

    /** Close codes of RFC 6455, section 7.4, and of the registry it founds. */
    static final short POLICY_VIOLATION = 1008;
    static final short TOO_BIG = 1009;
    static final short SERVICE_RESTART = 1012;
    private static final short PROTOCOL_ERROR = 1002;

    /** A client that has not confirmed its end by then is cut off. */
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final ServerWebSocket socket;
    private final RpcConfig config;
    private final RpcParts parts;
    private final RpcEdge edge;
    private final RpcCredential credential;
    private final String remote;
    private final String id;
    private final long openedMillis;
    private final Set<RpcExchange> exchanges = new HashSet<>();
    private final Promise<Void> closed = Promise.promise();
    private Buffer fragments;
    private boolean fragmentsAreText;
    private long lastNumber;
    private long pingedMillis;
    private int inFlight;
    private long bytesInFlight;
    private boolean stalled;
    private boolean draining;
    private boolean closing;
    private boolean reading = true;

    /** @param id random, so that request ids differ between connections and between runs of the daemon */
    RpcConnection(Vertx vertx, ServerWebSocket socket, RpcConfig config, RpcParts parts, RpcEdge edge,
                  RpcCredential credential, String id) {
        this.vertx = vertx;
        this.socket = socket;
        this.config = config;
        this.parts = parts;
        this.edge = edge;
        this.credential = credential;
        this.remote = socket.remoteAddress().hostAddress();
        this.id = id;
        this.openedMillis = parts.clock().millis();
        this.pingedMillis = openedMillis;
    }

    /** Begins to read. */
    void open() {
        socket.setWriteQueueMaxSize(config.writeBufferMax());
        socket.drainHandler(drained -> {
            stalled = false;
            readOrNot();
        });
        // Whatever breaks a connection ends it, and the end is told by the close handler.
        socket.exceptionHandler(broken -> { });
        socket.closeHandler(gone -> closed());
        socket.frameHandler(this::received);
        WebSocketChannel.equip(socket, this::corrupted);
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
        if (!closing && !stalled && nowMillis - pingedMillis >= config.pingInterval().toMillis()) {
            pingedMillis = nowMillis;
            socket.writePing(Buffer.buffer());
        }
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
        exchanges.forEach(RpcExchange::cancel);
        exchanges.clear();
        closed.complete();
    }

    private void corrupted(int closeCode) {
        parts.observer().observe(new Observation.ConnectionRefused(RpcExchange.DOOR, "frame"));
        close((short) closeCode, closeCode == TOO_BIG ? "a message is at most " + config.messageSizeMax() + " bytes"
                : "");
    }

    private void received(WebSocketFrame frame) {
        if (closing) {
            return;
        }
        switch (frame.type()) {
            case TEXT, BINARY -> {
                if (frame.isFinal()) {
                    message(frame.isText() ? frame.textData() : null);
                } else {
                    fragments = Buffer.buffer().appendBuffer(frame.binaryData());
                    fragmentsAreText = frame.isText();
                }
            }
            case CONTINUATION -> fragment(frame);
            case PING -> notStalled();
            case PONG, CLOSE -> { }
        }
    }

    private void fragment(WebSocketFrame frame) {
        if (fragments == null) {
            close(PROTOCOL_ERROR, "");
        } else if (fragments.length() + frame.binaryData().length() > config.messageSizeMax()) {
            fragments = null;
            corrupted(TOO_BIG);
        } else {
            fragments.appendBuffer(frame.binaryData());
            if (frame.isFinal()) {
                String text = fragmentsAreText ? fragments.toString() : null;
                fragments = null;
                message(text);
            }
        }
    }

    /** @param text null for a binary message */
    private void message(String text) {
        RpcFrame frame = text == null ? RpcFrame.binary() : RpcFrame.decode(text, config.batchMax());
        int size = text == null ? 0 : text.length();
        inFlight += frame.items().size();
        bytesInFlight += size;
        readOrNot();
        if (frame.batch()) {
            batch(frame.items(), size);
        } else {
            exchange(frame.items().get(0), reply -> {
                bytesInFlight -= size;
                reply.ifPresent(this::send);
            });
        }
    }

    private void batch(List<RpcItem> items, int size) {
        List<String> replies = new ArrayList<>();
        int[] open = {items.size()};
        for (RpcItem item : items) {
            exchange(item, reply -> {
                reply.ifPresent(replies::add);
                open[0]--;
                if (open[0] > 0) {
                    return;
                }
                bytesInFlight -= size;
                if (!replies.isEmpty()) {
                    send(RpcReply.batch(replies));
                }
            });
        }
    }

    private void exchange(RpcItem item, Consumer<Optional<String>> reply) {
        RpcExchange[] self = new RpcExchange[1];
        self[0] = new RpcExchange(parts, item, credential, remote, id + "-" + ++lastNumber, text -> {
            exchanges.remove(self[0]);
            reply.accept(text);
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

    private void send(String text) {
        if (!closing) {
            socket.writeTextMessage(text);
            notStalled();
        }
    }

    /** Answers that the client does not take are no reason to read its next questions. */
    private void notStalled() {
        if (!socket.isClosed() && socket.writeQueueFull()) {
            stalled = true;
            readOrNot();
        }
    }

    /** While closing everything is read and dropped, so that the client's own close frame is seen. */
    private void readOrNot() {
        boolean wanted = closing || !draining && !stalled && inFlight < config.requestsInFlightMax()
                && bytesInFlight < config.messageSizeMax();
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
