package dev.foldd.store;

import dev.foldd.contract.Cancellation;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;

/**
 * A database, as the core sees it: rows out, units of work in. Safe to use from any event loop; answers arrive on the loop
 * that asked.
 *
 * <p>Failures are {@link dev.foldd.fault.FaultException}: {@code Conflict} for a taken key or a broken reference,
 * {@code Timeout}, {@code Unavailable} (not connected, queue full, or the caller has left), {@code StorageFull},
 * {@code TooLarge} for a reply beyond the limits of its statement, and whatever fault a {@link Step} carries.
 */
public interface Store extends Session {

    /**
     * Begins a transaction. Waits, in a bounded queue, while the database has no room for one more.
     *
     * @param limit after which it is rolled back, whatever goes on in it
     * @param life rolls it back when it ends
     * @return fails with {@code Unsupported} where {@link #capabilities()} denies transactions
     */
    Future<Transaction> begin(Transaction.Isolation isolation, Duration limit, Cancellation life);

    /** The same database, asked anew whatever is remembered of it. */
    default Session fresh() {
        return this;
    }

    /** Runs statements that change the schema, outside the hot lanes, in order, in one transaction where the database can. */
    Future<Void> define(List<String> statements);

    /** The tables and views that exist, with their columns, indexes and keys. */
    Future<List<Table>> tables();

    /** What this database can do, true to fact. */
    Capabilities capabilities();

    /** How long a trivial statement takes there and back. */
    Future<Duration> ping();

    /** Lets what runs finish, then closes; calls after this fail with {@code Unavailable}. */
    Future<Void> close();
}
