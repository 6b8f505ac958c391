package dev.foldd.store.sqlite;

import dev.foldd.config.Problems;
import dev.foldd.config.Section;
import dev.foldd.contract.Cancellation;
import dev.foldd.contract.Observation;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.store.Query;
import dev.foldd.store.Rows;
import dev.foldd.store.SqliteConfig;
import dev.foldd.store.Statement;
import dev.foldd.store.Step;
import dev.foldd.store.ValueType;
import dev.foldd.store.Work;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** A real store on a file, with the few words that its tests share. */
final class OpenStore implements AutoCloseable {

    static final Query.Limits LIMITS = new Query.Limits(Duration.ofSeconds(25), 10_000, 100_000_000);
    /** Runs until it is interrupted. */
    static final Statement ENDLESS = new Statement("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
            + "SELECT count(*) FROM n WHERE i < 0", List.of(new Statement.Column("count", ValueType.BIGINT)));
    /** Writes until it is interrupted. */
    static final Statement ENDLESS_INSERT = new Statement(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
                    + "INSERT INTO item (id, n) SELECT 'endless' || i, 0 FROM n WHERE i < 0 OR i = 1", List.of());
    static final Statement INSERT = new Statement("INSERT INTO item (id, n) VALUES (?, ?)", List.of());
    static final Statement COUNT = new Statement("SELECT count(*) FROM item",
            List.of(new Statement.Column("count", ValueType.BIGINT)));

    final Vertx vertx;
    final SqliteStore store;
    final Queue<Observation> observations = new ConcurrentLinkedQueue<>();

    private OpenStore(Path file, Map<String, Object> settings) {
        vertx = Vertx.vertx();
        SqliteConfig config = SqliteConfig.read(Section.root(settings, new Problems()));
        store = await(SqliteStore.open(vertx, file, config, observations::add));
    }

    static OpenStore on(Path directory) {
        return on(directory, Map.of());
    }

    static OpenStore on(Path directory, Map<String, Object> settings) {
        return new OpenStore(directory.resolve("test.db"), settings);
    }

    OpenStore withItems() {
        await(store.define(List.of("CREATE TABLE item (id TEXT PRIMARY KEY, n INTEGER NOT NULL CHECK (n < 1000000), "
                + "parent TEXT REFERENCES item(id))")));
        return this;
    }

    Rows read(Statement statement, Object... parameters) {
        return await(store.read(query(statement, parameters)));
    }

    long items() {
        return (Long) read(COUNT).values().get(0)[0];
    }

    Future<Rows> insert(String id, long n) {
        return store.write(work(Step.run(INSERT, List.of(id, n))));
    }

    static Query query(Statement statement, Object... parameters) {
        return new Query(statement, Arrays.asList(parameters), LIMITS, new Cancellation());
    }

    static Work work(Step... steps) {
        return new Work(List.of(steps), LIMITS, new Cancellation());
    }

    static Query.Limits within(Duration timeout) {
        return new Query.Limits(timeout, LIMITS.rowsMax(), LIMITS.bytesMax());
    }

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new CompletionException(e.getCause());
        } catch (Exception e) {
            throw new AssertionError("no answer", e);
        }
    }

    /** The fault that it must fail with. */
    static Fault faultOf(Future<?> future) {
        CompletableFuture<Fault> fault = new CompletableFuture<>();
        future.onComplete(result -> {
            if (result.succeeded()) {
                fault.completeExceptionally(new AssertionError("it succeeded"));
            } else if (result.cause() instanceof FaultException e) {
                fault.complete(e.fault());
            } else {
                fault.completeExceptionally(result.cause());
            }
        });
        return fault.orTimeout(60, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        await(store.close());
        await(vertx.close());
    }
}
