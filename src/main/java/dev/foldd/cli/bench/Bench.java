package dev.foldd.cli.bench;

import dev.foldd.cli.bench.load.LoadConnection;
import dev.foldd.cli.bench.load.LoadLoop;
import dev.foldd.cli.bench.load.Operation;
import dev.foldd.cli.bench.load.Phase;
import dev.foldd.cli.bench.load.Population;
import dev.foldd.cli.bench.load.Rows;
import dev.foldd.cli.bench.load.Scope;
import dev.foldd.client.ClientOptions;
import dev.foldd.client.RpcClient;
import dev.foldd.client.RpcException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;

/** Measures a running daemon: every operation with many requests in flight, then with one. */
final class Bench implements AutoCloseable {

    private static final int DELETE_BATCH = 1_000;
    private static final int PREPARE_AHEAD = 4;
    /** What deletions are given to work on, by their best pace; a phase that runs out of rows ends early. */
    private static final int DELETIONS_PER_SECOND_OF_MANY = 25_000;
    private static final int DELETIONS_PER_SECOND_OF_ONE = 8_000;

    /**
     * What to measure.
     *
     * @param slice how long one slice of a measurement takes
     * @param connections requests in flight in the first of the two measurements of each operation
     * @param users how many users to load and to work on
     */
    record Plan(URI url, ClientOptions client, List<Operation> operations, Duration slice, Duration warmup,
                int connections, int users) {
        Plan {
            operations = List.copyOf(operations);
        }
    }

    private final Plan plan;
    private final Optional<ServerProcess> server;
    private final Rows rows;
    private final SplittableRandom random;
    private final LongSupplier nanoClock;
    private final Consumer<String> progress;
    private final List<LoadConnection> connections = new ArrayList<>();

    /**
     * Nothing is connected before it is needed.
     *
     * @param scope the rows that the caller sees of those prepared
     * @param startMillis keeps the rows of this run apart from those of others
     */
    Bench(Plan plan, Scope scope, Optional<ServerProcess> server, long startMillis, LongSupplier nanoClock,
            Consumer<String> progress) {
        this.plan = plan;
        this.server = server;
        this.random = new SplittableRandom(startMillis);
        this.rows = new Rows(scope, startMillis, random.split());
        this.nanoClock = nanoClock;
        this.progress = progress;
    }

    /** Loads the users that are not there yet, and takes away what runs that were cut off have left. */
    void prepare() throws IOException, RpcException {
        try (RpcClient client = RpcClient.connect(plan.url(), plan.client())) {
            client.call("deleteMany", List.of(Population.ENTITY, Map.of("id", Map.of("gte", Population.madeId(0)))));
            long loaded = load(client, Population.ENTITY, Population::preparedId, Population::preparedBatch);
            progress.accept("loaded " + loaded + " users; " + plan.users() + " are there");
            if (joins()) {
                long pages = load(client, Population.PAGES, Population::pageId, Population::pageBatch);
                progress.accept("loaded " + pages + " pages; " + plan.users() + " are there");
            }
        }
    }

    private long load(RpcClient client, String entity, LongFunction<String> id, LongFunction<List<Object>> batch)
            throws IOException, RpcException {
        List<String> open = new ArrayList<>();
        long loaded = 0;
        for (long first = 0; first < plan.users(); first += Population.BATCH) {
            if (isThere(client, entity, id.apply(first + Population.BATCH - 1))) {
                continue;
            }
            open.add(client.send("createMany", List.of(entity, batch.apply(first))));
            loaded += Population.BATCH;
            if (open.size() >= PREPARE_AHEAD) {
                RpcClient.result(client.reply(open.remove(0)));
            }
        }
        for (String each : open) {
            RpcClient.result(client.reply(each));
        }
        return loaded;
    }

    private boolean joins() {
        return plan.operations().contains(Operation.JOIN);
    }

    /** Whether {@link #prepare} has been here, as far as the caller sees. */
    boolean isPrepared() throws IOException, RpcException {
        long batches = plan.users() / Population.BATCH;
        long number = rows.scope().tenantNumber().orElse((int) ((batches - 1) % Population.TENANTS));
        long last = (batches - 1 - Math.floorMod(batches - 1 - number, Population.TENANTS)) * Population.BATCH;
        try (RpcClient client = RpcClient.connect(plan.url(), plan.client())) {
            return isThere(client, Population.ENTITY, Population.preparedId(number * Population.BATCH))
                    && isThere(client, Population.ENTITY, Population.preparedId(last))
                    && (!joins() || isThere(client, Population.PAGES, Population.pageId(last)));
        }
    }

    /** Makes ready for one operation: its warm-up is not measured. */
    void begin(Operation operation) throws IOException, RpcException {
        progress.accept("measuring " + operation.word());
        while (connections.size() < plan.connections()) {
            connections.add(LoadConnection.open(plan.url(), random));
        }
        stock(operation, plan.warmup(), DELETIONS_PER_SECOND_OF_ONE);
        new LoadLoop(operation, rows, nanoClock).run(connections, plan.warmup());
    }

    /** One slice of the operation that was begun, with so many requests in flight. */
    Phase slice(Operation operation, int inFlight) throws IOException, RpcException {
        stock(operation, plan.slice(), inFlight > 1 ? DELETIONS_PER_SECOND_OF_MANY : DELETIONS_PER_SECOND_OF_ONE);
        Optional<Duration> before = server.flatMap(ServerProcess::cpu);
        Phase phase = new LoadLoop(operation, rows, nanoClock).run(connections.subList(0, inFlight), plan.slice());
        Optional<Duration> used = server.flatMap(ServerProcess::cpu)
                .flatMap(after -> before.map(after::minus));
        return new Phase(phase.operation(), phase.inFlight(), phase.replies(), phase.failures(), phase.firstFailure(),
                phase.elapsed(), phase.latencies(), used);
    }

    @Override
    public void close() throws IOException {
        for (LoadConnection connection : connections) {
            connection.close();
        }
    }

    /** Deleting what is not there would be measured as something else. */
    private void stock(Operation operation, Duration duration, int perSecond) throws IOException, RpcException {
        long wanted = Math.max(1, duration.toMillis() * perSecond / 1000);
        if (operation.target() != Operation.Target.MADE || rows.stock() >= wanted) {
            return;
        }
        try (RpcClient client = RpcClient.connect(plan.url(), plan.client())) {
            while (rows.stock() < wanted) {
                long first = rows.take(Operation.Target.NEW_BATCH);
                List<Object> batch = new ArrayList<>();
                for (long row = first; row < first + Population.BATCH; row++) {
                    batch.add(Population.made(row));
                }
                client.call("createMany", List.of(Population.ENTITY, batch));
            }
        }
    }

    /** Takes away the rows that it has made. */
    void takeAway() throws IOException, RpcException {
        if (rows.stock() > 0) {
            progress.accept("deleting the rows that were made");
        }
        try (RpcClient client = RpcClient.connect(plan.url(), plan.client())) {
            takeAway(client);
        }
        rows.clear();
    }

    private void takeAway(RpcClient client) throws IOException, RpcException {
        for (long first = rows.nextMade() - rows.stock(); first < rows.nextMade(); first += DELETE_BATCH) {
            long last = Math.min(first + DELETE_BATCH, rows.nextMade()) - 1;
            Map<String, Object> range = new LinkedHashMap<>();
            range.put("gte", Population.madeId(first));
            range.put("lte", Population.madeId(last));
            client.call("deleteMany", List.of(Population.ENTITY, Map.of("id", range)));
        }
    }

    private static boolean isThere(RpcClient client, String entity, String id) throws IOException, RpcException {
        return client.call("read", List.of(entity, id)) != null;
    }
}
