package dev.foldd.store.server;

import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Keeps callers from a server that is away: after a lost connection everybody is refused at once, but for one who tries it
 * again every now and then. Safe from any thread.
 */
final class Breaker {

    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Fault AWAY = new Fault.Unavailable("the database cannot be reached", Duration.ofSeconds(1));
    private static final long CLOSED = Long.MIN_VALUE;

    private final LongSupplier nanoTime;
    /** When the next one may try; {@link #CLOSED} while all is well. */
    private final AtomicLong retryAt = new AtomicLong(CLOSED);

    Breaker(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** @throws FaultException {@code Unavailable} while the server is away and it is nobody's turn to try */
    void admit() {
        long at = retryAt.get();
        if (at == CLOSED) {
            return;
        }
        long now = nanoTime.getAsLong();
        if (now - at < 0 || !retryAt.compareAndSet(at, now + PAUSE.toNanos())) {
            throw new FaultException(AWAY);
        }
    }

    void lost() {
        retryAt.set(nanoTime.getAsLong() + PAUSE.toNanos());
    }

    void answered() {
        if (retryAt.get() != CLOSED) {
            retryAt.set(CLOSED);
        }
    }
}
