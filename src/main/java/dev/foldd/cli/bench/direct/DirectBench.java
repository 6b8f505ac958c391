package dev.foldd.cli.bench.direct;

import dev.foldd.cli.bench.load.Operation;
import dev.foldd.cli.bench.load.Phase;
import java.time.Duration;
import java.util.List;

/** Measures the database without the daemon, with the statements that the daemon would send. */
public interface DirectBench extends AutoCloseable {

    /**
     * How to measure.
     *
     * @param connections statements in flight in the first of the two measurements of each operation
     * @param users how many users there are to work on
     */
    record Plan(Duration duration, Duration warmup, int connections, int users) {
    }

    /**
     * Measures one operation.
     *
     * @throws dev.foldd.cli.part.CommandFailure when the database cannot be measured
     */
    List<Phase> run(Operation operation) throws InterruptedException;

    /** Takes away the rows that it has made, and leaves. */
    @Override
    void close();
}
