package dev.foldd.store.sqlite;

import static dev.foldd.store.sqlite.OpenStore.ENDLESS;
import static dev.foldd.store.sqlite.OpenStore.ENDLESS_INSERT;
import static dev.foldd.store.sqlite.OpenStore.LIMITS;
import static dev.foldd.store.sqlite.OpenStore.await;
import static dev.foldd.store.sqlite.OpenStore.faultOf;
import static dev.foldd.store.sqlite.OpenStore.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.foldd.contract.Cancellation;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.store.Query;
import dev.foldd.store.Rows;
import dev.foldd.store.Statement;
import dev.foldd.store.Step;
import dev.foldd.store.ValueType;
import dev.foldd.store.Work;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteStopTest {

    private static final Duration SHORT = Duration.ofMillis(50);
    private static final Fault LEFT = new Fault.Unavailable("the caller has left", Duration.ofSeconds(1));
    private static final Fault TOO_LONG = new Fault.Timeout(SHORT);
    private static final Statement LASTING = new Statement(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT ?) SELECT count(*) FROM n",
            List.of(new Statement.Column("count", ValueType.BIGINT)));
    private static final Statement LASTING_UPDATE = new Statement(
            "UPDATE item SET n = (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT ?) "
                    + "SELECT count(*) * 0 FROM n) WHERE id = 'i0'", List.of());

    @TempDir
    Path directory;
    private OpenStore open;

    @BeforeEach
    void open() {
        open = OpenStore.on(directory, Map.of("readers", 1)).withItems();
    }

    @AfterEach
    void close() {
        open.close();
    }

    @Test
    void a_read_is_interrupted_when_its_time_is_over() {
        assertThat(faultOf(read(ENDLESS, within(SHORT), new Cancellation()))).isEqualTo(TOO_LONG);
        assertThat(open.items()).isZero();
    }

    @Test
    void a_write_is_interrupted_when_its_time_is_over() {
        assertThat(faultOf(write(ENDLESS_INSERT, within(SHORT), new Cancellation()))).isEqualTo(TOO_LONG);
        assertThat(open.items()).isZero();
    }

    @Test
    void waiting_counts_as_time_too() {
        Cancellation life = new Cancellation();
        Future<Rows> running = read(ENDLESS, LIMITS, life);
        Future<Rows> waiting = read(OpenStore.COUNT, within(SHORT), new Cancellation());

        assertThat(faultOf(waiting)).isEqualTo(TOO_LONG);

        assertThat(running.isComplete()).isFalse();
        life.cancel();
        assertThat(faultOf(running)).isEqualTo(LEFT);
    }

    @Test
    void running_work_stops_when_its_caller_leaves() {
        Cancellation life = new Cancellation();
        Future<Rows> reading = read(ENDLESS, LIMITS, life);
        Future<Rows> writing = write(ENDLESS_INSERT, LIMITS, life);

        life.cancel();

        assertThat(faultOf(reading)).isEqualTo(LEFT);
        assertThat(faultOf(writing)).isEqualTo(LEFT);
        assertThat(open.items()).isZero();
    }

    @Test
    void queued_work_of_one_who_has_left_never_runs() {
        Cancellation blocking = new Cancellation();
        Cancellation life = new Cancellation();
        Future<Rows> first = write(ENDLESS_INSERT, LIMITS, blocking);
        Future<Rows> queued = open.store.write(new Work(List.of(Step.run(OpenStore.INSERT, List.of("a", 1L))), LIMITS,
                life));

        life.cancel();
        assertThat(faultOf(queued)).isEqualTo(LEFT);
        blocking.cancel();
        assertThat(faultOf(first)).isEqualTo(LEFT);

        assertThat(open.items()).isZero();
    }

    @Test
    void what_comes_in_after_its_caller_has_left_never_runs() {
        Cancellation life = new Cancellation();
        life.cancel();

        for (int i = 0; i < 100; i++) {
            Step step = Step.run(OpenStore.INSERT, List.of("i" + i, 1L));
            assertThat(faultOf(open.store.write(new Work(List.of(step), LIMITS, life)))).isEqualTo(LEFT);
            assertThat(faultOf(read(OpenStore.COUNT, LIMITS, life))).isEqualTo(LEFT);
        }

        assertThat(open.items()).isZero();
    }

    @Test
    void a_unit_of_many_statements_is_stopped_between_them() {
        List<List<Object>> many = new ArrayList<>();
        for (int i = 0; i < 3_000_000; i++) {
            many.add(List.of("same", 1L));
        }
        Statement upsert = new Statement("INSERT INTO item (id, n) VALUES (?, ?) ON CONFLICT DO NOTHING", List.of());

        Future<Rows> result = open.store.write(new Work(List.of(Step.runAll(upsert, many)), within(SHORT),
                new Cancellation()));

        assertThat(faultOf(result)).isEqualTo(TOO_LONG);
        assertThat(open.items()).isZero();
    }

    @Test
    void an_interrupt_costs_the_others_of_its_group_nothing() {
        List<Future<Rows>> inserts = new ArrayList<>();
        List<Future<Rows>> endless = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            inserts.add(open.insert("i" + i, i));
            if (i % 250 == 100) {
                endless.add(write(ENDLESS_INSERT, within(SHORT), new Cancellation()));
            }
        }

        inserts.forEach(insert -> assertThat(await(insert).affected()).isEqualTo(1));

        endless.forEach(result -> assertThat(faultOf(result)).isEqualTo(TOO_LONG));
        assertThat(open.items()).isEqualTo(1_000);
    }

    /** Callers leave at every moment of a statement's life; nobody else may ever notice. */
    @Test
    void an_interrupt_never_hits_another_statement() {
        Random random = new Random(3);
        List<Future<Rows>> loyal = new ArrayList<>();
        List<Future<Rows>> leaving = new ArrayList<>();
        for (int i = 0; i < 1_500; i++) {
            long length = 1 + random.nextInt(100_000);
            Query query = new Query(LASTING, List.of(length), within(Duration.ofMillis(1 + random.nextInt(40))),
                    new Cancellation());
            leaving.add(open.store.read(query));
            loyal.add(open.store.read(new Query(LASTING, List.of(10L), LIMITS, new Cancellation())));
            loyal.add(open.insert("i" + i, i));
            leaving.add(open.store.write(new Work(List.of(Step.run(LASTING_UPDATE, List.of(length))), query.limits(),
                    query.life())));
            if (i % 20 == 0) {
                await(loyal.get(loyal.size() - 2));
            }
        }

        loyal.forEach(OpenStore::await);

        Awaitility.await().until(() -> leaving.stream().allMatch(Future::isComplete));
        assertThat(leaving).allSatisfy(result -> assertThat(result.succeeded() || isTimeout(result)).isTrue());
        assertThat(leaving).anyMatch(SqliteStopTest::isTimeout).anyMatch(Future::succeeded);
        assertThat(open.items()).isEqualTo(1_500);
    }

    @Test
    void closing_lets_what_runs_finish_and_refuses_what_comes_after() {
        List<Future<Rows>> inserts = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            inserts.add(open.insert("i" + i, i));
        }
        await(open.store.tables());

        await(open.store.close());

        inserts.forEach(insert -> assertThat(insert.succeeded()).isTrue());
        assertThat(faultOf(open.insert("late", 1))).isEqualTo(SqliteFaults.closed());
        assertThat(faultOf(open.store.tables())).isEqualTo(SqliteFaults.closed());
        assertThat(directory.resolve("test.db-wal")).doesNotExist();
        assertThat(directory.resolve("test.db-shm")).doesNotExist();
    }

    @Test
    void closing_waits_for_no_statement_longer_than_a_stop_may_take() {
        Future<Rows> reading = read(ENDLESS, LIMITS, new Cancellation());
        Future<Rows> writing = write(ENDLESS_INSERT, LIMITS, new Cancellation());
        Future<Rows> behind = open.insert("behind", 1);

        assertTimeout(Duration.ofSeconds(8), () -> await(open.store.close()));

        assertThat(faultOf(reading)).isEqualTo(SqliteFaults.stopping());
        assertThat(faultOf(writing)).isEqualTo(SqliteFaults.stopping());
        assertThat(behind.isComplete()).isTrue();
    }

    @Test
    void closing_does_not_wait_for_another_process_as_long_as_a_write_would(@TempDir Path other) throws SQLException {
        try (OpenStore patient = OpenStore.on(other, Map.of("busy_timeout", "60s")).withItems();
                Connection holder = locked(other)) {
            Future<Rows> waiting = patient.insert("a", 1);

            assertTimeout(Duration.ofSeconds(8), () -> await(patient.store.close()));

            assertThat(faultOf(waiting)).isInstanceOf(Fault.Unavailable.class);
            assertThat(holder.isClosed()).isFalse();
        }
    }

    @Test
    void a_write_waits_for_another_process_until_it_lets_go() throws Exception {
        try (Connection holder = locked(directory)) {
            Future<Rows> waiting = open.insert("a", 1);
            Awaitility.await().during(Duration.ofMillis(300)).until(() -> !waiting.isComplete());

            holder.rollback();

            assertThat(await(waiting).affected()).isEqualTo(1);
        }
    }

    @Test
    void closing_empties_the_log_even_where_another_process_keeps_the_file_open() throws Exception {
        await(open.insert("a", 1));
        try (Connection reader = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("test.db"));
                PreparedStatement any = reader.prepareStatement("SELECT count(*) FROM item")) {
            any.executeQuery().close();

            await(open.store.close());

            assertThat(directory.resolve("test.db-wal")).hasSize(0);
        }
    }

    /** The lock that a writing process holds. */
    private static Connection locked(Path directory) throws SQLException {
        Connection holder = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("test.db"));
        holder.setAutoCommit(false);
        try (PreparedStatement insert = holder.prepareStatement("INSERT INTO item (id, n) VALUES ('held', 1)")) {
            insert.execute();
        }
        return holder;
    }

    private static boolean isTimeout(Future<Rows> result) {
        return result.failed() && result.cause() instanceof FaultException e
                && e.fault() instanceof Fault.Timeout;
    }

    private Future<Rows> read(Statement statement, Query.Limits limits, Cancellation life) {
        return open.store.read(new Query(statement, List.of(), limits, life));
    }

    private Future<Rows> write(Statement statement, Query.Limits limits, Cancellation life) {
        return open.store.write(new Work(List.of(Step.run(statement, List.of())), limits, life));
    }
}
