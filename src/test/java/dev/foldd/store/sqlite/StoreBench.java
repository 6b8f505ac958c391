package dev.foldd.store.sqlite;

import dev.foldd.config.Problems;
import dev.foldd.config.Section;
import dev.foldd.contract.Cancellation;
import dev.foldd.store.Query;
import dev.foldd.store.SqliteConfig;
import dev.foldd.store.Statement;
import dev.foldd.store.Step;
import dev.foldd.store.ValueType;
import dev.foldd.store.Work;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Measures the store alone, from event loops and back. Not a test: run its main with {@code key=value} arguments, which
 * are those of {@code database.sqlite} and {@code rows}, {@code seconds}, {@code loops}, {@code reads=only}.
 */
public final class StoreBench {

    private static final Query.Limits LIMITS = new Query.Limits(Duration.ofSeconds(25), 1000, 10_000_000);
    private static final List<Statement.Column> COLUMNS = List.of(
            column("id", ValueType.TEXT), column("username", ValueType.TEXT), column("email", ValueType.TEXT),
            column("role", ValueType.TEXT), column("bio", ValueType.TEXT), column("tenantId", ValueType.TEXT),
            column("createdAt", ValueType.BIGINT), column("updatedAt", ValueType.BIGINT),
            column("active", ValueType.BOOLEAN), column("score", ValueType.DOUBLE), column("meta", ValueType.JSON),
            column("note", ValueType.TEXT));
    private static final Statement READ = new Statement("SELECT \"id\", username, email, role, bio, \"tenantId\", "
            + "\"createdAt\", \"updatedAt\", active, score, meta, note FROM \"User\" WHERE \"id\" = ?", COLUMNS);
    private static final Statement INSERT = new Statement(
            "INSERT INTO \"User\" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", List.of());

    private final Vertx vertx;
    private final SqliteStore store;
    private final List<Context> contexts = new ArrayList<>();
    private final int rows;
    private final Duration duration;
    private final boolean inserts;
    private final Cancellation life = new Cancellation();
    private final AtomicInteger fresh = new AtomicInteger();

    private StoreBench(Vertx vertx, SqliteStore store, int loops, int rows, Duration duration, boolean inserts) {
        this.vertx = vertx;
        this.store = store;
        this.rows = rows;
        this.duration = duration;
        this.inserts = inserts;
        for (int i = 0; i < loops; i++) {
            contexts.add(vertx.getOrCreateContext());
        }
    }

    public static void main(String[] arguments) throws Exception {
        Map<String, Object> settings = new HashMap<>();
        for (String argument : arguments) {
            String[] parts = argument.split("=", 2);
            settings.put(parts[0], parts[1]);
        }
        int rows = Integer.parseInt(settings.getOrDefault("rows", "100000").toString());
        int seconds = Integer.parseInt(settings.getOrDefault("seconds", "3").toString());
        int loops = Integer.parseInt(settings.getOrDefault("loops", "2").toString());
        Path directory = Files.createTempDirectory("foldd-bench");
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(loops));
        SqliteConfig config = SqliteConfig.read(Section.root(settings, new Problems()));
        SqliteStore store = await(SqliteStore.open(vertx, directory.resolve("bench.db"), config, System.out::println));
        try {
            new StoreBench(vertx, store, loops, rows, Duration.ofSeconds(seconds), !settings.containsKey("reads"))
                    .run();
        } finally {
            await(store.close());
            await(vertx.close());
            try (var files = Files.list(directory)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(directory);
        }
    }

    private void run() throws Exception {
        await(store.define(List.of("CREATE TABLE \"User\" (\"id\" TEXT PRIMARY KEY, username TEXT, email TEXT, "
                + "role TEXT, bio TEXT, \"tenantId\" TEXT, \"createdAt\" INTEGER, \"updatedAt\" INTEGER, "
                + "active INTEGER, score REAL, meta TEXT, note TEXT)")));
        load();
        measure("read, 1 in flight", 1, this::read);
        for (int round = 0; round < 3; round++) {
            measure("read, 32 in flight", 32, this::read);
        }
        measure("read, 1 in flight", 1, this::read);
        if (!inserts) {
            return;
        }
        measure("insert, 1 in flight", 1, this::insert);
        for (int round = 0; round < 2; round++) {
            measure("insert, 32 in flight", 32, this::insert);
            measure("insert, 256 in flight", 256, this::insert);
        }
        measure("read, 32 in flight", 32, this::read);
    }

    private void load() throws Exception {
        List<List<Object>> batch = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            batch.add(user(fresh.getAndIncrement()));
            if (batch.size() == 10_000) {
                await(store.write(new Work(List.of(Step.runAll(INSERT, batch)), LIMITS, life)));
                batch = new ArrayList<>();
            }
        }
    }

    private Future<?> read() {
        return store.read(new Query(READ, List.of(id(ThreadLocalRandom.current().nextInt(rows))), LIMITS, life));
    }

    private Future<?> insert() {
        return store.write(new Work(List.of(Step.run(INSERT, user(fresh.getAndIncrement()))), LIMITS, life));
    }

    private void measure(String name, int inFlight, Supplier<Future<?>> call) throws Exception {
        long until = System.nanoTime() + duration.toNanos();
        long cpuBefore = cpuNanos();
        long start = System.nanoTime();
        List<Chain> chains = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(inFlight);
        for (int i = 0; i < inFlight; i++) {
            Chain chain = new Chain(call, until, done);
            chains.add(chain);
            contexts.get(i % contexts.size()).runOnContext(nothing -> chain.next());
        }
        done.await();
        double seconds = (System.nanoTime() - start) / 1e9;
        double cpu = (cpuNanos() - cpuBefore) / 1e3;
        int count = chains.stream().mapToInt(chain -> chain.count).sum();
        long[] latencies = chains.stream().flatMapToLong(chain -> Arrays.stream(chain.latencies, 0,
                Math.min(chain.count, chain.latencies.length))).sorted().toArray();
        System.out.printf("%-22s %,9.0f/s   p50 %6.1f us   p99 %7.1f us   CPU %5.1f us each%n", name, count / seconds,
                latencies[latencies.length / 2] / 1e3, latencies[latencies.length * 99 / 100] / 1e3, cpu / count);
    }

    /** One request after the other, on one event loop. */
    private static final class Chain {
        private final Supplier<Future<?>> call;
        private final long until;
        private final CountDownLatch done;
        private final long[] latencies = new long[100_000];
        private int count;

        Chain(Supplier<Future<?>> call, long until, CountDownLatch done) {
            this.call = call;
            this.until = until;
            this.done = done;
        }

        void next() {
            long start = System.nanoTime();
            call.get().onComplete(result -> {
                long now = System.nanoTime();
                if (result.failed()) {
                    System.out.println(result.cause());
                }
                latencies[count++ % latencies.length] = now - start;
                if (now - until < 0) {
                    next();
                } else {
                    done.countDown();
                }
            });
        }
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static List<Object> user(int i) {
        return Arrays.asList(id(i), "username" + i, "user" + i + "@example.org", "user",
                "A short biography of user number " + i, "tenant-" + i % 10, 1_700_000_000_000L + i,
                1_700_000_000_000L + i, true, i / 3.0, "{\"a\":1}", null);
    }

    private static String id(int i) {
        String digits = Long.toHexString(0x1_0000_0000L + (i * 2_654_435_761L & 0xffff_ffffL)).substring(1);
        return digits + "-0000-4000-8000-" + Long.toHexString(0x1_0000_0000_0000L + i).substring(1);
    }

    private static Statement.Column column(String name, ValueType type) {
        return new Statement.Column(name, type);
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get();
    }
}
