package dev.foldd.cli.bench.direct;

import dev.foldd.cli.bench.load.Histogram;
import dev.foldd.cli.bench.load.Operation;
import dev.foldd.cli.bench.load.Phase;
import dev.foldd.cli.bench.load.Rows;
import dev.foldd.cli.part.CommandFailure;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;

/**
 * Measures the database without the daemon: reads in many threads and in one, writes in one, as SQLite has one writer.
 */
final class SqliteBench implements DirectBench {

    private static final int DELETIONS_PER_SECOND = 25_000;

    private final DirectBench.Plan plan;
    private final DirectDatabase database;
    private final Path file;
    private final String synchronous;
    private final LongSupplier nanoClock;
    private final SplittableRandom random;
    private final Rows rows;

    private SqliteBench(DirectBench.Plan plan, DirectDatabase database, Path file, String synchronous, long startMillis,
            LongSupplier nanoClock) {
        this.plan = plan;
        this.database = database;
        this.file = file;
        this.synchronous = synchronous;
        this.nanoClock = nanoClock;
        this.random = new SplittableRandom(startMillis);
        this.rows = new Rows(plan.scope(), startMillis, random.split());
    }

    /** @param synchronous as in SQLite's pragma */
    static SqliteBench open(DirectBench.Plan plan, Path file, String synchronous, long startMillis,
            LongSupplier nanoClock) {
        try {
            return new SqliteBench(plan, DirectDatabase.open(file, synchronous, plan.scope()), file, synchronous, startMillis,
                    nanoClock);
        } catch (SQLException e) {
            throw refusal(e);
        }
    }

    @Override
    public void begin(Operation operation) {
        try {
            stock(operation, plan.warmup());
            database.run(operation, rows, plan.warmup().dividedBy(2), nanoClock);
        } catch (SQLException e) {
            throw refusal(e);
        }
    }

    @Override
    public Optional<Phase> slice(Operation operation, int inFlight) throws InterruptedException {
        boolean atOnce = operation.target() == Operation.Target.PREPARED && operation != Operation.UPDATE;
        if (inFlight > 1 && !atOnce) {
            return Optional.empty();
        }
        try {
            stock(operation, plan.slice());
            return Optional.of(inFlight > 1 ? inThreads(operation, plan.slice(), inFlight)
                    : database.run(operation, rows, plan.slice(), nanoClock));
        } catch (SQLException e) {
            throw refusal(e);
        }
    }

    private void stock(Operation operation, Duration duration) throws SQLException {
        long wanted = Math.max(1, duration.toMillis() * DELETIONS_PER_SECOND / 1000);
        while (operation.target() == Operation.Target.MADE && rows.stock() < wanted) {
            database.insertBatch(rows.take(Operation.Target.NEW_BATCH));
        }
    }

    @Override
    public void close() {
        try (database) {
            database.deleteMade(rows.firstMade(), rows.nextMade());
        } catch (SQLException e) {
            throw refusal(e);
        }
    }

    private static CommandFailure refusal(SQLException cause) {
        return new CommandFailure("the database cannot be measured directly: " + cause.getMessage());
    }

    private Phase inThreads(Operation operation, Duration duration, int threads)
            throws SQLException, InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Phase>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                Rows own = new Rows(plan.scope(), 0, random.split());
                running.add(pool.submit(() -> {
                    try (DirectDatabase database = DirectDatabase.open(file, synchronous, plan.scope())) {
                        return database.run(operation, own, duration, nanoClock);
                    }
                }));
            }
            return together(operation, running);
        } catch (ExecutionException e) {
            throw new SQLException(e.getCause());
        } finally {
            pool.shutdown();
        }
    }

    private static Phase together(Operation operation, List<Future<Phase>> running)
            throws ExecutionException, InterruptedException {
        Histogram latencies = new Histogram();
        Duration longest = Duration.ZERO;
        long failures = 0;
        Optional<String> firstFailure = Optional.empty();
        for (Future<Phase> each : running) {
            Phase phase = each.get();
            latencies.add(phase.latencies());
            longest = longest.compareTo(phase.elapsed()) > 0 ? longest : phase.elapsed();
            failures += phase.failures();
            firstFailure = firstFailure.or(phase::firstFailure);
        }
        return new Phase(operation, running.size(), latencies.total(), failures, firstFailure, longest, latencies,
                Optional.empty());
    }
}
