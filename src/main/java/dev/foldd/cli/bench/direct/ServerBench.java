package dev.foldd.cli.bench.direct;

import dev.foldd.cli.bench.load.Histogram;
import dev.foldd.cli.bench.load.Operation;
import dev.foldd.cli.bench.load.Phase;
import dev.foldd.cli.bench.load.Population;
import dev.foldd.cli.bench.load.Rows;
import dev.foldd.cli.part.CommandFailure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * Measures a database server without the daemon: as many connections as the daemon is given requests, each with one statement
 * in flight, all on one event loop.
 */
final class ServerBench implements DirectBench {

    private static final int DELETIONS_PER_SECOND = 40_000;
    private static final long PATIENCE_SECONDS = 60;

    private final Vertx vertx;
    private final ServerStatements statements;
    private final DirectBench.Plan plan;
    private final Rows rows;
    private final LongSupplier nanoClock;
    private final List<SqlConnection> connections = new ArrayList<>();

    private ServerBench(Vertx vertx, ServerStatements statements, DirectBench.Plan plan, long startMillis,
            LongSupplier nanoClock) {
        this.vertx = vertx;
        this.statements = statements;
        this.plan = plan;
        this.rows = new Rows(plan.scope(), startMillis, new SplittableRandom(startMillis));
        this.nanoClock = nanoClock;
    }

    static ServerBench open(ServerAddress address, DirectBench.Plan plan, long startMillis,
            LongSupplier nanoClock) throws InterruptedException {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        ServerBench bench = new ServerBench(vertx, address.statements(plan.scope()), plan, startMillis, nanoClock);
        try {
            for (int i = 0; i < plan.connections(); i++) {
                bench.connections.add(await(address.connect(vertx)));
            }
            return bench;
        } catch (CommandFailure | InterruptedException e) {
            vertx.close();
            throw e;
        }
    }

    @Override
    public void begin(Operation operation) throws InterruptedException {
        stock(operation, plan.warmup());
        phase(operation, connections, plan.warmup());
    }

    @Override
    public Optional<Phase> slice(Operation operation, int inFlight) throws InterruptedException {
        stock(operation, plan.slice());
        return Optional.of(phase(operation, connections.subList(0, inFlight), plan.slice()));
    }

    @Override
    public void close() {
        try {
            if (!connections.isEmpty()) {
                await(statements.deleteMade(connections.get(0), rows.firstMade(), rows.nextMade()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            vertx.close();
        }
    }

    private void stock(Operation operation, Duration duration) throws InterruptedException {
        long wanted = Math.max(1, duration.toMillis() * DELETIONS_PER_SECOND / 1000);
        while (operation.target() == Operation.Target.MADE && rows.stock() < wanted) {
            await(statements.insertBatch(connections.get(0), rows.take(Operation.Target.NEW_BATCH)));
        }
    }

    private Phase phase(Operation operation, List<SqlConnection> on, Duration duration) throws InterruptedException {
        Run run = new Run(operation, on.size(), duration);
        vertx.runOnContext(begin -> on.forEach(run::next));
        return await(run.done.future());
    }

    /** One phase. Everything in it happens on the one event loop. */
    private final class Run {

        private final Operation operation;
        private final int width;
        private final long begun = nanoClock.getAsLong();
        private final long endsAt;
        private final Histogram latencies = new Histogram();
        private final Promise<Phase> done = Promise.promise();
        private int ended;
        private long failures;
        private Optional<String> firstFailure = Optional.empty();
        private long last = begun;

        private Run(Operation operation, int width, Duration duration) {
            this.operation = operation;
            this.width = width;
            this.endsAt = begun + duration.toNanos();
        }

        private void next(SqlConnection connection) {
            long sent = nanoClock.getAsLong();
            long row = sent < endsAt || latencies.total() == 0 && failures == 0 ? rows.take(operation.target()) : -1;
            if (row < 0) {
                ended++;
                if (ended == width) {
                    done.complete(new Phase(operation, width, latencies.total(), failures, firstFailure,
                            Duration.ofNanos(last - begun), latencies, Optional.empty()));
                }
                return;
            }
            statements.carryOut(connection, operation, row).onComplete(answer -> {
                long now = nanoClock.getAsLong();
                if (answer.succeeded() && answer.result()) {
                    latencies.record(now - sent);
                } else {
                    failures++;
                    firstFailure = firstFailure.or(() -> Optional.of(answer.failed() ? String.valueOf(answer.cause().getMessage())
                            : "a row that is not there"));
                }
                last = now;
                next(connection);
            });
        }
    }

    private static <T> T await(Future<T> future) throws InterruptedException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new CommandFailure("the database cannot be measured directly: " + e.getCause().getMessage());
        } catch (TimeoutException e) {
            throw new CommandFailure("the database cannot be measured directly: it does not answer");
        }
    }
}
