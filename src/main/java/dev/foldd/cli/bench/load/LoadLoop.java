package dev.foldd.cli.bench.load;

import dev.foldd.json.Json;
import dev.foldd.json.JsonException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Keeps one request in flight on each of its connections for as long as a phase lasts, in one thread. A single
 * connection is read blocking, since that is woken soonest; several by a selector. Replies are compared byte by byte
 * with how a right one begins; one in {@value #SAMPLE} is read in full.
 */
public final class LoadLoop {

    private static final int SAMPLE = 256;
    private static final long GRACE_NANOS = Duration.ofSeconds(30).toNanos();
    private static final long SELECT_MILLIS = 200;

    private final Operation operation;
    private final Rows rows;
    private final LongSupplier nanoClock;
    private final Template template;
    private final byte[] between;
    private final Histogram latencies = new Histogram();
    private long requests;
    private long replies;
    private long failures;
    private Optional<String> firstFailure = Optional.empty();
    private long endsAt;
    private long lastReplyAt;
    private int waiting;

    /** @param nanoClock as {@link System#nanoTime} */
    public LoadLoop(Operation operation, Rows rows, LongSupplier nanoClock) {
        this.operation = operation;
        this.rows = rows;
        this.nanoClock = nanoClock;
        this.template = operation.template(rows.scope().isOfTenant());
        this.between = ("\",\"result\":" + operation.resultBegins()).getBytes(StandardCharsets.US_ASCII);
    }

    /** Runs one phase. It ends early when there are no more rows to work on. */
    public Phase run(List<LoadConnection> connections, Duration duration) throws IOException {
        long begun = nanoClock.getAsLong();
        endsAt = begun + duration.toNanos();
        lastReplyAt = begun;
        if (connections.size() == 1) {
            blocking(connections.get(0));
        } else {
            selecting(connections);
        }
        return new Phase(operation, connections.size(), replies, failures, firstFailure,
                Duration.ofNanos(lastReplyAt - begun), latencies, Optional.empty());
    }

    private void blocking(LoadConnection connection) throws IOException {
        connection.channel().configureBlocking(true);
        boolean more = next(connection, nanoClock.getAsLong());
        while (more) {
            connection.read();
            more = answered(connection);
        }
    }

    private void selecting(List<LoadConnection> connections) throws IOException {
        try (Selector selector = Selector.open()) {
            for (LoadConnection connection : connections) {
                connection.channel().configureBlocking(false);
                connection.channel().register(selector, SelectionKey.OP_READ, connection);
                next(connection, nanoClock.getAsLong());
                writable(connection, selector);
            }
            Failure failure = new Failure();
            while (waiting > 0 && nanoClock.getAsLong() - endsAt < GRACE_NANOS) {
                selector.select(key -> failure.catching(() -> ready(key, selector)), SELECT_MILLIS);
                failure.rethrow();
            }
        }
        if (waiting > 0) {
            throw new IOException(waiting + " requests were not answered within 30 s");
        }
    }

    private void ready(SelectionKey key, Selector selector) throws IOException {
        LoadConnection connection = (LoadConnection) key.attachment();
        if (key.isWritable() && connection.flush()) {
            key.interestOps(SelectionKey.OP_READ);
        }
        if (key.isReadable()) {
            connection.read();
            answered(connection);
            writable(connection, selector);
        }
    }

    /** A large request may not fit into the socket at once. */
    private static void writable(LoadConnection connection, Selector selector) throws IOException {
        if (!connection.flush()) {
            connection.channel().keyFor(selector).interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
        }
    }

    /**
     * Counts the reply if it is there in full, and sends the next request. False when there is nothing more to wait
     * for.
     */
    private boolean answered(LoadConnection connection) throws IOException {
        ByteBuffer reply = connection.reply();
        if (reply == null) {
            return true;
        }
        if (!connection.isWaiting()) {
            throw new IOException("the daemon answered what nobody asked");
        }
        long now = nanoClock.getAsLong();
        waiting--;
        if (now <= endsAt || replies == 0) {
            count(connection, reply, now);
        }
        connection.consumed(reply);
        return now < endsAt && next(connection, now);
    }

    private void count(LoadConnection connection, ByteBuffer reply, long now) {
        boolean plain = connection.isPlainlyRight(reply, between);
        if (plain && (replies & SAMPLE - 1) != 0 || isRight(connection, reply)) {
            replies++;
            latencies.record(now - connection.sentAt());
        } else {
            failures++;
        }
        lastReplyAt = now;
    }

    private boolean next(LoadConnection connection, long now) throws IOException {
        long row = rows.take(operation.target());
        if (row < 0) {
            return false;
        }
        waiting++;
        connection.send(template, ++requests, row, now);
        return true;
    }

    /** The slow way, which also finds out what is wrong. */
    private boolean isRight(LoadConnection connection, ByteBuffer reply) {
        String text = StandardCharsets.UTF_8.decode(reply.duplicate()).toString();
        try {
            if (Json.parse(text) instanceof Map<?, ?> members
                    && Population.hex(connection.request()).equals(members.get("id"))) {
                if (members.get("error") == null && operation.isRight(members.get("result"), connection.row())) {
                    return true;
                }
                return failed(members.get("error") == null ? "a wrong result" : Json.write(members.get("error")));
            }
            return failed("a reply to another request");
        } catch (JsonException e) {
            return failed("a reply that is not JSON: " + e.getMessage());
        }
    }

    private boolean failed(String sentence) {
        if (firstFailure.isEmpty()) {
            firstFailure = Optional.of(sentence);
        }
        return false;
    }

    /** Carries an exception out of the selector's callback, which may throw none that is checked. */
    private static final class Failure {

        private IOException first;

        interface Step {
            void run() throws IOException;
        }

        void catching(Step step) {
            try {
                step.run();
            } catch (IOException e) {
                first = first == null ? e : first;
            }
        }

        void rethrow() throws IOException {
            if (first != null) {
                throw first;
            }
        }
    }
}
