package dev.foldd.cli.bench;

import dev.foldd.cli.bench.direct.DirectBench;
import dev.foldd.cli.bench.load.Operation;
import dev.foldd.cli.bench.load.Phase;
import dev.foldd.cli.bench.load.Series;
import dev.foldd.client.RpcException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Measures in slices, one through the daemon and one without it in turns, so that both have the same machine. */
final class Turns {

    private final Bench bench;
    private final Optional<DirectBench> beside;
    private final int slices;
    private final List<Series> viaDaemon = new ArrayList<>();
    private final List<Series> without = new ArrayList<>();

    /** @param slices of each measurement */
    Turns(Bench bench, Optional<DirectBench> beside, int slices) {
        this.bench = bench;
        this.beside = beside;
        this.slices = slices;
    }

    /** Both sides are warm before the first slice of either. */
    void measure(Operation operation, int connections) throws IOException, RpcException, InterruptedException {
        bench.begin(operation);
        if (beside.isPresent()) {
            beside.get().begin(operation);
        }
        for (int inFlight : IntStream.of(connections, 1).distinct().toArray()) {
            measureAt(operation, inFlight);
        }
    }

    /** What was measured through the daemon. */
    List<Series> viaDaemon() {
        return viaDaemon;
    }

    /** What was measured without it. */
    List<Series> without() {
        return without;
    }

    private void measureAt(Operation operation, int inFlight) throws IOException, RpcException, InterruptedException {
        List<Phase> daemons = new ArrayList<>();
        List<Phase> databases = new ArrayList<>();
        for (int i = 0; i < slices; i++) {
            daemons.add(bench.slice(operation, inFlight));
            if (beside.isPresent()) {
                beside.get().slice(operation, inFlight).ifPresent(databases::add);
            }
        }
        viaDaemon.add(new Series(daemons));
        if (!databases.isEmpty()) {
            without.add(new Series(databases));
        }
    }
}
