package dev.foldd.store.server;

import dev.foldd.contract.Cancellation;
import dev.foldd.contract.Observation;
import dev.foldd.contract.Observer;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.store.Capabilities;
import dev.foldd.store.Query;
import dev.foldd.store.Rows;
import dev.foldd.store.Statement;
import dev.foldd.store.Step;
import dev.foldd.store.Store;
import dev.foldd.store.Table;
import dev.foldd.store.Transaction;
import dev.foldd.store.ValueType;
import dev.foldd.store.Work;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A database server, spoken to in two lanes. Brief statements share a few pipelined connections, one client for each event
 * loop, and are bounded by the server itself, since stopping one would hit its neighbours. Everything else has a connection to
 * itself, is stopped when its time is over or its caller has left, and waits for a connection in a bounded queue.
 */
public final class ServerStore implements Store {

    private static final long LOOK_MILLIS = 50;
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Fault AWAY = new Fault.Unavailable("the database cannot be reached", SOON);
    private static final Statement ONE = new Statement("SELECT 1", List.of(), List.of(
            new Statement.Column("one", ValueType.INTEGER)), Optional.empty(), true);
    /** When something takes so long, the store asks whether the server is there. */
    private static final Duration DOUBT = Duration.ofSeconds(1);
    private static final Query.Limits PING = new Query.Limits(Duration.ofSeconds(5), 1, 100);

    private final Vertx vertx;
    private final Driver driver;
    private final Observer observer;
    private final Statements statements;
    private final Lending connections;
    private final Lines lines;
    private final Breaker breaker = new Breaker(System::nanoTime);
    private final Watch watch = new Watch(System::nanoTime);
    private final Entrance entrance;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicBoolean probing = new AtomicBoolean();
    private final AtomicBoolean givenUp = new AtomicBoolean();
    private final long looking;
    private volatile long lastProbe = System.nanoTime();

    private ServerStore(Vertx vertx, Driver driver, Observer observer) {
        this.vertx = vertx;
        this.driver = driver;
        this.observer = observer;
        this.statements = new Statements(driver);
        this.lines = new Lines(vertx, driver, System::nanoTime);
        this.connections = new Lending(vertx, driver.pool(), driver.patience(), driver.waitingMax());
        this.entrance = new Entrance(vertx, driver, System::nanoTime);
        this.looking = vertx.setPeriodic(LOOK_MILLIS, tick -> look());
    }

    /** Connects; fails when the server cannot be reached, or does not let the daemon in. */
    public static Future<Store> open(Vertx vertx, Driver driver, Observer observer) {
        ServerStore store = new ServerStore(vertx, driver, observer);
        return store.connections.take().compose(SqlConnection::close).<Store>map(store)
                .recover(cause -> store.close().transform(gone -> Future.failedFuture(cause)));
    }

    /** Ends what takes too long, and finds out whether the server is there: away, silent, or back. */
    private void look() {
        watch.look();
        if (lines.isAnyDead()) {
            breaker.lost();
            observer.observe(new Observation.Warned("store", "the database server gives no sign of life"));
            driver.wires().cutAll();
        }
        if (!breaker.isOpenFor(DOUBT)) {
            givenUp.set(false);
        } else if (givenUp.compareAndSet(false, true)) {
            giveUp();
        }
        boolean doubtful = watch.hasRunFor(DOUBT) && System.nanoTime() - lastProbe >= DOUBT.toNanos();
        if ((doubtful || breaker.isDue()) && !closed.get() && probing.compareAndSet(false, true)) {
            lastProbe = System.nanoTime();
            brief(PING, new Cancellation(), client -> statements.run(client, ONE, List.of(), PING))
                    .onComplete(done -> probing.set(false));
        }
    }

    /** Whoever waits for a connection to a server that is away waits no longer; those who come now are refused anyway. */
    private void giveUp() {
        connections.giveUp(new FaultException(AWAY));
        lines.close();
    }

    @Override
    public Future<Rows> read(Query query) {
        Function<SqlClient, Future<Rows>> deed = client ->
                statements.run(client, query.statement(), query.parameters(), query.limits());
        return query.statement().brief() ? briefly(query.limits(), query.life(), deed)
                : alone(query.limits(), query.life(), deed);
    }

    @Override
    public Future<Rows> write(Work work) {
        Step first = work.steps().get(0);
        boolean oneStatement = work.steps().size() == 1 && work.closing().isEmpty() && first.readBack().isEmpty()
                && first.then() != Step.Then.NEED_NONE && first.then() != Step.Then.NEED_ALL && statements.isOne(first);
        if (!oneStatement) {
            return alone(work.limits(), work.life(), client -> inTransaction(client, work));
        }
        // A single statement is a transaction of its own, and one that must have found rows and has not, has changed none.
        Function<SqlClient, Future<Rows>> deed = client -> statements.step(client, first, work.limits()).map(rows -> {
            first.isLastWith(rows);
            return rows;
        });
        return first.statement().brief() && first.parameters().size() == 1
                ? briefly(work.limits(), work.life(), deed) : alone(work.limits(), work.life(), deed);
    }

    @Override
    public Future<Transaction> begin(Transaction.Isolation isolation, Duration limit, Cancellation life) {
        return connection(limit).compose(connection -> bounded(connection, statementsOf(connection, driver.begin(isolation)))
                .<Transaction>map(begun -> new LedTransaction(vertx, connection, driver, statements, watch, this::known, limit,
                        life))
                .recover(cause -> connection.close().transform(gone -> Future.failedFuture(cause))))
                .recover(cause -> Future.failedFuture(known(cause)));
    }

    @Override
    public Future<Void> define(List<String> ddl) {
        List<String> all = new ArrayList<>(ddl);
        if (driver.definesInTransactions()) {
            all.add(0, "BEGIN");
            all.add("COMMIT");
        }
        return connection(driver.patience()).compose(connection -> statementsOf(connection, all)
                .recover(cause -> connection.query("ROLLBACK").execute().transform(undone -> Future.failedFuture(cause)))
                .eventually(connection::close)).recover(cause -> Future.failedFuture(known(cause)));
    }

    @Override
    public Future<List<Table>> tables() {
        return driver.tables().recover(cause -> Future.failedFuture(known(cause)));
    }

    /** What is offered to callers, whatever else the server can do. */
    @Override
    public Capabilities capabilities() {
        return new Capabilities(true, true, false, false, false, false, true);
    }

    @Override
    public Future<Duration> ping() {
        long start = System.nanoTime();
        // A server that is asked too much at once is there.
        return read(new Query(ONE, List.of(), PING, new Cancellation())).recover(cause ->
                FaultException.carriedBy(cause).filter(Lending.BUSY::equals).isPresent()
                        ? Future.succeededFuture(Rows.affecting(0)) : Future.failedFuture(cause))
                .map(rows -> Duration.ofNanos(System.nanoTime() - start));
    }

    @Override
    public Future<Void> close() {
        if (!closed.compareAndSet(false, true)) {
            return Future.succeededFuture();
        }
        vertx.cancelTimer(looking);
        entrance.close();
        return Future.join(lines.close(), driver.close()).mapEmpty();
    }

    private Future<Rows> briefly(Query.Limits limits, Cancellation life, Function<SqlClient, Future<Rows>> deed) {
        try {
            admit();
        } catch (FaultException away) {
            return Future.failedFuture(away);
        }
        return brief(limits, life, deed);
    }

    private Future<Rows> brief(Query.Limits limits, Cancellation life, Function<SqlClient, Future<Rows>> deed) {
        Watch.Running running = watch.begin(limits, life);
        Line line = lines.here();
        return watch.answer(running, line.run(deed).transform(done -> {
            if (done.failed() && driver.isRefusal(done.cause())) {
                return entrance.reopened().compose(open -> running.isDue(System.nanoTime())
                        ? Future.failedFuture(new FaultException(running.reason())) : line.run(deed))
                        .transform(again -> judged(running, again));
            }
            // What the server itself has stopped there has done nothing; it may wait for others where it holds up nobody.
            boolean held = done.failed() && (driver.isStop(done.cause()) || driver.isOfOne(done.cause()));
            return held && !running.isDue(System.nanoTime()) ? alone(limits, life, deed) : judged(running, done);
        }));
    }

    private Future<Rows> alone(Query.Limits limits, Cancellation life, Function<SqlClient, Future<Rows>> deed) {
        Watch.Running running = watch.begin(limits, life);
        Future<Rows> done = connection(limits.timeout()).compose(connection -> {
            Supplier<Future<Void>> stopper = driver.stopper(connection);
            running.stoppedBy(() -> stopper.get().onFailure(this::warn));
            running.cutBy(() -> Wires.cut(connection));
            Future<Rows> result = running.isDue(System.nanoTime())
                    ? Future.failedFuture(new FaultException(running.reason())) : deed.apply(connection);
            return result.transform(ended -> running.isOver().compose(free -> connection.close())
                    .transform(back -> judged(running, ended)));
        });
        return watch.answer(running, done.recover(cause -> Future.failedFuture(known(cause))));
    }

    private Future<Rows> inTransaction(SqlClient client, Work work) {
        return client.query("BEGIN").execute().compose(begun -> statements.runAll(client, work))
                .compose(rows -> client.query("COMMIT").execute().map(rows))
                .recover(cause -> client.query("ROLLBACK").execute().transform(undone -> Future.failedFuture(cause)));
    }

    /** What has not begun in its own time has done nothing, which a caller would not be told if it were merely late. */
    private Future<SqlConnection> connection(Duration time) {
        try {
            admit();
        } catch (FaultException away) {
            return Future.failedFuture(away);
        }
        return connections.take(time).recover(cause -> driver.isRefusal(cause)
                ? entrance.reopened().compose(open -> connections.take(time)) : Future.failedFuture(cause));
    }

    private void admit() {
        if (closed.get()) {
            throw new FaultException(new Fault.Unavailable("the database is closed", SOON));
        }
        breaker.admit();
    }

    private Future<Rows> judged(Watch.Running running, AsyncResult<Rows> done) {
        if (done.succeeded()) {
            breaker.answered();
            return Future.succeededFuture(done.result());
        }
        return Future.failedFuture(driver.isStop(done.cause()) ? new FaultException(running.reason()) : known(done.cause()));
    }

    /** The fault behind a failure, or the failure itself when it is unforeseen; a lost server is noticed here. */
    private Throwable known(Throwable failure) {
        Optional<Fault> carried = FaultException.carriedBy(failure);
        if (carried.isPresent()) {
            return failure;
        }
        if (failure instanceof ConnectionPoolTooBusyException) {
            return new FaultException(Lending.BUSY);
        }
        Optional<Fault> fault = driver.faultOf(failure);
        if (fault.isPresent() && fault.get() instanceof Fault.Unavailable && !driver.isOfOne(failure)) {
            breaker.lost();
            warn(failure);
        } else {
            breaker.answered();
        }
        return fault.<Throwable>map(FaultException::new).orElse(failure);
    }

    /** By the name of the failure alone: its text may hold what the operator's log must not. */
    private void warn(Throwable failure) {
        observer.observe(new Observation.Warned("store", "the database server answers " + failure.getClass().getSimpleName()));
    }

    /** A few words to the server, which it answers soon or not at all. */
    private static <T> Future<T> bounded(SqlConnection connection, Future<T> words) {
        return words.timeout(PING.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .onFailure(late -> Wires.cut(connection));
    }

    private static Future<Void> statementsOf(SqlConnection connection, List<String> all) {
        Future<Void> done = Future.succeededFuture();
        for (String sql : all) {
            done = done.compose(before -> connection.query(sql).execute().mapEmpty());
        }
        return done;
    }
}
