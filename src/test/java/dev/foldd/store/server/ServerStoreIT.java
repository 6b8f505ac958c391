package dev.foldd.store.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.foldd.config.Problems;
import dev.foldd.config.Section;
import dev.foldd.contract.Cancellation;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.store.DatabaseConfig;
import dev.foldd.store.Query;
import dev.foldd.store.Rows;
import dev.foldd.store.Statement;
import dev.foldd.store.Step;
import dev.foldd.store.Store;
import dev.foldd.store.Transaction;
import dev.foldd.store.ValueType;
import dev.foldd.store.Work;
import dev.foldd.testing.Database;
import dev.foldd.testing.Stores;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The store in front of real servers: what it promises of units of work, transactions, limits and a server that goes away. */
@Timeout(60)
@ParameterizedClass
@EnumSource(value = Database.class, names = {"POSTGRES", "MARIADB"})
class ServerStoreIT {

    private static final Query.Limits LIMITS = new Query.Limits(Duration.ofSeconds(20), 1_000, 10_000_000);
    private static final Fault TAKEN = new Fault.Forbidden("it is there");

    @Parameter
    private Database database;

    private final Vertx vertx = Vertx.vertx();
    private Map<String, Object> settings;
    private Proxy proxy;
    private Store store;

    @BeforeEach
    void open() throws Exception {
        settings = database.fresh();
        proxy = new Proxy(vertx, (int) settings.get("connection.port"));
        done(proxy.up());
        store = opened(Map.of("connection.pool_size", 3, "connection.max_waiting", 2, "connection.timeout", "2s"));
        done(store.define(List.of("CREATE TABLE item (id varchar(50) PRIMARY KEY, n bigint NOT NULL)")));
    }

    @AfterEach
    void close() throws Exception {
        done(store.close());
        done(vertx.close());
    }

    private Store opened(Map<String, Object> more) throws Exception {
        DatabaseConfig config = DatabaseConfig.read(Section.root(
                Stores.tree(settings, Map.of("connection.port", proxy.port()), more), new Problems()));
        return Stores.open(database, vertx, config, Path.of("none"));
    }

    private boolean isPostgres() {
        return database == Database.POSTGRES;
    }

    /** A statement with its placeholders as this database writes them. */
    private String sql(String text) {
        String written = text;
        for (int i = 1; isPostgres() && written.contains("?"); i++) {
            written = written.replaceFirst("\\?", "\\$" + i);
        }
        return written;
    }

    private Statement insert() {
        return new Statement(sql("INSERT INTO item (id, n) VALUES (?, ?)"), List.of());
    }

    private Future<Rows> inserting(String id) {
        return store.write(work(Step.run(insert(), List.of(id, 1L))));
    }

    private static Work work(Step... steps) {
        return new Work(List.of(steps), LIMITS, new Cancellation());
    }

    private Query query(String text, ValueType type, Object... values) {
        return new Query(new Statement(sql(text), List.of(new Statement.Column("x", type))), Arrays.asList(values), LIMITS,
                new Cancellation());
    }

    private long items() throws Exception {
        return (Long) done(store.read(query("SELECT count(*) FROM item", ValueType.BIGINT))).values().get(0)[0];
    }

    private Query sleeping(Duration limit, Cancellation life) {
        return new Query(new Statement(isPostgres() ? "SELECT 1 FROM pg_sleep(30)" : "SELECT SLEEP(30) FROM DUAL WHERE 1=1",
                List.of(new Statement.Column("x", ValueType.INTEGER))), List.of(), new Query.Limits(limit, 10, 1000), life);
    }

    private static <T> T done(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private static Fault faultOf(Future<?> future) throws Exception {
        try {
            done(future);
        } catch (ExecutionException e) {
            return ((FaultException) e.getCause()).fault();
        }
        throw new AssertionError("it should have failed");
    }

    @Test
    void values_come_back_as_they_went() throws Exception {
        for (long number : new long[] {0, -1, (1L << 53) - 1, (1L << 53) + 1, Long.MIN_VALUE, Long.MAX_VALUE}) {
            String id = "n" + number;
            done(store.write(work(Step.run(insert(), List.of(id, number)))));
            assertThat(done(store.read(query("SELECT n FROM item WHERE id = ?", ValueType.BIGINT, id))).values().get(0)[0])
                    .isEqualTo(number);
        }
        String as = isPostgres() ? "text" : "CHAR";
        for (String text : List.of("", "é\ud83d\ude00", "a\\b'\"%", "x".repeat(1 << 20))) {
            assertThat(done(store.read(query("SELECT CAST(? AS " + as + ")", ValueType.TEXT, text))).values().get(0)[0])
                    .isEqualTo(text);
        }
        assertThat(done(store.read(query("SELECT CAST(? AS DECIMAL(38,18))", ValueType.DECIMAL,
                new BigDecimal("12345678901234567890.1230")))).values().get(0)[0])
                .isEqualTo(new BigDecimal("12345678901234567890.123"));
        Query moment = new Query(new Statement(sql(isPostgres() ? "SELECT ?::timestamptz" : "SELECT CAST(? AS DATETIME(3))"),
                List.of(ValueType.DATETIME), List.of(new Statement.Column("x", ValueType.DATETIME)), Optional.empty(), false),
                List.of("1969-07-20T20:17:40.123Z"), LIMITS, new Cancellation());
        assertThat(done(store.read(moment)).values().get(0)[0]).isEqualTo("1969-07-20T20:17:40.123Z");
    }

    @Test
    void what_the_database_refuses_is_a_fault_of_the_closed_list() throws Exception {
        done(inserting("a"));

        assertThat(faultOf(inserting("a"))).isEqualTo(new Fault.Conflict("a row with this key or unique value exists"));
        assertThat(faultOf(store.write(work(Step.run(insert(), Arrays.asList("b", null)))))).isInstanceOf(Fault.Invalid.class);
        assertThat(faultOf(inserting("x".repeat(51)))).isInstanceOf(Fault.Invalid.class);
        assertThat(items()).isEqualTo(1);
    }

    @Test
    void a_unit_of_work_happens_all_or_not_at_all() throws Exception {
        Statement find = new Statement(sql("SELECT n FROM item WHERE id = ?"),
                List.of(new Statement.Column("n", ValueType.BIGINT)));
        Step two = Step.run(insert(), List.of("b", 2L));

        done(store.write(work(Step.needNone(find, List.of("a"), TAKEN), Step.run(insert(), List.of("a", 1L)), two)));

        assertThat(faultOf(store.write(work(Step.run(insert(), List.of("c", 1L)), Step.needNone(find, List.of("a"), TAKEN)))))
                .isEqualTo(TAKEN);
        assertThat(faultOf(store.write(work(Step.run(insert(), List.of("c", 1L)), two)))).isInstanceOf(Fault.Conflict.class);
        assertThat(faultOf(store.write(work(Step.runAll(insert(), List.of(List.of("d", 1L), List.of("a", 1L)))))))
                .isInstanceOf(Fault.Conflict.class);
        assertThat(done(store.write(work(Step.run(insert(), List.of("e", 7L)).readingBack(find, List.of("e"))))).values()
                .get(0)[0]).isEqualTo(7L);
        done(store.write(work(Step.run(insert(), List.of("f", 1L)))
                .closedBy(rows -> Step.run(insert(), List.of("of-f", rows.affected())))));
        assertThat(items()).isEqualTo(5);
    }

    @Test
    void a_statement_is_stopped_when_its_time_is_over_or_its_caller_has_left() throws Exception {
        Cancellation life = new Cancellation();
        Future<Rows> left = store.read(sleeping(Duration.ofSeconds(20), life));

        assertThat(faultOf(store.read(sleeping(Duration.ofMillis(100), new Cancellation()))))
                .isEqualTo(new Fault.Timeout(Duration.ofMillis(100)));
        life.cancel();

        assertThat(faultOf(left)).isEqualTo(new Fault.Unavailable("the caller has left", Duration.ofSeconds(1)));
        done(inserting("after"));
    }

    @Test
    void waiting_for_a_connection_is_bounded_in_number() throws Exception {
        List<Cancellation> lives = new ArrayList<>();
        List<Future<Rows>> sleepers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            lives.add(new Cancellation());
            sleepers.add(store.read(sleeping(Duration.ofSeconds(20), lives.get(i))));
        }

        await().until(() -> sleepers.stream().filter(Future::failed).count() >= 3);
        assertThat(faultOf(sleepers.stream().filter(Future::failed).findFirst().orElseThrow()))
                .isEqualTo(new Fault.Unavailable("too many requests wait for a connection", Duration.ofSeconds(1)));
        lives.forEach(Cancellation::cancel);
        await().until(() -> sleepers.stream().allMatch(Future::isComplete));
        done(inserting("after"));
    }

    @Test
    void what_finds_no_connection_in_its_own_time_has_not_begun_and_takes_none_from_those_behind() throws Exception {
        List<Transaction> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            all.add(begun(Duration.ofSeconds(20), new Cancellation()));
        }

        assertThat(faultOf(store.read(sleeping(Duration.ofMillis(200), new Cancellation()))))
                .isEqualTo(new Fault.Unavailable("too many requests wait for a connection", Duration.ofSeconds(1)));
        for (Transaction each : all) {
            done(each.rollback());
        }

        for (int i = 0; i < 3; i++) {
            all.set(i, begun(Duration.ofSeconds(20), new Cancellation()));
        }
        for (Transaction each : all) {
            done(each.rollback());
        }
    }

    @Test
    void a_server_that_is_away_is_told_at_once_and_found_again() throws Exception {
        done(inserting("a"));
        done(proxy.down());
        await().until(() -> store.ping().toCompletionStage().toCompletableFuture()
                .handle((time, failure) -> failure != null).get(20, TimeUnit.SECONDS));

        assertThat(faultOf(inserting("b"))).isInstanceOf(Fault.Unavailable.class);
        assertThat(faultOf(store.read(query("SELECT 1", ValueType.INTEGER)))).isInstanceOf(Fault.Unavailable.class);
        done(proxy.up());

        await().until(() -> store.ping().toCompletionStage().toCompletableFuture()
                .handle((time, failure) -> failure == null).get(20, TimeUnit.SECONDS));
        done(inserting("b"));
        assertThat(items()).isEqualTo(2);
    }

    private Transaction begun(Duration limit, Cancellation life) throws Exception {
        return done(store.begin(Transaction.Isolation.READ_COMMITTED, limit, life));
    }

    @Test
    void a_transaction_is_its_owners_until_its_commit() throws Exception {
        Transaction transaction = begun(Duration.ofSeconds(20), new Cancellation());
        done(transaction.write(work(Step.run(insert(), List.of("a", 1L)))));

        assertThat(items()).isZero();
        assertThat(done(transaction.read(query("SELECT count(*) FROM item", ValueType.BIGINT))).values().get(0)[0])
                .isEqualTo(1L);
        done(transaction.commit());

        assertThat(items()).isEqualTo(1);
        assertThat(faultOf(transaction.commit())).isInstanceOf(Fault.Conflict.class);
        done(transaction.rollback());
    }

    @Test
    void a_transaction_ends_with_its_first_failure_its_time_or_its_owner() throws Exception {
        done(inserting("taken"));
        Cancellation life = new Cancellation();
        Transaction failing = begun(Duration.ofSeconds(20), new Cancellation());
        Transaction slow = begun(Duration.ofMillis(200), new Cancellation());
        Transaction left = begun(Duration.ofSeconds(20), life);
        done(failing.write(work(Step.run(insert(), List.of("a", 1L)))));
        // On a busy machine its time may be up by now: whether it fails or not, nothing of it must stay.
        slow.write(work(Step.run(insert(), List.of("b", 1L))));
        done(left.write(work(Step.run(insert(), List.of("c", 1L)))));

        assertThat(faultOf(failing.write(work(Step.run(insert(), List.of("taken", 1L)))))).isInstanceOf(Fault.Conflict.class);
        life.cancel();

        assertThat(faultOf(failing.commit()).toString()).contains("one of its statements failed");
        await().untilAsserted(() -> assertThat(faultOf(slow.read(query("SELECT 1", ValueType.INTEGER))))
                .isEqualTo(new Fault.Timeout(Duration.ofMillis(200))));
        await().untilAsserted(() -> assertThat(faultOf(left.read(query("SELECT 1", ValueType.INTEGER))))
                .isInstanceOf(Fault.Unavailable.class));
        await().untilAsserted(() -> assertThat(items()).isEqualTo(1));
    }

    @Test
    void a_transaction_that_is_left_stops_nobody_who_has_its_connection_next() throws Exception {
        for (int round = 0; round < 10; round++) {
            Cancellation life = new Cancellation();
            for (int i = 0; i < 3; i++) {
                begun(Duration.ofSeconds(20), life);
            }
            List<Future<Rows>> waiting = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                waiting.add(store.read(query(isPostgres() ? "SELECT 1 FROM pg_sleep(0.1)"
                        : "SELECT SLEEP(0.1) FROM DUAL WHERE 1=1", ValueType.INTEGER)));
            }
            life.cancel();

            for (Future<Rows> each : waiting) {
                assertThat(done(each).values()).hasSize(1);
            }
        }
    }

    @Test
    void transactions_that_are_in_each_others_way_keep_nobody_out() throws Exception {
        done(inserting("a"));
        done(inserting("b"));
        Transaction one = begun(Duration.ofSeconds(20), new Cancellation());
        Transaction other = begun(Duration.ofSeconds(20), new Cancellation());
        done(one.write(work(Step.run(counting(false), List.of("a")))));
        done(other.write(work(Step.run(counting(false), List.of("b")))));
        Future<Rows> waits = one.write(work(Step.run(counting(false), List.of("b"))));
        Future<Rows> crosses = other.write(work(Step.run(counting(false), List.of("a"))));

        await().until(() -> waits.failed() || crosses.failed());
        assertThat(faultOf(waits.failed() ? waits : crosses).toString()).contains("another transaction was in the way");
        assertThat(items()).isEqualTo(2);
        done(one.rollback());
        done(other.rollback());
    }

    @Test
    void a_brief_statement_waits_for_the_lock_of_another_as_long_as_it_may() throws Exception {
        done(inserting("a"));
        Transaction holder = begun(Duration.ofSeconds(20), new Cancellation());
        done(holder.write(work(Step.run(counting(false), List.of("a")))));

        Future<Rows> waits = store.write(work(Step.run(counting(true), List.of("a"))));
        await().during(Duration.ofMillis(1500)).until(() -> !waits.isComplete());
        done(holder.commit());

        assertThat(done(waits).affected()).isEqualTo(1);
        assertThat(done(store.read(query("SELECT n FROM item", ValueType.BIGINT))).values().get(0)[0]).isEqualTo(3L);
    }

    @Test
    void too_many_brief_statements_do_not_pass_for_a_lost_server() throws Exception {
        Query brief = new Query(new Statement("SELECT 1", List.of(), List.of(new Statement.Column("x", ValueType.INTEGER)),
                Optional.empty(), true), List.of(), LIMITS, new Cancellation());
        List<Future<Rows>> all = new ArrayList<>();
        Promise<Duration> ping = Promise.promise();
        vertx.runOnContext(together -> {
            for (int i = 0; i < 2000; i++) {
                all.add(store.read(brief));
            }
            store.ping().onComplete(ping);
        });

        assertThat(done(ping.future())).isPositive();
        await().until(() -> all.size() == 2000 && all.stream().allMatch(Future::isComplete));
        List<Future<Rows>> refused = all.stream().filter(Future::failed).toList();
        assertThat(refused).isNotEmpty();
        for (Future<Rows> each : refused) {
            assertThat(faultOf(each).toString()).contains("too many requests wait");
        }
        done(store.read(brief));
    }

    @Test
    void what_is_too_large_is_refused_before_it_is_sent() throws Exception {
        Work large = new Work(List.of(Step.run(insert(), List.of("long-enough", 1L))),
                new Query.Limits(Duration.ofSeconds(5), 10, 12), new Cancellation());

        assertThat(faultOf(store.write(large))).isInstanceOf(Fault.TooLarge.class);
        assertThat(items()).isZero();
        if (!isPostgres()) {
            Object most = done(store.read(query("SELECT @@max_allowed_packet", ValueType.BIGINT))).values().get(0)[0];
            String packet = "x".repeat(Math.toIntExact((Long) most));
            assertThat(faultOf(store.read(query("SELECT n FROM item WHERE id = ?", ValueType.BIGINT, packet))))
                    .isInstanceOf(Fault.TooLarge.class);
        }
        assertThat(items()).isZero();
    }

    @Test
    void who_has_given_up_takes_no_place_among_those_who_wait() throws Exception {
        Cancellation life = new Cancellation();
        for (int i = 0; i < 3; i++) {
            begun(Duration.ofSeconds(20), life);
        }
        for (int i = 0; i < 3; i++) {
            faultOf(store.read(sleeping(Duration.ofMillis(100), new Cancellation())));
        }

        Future<Rows> waits = store.read(query("SELECT count(*) FROM item", ValueType.BIGINT));
        life.cancel();

        assertThat(done(waits).values().get(0)[0]).isEqualTo(0L);
    }

    /** Adds one to a row, found by its key. */
    private Statement counting(boolean brief) {
        return new Statement(sql("UPDATE item SET n = n + 1 WHERE id = ?"), List.of(), List.of(), Optional.empty(), brief);
    }

    @Test
    void the_tables_are_told_in_the_databases_words() throws Exception {
        assertThat(done(store.tables())).singleElement().satisfies(table -> {
            assertThat(table.name()).isEqualTo("item");
            assertThat(table.columns()).extracting("name").containsExactly("id", "n");
            assertThat(table.columns().get(0).primary()).isTrue();
            assertThat(table.columns().get(1).nullable()).isFalse();
            assertThat(table.columns().get(1).type()).startsWith("bigint");
        });
    }
}
