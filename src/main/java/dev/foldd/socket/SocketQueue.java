package dev.foldd.socket;

import dev.foldd.socket.message.Dialect;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * The requests of one connection, in their order. Those that only read begin at once; one that changes something waits for all
 * before it, and all behind it wait for it. So a client that does not wait for answers reads what it has written. Belongs to the
 * connection's event loop.
 */
final class SocketQueue {

    private final SocketEdge edge;
    private final Deque<Item> unanswered = new ArrayDeque<>();
    private final Deque<SocketExchange> waiting = new ArrayDeque<>();
    private SocketExchange alone;

    /** A request, or the answer to what was none; the other is null. */
    private record Item(SocketExchange exchange, String answer) {

        Optional<String> reply() {
            return exchange == null ? Optional.of(answer) : exchange.reply();
        }
    }

    SocketQueue(SocketEdge edge) {
        this.edge = edge;
    }

    /** Requests whose answers have not been sent. */
    int size() {
        return unanswered.size();
    }

    void add(SocketExchange exchange) {
        unanswered.add(new Item(exchange, null));
        waiting.add(exchange);
    }

    /** What came was no request; this is the answer in its turn. */
    void add(String answer) {
        unanswered.add(new Item(null, answer));
    }

    /** Begins what can begin now. */
    void begin() {
        if (alone != null && alone.reply().isPresent()) {
            alone = null;
        }
        while (alone == null && !waiting.isEmpty()) {
            SocketExchange next = waiting.peek();
            if (next.isAlone() && !isAnsweredBefore(next)) {
                return;
            }
            waiting.remove();
            if (next.isAlone()) {
                alone = next;
            }
            begin(next);
            if (alone != null && alone.reply().isPresent()) {
                alone = null;
            }
        }
    }

    private void begin(SocketExchange exchange) {
        try {
            edge.answer(exchange);
        } catch (RuntimeException defect) {
            if (exchange.reply().isEmpty()) {
                exchange.fail(defect);
            }
        }
    }

    private boolean isAnsweredBefore(SocketExchange exchange) {
        for (Item item : unanswered) {
            if (item.exchange() == exchange) {
                return true;
            }
            if (item.reply().isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /** Hands the next answer over when it is its turn; nothing when that is not there yet. */
    Optional<String> next(SocketOutlet outlet, Dialect dialect) {
        Item first = unanswered.peek();
        Optional<String> reply = first == null ? Optional.empty() : first.reply();
        if (reply.isPresent()) {
            unanswered.remove();
            if (first.exchange() == null) {
                outlet.add(dialect, reply.get());
            } else {
                outlet.add(dialect, first.exchange());
            }
        }
        return reply;
    }

    /** Nobody waits for answers any more. */
    void cancel() {
        for (Item item : unanswered) {
            if (item.exchange() != null) {
                item.exchange().cancel();
                item.exchange().settle();
            }
        }
        waiting.clear();
    }
}
