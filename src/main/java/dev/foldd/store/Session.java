package dev.foldd.store;

import io.vertx.core.Future;

/**
 * Where statements run: on the database at large, or inside a transaction. Failures are
 * {@link dev.foldd.fault.FaultException}, as {@link Store} tells.
 */
public interface Session {

    /** Runs one statement that changes nothing. */
    Future<Rows> read(Query query);

    /**
     * Runs a unit of work, all of it or nothing, and answers with the result of the last step that ran: on the database at
     * large after its commit, inside a transaction as soon as it has run.
     */
    Future<Rows> write(Work work);
}
