package dev.foldd.store;

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
public interface Store {

    /** Runs one statement that changes nothing. */
    Future<Rows> read(Query query);

    /** Runs a unit of work, all of it or nothing, and answers after its commit with the result of the last step that ran. */
    Future<Rows> write(Work work);

    /** Runs statements that change the schema, outside the hot lanes, in order, in one transaction where the database can. */
    Future<Void> define(List<String> statements);

    /** The tables, columns and indexes that exist. */
    Future<List<Table>> tables();

    /** What this database can do, true to fact. */
    Capabilities capabilities();

    /** How long a trivial statement takes there and back. */
    Future<Duration> ping();

    /** Lets what runs finish, then closes; calls after this fail with {@code Unavailable}. */
    Future<Void> close();
}
