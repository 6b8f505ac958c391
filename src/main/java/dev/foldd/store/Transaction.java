package dev.foldd.store;

import io.vertx.core.Future;

/**
 * A transaction that its owner ends. Statements run one after the other, in the order in which they were asked for. The
 * first one that fails ends it, as do its limit of time, the end of its owner's life and whatever else the database does
 * to it: nothing of it stays then, and what is asked afterwards fails with {@code Conflict}, or with the reason where that
 * was not a statement's.
 */
public interface Transaction extends Session {

    /** How far it sees what others commit meanwhile; a database may give more than was asked, never less. */
    enum Isolation { READ_COMMITTED, REPEATABLE_READ, SERIALIZABLE }

    /** Answers once all of it is durable. */
    Future<Void> commit();

    /** Undoes all of it; does nothing when it has ended. */
    Future<Void> rollback();
}
