package dev.foldd.ops;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * One answer for all who ask within a short time, so that a flood of questions costs no more than one. Belongs to one
 * event loop.
 */
final class SharedAnswer<T> {

    private final Supplier<Future<T>> source;
    private final long freshNanos;
    private final LongSupplier nanos;
    private Future<T> latest;
    private long askedAt;

    /** @param fresh how long an answer may be given again, counted from when it was asked for */
    SharedAnswer(Duration fresh, LongSupplier nanos, Supplier<Future<T>> source) {
        this.freshNanos = fresh.toNanos();
        this.nanos = nanos;
        this.source = source;
    }

    Future<T> get() {
        long now = nanos.getAsLong();
        if (latest == null || latest.isComplete() && (now - askedAt >= freshNanos || latest.failed())) {
            askedAt = now;
            latest = source.get();
        }
        return latest;
    }
}
