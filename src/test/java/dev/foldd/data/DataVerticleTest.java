package dev.foldd.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.bus.Bus;
import dev.foldd.config.Problems;
import dev.foldd.config.Section;
import dev.foldd.contract.Addresses;
import dev.foldd.contract.Caller;
import dev.foldd.contract.Cancellation;
import dev.foldd.contract.Incidents;
import dev.foldd.contract.Principal;
import dev.foldd.contract.audit.AuditEntry;
import dev.foldd.contract.audit.AuditTrail;
import dev.foldd.contract.data.DataRequest;
import dev.foldd.contract.data.Method;
import dev.foldd.data.acl.PolicyCompiler;
import dev.foldd.data.entity.EntityCatalogue;
import dev.foldd.data.entity.RowValidator;
import dev.foldd.data.entity.ValueLimits;
import dev.foldd.data.plan.Cursors;
import dev.foldd.data.plan.Planner;
import dev.foldd.data.retry.KeptAnswers;
import dev.foldd.data.sql.SqlDialect;
import dev.foldd.store.Capabilities;
import dev.foldd.store.SqliteConfig;
import dev.foldd.store.sqlite.SqliteStore;
import dev.foldd.testing.Entities;
import dev.foldd.testing.FixedGenerators;
import dev.foldd.testing.Yamls;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataVerticleTest {

    private static final DataConfig CONFIG = DataConfig.read(Section.root(Map.of(), new Problems()));

    private final ConcurrentLinkedQueue<String> threads = new ConcurrentLinkedQueue<>();
    private final ExecutorService logThread = Executors.newSingleThreadExecutor(work -> new Thread(work, "log"));
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws Exception {
        wait(vertx.close());
        logThread.shutdown();
    }

    /** As in the log's strict mode: every record is on disk before its stage is completed, by the log's own thread. */
    @Test
    void a_log_with_a_thread_of_its_own_takes_nobody_from_his_event_loop(@TempDir Path directory) throws Exception {
        var store = wait(SqliteStore.open(vertx, directory.resolve("test.db"), SqliteConfig.read(
                Section.root(Map.of(), new Problems())), observation -> { }));
        wait(store.define(List.of("CREATE TABLE \"Doc\" (\"id\" TEXT PRIMARY KEY, \"title\" TEXT)")));
        Bus bus = new Bus(vertx, new Incidents(observation -> { }), Duration.ofSeconds(20));
        RequestPath path = new RequestPath((caller, writes) -> { }, DataVerticleTest::planner, store,
                CONFIG.transactions(), new KeptAnswers(SqlDialect.SQLITE, CONFIG.statement(), CONFIG.answersKept(),
                        Clock.systemUTC()), new Synced(), new Incidents(observation -> { }),
                observation -> threads.add(Thread.currentThread().getName()), System::nanoTime);
        wait(vertx.deployVerticle(new DataVerticle(bus, path, store)));

        wait(bus.ask(Addresses.DATA_EXECUTE, new DataRequest(new Caller(Principal.user("u1", "user"), "rpc", "127.0.0.1",
                "1-1", new Cancellation()), Method.READ, Map.of("entity", "Doc", "id", "d1"))));

        assertThat(threads).isNotEmpty().allMatch(name -> name.contains("eventloop"));
        wait(store.close());
    }

    private static Planner planner() {
        EntityCatalogue entities = new EntityCatalogue(List.of(Entities.entity("Doc").key("id").text("title").build()));
        RowValidator validator = new RowValidator(new FixedGenerators(), ValueLimits.DEFAULT);
        var policy = new PolicyCompiler(entities, validator::value).compile(
                Yamls.tree("rules: [{entity: Doc, role: user, operations: [read]}]"), new Problems(), new ArrayList<>());
        return new Planner(new DataModel(entities, policy), CONFIG, validator, new Cursors(new byte[32]), SqlDialect.SQLITE,
                new Capabilities(true, false, false, false, false, false, false));
    }

    private static <T> T wait(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    /** Notes where the daemon is when it records what has happened. */
    private final class Synced implements AuditTrail {

        private final Executor later = CompletableFuture.delayedExecutor(5, TimeUnit.MILLISECONDS, logThread);

        @Override
        public void admit() {
            threads.add(Thread.currentThread().getName());
        }

        @Override
        public CompletionStage<Void> intend(AuditEntry intent) {
            return CompletableFuture.runAsync(() -> { }, later);
        }

        @Override
        public CompletionStage<Void> record(AuditEntry outcome) {
            threads.add(Thread.currentThread().getName());
            return CompletableFuture.runAsync(() -> { }, later);
        }
    }
}
