package dev.foldd.store.server;

import dev.foldd.contract.Cancellation;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.store.Query;
import dev.foldd.store.Rows;
import dev.foldd.store.Transaction;
import dev.foldd.store.Work;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A transaction on a connection of its own. What is asked runs one after the other, each within its own limits; the first
 * failure ends it.
 */
final class LedTransaction implements Transaction {

    private static final long LOOK_MILLIS = 50;
    /** After which a connection that does not even give up what runs on it is cut. */
    private static final long GRACE_MILLIS = 2_000;
    /** How long a server may take to write down what it has promised; that is not stopped, since nobody knew what came of it. */
    private static final Query.Limits COMMIT = new Query.Limits(Duration.ofSeconds(3), 1, 1);
    private static final Fault OVER = new Fault.Conflict("the transaction has ended; begin another");
    private static final Fault BROKEN = new Fault.Conflict(
            "the transaction has ended, since one of its statements failed; begin another");
    private static final Fault LEFT = new Fault.Unavailable("the caller has left", Duration.ofSeconds(1));

    private final Vertx vertx;
    private final SqlConnection connection;
    private final Driver driver;
    private final Statements statements;
    private final Watch watch;
    private final Cancellation life;
    private final Function<Throwable, Throwable> known;
    private final Supplier<Future<Void>> stopper;
    private final long deadline;
    private final long looking;
    private Future<?> last = Future.succeededFuture();
    private Optional<Fault> end = Optional.empty();

    LedTransaction(Vertx vertx, SqlConnection connection, Driver driver, Statements statements, Watch watch,
                   Function<Throwable, Throwable> known, Duration limit, Cancellation life) {
        this.vertx = vertx;
        this.connection = connection;
        this.driver = driver;
        this.statements = statements;
        this.watch = watch;
        this.life = life;
        this.known = known;
        this.stopper = driver.stopper(connection);
        this.deadline = System.nanoTime() + limit.toNanos();
        this.looking = vertx.setPeriodic(LOOK_MILLIS, tick -> {
            if (life.isCancelled()) {
                cut(LEFT);
            } else if (System.nanoTime() - deadline >= 0) {
                cut(new Fault.Timeout(limit));
            }
        });
    }

    @Override
    public Future<Rows> read(Query query) {
        return next(query.limits(), () -> statements.run(connection, query.statement(), query.parameters(), query.limits()));
    }

    @Override
    public Future<Rows> write(Work work) {
        return next(work.limits(), () -> statements.runAll(connection, work));
    }

    @Override
    public Future<Void> commit() {
        return next(COMMIT, () -> connection.query("COMMIT").execute().map(done -> Rows.affecting(0)))
                .compose(done -> close(OVER));
    }

    @Override
    public synchronized Future<Void> rollback() {
        if (end.isPresent()) {
            return Future.succeededFuture();
        }
        return undo(OVER);
    }

    private synchronized Future<Rows> next(Query.Limits limits, Supplier<Future<Rows>> deed) {
        Future<Rows> done = last.transform(before -> asked(limits, deed));
        last = done;
        return done;
    }

    private synchronized Future<Rows> asked(Query.Limits limits, Supplier<Future<Rows>> deed) {
        if (end.isPresent()) {
            return Future.failedFuture(new FaultException(end.get()));
        }
        Watch.Running running = watch.begin(limits, life);
        if (limits != COMMIT) {
            running.stoppedBy(stopper);
        }
        running.cutBy(() -> Wires.cut(connection));
        return watch.answer(running, deed.get().eventually(running::isOver)).recover(cause -> {
            Throwable told = driver.isStop(cause) ? new FaultException(endedBy().orElseGet(running::reason))
                    : known.apply(cause);
            return undo(BROKEN).transform(undone -> Future.failedFuture(told));
        });
    }

    private synchronized Optional<Fault> endedBy() {
        return end;
    }

    /**
     * Ends it from outside, even while a statement runs. Nothing else is stopped, and the connection is given back when the
     * stop is over: one that comes late would hit whoever has the connection next.
     */
    private synchronized void cut(Fault reason) {
        if (end.isEmpty()) {
            end = Optional.of(reason);
            vertx.cancelTimer(looking);
            Future<Void> stopping = last.isComplete() ? Future.succeededFuture() : stopper.get().otherwiseEmpty();
            last = bounded(last.transform(done -> stopping).transform(stopped -> finish()));
        }
    }

    private synchronized Future<Void> undo(Fault reason) {
        if (end.isPresent()) {
            return Future.succeededFuture();
        }
        end = Optional.of(reason);
        vertx.cancelTimer(looking);
        return finish();
    }

    private Future<Void> finish() {
        return bounded(connection.query("ROLLBACK").execute()).transform(undone -> connection.close());
    }

    private <T> Future<T> bounded(Future<T> deed) {
        long cutting = vertx.setTimer(GRACE_MILLIS, late -> Wires.cut(connection));
        return deed.onComplete(done -> vertx.cancelTimer(cutting));
    }

    private synchronized Future<Void> close(Fault reason) {
        end = Optional.of(reason);
        vertx.cancelTimer(looking);
        return connection.close();
    }
}
