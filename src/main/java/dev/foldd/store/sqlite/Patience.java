package dev.foldd.store.sqlite;

import dev.foldd.store.sqlite.queue.Watchdog;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongPredicate;

/**
 * How long to wait for another process that holds the file. SQLite's own waiting heeds neither an interrupt nor a stop, so its
 * part is short, and what comes after it is decided here: until the time is over, nobody wants the answer any more, or the
 * store is to be closed.
 */
final class Patience {

    private static final long PAUSE_NANOS = 1_000_000;

    private final long busyNanos;
    private final Watchdog watchdog;

    /** @param watchdog knows when a stop can wait no longer */
    Patience(Duration busyTimeout, Watchdog watchdog) {
        this.busyNanos = busyTimeout.toNanos();
        this.watchdog = watchdog;
    }

    /** What may find the file locked. Nothing of it has happened when it does. */
    @FunctionalInterface
    interface Locked<T> {
        T run() throws SQLException;
    }

    /**
     * @param unwanted whether nobody waits any more, at a moment in nanoseconds
     * @throws SQLException of the last attempt
     */
    <T> T wait(LongPredicate unwanted, Locked<T> work) throws SQLException {
        long begun = 0;
        while (true) {
            try {
                return work.run();
            } catch (SQLException e) {
                long now = System.nanoTime();
                begun = begun == 0 ? now : begun;
                if (!SqliteFaults.isBusy(e) || now - begun >= busyNanos || unwanted.test(now)
                        || watchdog.isImpatient(now)) {
                    throw e;
                }
                LockSupport.parkNanos(this, PAUSE_NANOS);
            }
        }
    }
}
