package dev.foldd.store.prisma;

import dev.foldd.contract.Cancellation;
import dev.foldd.contract.Observer;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.store.Capabilities;
import dev.foldd.store.DatabaseConfig.Provider;
import dev.foldd.store.Logins;
import dev.foldd.store.ManyRows;
import dev.foldd.store.Query;
import dev.foldd.store.Rows;
import dev.foldd.store.Statement;
import dev.foldd.store.Step;
import dev.foldd.store.Store;
import dev.foldd.store.Table;
import dev.foldd.store.Transaction;
import dev.foldd.store.ValueType;
import dev.foldd.store.Work;
import dev.foldd.store.server.Watch;
import dev.foldd.store.tables.PostgresTables;
import dev.foldd.store.tables.SqliteTables;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * A database behind a bridge: a server with Prisma in it, to which every statement is sent by itself over HTTP, as
 * {@code {"sql","params","type"}}, and which answers {@code {"rows"}} or {@code {"affected"}}. Each statement is a transaction
 * of its own there, so what would need more than one that changes rows is refused as {@code Unsupported}. A statement that is
 * given up is not stopped in the database: a write whose answer did not come in time may have happened.
 */
public final class PrismaStore implements Store {

    private static final long LOOK_MILLIS = 50;
    private static final int ROWS_BYTES_FACTOR = 4;
    private static final long FRAME_BYTES = 64 * 1024;
    private static final Fault CLOSED = new Fault.Unavailable("the database is closed", BridgeFaults.SOON);
    private static final Fault NO_TRANSACTIONS = new Fault.Unsupported(
            "the bridge has no transactions; send each request by itself");
    private static final Statement ONE = new Statement("SELECT 1 AS foldd_1",
            List.of(new Statement.Column("one", ValueType.INTEGER)));
    /** True itself on PostgreSQL, and the number 1 on SQLite. */
    private static final Statement TRUTH = new Statement("SELECT 1=1 AS foldd_1",
            List.of(new Statement.Column("true", ValueType.JSON)));
    private static final Query.Limits OWN = new Query.Limits(Duration.ofSeconds(5), 1, 1_000);
    private static final Query.Limits SCHEMA = new Query.Limits(Duration.ofSeconds(60), 100_000, 10_000_000);

    private final Vertx vertx;
    private final Bridge bridge;
    private final Provider provider;
    private final BridgeValues values;
    private final Watch watch = new Watch(System::nanoTime);
    private final AtomicBoolean closed = new AtomicBoolean();
    private final long looking;

    private PrismaStore(Vertx vertx, BridgeConfig config, Logins logins, Observer observer) {
        this.vertx = vertx;
        this.bridge = new Bridge(vertx, config, logins, observer);
        this.values = new BridgeValues(config.provider());
        this.provider = config.provider();
        this.looking = vertx.setPeriodic(LOOK_MILLIS, tick -> watch.look());
    }

    /**
     * Makes sure that the bridge answers, takes the token, and stands before the kind of database that it is configured for.
     *
     * @param logins whose password is the token
     * @return fails with {@link FaultException}: {@code Unavailable}, or {@code Unsupported} before another database
     */
    public static Future<Store> open(Vertx vertx, BridgeConfig config, Logins logins, Observer observer) {
        PrismaStore store = new PrismaStore(vertx, config, logins, observer);
        return store.read(new Query(TRUTH, List.of(), OWN, new Cancellation()))
                .<Store>map(rows -> store.before(config.provider(), rows))
                .recover(cause -> store.close().transform(gone -> Future.failedFuture(cause)));
    }

    @Override
    public Future<Rows> read(Query query) {
        return running(query.limits(), query.life(), task ->
                task.run(query.statement(), query.statement().sql(), query.parameters()));
    }

    @Override
    public Future<Rows> write(Work work) {
        try {
            SingleChange.check(work);
        } catch (FaultException refused) {
            return Future.failedFuture(refused);
        }
        return running(work.limits(), work.life(), task -> steps(task, work, 0, Rows.affecting(0)));
    }

    @Override
    public Future<Transaction> begin(Transaction.Isolation isolation, Duration limit, Cancellation life) {
        return Future.failedFuture(new FaultException(NO_TRANSACTIONS));
    }

    /** One after the other; those before one that fails stay. */
    @Override
    public Future<Void> define(List<String> statements) {
        Future<Rows> done = Future.succeededFuture();
        for (String sql : statements) {
            done = done.compose(before -> running(SCHEMA, new Cancellation(),
                    task -> task.run(new Statement(sql, List.of()), sql, List.of())));
        }
        return done.mapEmpty();
    }

    @Override
    public Future<List<Table>> tables() {
        return switch (provider) {
            case SQLITE -> new SqliteTables(this::ask).read();
            case POSTGRESQL -> new PostgresTables(this::ask).read();
        };
    }

    /** Single statements are all that the bridge takes. */
    @Override
    public Capabilities capabilities() {
        return new Capabilities(false, true, false, false, false, false, true);
    }

    @Override
    public Future<Duration> ping() {
        long start = System.nanoTime();
        return read(new Query(ONE, List.of(), OWN, new Cancellation()))
                .map(rows -> Duration.ofNanos(System.nanoTime() - start));
    }

    @Override
    public Future<Void> close() {
        if (!closed.compareAndSet(false, true)) {
            return Future.succeededFuture();
        }
        vertx.cancelTimer(looking);
        return bridge.close();
    }

    private Store before(Provider expected, Rows truth) {
        Provider found = "true".equals(truth.values().get(0)[0]) ? Provider.POSTGRESQL : Provider.SQLITE;
        if (found != expected) {
            throw new FaultException(new Fault.Unsupported("the database behind the bridge is not the configured one; set"
                    + " database.connection.provider to " + found.name().toLowerCase(Locale.ROOT)));
        }
        return this;
    }

    private Future<List<Object[]>> ask(Statement statement, List<Object> parameters) {
        return read(new Query(statement, parameters, SCHEMA, new Cancellation())).map(Rows::values);
    }

    private Future<Rows> steps(Task task, Work work, int index, Rows before) {
        if (index == work.steps().size()) {
            return Future.succeededFuture(before);
        }
        Step step = work.steps().get(index);
        return step(task, step).compose(rows -> step.isLastWith(rows) ? Future.succeededFuture(rows)
                : steps(task, work, index + 1, rows));
    }

    private static Future<Rows> step(Task task, Step step) {
        List<List<Object>> lists = step.parameters();
        if (lists.isEmpty()) {
            return Future.succeededFuture(Rows.affecting(0));
        }
        // Before it is sent: what the bridge has written cannot be taken back.
        lists.forEach(task.limits::admit);
        if (lists.size() == 1) {
            return task.run(step.statement(), step.statement().sql(), lists.get(0));
        }
        ManyRows many = ManyRows.of(step.statement().many().orElseThrow(), lists);
        return task.run(step.statement(), many.sql(), many.values());
    }

    private Future<Rows> running(Query.Limits limits, Cancellation life, Function<Task, Future<Rows>> deed) {
        if (closed.get()) {
            return Future.failedFuture(new FaultException(CLOSED));
        }
        Watch.Running running = watch.begin(limits, life);
        Task task = new Task(running, limits, life, System.nanoTime() + limits.timeout().toNanos());
        Future<Rows> done;
        try {
            done = deed.apply(task);
        } catch (FaultException refused) {
            done = Future.failedFuture(refused);
        }
        return watch.answer(running, done);
    }

    /** What one request to the store may take, over all of its statements. */
    private final class Task {
        private final Watch.Running running;
        private final Query.Limits limits;
        private final Cancellation life;
        private final long deadline;

        Task(Watch.Running running, Query.Limits limits, Cancellation life, long deadline) {
            this.running = running;
            this.limits = limits;
            this.life = life;
            this.deadline = deadline;
        }

        Future<Rows> run(Statement statement, String sql, List<Object> parameters) {
            boolean query = !statement.columns().isEmpty();
            Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
            Bridge.Bounds bounds = query
                    ? new Bridge.Bounds(left, FRAME_BYTES + ROWS_BYTES_FACTOR * limits.bytesMax(),
                            limits.tooLarge().fault(), life)
                    : new Bridge.Bounds(left, FRAME_BYTES, BridgeFaults.NOT_UNDERSTOOD, life);
            return bridge.post(values.request(sql, parameters, query), running, bounds).map(reply -> query
                    ? values.rows(reply, statement.columns(), limits) : Rows.affecting(values.affected(reply)))
                    .onFailure(this::tell);
        }

        private void tell(Throwable cause) {
            if (cause instanceof FaultException failed && failed.fault().equals(BridgeFaults.NOT_UNDERSTOOD)) {
                bridge.warn("answers what is not understood");
            }
        }
    }
}
