package dev.foldd.store.server;

import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Keeps callers from a server that is away: after a lost connection everybody is refused at once, while the store itself tries
 * it again every now and then. Safe from any thread.
 */
public final class Breaker {

    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Fault AWAY = new Fault.Unavailable("the database cannot be reached", Duration.ofSeconds(1));
    private static final long CLOSED = Long.MIN_VALUE;

    private final LongSupplier nanoTime;
    /** When to try it again; {@link #CLOSED} while all is well. */
    private final AtomicLong retryAt = new AtomicLong(CLOSED);
    private volatile long since;

    /** @param nanoTime as {@link System#nanoTime()} gives it */
    public Breaker(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** @throws FaultException {@code Unavailable} while the server is away */
    public void admit() {
        if (retryAt.get() != CLOSED) {
            throw new FaultException(AWAY);
        }
    }

    /** Whether the server is away and it is time to try it again; true for one caller alone. */
    public boolean isDue() {
        long at = retryAt.get();
        long now = nanoTime.getAsLong();
        return at != CLOSED && now - at >= 0 && retryAt.compareAndSet(at, now + PAUSE.toNanos());
    }

    /** The server could not be reached just now. */
    public void lost() {
        long now = nanoTime.getAsLong();
        if (retryAt.getAndSet(now + PAUSE.toNanos()) == CLOSED) {
            since = now;
        }
    }

    /** Whether the server has been away for so long. */
    public boolean isOpenFor(Duration time) {
        return retryAt.get() != CLOSED && nanoTime.getAsLong() - since >= time.toNanos();
    }

    /** The server has answered, whatever it said. */
    public void answered() {
        if (retryAt.get() != CLOSED) {
            retryAt.set(CLOSED);
        }
    }
}
