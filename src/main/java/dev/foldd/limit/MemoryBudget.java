package dev.foldd.limit;

import dev.foldd.contract.Cancellation;
import java.util.concurrent.atomic.AtomicLong;

/** Bytes that many may hold together, and no more. Safe from any thread. */
public final class MemoryBudget implements Cancellation.Room {

    private final long max;
    private final AtomicLong held = new AtomicLong();

    /** @param max bytes */
    public MemoryBudget(long max) {
        this.max = max;
    }

    @Override
    public boolean take(long bytes, long ofTheSame) {
        return takeWithin(bytes, max);
    }

    /** Takes bytes as long as no more than {@code bound} are held by all together, for those who may not have the rest. */
    public boolean takeWithin(long bytes, long bound) {
        long limit = Math.min(bound, max);
        long before;
        do {
            before = held.get();
            // Whoever asks may have read the number off the wire: a sum of such numbers may be anything.
            if (bytes < 0 || bytes > limit - before) {
                return false;
            }
        } while (!held.compareAndSet(before, before + bytes));
        return true;
    }

    @Override
    public void give(long bytes) {
        held.addAndGet(-bytes);
    }

    /** Bytes held at the moment. */
    public long held() {
        return held.get();
    }

    @Override
    public long max() {
        return max;
    }
}
