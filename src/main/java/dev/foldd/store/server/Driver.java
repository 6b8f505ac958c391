package dev.foldd.store.server;

import dev.foldd.fault.Fault;
import dev.foldd.store.Table;
import dev.foldd.store.Transaction.Isolation;
import dev.foldd.store.ValueType;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What one kind of database server does in its own way. */
public interface Driver {

    /** The sockets of all its connections. */
    Wires wires();

    /** A client of few pipelined connections, for the event loop that asks; it retries nothing. */
    SqlClient pipelined();

    /** Connections that run one statement at a time; whoever asks for one bounds his waiting himself. */
    Pool pool();

    /** How long may be waited for one of them. */
    Duration patience();

    /** How many may wait at once. */
    int waitingMax();

    /** A value, not null, as the client library takes it. */
    Object encode(Object value, ValueType type);

    /** How many bytes of values one statement may have. */
    default long requestMax() {
        return Long.MAX_VALUE;
    }

    /** Whether the form of a statement for many parameter lists takes an array for each placeholder; else its row is repeated. */
    boolean takesArrays();

    /** All values of one placeholder of a statement for many parameter lists, where such statements take arrays. */
    default Object array(List<Object> values, ValueType type) {
        throw new UnsupportedOperationException("no statement of this dialect takes arrays");
    }

    /** A value, not null, as {@link ValueType} says it is in Java. */
    Object decode(Object value, ValueType type);

    /** Statements that begin a transaction. */
    List<String> begin(Isolation isolation);

    /** What will stop a statement on this connection, which is free now; without effect when none runs. */
    Supplier<Future<Void>> stopper(SqlConnection connection);

    /** What a failure means to the caller; empty when it is unforeseen. */
    Optional<Fault> faultOf(Throwable failure);

    /** Whether a failure is about the one statement, such as that another's change was in its way: the server is there. */
    boolean isOfOne(Throwable failure);

    /** Whether a failure is that a statement has been stopped. */
    boolean isStop(Throwable failure);

    /**
     * Whether a failure is that a statement was prepared before its table changed, which the client library then forgets: it
     * has done nothing, and may be tried once more.
     */
    default boolean isStale(Throwable failure) {
        return false;
    }

    /** Logs in anew, with the login that counts by then, and leaves. */
    Future<Void> knock();

    /** Whether a failure is that the server does not let the daemon in; then nothing has been asked of it. */
    boolean isRefusal(Throwable failure);

    /** Whether a statement that changes the schema can be undone. */
    boolean definesInTransactions();

    Future<List<Table>> tables();

    /** Closes the pool and whatever else it has opened for itself. */
    Future<Void> close();
}
