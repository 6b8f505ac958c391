package dev.foldd.contract;

/** Tells, once and for all, that nobody waits for a piece of work any more. Safe to use from any thread. */
public final class Cancellation {

    private volatile boolean cancelled;

    /** There is no way back; telling it twice changes nothing. */
    public void cancel() {
        cancelled = true;
    }

    /** Cheap enough to be asked as often as one likes. */
    public boolean isCancelled() {
        return cancelled;
    }
}
