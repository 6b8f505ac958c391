package dev.foldd.client.socket;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to pause before trying again: anything from nothing up to a bound that doubles with each try ("full jitter"), so
 * that clients who were cut off together do not come back together.
 */
final class Backoff {

    private static final int DOUBLINGS_MAX = 30;

    private final long firstNanos;
    private final long maxNanos;
    private final RandomGenerator random;

    Backoff(Duration first, Duration max, RandomGenerator random) {
        this.firstNanos = first.toNanos();
        this.maxNanos = max.toNanos();
        this.random = random;
    }

    /** @param tries how often it was tried already, from 1 */
    long nanos(int tries) {
        double bound = Math.min(maxNanos, firstNanos * Math.pow(2, Math.min(tries - 1, DOUBLINGS_MAX)));
        return bound < 1 ? 0 : random.nextLong((long) bound + 1);
    }
}
