package dev.foldd.cli.bench.direct;

import dev.foldd.cli.bench.load.Operation;
import dev.foldd.cli.bench.load.Phase;
import dev.foldd.cli.bench.load.Scope;
import java.time.Duration;
import java.util.Optional;

/** Measures the database without the daemon, with the statements that the daemon would send. */
public interface DirectBench extends AutoCloseable {

    /**
     * How to measure.
     *
     * @param slice how long one slice of a measurement takes
     * @param warmup before the first slice of each operation
     * @param connections statements in flight in the first of the two measurements of each operation
     * @param scope the rows to work on; with a tenant's every statement carries his predicate, as the daemon's do
     */
    record Plan(Duration slice, Duration warmup, int connections, Scope scope) {
    }

    /**
     * Makes ready for one operation: its warm-up is not measured.
     *
     * @throws dev.foldd.cli.part.CommandFailure when the database cannot be measured
     */
    void begin(Operation operation) throws InterruptedException;

    /**
     * One slice of the operation that was begun.
     *
     * @param inFlight the plan's {@code connections}, or 1
     * @return empty where the database does not do so many at once
     */
    Optional<Phase> slice(Operation operation, int inFlight) throws InterruptedException;

    /** Takes away the rows that it has made, and leaves. */
    @Override
    void close();
}
