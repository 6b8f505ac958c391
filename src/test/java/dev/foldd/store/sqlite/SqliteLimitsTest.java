package dev.foldd.store.sqlite;

import static dev.foldd.store.sqlite.OpenStore.LIMITS;
import static dev.foldd.store.sqlite.OpenStore.await;
import static dev.foldd.store.sqlite.OpenStore.faultOf;
import static dev.foldd.store.sqlite.OpenStore.work;
import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.contract.Cancellation;
import dev.foldd.contract.Observation;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.store.Query;
import dev.foldd.store.Rows;
import dev.foldd.store.Statement;
import dev.foldd.store.Step;
import dev.foldd.store.Work;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteLimitsTest {

    @TempDir
    Path directory;

    @Test
    void a_full_database_refuses_what_does_not_fit_and_goes_on() {
        try (OpenStore open = OpenStore.on(directory).withItems()) {
            await(open.store.define(List.of("CREATE TABLE blob (t TEXT)")));
            await(open.store.write(work(Step.run(new Statement("PRAGMA max_page_count = 60", List.of()), List.of()))));
            Statement large = new Statement("INSERT INTO blob VALUES (?)", List.of());
            Fault full = new Fault.StorageFull("the database cannot grow");
            List<Future<Rows>> results = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                results.add(open.store.write(work(Step.run(large, List.of("x".repeat(30_000))))));
            }

            long refused = results.stream().filter(result -> !succeeds(result)).count();

            assertThat(refused).isBetween(10L, 19L);
            results.stream().filter(result -> !succeeds(result))
                    .forEach(result -> assertThat(faultOf(result)).isEqualTo(full));
            assertThat(await(open.insert("small", 1)).affected()).isEqualTo(1);
            Statement count = new Statement("SELECT count(*) FROM blob", OpenStore.COUNT.columns());
            assertThat(open.read(count).values().get(0)[0]).isEqualTo(20 - refused);
            assertThat(open.observations).contains(new Observation.Warned("store", "SQLite answers SQLITE_FULL"));
        }
    }

    @Test
    void beyond_its_queue_it_refuses_at_once() {
        try (OpenStore small = OpenStore.on(directory, Map.of("write_queue", 10, "read_queue", 5, "readers", 1))
                .withItems()) {
            Cancellation life = new Cancellation();
            small.store.write(new Work(List.of(Step.run(OpenStore.ENDLESS_INSERT, List.of())), LIMITS, life));
            small.store.read(new Query(OpenStore.ENDLESS, List.of(), LIMITS, life));
            List<Future<Rows>> writes = new ArrayList<>();
            List<Future<Rows>> reads = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                writes.add(small.insert("i" + i, i));
                reads.add(small.store.read(OpenStore.query(OpenStore.COUNT)));
            }

            long refusedWrites = writes.stream().filter(Future::failed).count();
            long refusedReads = reads.stream().filter(Future::failed).count();
            life.cancel();

            assertThat(refusedWrites).isBetween(40L, 41L);
            assertThat(refusedReads).isBetween(45L, 46L);
            assertThat(faultOf(writes.get(49))).isEqualTo(SqliteFaults.queueFull());
            assertThat(await(writes.get(0)).affected()).isEqualTo(1);
        }
    }

    private static boolean succeeds(Future<Rows> result) {
        try {
            await(result);
            return true;
        } catch (FaultException e) {
            return false;
        }
    }
}
