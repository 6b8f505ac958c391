package dev.foldd.contract;

/**
 * The life of a request: whether somebody still waits for its answer, and the memory that this answer takes until it has
 * left. Safe to use from any thread.
 */
public final class Cancellation {

    /** Memory that the answers of many requests share. */
    public interface Room {

        /**
         * Takes bytes, or takes none and says false when there is no room for them.
         *
         * @param ofTheSame bytes that the same answer has taken before
         */
        boolean take(long bytes, long ofTheSame);

        void give(long bytes);

        /** What there is room for when nothing is taken; more than that never fits. */
        long max();
    }

    private static final Room UNBOUNDED = new Room() {
        @Override
        public boolean take(long bytes, long ofTheSame) {
            return true;
        }

        @Override
        public void give(long bytes) {
            // What has no bound is not counted.
        }

        @Override
        public long max() {
            return Long.MAX_VALUE;
        }
    };

    private final Room room;
    private volatile boolean cancelled;
    private long held;
    private boolean settled;

    /** A life whose memory nobody counts. */
    public Cancellation() {
        this(UNBOUNDED);
    }

    public Cancellation(Room room) {
        this.room = room;
    }

    /** There is no way back; telling it twice changes nothing. */
    public void cancel() {
        cancelled = true;
    }

    /** Cheap enough to be asked as often as one likes. */
    public boolean isCancelled() {
        return cancelled;
    }

    /**
     * Says that the answer takes so many bytes now, in whatever form it is.
     *
     * @return false when there is no room for them; then the answer must be let go
     */
    public synchronized boolean holds(long bytes) {
        long more = bytes - held;
        if (more <= 0) {
            return true;
        }
        if (settled || !room.take(more, held)) {
            return false;
        }
        held = bytes;
        return true;
    }

    /** The longest answer that there can ever be room for, in bytes. */
    public long roomMax() {
        return room.max();
    }

    /** The answer has left, or never will: its memory is free again. */
    public synchronized void settle() {
        settled = true;
        room.give(held);
        held = 0;
    }
}
