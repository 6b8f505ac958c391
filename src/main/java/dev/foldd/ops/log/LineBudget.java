package dev.foldd.ops.log;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * How many lines of one kind may be written: a burst, then one per interval. What is held back is counted, and the
 * count is told with the next line of its kind, so that a flood neither fills the disk nor goes unnoticed.
 */
final class LineBudget {

    /** Kinds are few; beyond this they share one budget, should a caller's text ever become one. */
    private static final int KINDS_MAX = 256;

    private final int burst;
    private final long intervalNanos;
    private final LongSupplier nanos;
    private final Map<String, Kind> kinds = new ConcurrentHashMap<>();

    /** @param nanos a clock that only counts up, as {@code System.nanoTime} */
    LineBudget(int burst, Duration interval, LongSupplier nanos) {
        this.burst = burst;
        this.intervalNanos = interval.toNanos();
        this.nanos = nanos;
    }

    /** How many lines of this kind were held back before this one; empty when this one is held back too. */
    OptionalLong admit(String kind) {
        Kind known = kinds.get(kind);
        if (known == null) {
            known = kinds.computeIfAbsent(kinds.size() < KINDS_MAX ? kind : "other", added -> new Kind());
        }
        return known.admit();
    }

    /** A token bucket in nanoseconds: full at {@code burst} intervals, one interval a line. */
    private final class Kind {
        private long credit = burst * intervalNanos;
        private long seenAt = nanos.getAsLong();
        private long held;

        private synchronized OptionalLong admit() {
            long now = nanos.getAsLong();
            credit = Math.min(burst * intervalNanos, credit + Math.max(0, now - seenAt));
            seenAt = now;
            if (credit < intervalNanos) {
                held++;
                return OptionalLong.empty();
            }
            credit -= intervalNanos;
            long before = held;
            held = 0;
            return OptionalLong.of(before);
        }
    }
}
