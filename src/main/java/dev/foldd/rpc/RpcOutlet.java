package dev.foldd.rpc;

import dev.foldd.contract.Cancellation;
import dev.foldd.limit.MemoryBudget;
import dev.foldd.limit.MemoryShare;
import io.vertx.core.Future;
import io.vertx.core.http.ServerWebSocket;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * The way out of one connection: answers that wait for its client, and the memory they take until they have left. Belongs
 * to the connection's event loop.
 */
final class RpcOutlet {

    /** Of the memory for answers, what one connection may hold and still begin another answer. */
    private static final int CONNECTIONS_IN_MEMORY = 2;
    private static final long NOT_STALLED = Long.MAX_VALUE;

    private final ServerWebSocket socket;
    private final Clock clock;
    private final MemoryShare room;
    private final Runnable changed;
    private long stalledMillis = NOT_STALLED;

    /** @param changed told when the client has stopped, or begun again, to take its answers in time */
    RpcOutlet(ServerWebSocket socket, Clock clock, MemoryBudget replies, Runnable changed) {
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

    /** Sends an answer, or none; its memory is free again when it has left. */
    void send(Optional<String> text, List<RpcExchange> answered) {
        if (text.isEmpty()) {
            answered.forEach(RpcExchange::settle);
            return;
        }
        Future<Void> written = socket.writeTextMessage(text.get());
        if (text.get().length() > RpcExchange.UNCOUNTED) {
            written.onComplete(gone -> answered.forEach(RpcExchange::settle));
        } else {
            answered.forEach(RpcExchange::settle);
        }
        look();
    }

    /** To be called after something has been written by others, such as a pong. */
    void look() {
        if (!isStalled() && !socket.isClosed() && socket.writeQueueFull()) {
            stalledMillis = clock.millis();
            changed.run();
        }
    }
}
