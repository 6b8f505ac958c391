package dev.foldd.cli.bench.socket;

import dev.foldd.cli.bench.load.Histogram;
import dev.foldd.cli.bench.load.Phase;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Keeps a number of requests in flight on each of its connections for as long as a phase lasts, in one thread. */
final class FrameLoop {

    private static final long GRACE_NANOS = Duration.ofSeconds(30).toNanos();
    private static final long SELECT_MILLIS = 200;
    private static final int SHOWN_MAX = 200;

    private final SocketTask task;
    private final LongSupplier nanoClock;
    private final byte[] begins;
    private final Histogram latencies = new Histogram();
    private long replies;
    private long failures;
    private Optional<String> firstFailure = Optional.empty();
    private long lastReplyAt;

    FrameLoop(SocketTask task, LongSupplier nanoClock) {
        this.task = task;
        this.nanoClock = nanoClock;
        this.begins = task.replyBegins();
    }

    /**
     * Runs one phase.
     *
     * @param requests what to send; the phase ends early when there are no more
     * @param inFlight on all connections together
     */
    Phase run(List<FrameConnection> connections, Iterator<byte[]> requests, int inFlight, Duration duration)
            throws IOException {
        long begun = nanoClock.getAsLong();
        long endsAt = begun + duration.toNanos();
        lastReplyAt = begun;
        int each = Math.max(1, inFlight / connections.size());
        try (Selector selector = Selector.open()) {
            for (FrameConnection connection : connections) {
                connection.channel().configureBlocking(false);
                connection.channel().register(selector, SelectionKey.OP_READ, connection);
            }
            selector.selectNow();
            for (SelectionKey key : selector.keys()) {
                fill(key, requests, each, endsAt);
            }
            while (connections.stream().anyMatch(connection -> connection.inFlight() > 0)) {
                selector.select(key -> advance(key, requests, each, endsAt), SELECT_MILLIS);
                if (nanoClock.getAsLong() - endsAt > GRACE_NANOS) {
                    throw new IOException("the daemon has stopped answering");
                }
            }
        } catch (Broken e) {
            throw new IOException(e.getMessage(), e);
        }
        for (FrameConnection connection : connections) {
            connection.channel().configureBlocking(true);
        }
        return new Phase(task, each * connections.size(), replies, failures, firstFailure,
                Duration.ofNanos(lastReplyAt - begun), latencies, Optional.empty());
    }

    /** A selector's action cannot throw what reading throws. */
    private static final class Broken extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Broken(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    private void advance(SelectionKey key, Iterator<byte[]> requests, int each, long endsAt) {
        FrameConnection connection = (FrameConnection) key.attachment();
        try {
            if (key.isReadable()) {
                connection.receive();
                for (ByteBuffer reply = connection.next(); reply != null; reply = connection.next()) {
                    judge(connection, reply);
                }
            }
            fill(key, requests, each, endsAt);
        } catch (IOException e) {
            throw new Broken(e);
        }
    }

    private void judge(FrameConnection connection, ByteBuffer reply) {
        long now = nanoClock.getAsLong();
        lastReplyAt = now;
        latencies.record(now - connection.answeredOneSentAt());
        if (FrameConnection.begins(reply, begins)) {
            replies++;
            return;
        }
        failures++;
        if (firstFailure.isEmpty()) {
            String text = StandardCharsets.UTF_8.decode(reply).toString();
            firstFailure = Optional.of(text.substring(0, Math.min(SHOWN_MAX, text.length())));
        }
    }

    private void fill(SelectionKey key, Iterator<byte[]> requests, int each, long endsAt) throws IOException {
        FrameConnection connection = (FrameConnection) key.attachment();
        long now = nanoClock.getAsLong();
        while (connection.inFlight() < each && now < endsAt && requests.hasNext()) {
            if (!connection.send(requests.next(), now)) {
                break;
            }
        }
        key.interestOps(connection.flush() ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE);
    }
}
