package dev.foldd.ops;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Where the daemon stands between start and end. The composition root moves it, health asks it; there is no way back.
 */
public final class Lifecycle {

    /** In this order: traffic is wanted in the second one only. */
    public enum Phase { STARTING, SERVING, STOPPING }

    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.STARTING);

    public Phase phase() {
        return phase.get();
    }

    /** Every part runs. A daemon that has been told to stop meanwhile goes on stopping. */
    public void serving() {
        phase.compareAndSet(Phase.STARTING, Phase.SERVING);
    }

    /** The first step of a graceful stop: whoever routes traffic here is told to stop doing so. */
    public void stopping() {
        phase.set(Phase.STOPPING);
    }
}
