package dev.foldd.store.sqlite;

import dev.foldd.contract.Cancellation;
import dev.foldd.contract.Observer;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.store.Capabilities;
import dev.foldd.store.Query;
import dev.foldd.store.Rows;
import dev.foldd.store.SqliteConfig;
import dev.foldd.store.Statement;
import dev.foldd.store.Store;
import dev.foldd.store.Table;
import dev.foldd.store.Transaction;
import dev.foldd.store.ValueType;
import dev.foldd.store.Work;
import dev.foldd.store.sqlite.driver.DatabaseFile;
import dev.foldd.store.sqlite.queue.Mailbox;
import dev.foldd.store.sqlite.queue.Ticket;
import dev.foldd.store.sqlite.queue.TicketQueue;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The embedded database: one writing thread with group commit, a few reading threads, each with a connection of its own
 * and kept statements. Schema changes queue behind the writes, so they never meet a locked file; the tables are read
 * through the ordinary JDBC pool.
 *
 * <p>Text is compared byte by byte. Case-sensitive patterns are written with {@code instr}, {@code substr} and
 * {@code GLOB}; SQLite's own {@code LIKE} ignores the case of ASCII letters.
 */
public final class SqliteStore implements Store {

    private static final Statement ONE = new Statement("SELECT 1",
            List.of(new Statement.Column("one", ValueType.INTEGER)));
    private static final Query.Limits PING = new Query.Limits(Duration.ofSeconds(5), 1, 100);
    /** A large index takes its time; a daemon that never starts is worse than one that says so. */
    private static final Query.Limits DEFINING = new Query.Limits(Duration.ofMinutes(10), 0, 0);

    /** While one transaction is led from outside, all other writing waits. */
    private static final Duration TRANSACTION_MAX = Duration.ofSeconds(2);
    /** How long a transaction may wait for its turn, where its first statement has so much time. */
    private static final Duration WAITING_MAX = Duration.ofSeconds(10);

    private final Vertx vertx;
    private final SqliteThreads threads;
    private final Introspection introspection;
    private final SqliteFaults faults;
    private final Map<EventLoop, Mailbox> mailboxes = new ConcurrentHashMap<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    private SqliteStore(Vertx vertx, SqliteThreads threads, Introspection introspection, SqliteFaults faults) {
        this.vertx = vertx;
        this.threads = threads;
        this.introspection = introspection;
        this.faults = faults;
    }

    /**
     * Opens the file on a worker thread, creating it where it is missing, and starts the threads. Fails when the file
     * cannot be used.
     */
    public static Future<SqliteStore> open(Vertx vertx, Path path, SqliteConfig config, Observer observer) {
        return vertx.executeBlocking(() -> {
            DatabaseFile file = new DatabaseFile(path, config);
            file.create(observer);
            SqliteFaults faults = new SqliteFaults(observer, config.valueMaxBytes());
            SqliteThreads threads = SqliteThreads.start(file, config, faults);
            return new SqliteStore(vertx, threads, new Introspection(vertx, file.reading()), faults);
        }, false);
    }

    @Override
    public Future<Rows> read(Query query) {
        ContextInternal context = context();
        Ticket<Query> ticket = new Ticket<>(query, query.limits(), query.life(), context.promise(), mailbox(context),
                System.nanoTime());
        return submit(threads.reads(), ticket);
    }

    @Override
    public Future<Rows> write(Work work) {
        return change(new Change.Unit(work), work.limits(), work.life());
    }

    /** Takes nothing yet: only with the first statement does the transaction queue up for the writer, and its time runs. */
    @Override
    public Future<Transaction> begin(Transaction.Isolation isolation, Duration limit, Cancellation life) {
        return closed.get() ? refused(SqliteFaults.closed())
                : Future.succeededFuture(new Dialogue(this::ticket, this::turn, shorter(limit, TRANSACTION_MAX), life));
    }

    @Override
    public Future<Void> define(List<String> statements) {
        return change(new Change.Definition(List.copyOf(statements)), DEFINING, new Cancellation()).mapEmpty();
    }

    @Override
    public Future<List<Table>> tables() {
        return closed.get() ? refused(SqliteFaults.closed()) : introspection.tables().recover(cause ->
                Future.failedFuture(cause instanceof SQLException e ? faults.of(e) : cause));
    }

    /** What is offered to callers, whatever else SQLite itself can do. */
    @Override
    public Capabilities capabilities() {
        return new Capabilities(true, true, false, false, false, false, true);
    }

    @Override
    public Future<Duration> ping() {
        long start = System.nanoTime();
        return read(new Query(ONE, List.of(), PING, new Cancellation()))
                .map(rows -> Duration.ofNanos(System.nanoTime() - start));
    }

    @Override
    public Future<Void> close() {
        if (!closed.compareAndSet(false, true)) {
            return Future.succeededFuture();
        }
        // The writer leaves last, since the last connection merges the log, and a reading one could not.
        return introspection.close().eventually(() -> vertx.executeBlocking(() -> {
            threads.finish();
            return null;
        }, false));
    }

    private Future<Rows> turn(Dialogue dialogue, Query.Limits first, Cancellation caller) {
        Query.Limits waiting = new Query.Limits(shorter(first.timeout(), WAITING_MAX), 0, 0);
        return change(new Change.Interactive(dialogue), waiting, caller);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private Future<Rows> change(Change change, Query.Limits limits, Cancellation life) {
        return submit(threads.writes(), ticket(change, limits, life));
    }

    private Ticket<Change> ticket(Change change, Query.Limits limits, Cancellation life) {
        ContextInternal context = context();
        return new Ticket<>(change, limits, life, context.promise(), mailbox(context), System.nanoTime());
    }

    private <W> Future<Rows> submit(TicketQueue<W> queue, Ticket<W> ticket) {
        if (closed.get()) {
            return refused(SqliteFaults.closed());
        }
        if (!queue.offer(ticket)) {
            return refused(SqliteFaults.queueFull());
        }
        if (closed.get()) {
            // It may have come in after the last worker had looked; whoever is first decides.
            ticket.refuseIfWaiting(SqliteFaults.closed());
        }
        return ticket.future();
    }

    private ContextInternal context() {
        return (ContextInternal) vertx.getOrCreateContext();
    }

    private Mailbox mailbox(ContextInternal context) {
        EventLoop loop = context.nettyEventLoop();
        Mailbox mailbox = mailboxes.get(loop);
        return mailbox != null ? mailbox : mailboxes.computeIfAbsent(loop, Mailbox::new);
    }

    private static <T> Future<T> refused(Fault fault) {
        return Future.failedFuture(new FaultException(fault));
    }
}
