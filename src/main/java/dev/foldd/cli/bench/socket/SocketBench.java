package dev.foldd.cli.bench.socket;

import dev.foldd.cli.bench.load.Histogram;
import dev.foldd.cli.bench.load.Phase;
import dev.foldd.identity.NodeKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Measures a running daemon over its Unix socket, in frames: as a logged-in application, and by signed requests. */
public final class SocketBench {

    /** One for each of two event loops, which is what the daemon has on two processors. */
    private static final int CONNECTIONS = 2;
    /** More cannot be checked; a phase that runs out of them ends early. */
    private static final int SIGNED_PER_SECOND_MAX = 20_000;
    private static final int SIGNED_MAX = 100_000;
    private static final Duration SIGNED_WARMUP_MAX = Duration.ofSeconds(2);
    private static final int MUTATIONS_WARMUP = 5;
    private static final int MUTATIONS = 10;

    /**
     * What to measure.
     *
     * @param key of an application, or one that may make the schema when it is not there
     * @param inFlight requests at once in the first of the two measurements of each task
     */
    public record Plan(Path socket, NodeKey key, List<SocketTask> tasks, Duration duration, Duration warmup, int inFlight) {
        public Plan {
            tasks = List.copyOf(tasks);
        }
    }

    private final Plan plan;
    private final Supplier<Optional<Duration>> serverCpu;
    private final Clock clock;
    private final LongSupplier nanoClock;
    private final Consumer<String> progress;

    /** @param serverCpu what the daemon's process has used since its start; empty when it cannot be seen */
    public SocketBench(Plan plan, Supplier<Optional<Duration>> serverCpu, Clock clock, LongSupplier nanoClock,
            Consumer<String> progress) {
        this.plan = plan;
        this.serverCpu = serverCpu;
        this.clock = clock;
        this.nanoClock = nanoClock;
        this.progress = progress;
    }

    /** @throws IOException when the daemon cannot be asked, or does not let the key do what is needed */
    public List<Phase> run() throws IOException {
        List<FrameConnection> connections = new ArrayList<>();
        try {
            for (int i = 0; i < CONNECTIONS; i++) {
                connections.add(FrameConnection.open(plan.socket(), plan.key(), plan.inFlight()));
            }
            prepare(connections.get(0));
            List<Phase> phases = new ArrayList<>();
            for (SocketTask task : plan.tasks()) {
                progress.accept("measuring " + task.word());
                if (task == SocketTask.MUTATION) {
                    phases.add(mutations(connections.get(0)));
                } else {
                    measured(task, connections, plan.inFlight(), warmup(task));
                    phases.add(measured(task, connections, plan.inFlight(), plan.duration()));
                    phases.add(measured(task, connections.subList(0, 1), 1, plan.duration()));
                }
            }
            return phases;
        } finally {
            for (FrameConnection connection : connections) {
                connection.close();
            }
        }
    }

    private void prepare(FrameConnection connection) throws IOException {
        Map<?, ?> there = connection.call(Frames.plain("get_schema", Map.of("schema_name", BenchSchema.NAME)));
        if (there.containsKey("error")) {
            refuse(connection.call(Frames.plain("create_schema", Map.of("schema", BenchSchema.tree()))),
                    "make the schema " + BenchSchema.NAME + "; the node's own key may, keys/node.key of its data directory");
        }
        refuse(connection.call(Frames.plain("mutation", BenchSchema.text())), "write");
    }

    private static void refuse(Map<?, ?> reply, String what) throws IOException {
        if (reply.containsKey("error")) {
            throw new IOException("the key may not " + what + " (" + reply.get("error") + ")");
        }
    }

    private Duration warmup(SocketTask task) {
        return task == SocketTask.SIGNED_QUERY && plan.warmup().compareTo(SIGNED_WARMUP_MAX) > 0 ? SIGNED_WARMUP_MAX
                : plan.warmup();
    }

    private Phase measured(SocketTask task, List<FrameConnection> connections, int inFlight, Duration duration)
            throws IOException {
        Iterator<byte[]> requests = requests(task, connections.get(0).nodeId(), duration);
        return withCpu(() -> new FrameLoop(task, nanoClock).run(connections, requests, inFlight, duration));
    }

    private Iterator<byte[]> requests(SocketTask task, String nodeId, Duration duration) {
        Map<String, Object> query = Map.of("schema", BenchSchema.NAME, "fields", List.of(BenchSchema.SINGLE));
        if (task == SocketTask.SIGNED_QUERY) {
            Frames frames = new Frames(nodeId, plan.key());
            long second = clock.millis() / 1_000;
            long count = Math.min(SIGNED_MAX, Math.max(1, duration.toMillis() * SIGNED_PER_SECOND_MAX / 1_000));
            return Stream.generate(() -> frames.signed("query", query, second)).limit(count).toList().iterator();
        }
        byte[] frame = task == SocketTask.QUERY ? Frames.plain("query", query)
                : Frames.plain("get_schema", Map.of("schema_name", BenchSchema.NAME));
        return Stream.generate(() -> frame).iterator();
    }

    /** One after the other, since each is a batch by itself. */
    private Phase mutations(FrameConnection connection) throws IOException {
        for (long round = 0; round < MUTATIONS_WARMUP; round++) {
            refuse(connection.call(Frames.plain("mutation", BenchSchema.writes(round))), "write");
        }
        List<byte[]> frames = new ArrayList<>();
        for (long round = 0; round < MUTATIONS; round++) {
            frames.add(Frames.plain("mutation", BenchSchema.writes(MUTATIONS_WARMUP + round)));
        }
        return withCpu(() -> {
            Histogram latencies = new Histogram();
            long begun = nanoClock.getAsLong();
            for (byte[] frame : frames) {
                long sentAt = nanoClock.getAsLong();
                refuse(connection.call(frame), "write");
                latencies.record(nanoClock.getAsLong() - sentAt);
            }
            return new Phase(SocketTask.MUTATION, 1, MUTATIONS, 0, Optional.empty(),
                    Duration.ofNanos(nanoClock.getAsLong() - begun), latencies, Optional.empty());
        });
    }

    private interface Measurement {
        Phase run() throws IOException;
    }

    private Phase withCpu(Measurement measurement) throws IOException {
        Optional<Duration> before = serverCpu.get();
        Phase phase = measurement.run();
        Optional<Duration> used = serverCpu.get().flatMap(after -> before.map(after::minus));
        return new Phase(phase.operation(), phase.inFlight(), phase.replies(), phase.failures(), phase.firstFailure(),
                phase.elapsed(), phase.latencies(), used);
    }
}
