package dev.foldd.cli.bench;

import dev.foldd.cli.bench.load.DirectDatabase;
import dev.foldd.cli.bench.load.Histogram;
import dev.foldd.cli.bench.load.Operation;
import dev.foldd.cli.bench.load.Phase;
import dev.foldd.cli.bench.load.Rows;
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
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Measures the database without the daemon: reads in many threads and in one, writes in one, as SQLite has one writer.
 */
final class DirectBench {

    private static final int DELETIONS_PER_SECOND = 25_000;

    private final Bench.Plan plan;
    private final Path file;
    private final String synchronous;
    private final LongSupplier nanoClock;
    private final Consumer<String> progress;
    private final SplittableRandom random;
    private final Rows rows;

    DirectBench(Bench.Plan plan, Path file, String synchronous, long startMillis, LongSupplier nanoClock,
            Consumer<String> progress) {
        this.plan = plan;
        this.file = file;
        this.synchronous = synchronous;
        this.nanoClock = nanoClock;
        this.progress = progress;
        this.random = new SplittableRandom(startMillis);
        this.rows = new Rows(plan.users(), startMillis, random.split());
    }

    /** Measures the plan's operations, and takes away the rows that it has made. */
    List<Phase> run() throws SQLException, InterruptedException {
        List<Phase> phases = new ArrayList<>();
        long wanted = Math.max(1, plan.duration().plus(plan.warmup()).toMillis() * DELETIONS_PER_SECOND / 1000);
        try (DirectDatabase database = DirectDatabase.open(file, synchronous)) {
            for (Operation operation : plan.operations()) {
                progress.accept("measuring " + operation.word() + " directly");
                while (operation.target() == Operation.Target.MADE && rows.stock() < wanted) {
                    database.insertBatch(rows.take(Operation.Target.NEW_BATCH));
                }
                if (operation.target() == Operation.Target.PREPARED && operation != Operation.UPDATE) {
                    phases.add(inThreads(operation, plan.duration(), plan.connections()));
                }
                database.run(operation, rows, plan.warmup().dividedBy(2), nanoClock);
                phases.add(database.run(operation, rows, plan.duration(), nanoClock));
            }
            database.deleteMade(rows.firstMade(), rows.nextMade());
        }
        return phases;
    }

    private Phase inThreads(Operation operation, Duration duration, int threads)
            throws SQLException, InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Phase>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                Rows own = new Rows(plan.users(), 0, random.split());
                running.add(pool.submit(() -> {
                    try (DirectDatabase database = DirectDatabase.open(file, synchronous)) {
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
