package dev.foldd.limit;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A token bucket in one number: the generic cell rate algorithm in its virtual scheduling form, ITU-T Recommendation
 * I.371, annex A. The number is the "theoretical arrival time": the moment at which the bucket will be full again. A
 * request moves it one interval ahead, and is refused where that would put it further ahead of now than the bucket is
 * deep.
 *
 * <p>Times are nanoseconds of a monotonic clock with any origin; they are only ever compared by their difference.
 */
final class Gcra {

    private static final long MINUTE_NANOS = 60_000_000_000L;

    private final long intervalNanos;
    private final long depthNanos;

    /** @param burst how many requests a full bucket admits at once */
    Gcra(int perMinute, int burst) {
        if (perMinute < 1 || burst < 1) {
            throw new IllegalArgumentException("a rate and a burst are at least 1");
        }
        this.intervalNanos = Math.max(1, MINUTE_NANOS / perMinute);
        this.depthNanos = Math.multiplyExact(intervalNanos, burst);
    }

    /** Counts a request, and returns 0; or counts nothing, and returns the nanoseconds until it would be admitted. */
    long take(AtomicLong arrival, long now) {
        while (true) {
            long seen = arrival.get();
            long next = later(seen, now) + intervalNanos;
            long wait = next - now - depthNanos;
            if (wait > 0) {
                return wait;
            }
            if (arrival.compareAndSet(seen, next)) {
                return 0;
            }
        }
    }

    /** What {@link #take} would return, without counting. */
    long peek(AtomicLong arrival, long now) {
        return Math.max(0, later(arrival.get(), now) + intervalNanos - now - depthNanos);
    }

    private static long later(long arrival, long now) {
        return arrival - now > 0 ? arrival : now;
    }
}
