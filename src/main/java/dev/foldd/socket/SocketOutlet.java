package dev.foldd.socket;

import dev.foldd.contract.Cancellation;
import dev.foldd.limit.MemoryBudget;
import dev.foldd.limit.MemoryShare;
import dev.foldd.socket.message.Dialect;
import dev.foldd.socket.netty.SocketChannel;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * The way out of one connection: answers that wait for its client, and the memory they take until they have left. Belongs
 * to the connection's event loop.
 */
final class SocketOutlet {

    /** Of the memory for answers, what one connection may hold and still begin another answer. */
    private static final int CONNECTIONS_IN_MEMORY = 2;
    private static final long NOT_STALLED = Long.MAX_VALUE;

    private final NetSocket socket;
    private final Clock clock;
    private final MemoryShare room;
    private final Runnable changed;
    private final List<SocketExchange> leaving = new ArrayList<>();
    private Buffer waiting = Buffer.buffer();
    private Future<Void> written = Future.succeededFuture();
    private long stalledMillis = NOT_STALLED;

    /** @param changed told when the client has begun again to take its answers in time */
    SocketOutlet(NetSocket socket, Clock clock, MemoryBudget replies, Runnable changed) {
        this.socket = socket;
        this.clock = clock;
        this.room = new MemoryShare(replies, replies.max() / CONNECTIONS_IN_MEMORY);
        this.changed = changed;
    }

    /** @param bytesMax that may wait before the client counts as stalled */
    void open(int bytesMax) {
        socket.setWriteQueueMaxSize(bytesMax);
        socket.drainHandler(drained -> {
            stalledMillis = NOT_STALLED;
            changed.run();
        });
    }

    /** What the answers of this connection are to be taken from. */
    Cancellation.Room room() {
        return room;
    }

    /** Whether more waits for the client than may. */
    boolean isStalled() {
        return stalledMillis != NOT_STALLED;
    }

    /** Whether that has been so at this time and ever since. */
    boolean isStalledSince(long millis) {
        return millis >= stalledMillis;
    }

    /** Adds an answer to what leaves with the next {@link #flush}. */
    void add(Dialect dialect, SocketExchange exchange) {
        String text = exchange.reply().orElseThrow();
        add(dialect, text);
        if (text.length() > SocketExchange.UNCOUNTED) {
            leaving.add(exchange);
        } else {
            exchange.settle();
        }
    }

    void add(Dialect dialect, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        switch (dialect) {
            case LINES -> waiting.appendBytes(bytes).appendByte((byte) '\n');
            case FRAMES -> waiting.appendInt(bytes.length).appendBytes(bytes);
        }
    }

    /** Sends what was added; its memory is free again when it has left. */
    void flush() {
        if (waiting.length() == 0) {
            return;
        }
        written = socket.write(waiting);
        waiting = Buffer.buffer();
        if (!leaving.isEmpty()) {
            List<SocketExchange> gone = List.copyOf(leaving);
            leaving.clear();
            written.onComplete(left -> gone.forEach(SocketExchange::settle));
        }
        if (!isStalled() && socket.writeQueueFull()) {
            stalledMillis = clock.millis();
        }
    }

    /**
     * Sends nothing more once everything has left.
     *
     * @param wholly whether that is the end of the connection, or what the client still sends is read
     */
    void end(boolean wholly) {
        written.onComplete(left -> {
            if (wholly) {
                SocketChannel.cut(socket);
            } else {
                SocketChannel.endOutput(socket);
            }
        });
    }
}
