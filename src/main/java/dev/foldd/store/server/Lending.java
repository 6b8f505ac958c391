package dev.foldd.store.server;

import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The connections of a pool, and how long somebody waits for one. The pool's own clock is not used: it can strike for somebody
 * who has been served already, and what the pool had to do next is lost then. Nor is its queue's length, in which those stand
 * who have left.
 */
final class Lending {

    static final Fault BUSY = new Fault.Unavailable("too many requests wait for a connection", Duration.ofSeconds(1));

    private final Vertx vertx;
    private final Pool pool;
    private final Duration patience;
    private final int waitingMax;
    private final Set<Promise<SqlConnection>> waiting = ConcurrentHashMap.newKeySet();

    /**
     * @param patience how long anybody waits at most
     * @param waitingMax how many wait at once
     */
    Lending(Vertx vertx, Pool pool, Duration patience, int waitingMax) {
        this.vertx = vertx;
        this.pool = pool;
        this.patience = patience;
        this.waitingMax = waitingMax;
    }

    /** A connection, which whoever gets it closes; fails with {@code Unavailable} when none is free in time. */
    Future<SqlConnection> take() {
        return take(patience);
    }

    /** The same for somebody whose own time is bounded too. */
    Future<SqlConnection> take(Duration time) {
        if (waiting.size() >= waitingMax) {
            return Future.failedFuture(new FaultException(BUSY));
        }
        Promise<SqlConnection> taken = ((ContextInternal) vertx.getOrCreateContext()).promise();
        long most = Math.min(patience.toMillis(), Math.max(1, time.toMillis()));
        long clock = vertx.setTimer(most, tick -> taken.tryFail(new FaultException(BUSY)));
        waiting.add(taken);
        pool.getConnection().onComplete(asked -> {
            vertx.cancelTimer(clock);
            if (asked.failed()) {
                taken.tryFail(asked.cause());
            } else if (!taken.tryComplete(asked.result())) {
                asked.result().close();
            }
        });
        return taken.future().onComplete(done -> waiting.remove(taken));
    }

    /** Nobody waits any more: the server is away. */
    void giveUp(Throwable reason) {
        waiting.forEach(taken -> taken.tryFail(reason));
    }
}
