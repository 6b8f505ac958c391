package dev.foldd.store.server;

import io.vertx.core.Future;
import io.vertx.sqlclient.DatabaseException;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * A pipelined client, and whether there is life in it. Servers bound every statement there, so that answers come one after the
 * other; when none comes for a while, the server or the network is away, however many statements wait.
 */
final class Line {

    private static final long SILENCE_NANOS = Duration.ofSeconds(5).toNanos();

    private final SqlClient client;
    private final LongSupplier nanoTime;
    private final AtomicInteger outstanding = new AtomicInteger();
    private volatile long lastSign;

    Line(SqlClient client, LongSupplier nanoTime) {
        this.client = client;
        this.nanoTime = nanoTime;
    }

    <T> Future<T> run(Function<SqlClient, Future<T>> deed) {
        if (outstanding.getAndIncrement() == 0) {
            lastSign = nanoTime.getAsLong();
        }
        return deed.apply(client).onComplete(done -> {
            // A connection that fails, or does not come about, is no sign.
            if (done.succeeded() || done.cause() instanceof DatabaseException) {
                lastSign = nanoTime.getAsLong();
            }
            outstanding.decrementAndGet();
        });
    }

    /** Whether it has been silent for too long; asked again, it says so only after as much silence more. */
    boolean isDead() {
        long now = nanoTime.getAsLong();
        boolean dead = outstanding.get() > 0 && now - lastSign >= SILENCE_NANOS;
        if (dead) {
            lastSign = now;
        }
        return dead;
    }

    Future<Void> close() {
        return client.close();
    }
}
