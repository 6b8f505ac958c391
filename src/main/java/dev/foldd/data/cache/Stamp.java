package dev.foldd.data.cache;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What is known of the writes to one table: how many have begun, and how many of them are over. While no write is under way
 * the first number names a state of the table, as far as this daemon changes it; it never comes back to an earlier one.
 */
final class Stamp {

    /** Given where a state cannot be named. */
    static final long NONE = -1;

    private final AtomicLong begun = new AtomicLong();
    private final AtomicLong ended = new AtomicLong();
    /** In the time of {@code System.nanoTime}; what a write that was lost sight of does, it has done by then. */
    private volatile long doubtful;
    private volatile boolean doubted;

    void begin() {
        begun.incrementAndGet();
    }

    void end() {
        ended.incrementAndGet();
    }

    /** A write is over of which nothing was known while it was under way. */
    void pass() {
        begin();
        end();
    }

    /** The write is over for whoever asked for it, and may yet happen until that moment. */
    void endInDoubt(long until) {
        doubtful = until;
        doubted = true;
        ended.incrementAndGet();
    }

    /**
     * The name of the state that the table is in, or {@link #NONE} while writes are under way. The numbers are read in this
     * order, since a write may begin between: then they differ.
     */
    long quiet(long now) {
        long over = ended.get();
        long all = begun.get();
        if (over != all) {
            return NONE;
        }
        return doubted && now - doubtful < 0 ? NONE : all;
    }

    /** Whether no write has begun since the table was in this state. */
    boolean is(long state) {
        return begun.get() == state;
    }
}
