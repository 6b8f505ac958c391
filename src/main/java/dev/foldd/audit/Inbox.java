package dev.foldd.audit;

import dev.foldd.contract.audit.AuditEntry;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * What waits for the writer: many threads put in, one takes all at once. A stack of linked jobs whose top also tells
 * how many there are, so that putting one in is a single compare-and-set without a lock, and never waits.
 */
final class Inbox {

    /** One record and whoever waits for it; {@code depth} counts it and those below it. */
    static final class Job {
        final AuditEntry entry;
        final CompletableFuture<Void> done = new CompletableFuture<>();
        private Job next;
        private int depth;

        Job(AuditEntry entry) {
            this.entry = entry;
        }

        /** The one that was put in after this one, null when there is none. */
        Job next() {
            return next;
        }
    }

    private final int capacity;
    private final AtomicReference<Job> top = new AtomicReference<>();
    private final Job closed = new Job(null);
    private volatile Thread taker;

    Inbox(int capacity) {
        this.capacity = capacity;
        closed.depth = Integer.MAX_VALUE;
    }

    /** The thread that takes, which is woken when the first job comes into an empty inbox. */
    void takenBy(Thread thread) {
        this.taker = thread;
    }

    /** False when it is full or closed. */
    boolean offer(Job job) {
        while (true) {
            Job below = top.get();
            int depth = below == null ? 0 : below.depth;
            if (depth >= capacity) {
                return false;
            }
            job.next = below;
            job.depth = depth + 1;
            if (top.compareAndSet(below, job)) {
                if (below == null) {
                    LockSupport.unpark(taker);
                }
                return true;
            }
        }
    }

    /** How many wait; {@code Integer.MAX_VALUE} when it is closed. */
    int depth() {
        Job first = top.get();
        return first == null ? 0 : first.depth;
    }

    boolean isClosed() {
        return top.get() == closed;
    }

    /** Wakes the taker without a job. */
    void wake() {
        LockSupport.unpark(taker);
    }

    /**
     * Takes all, the oldest first, linked by {@link Job#next}; null when none came in that time.
     *
     * @param gathering how long to let others join the first that came, in nanoseconds
     */
    Job takeAll(long nanosAtMost, long gathering) {
        if (top.get() == null && nanosAtMost > 0) {
            LockSupport.parkNanos(this, nanosAtMost);
        }
        if (gathering > 0 && top.get() != null) {
            LockSupport.parkNanos(this, gathering);
        }
        return oldestFirst(top.getAndSet(null));
    }

    /** Takes all for the last time; every later offer is refused. */
    Job close() {
        return oldestFirst(top.getAndSet(closed));
    }

    private static Job oldestFirst(Job newest) {
        Job oldest = null;
        for (Job job = newest; job != null;) {
            Job below = job.next;
            job.next = oldest;
            oldest = job;
            job = below;
        }
        return oldest;
    }
}
