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

/** A transaction on a connection of its own. What is asked runs one after the other; the first failure ends it. */
final class LedTransaction implements Transaction {

    private static final long LOOK_MILLIS = 50;
    /** After which a connection that does not even give up what runs on it is cut. */
    private static final long GRACE_MILLIS = 2_000;
    private static final Fault OVER = new Fault.Conflict("the transaction has ended; begin another");
    private static final Fault BROKEN = new Fault.Conflict(
            "the transaction has ended, since one of its statements failed; begin another");
    private static final Fault LEFT = new Fault.Unavailable("the caller has left", Duration.ofSeconds(1));

    private final Vertx vertx;
    private final SqlConnection connection;
    private final Driver driver;
    private final Statements statements;
    private final Function<Throwable, Throwable> known;
    private final Supplier<Future<Void>> stopper;
    private final long deadline;
    private final long looking;
    private Future<?> last = Future.succeededFuture();
    private Optional<Fault> end = Optional.empty();

    LedTransaction(Vertx vertx, SqlConnection connection, Driver driver, Statements statements,
                   Function<Throwable, Throwable> known, Duration limit, Cancellation life) {
        this.vertx = vertx;
        this.connection = connection;
        this.driver = driver;
        this.statements = statements;
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
        return next(() -> statements.run(connection, query.statement(), query.parameters(), query.limits()));
    }

    @Override
    public Future<Rows> write(Work work) {
        return next(() -> statements.runAll(connection, work));
    }

    @Override
    public Future<Void> commit() {
        return next(() -> connection.query("COMMIT").execute()).compose(done -> close(OVER).map((Void) null));
    }

    @Override
    public synchronized Future<Void> rollback() {
        if (end.isPresent()) {
            return Future.succeededFuture();
        }
        return undo(OVER);
    }

    private synchronized <T> Future<T> next(Supplier<Future<T>> deed) {
        Future<T> done = last.transform(before -> asked(deed));
        last = done;
        return done;
    }

    private synchronized <T> Future<T> asked(Supplier<Future<T>> deed) {
        if (end.isPresent()) {
            return Future.failedFuture(new FaultException(end.get()));
        }
        return deed.get().recover(cause -> {
            Throwable told = driver.isStop(cause) && endedBy() != null ? new FaultException(endedBy()) : known.apply(cause);
            return undo(BROKEN).transform(undone -> Future.failedFuture(told));
        });
    }

    private synchronized Fault endedBy() {
        return end.orElse(null);
    }

    /** Ends it from outside, even while a statement runs. */
    private synchronized void cut(Fault reason) {
        if (end.isEmpty()) {
            end = Optional.of(reason);
            vertx.cancelTimer(looking);
            stopper.get();
            last = bounded(last.transform(done -> finish()));
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
