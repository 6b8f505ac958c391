package dev.foldd.limit;

import dev.foldd.contract.Cancellation;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What one of many may take of a budget: more, as long as all else that it holds is less than its share. One thing alone
 * may so be as large as the budget, and nobody keeps the others from theirs with many. Safe from any thread.
 */
public final class MemoryShare implements Cancellation.Room {

    private final MemoryBudget all;
    private final long share;
    private final AtomicLong held = new AtomicLong();

    /** @param share bytes */
    public MemoryShare(MemoryBudget all, long share) {
        this.all = all;
        this.share = share;
    }

    @Override
    public boolean take(long bytes, long ofTheSame) {
        if (held.get() - ofTheSame >= share || !all.take(bytes, ofTheSame)) {
            return false;
        }
        held.addAndGet(bytes);
        return true;
    }

    @Override
    public void give(long bytes) {
        held.addAndGet(-bytes);
        all.give(bytes);
    }

    @Override
    public long max() {
        return all.max();
    }
}
