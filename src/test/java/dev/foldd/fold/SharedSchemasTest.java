package dev.foldd.fold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.config.Problems;
import dev.foldd.contract.Cancellation;
import dev.foldd.contract.fold.SchemaState;
import dev.foldd.fold.schema.Schema;
import dev.foldd.fold.schema.SchemaReader;
import dev.foldd.fold.storage.FoldDialect;
import dev.foldd.fold.storage.SchemaTable;
import dev.foldd.json.Json;
import dev.foldd.store.Query;
import dev.foldd.store.Store;
import dev.foldd.testing.Database;
import dev.foldd.testing.Stores;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes on one database: neither goes by what it remembers when the other may have changed it. */
class SharedSchemasTest {

    private static final Query.Limits LIMITS = new Query.Limits(Duration.ofSeconds(10), 1_000, 1_000_000);

    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final AtomicBoolean hears = new AtomicBoolean(true);
    private Store store;
    private SchemaTable other;
    private FoldNode node;

    @BeforeEach
    void open() throws Exception {
        store = Stores.fresh(Database.SQLITE, vertx, directory);
        node = done(FoldNode.open(new FoldNode.Ground(store, FoldDialect.SQLITE, LIMITS, messages ->
                Future.failedFuture("nothing is signed"), UUID::randomUUID, Clock.systemUTC(), observation -> { }, hears::get),
                FoldHarness.CONFIG, List.of()));
        other = new SchemaTable(store, FoldDialect.SQLITE, LIMITS, Clock.systemUTC());
        done(other.insert(schema(), SchemaState.APPROVED, new Cancellation()));
    }

    @AfterEach
    void close() throws Exception {
        done(store.close());
        done(vertx.close());
    }

    private static Schema schema() {
        return SchemaReader.read((Map<?, ?>) Json.parse("""
                {"name": "Visit", "payment_config": {"base_multiplier": 1.0, "min_payment_threshold": 0}, "fields": {"page": {
                  "permission_policy": {"read_policy": "NoRequirement", "write_policy": {"Distance": 1}}, "field_mappers": {},
                  "payment_config": {"base_multiplier": 1.0, "trust_distance_scaling": "None"}}}}"""), new Problems()).orElseThrow();
    }

    private static <T> T done(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private Map<String, SchemaTable.Kept> known() {
        return node.book().all(Optional.empty());
    }

    @Test
    void what_another_makes_and_blocks_is_known_when_it_is_told() throws Exception {
        assertThat(known()).isEmpty();

        done(node.schemas().changedElsewhere());
        assertThat(known().get("Visit").state()).isEqualTo(SchemaState.APPROVED);
        done(other.setState("Visit", SchemaState.BLOCKED, new Cancellation()));
        done(node.schemas().changedElsewhere());

        assertThat(known().get("Visit").state()).isEqualTo(SchemaState.BLOCKED);
        assertThat(node.schemas().isCurrent()).isTrue();
    }

    @Test
    void what_was_told_and_could_not_be_read_is_not_gone_by() throws Exception {
        Promise<Boolean> meanwhile = Promise.promise();
        Promise<Void> read = Promise.promise();
        // What is read comes back to the context that asked, which is busy until then.
        vertx.runOnContext(asking -> {
            node.schemas().changedElsewhere().onComplete(read);
            meanwhile.complete(node.schemas().isCurrent());
        });

        assertThat(done(meanwhile.future())).as("while it is read").isFalse();
        done(read.future());
        assertThat(node.schemas().isCurrent()).isTrue();
        done(store.close());

        assertThat(node.schemas().changedElsewhere().toCompletionStage().toCompletableFuture())
                .failsWithin(Duration.ofSeconds(10));

        assertThat(node.schemas().isCurrent()).isFalse();
    }

    @Test
    void while_others_cannot_be_heard_nothing_is_gone_by() {
        hears.set(false);

        assertThat(node.schemas().isCurrent()).isFalse();
    }

    @Test
    void what_is_put_while_others_are_read_stays() {
        long edition = node.book().edition();
        node.book().put(schema(), SchemaState.BLOCKED);

        assertThat(node.book().replace(Map.of(), edition)).isFalse();
        assertThat(known()).containsKey("Visit");
        assertThat(node.book().replace(Map.of(), node.book().edition())).isTrue();
        assertThat(known()).isEmpty();
        assertThat(node.book().replace(known(), edition + 1)).as("an older reading that comes later").isFalse();
    }
}
