package dev.foldd.client.socket;

import dev.foldd.client.FolddClientException;
import dev.foldd.client.FolddClientException.ConnectionFailed;
import dev.foldd.client.FolddClientException.OperationFailed;
import dev.foldd.client.FolddClientException.Timeout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Carries requests to a daemon and their answers back, in one thread that has every connection, deadline and retry to itself.
 * Safe to use from any thread.
 */
public final class SocketLoop implements AutoCloseable {

    private static final int SCRATCH_BYTES = 65_536;
    private static final long CLOSE_MILLIS = 5_000;
    private static final int NANOS_PER_MILLI = 1_000_000;

    private final SocketSettings settings;
    private final LongSupplier nanoClock;
    private final long begun;
    private final Selector selector;
    private final Thread thread;
    private final SecureRandom random = new SecureRandom();
    private final Backoff backoff;
    private final Queue<Call> inbox = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean woken = new AtomicBoolean();
    private final AtomicLong numbers = new AtomicLong();
    private final Room room;
    private volatile boolean closing;
    private volatile boolean ended;

    private final ByteBuffer scratch = ByteBuffer.allocate(SCRATCH_BYTES);
    private final List<SocketConnection> pool = new ArrayList<>();
    private final TreeSet<Call> byDeadline = new TreeSet<>(Call.BY_DEADLINE);
    private final TreeSet<Call> toTryAgain = new TreeSet<>(Call.BY_NEXT_TRY);

    /**
     * Begins; connects only when there is something to ask.
     *
     * @param nanoClock as {@link System#nanoTime}
     */
    public SocketLoop(SocketSettings settings, LongSupplier nanoClock) throws IOException {
        this.settings = settings;
        this.nanoClock = nanoClock;
        this.begun = nanoClock.getAsLong();
        this.room = new Room(settings);
        this.backoff = new Backoff(settings.backoff(), settings.backoffMax(), new SplittableRandom(random.nextLong()));
        this.selector = Selector.open();
        this.thread = new Thread(this::run, "foldd-client");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Sends a request.
     *
     * @param payload what Jackson can write
     * @param repeatable whether asking twice does no harm, so that it is asked again when the connection breaks
     * @return the reply's data; fails with a {@link FolddClientException}, on the thread that all connections share
     * @throws IllegalArgumentException when it cannot be written, or is too large to be taken by a daemon
     */
    public CompletableFuture<Object> ask(String operation, Object payload, boolean repeatable, Duration timeout) {
        long number = numbers.incrementAndGet();
        byte[] line = Call.line(number, operation, payload);
        if (closing) {
            return CompletableFuture.failedFuture(closed(false));
        }
        Optional<OperationFailed> full = room.enter(line.length);
        if (full.isPresent()) {
            return CompletableFuture.failedFuture(full.get());
        }
        Call call = new Call(number, line, repeatable, timeout, now() + timeout.toNanos());
        inbox.add(call);
        wake();
        if (ended) {
            endInbox();
        }
        return call.answer;
    }

    /** Ends every connection; what has no answer yet fails. Waits a moment for its thread to end. */
    @Override
    public void close() {
        closing = true;
        selector.wakeup();
        if (Thread.currentThread() == thread) {
            return;
        }
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        Exception cause = closed(true);
        try {
            while (!closing) {
                selector.select(this::advance, millisToWait());
                woken.set(false);
                for (Call call = inbox.poll(); call != null; call = inbox.poll()) {
                    byDeadline.add(call);
                    begin(call);
                }
                flush();
                beInTime();
            }
        } catch (IOException | RuntimeException e) {
            cause = e;
        } finally {
            end(cause);
        }
    }

    private void advance(SelectionKey key) {
        SocketConnection connection = (SocketConnection) key.attachment();
        try {
            connection.advance(scratch, now(), this::answered);
        } catch (IOException | RuntimeException e) {
            lose(connection, e);
        }
    }

    private void answered(Call call, Reply reply) {
        if (reply.failure().isPresent()) {
            failed(call, reply.failure().get());
        } else {
            forget(call);
            call.answer.complete(reply.data());
        }
    }

    private void begin(Call call) {
        if (call.answer.isDone()) {
            forget(call);
            return;
        }
        call.tries++;
        try {
            connectionFor().send(call, now());
        } catch (IOException e) {
            failed(call, new ConnectionFailed("cannot connect to " + settings.path() + ": " + reason(e), false, e));
        }
    }

    /** An idle connection, else a new one, else the one with the least to do. */
    private SocketConnection connectionFor() throws IOException {
        SocketConnection least = null;
        for (SocketConnection connection : pool) {
            if (connection.isOpenToMore() && (least == null || connection.load() < least.load())) {
                least = connection;
            }
        }
        if (least == null || least.load() > 0 && pool.size() < settings.connections()) {
            least = SocketConnection.open(settings, selector, random, now());
            pool.add(least);
        }
        return least;
    }

    private void flush() {
        for (SocketConnection connection : List.copyOf(pool)) {
            try {
                connection.flush();
            } catch (IOException | RuntimeException e) {
                lose(connection, e);
            }
        }
    }

    private void lose(SocketConnection connection, Exception cause) {
        pool.remove(connection);
        connection.close(cause, this::failed);
    }

    /** Tries again what may be and still has time, and tells of the rest. */
    private void failed(Call call, FolddClientException failure) {
        if (call.answer.isDone()) {
            return;
        }
        boolean passing = failure instanceof ConnectionFailed
                || failure instanceof OperationFailed refused && refused.code().equals(Reply.RATE_LIMITED);
        long nextTryAt = now() + backoff.nanos(call.tries);
        if (passing && call.repeatable && call.tries <= settings.retries() && nextTryAt < call.deadline && !closing) {
            call.nextTryAt = nextTryAt;
            toTryAgain.add(call);
        } else {
            forget(call);
            call.answer.completeExceptionally(failure);
        }
    }

    /** Nothing more is done for it. Whoever gives up waiting makes no room for others: its bytes are still there until then. */
    private void forget(Call call) {
        if (byDeadline.remove(call)) {
            room.leave(call.line.length);
        }
    }

    private void beInTime() {
        long now = now();
        while (!toTryAgain.isEmpty() && toTryAgain.first().nextTryAt <= now) {
            begin(toTryAgain.pollFirst());
        }
        while (!byDeadline.isEmpty() && byDeadline.first().deadline <= now) {
            Call call = byDeadline.first();
            toTryAgain.remove(call);
            forget(call);
            call.answer.completeExceptionally(new Timeout("the daemon did not answer within "
                    + call.timeout.toMillis() + " ms", call.timeout, null));
            pool.forEach(connection -> connection.overdue(call, settings.pendingMax()));
        }
        for (SocketConnection connection : List.copyOf(pool)) {
            if (connection.endsAt() <= now || connection.isSpent()) {
                lose(connection, new IOException("the daemon did not answer in time"));
            }
        }
        flush();
    }

    /** Rounded up, so that nothing is looked at before its time; 0 is without end to a selector. */
    private long millisToWait() {
        long next = Long.MAX_VALUE;
        if (!byDeadline.isEmpty()) {
            next = Math.min(next, byDeadline.first().deadline);
        }
        if (!toTryAgain.isEmpty()) {
            next = Math.min(next, toTryAgain.first().nextTryAt);
        }
        for (SocketConnection connection : pool) {
            next = Math.min(next, connection.endsAt());
        }
        return next == Long.MAX_VALUE ? 0 : Math.max(1, (next - now() + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI);
    }

    private void end(Exception cause) {
        closing = true;
        for (SocketConnection connection : List.copyOf(pool)) {
            lose(connection, cause);
        }
        for (Call call : List.copyOf(byDeadline)) {
            failed(call, closed(false));
        }
        ended = true;
        endInbox();
        try {
            selector.close();
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    private void endInbox() {
        for (Call call = inbox.poll(); call != null; call = inbox.poll()) {
            call.answer.completeExceptionally(closed(false));
        }
    }

    /** The system's own words say what happened, and not what to do. */
    private static String reason(IOException e) {
        String what = String.valueOf(e.getMessage());
        return what.contains("Permission denied")
                ? what + "; is this user a member of the socket's group, also in this container?" : what;
    }

    private void wake() {
        if (woken.compareAndSet(false, true)) {
            selector.wakeup();
        }
    }

    private long now() {
        return nanoClock.getAsLong() - begun;
    }

    private static ConnectionFailed closed(boolean sent) {
        return new ConnectionFailed("the client has been closed", sent, null);
    }
}
