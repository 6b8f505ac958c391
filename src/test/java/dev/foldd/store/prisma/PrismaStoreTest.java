package dev.foldd.store.prisma;

import static dev.foldd.store.prisma.ScriptedBridge.done;
import static dev.foldd.store.prisma.ScriptedBridge.faultOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.config.Problems;
import dev.foldd.config.Section;
import dev.foldd.contract.Cancellation;
import dev.foldd.fault.Fault;
import dev.foldd.store.Capabilities;
import dev.foldd.store.DatabaseConfig;
import dev.foldd.store.Query;
import dev.foldd.store.Rows;
import dev.foldd.store.Statement;
import dev.foldd.store.Step;
import dev.foldd.store.Store;
import dev.foldd.store.Table;
import dev.foldd.store.Transaction;
import dev.foldd.store.ValueType;
import dev.foldd.store.Work;
import dev.foldd.testing.Database;
import dev.foldd.testing.Stores;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The store in front of a bridge that runs statements on a real SQLite file. */
@Timeout(60)
class PrismaStoreTest {

    private static final Query.Limits LIMITS = new Query.Limits(Duration.ofSeconds(20), 1_000, 10_000_000);
    private static final Fault TAKEN = new Fault.Forbidden("it is there");
    private static final String ROW = "($1,CAST($2 AS INTEGER))";
    private static final Statement INSERT = new Statement("INSERT INTO \"item\" (\"id\",\"n\") VALUES " + ROW, List.of(),
            List.of(), Optional.of("INSERT INTO \"item\" (\"id\",\"n\") VALUES " + ROW), true);
    private static final Statement FIND = new Statement(
            "SELECT CAST(\"n\" AS TEXT) AS foldd_1 FROM \"item\" WHERE \"id\"=$1",
            List.of(new Statement.Column("n", ValueType.BIGINT)));
    private static final Statement RAISE = new Statement("UPDATE \"item\" SET \"n\"=CAST($1 AS INTEGER) WHERE \"id\"=$2"
            + " RETURNING CAST(\"n\" AS TEXT) AS foldd_1", List.of(new Statement.Column("n", ValueType.BIGINT)));

    private final Vertx vertx = Vertx.vertx();
    private Map<String, Object> settings;
    private Store store;

    @BeforeEach
    void open() throws Exception {
        settings = Database.PRISMA.fresh();
        store = opened(Map.of());
        done(store.define(List.of("CREATE TABLE item (id TEXT PRIMARY KEY NOT NULL, n INTEGER NOT NULL UNIQUE)",
                "CREATE TABLE part (id TEXT PRIMARY KEY, item TEXT REFERENCES item (id))",
                "CREATE UNIQUE INDEX parts ON part (item, id)")));
    }

    @AfterEach
    void close() throws Exception {
        done(store.close());
        done(vertx.close());
    }

    private Store opened(Map<String, Object> more) throws Exception {
        return Stores.open(Database.PRISMA, vertx, config(more), Path.of("none"));
    }

    private DatabaseConfig config(Map<String, Object> more) {
        return DatabaseConfig.read(Section.root(Stores.tree(settings, more), new Problems()));
    }

    private Future<Rows> writing(Step... steps) {
        return store.write(work(steps));
    }

    private static Work work(Step... steps) {
        return new Work(List.of(steps), LIMITS, new Cancellation());
    }

    private static Step inserting(String id, Long n) {
        return Step.run(INSERT, Arrays.asList(id, n));
    }

    private static Step insertingAll(int from, int to) {
        return Step.runAll(INSERT, IntStream.range(from, to).mapToObj(n -> List.<Object>of("i" + n, (long) n)).toList());
    }

    private long items() throws Exception {
        Query count = new Query(new Statement("SELECT count(*) AS foldd_1 FROM item",
                List.of(new Statement.Column("n", ValueType.BIGINT))), List.of(), LIMITS, new Cancellation());
        return (Long) done(store.read(count)).values().get(0)[0];
    }

    static Stream<Arguments> values() {
        Stream<Object[]> numbers = Stream.of(0L, -1L, (1L << 53) - 1, 1L << 53, (1L << 53) + 1, -(1L << 53) - 1, Long.MIN_VALUE,
                Long.MAX_VALUE).map(number -> new Object[] {"CAST(CAST($1 AS INTEGER) AS TEXT)", ValueType.BIGINT, number});
        Stream<Object[]> texts = Stream.of("", " ", "é\ud83d\ude00", "a\\b'\"%_$1?", "a\u0000b", "null", "12",
                        "x".repeat(1 << 20))
                .map(text -> new Object[] {"$1", ValueType.TEXT, text});
        Stream<Object[]> decimals = Stream.of("0", "0.1", "-0.3", "9007199254740993", "-9223372036854775808", "1.5",
                "9999999999999.99", "0.000000000000000001").map(decimal -> new Object[] {
                        "CAST(CAST($1 AS NUMERIC) AS TEXT)", ValueType.DECIMAL, new BigDecimal(decimal)});
        Stream<Object[]> doubles = Stream.of(0.0, 0.1, -1.0, 1e300, Double.MIN_VALUE, Double.MAX_VALUE, Math.PI)
                .map(number -> new Object[] {"CAST($1 AS REAL)", ValueType.DOUBLE, number});
        Stream<Object[]> others = Stream.of(new Object[] {"CAST($1 AS INTEGER)", ValueType.BOOLEAN, true},
                new Object[] {"CAST($1 AS INTEGER)", ValueType.BOOLEAN, false},
                new Object[] {"$1", ValueType.DATETIME, "1969-07-20T20:17:40.123Z"},
                new Object[] {"$1", ValueType.JSON, "null"}, new Object[] {"$1", ValueType.JSON, "{\"a\":[1,\"b\"]}"},
                new Object[] {"$1", ValueType.TEXT, null}, new Object[] {"CAST($1 AS INTEGER)", ValueType.BIGINT, null});
        return Stream.of(numbers, texts, decimals, doubles, others).flatMap(all -> all).map(row -> argumentSet(
                row[1] + " " + (row[2] instanceof String text && text.length() > 40 ? "long" : row[2]), row));
    }

    @ParameterizedTest
    @MethodSource("values")
    void values_come_back_as_they_went(String expression, ValueType type, Object value) throws Exception {
        Statement echo = new Statement("SELECT " + expression + " AS foldd_1", List.of(new Statement.Column("x", type)));

        Rows rows = done(store.read(new Query(echo, Arrays.asList(value), LIMITS, new Cancellation())));

        assertThat(rows.values().get(0)[0]).isEqualTo(value);
    }

    static Stream<Arguments> unkept() {
        return Stream.of(argumentSet("the first half of a character", "a\ud83d"),
                argumentSet("the second half of a character", "\ude00\ud83d\ude00"),
                argumentSet("a decimal of sixteen digits", new BigDecimal("0.1234567890123456")),
                argumentSet("a whole decimal beyond 64 bits", new BigDecimal("9223372036854775809")),
                argumentSet("a double that is no number", Double.NaN),
                argumentSet("an endless double", Double.POSITIVE_INFINITY));
    }

    @ParameterizedTest
    @MethodSource("unkept")
    void what_cannot_be_kept_exactly_is_refused(Object value) throws Exception {
        assertThat(faultOf(writing(Step.run(INSERT, List.of(value, value))))).isInstanceOf(Fault.Invalid.class);
        assertThat(items()).isZero();
    }

    @Test
    void what_the_database_refuses_is_a_fault_of_the_closed_list() throws Exception {
        Statement part = new Statement("INSERT INTO part (id,item) VALUES ($1,$2)", List.of());
        done(writing(inserting("a", 1L)));
        done(writing(Step.run(part, List.of("p", "a"))));

        assertThat(faultOf(writing(inserting("a", 2L))))
                .isEqualTo(new Fault.Conflict("a row with this key or unique value exists"));
        assertThat(faultOf(writing(inserting("b", 1L)))).isInstanceOf(Fault.Conflict.class);
        assertThat(faultOf(writing(inserting("c", null)))).isInstanceOf(Fault.Invalid.class);
        assertThat(faultOf(writing(Step.run(part, List.of("q", "none")))))
                .isEqualTo(new Fault.Conflict("a referenced row does not exist, or is still referred to"));
        assertThat(faultOf(writing(Step.run(new Statement("DELETE FROM item WHERE id=$1", List.of()), List.of("a")))))
                .isInstanceOf(Fault.Conflict.class);
        assertThat(faultOf(writing(Step.run(new Statement("DELETE FROM nothing", List.of()), List.of()))))
                .isEqualTo(BridgeFaults.UNUSABLE);
        assertThat(items()).isEqualTo(1);
    }

    @Test
    void a_unit_of_work_with_one_change_happens_all_or_not_at_all() throws Exception {
        done(writing(Step.needNone(FIND, List.of("a"), TAKEN), inserting("a", 1L)));

        assertThat(faultOf(writing(Step.needNone(FIND, List.of("a"), TAKEN), inserting("b", 2L)))).isEqualTo(TAKEN);
        assertThat(faultOf(writing(Step.needRows(RAISE, List.of(3L, "c"), TAKEN)))).isEqualTo(TAKEN);
        assertThat(done(writing(Step.needRows(FIND, List.of("a"), TAKEN), Step.needRows(RAISE, List.of(7L, "a"), TAKEN)))
                .values().get(0)[0]).isEqualTo(7L);
        assertThat(items()).isEqualTo(1);
    }

    @Test
    void the_second_change_is_made_where_the_first_found_nothing() throws Exception {
        done(writing(Step.doneIfRows(RAISE, List.of(5L, "a")), inserting("a", 1L)));

        Rows raised = done(writing(Step.doneIfRows(RAISE, List.of(5L, "a")), inserting("a", 1L)));

        assertThat(raised.values().get(0)[0]).isEqualTo(5L);
        assertThat(items()).isEqualTo(1);
    }

    @Test
    void what_would_take_a_transaction_is_refused_before_anything_runs() throws Exception {
        assertThat(faultOf(writing(inserting("a", 1L), inserting("b", 2L)))).isInstanceOf(Fault.Unsupported.class);
        assertThat(faultOf(store.write(work(inserting("a", 1L)).closedBy(rows -> inserting("b", 2L)))))
                .isInstanceOf(Fault.Unsupported.class);
        assertThat(faultOf(store.begin(Transaction.Isolation.SERIALIZABLE, Duration.ofSeconds(1), new Cancellation())))
                .isInstanceOf(Fault.Unsupported.class);
        assertThat(items()).isZero();
        assertThat(store.capabilities()).isEqualTo(new Capabilities(false, true, false, false, false, false, true));
    }

    @Test
    void many_rows_are_one_statement() throws Exception {
        assertThat(done(writing(insertingAll(0, 1_000))).affected()).isEqualTo(1_000);

        assertThat(faultOf(writing(insertingAll(999, 1_500)))).isInstanceOf(Fault.Conflict.class);
        assertThat(items()).isEqualTo(1_000);
        assertThat(done(store.read(new Query(FIND, List.of("i777"), LIMITS, new Cancellation()))).values().get(0)[0])
                .isEqualTo(777L);
        assertThat(faultOf(writing(insertingAll(1_000, 20_000))))
                .isEqualTo(new Fault.TooLarge("the number of rows with this many fields each", 16_383));
        assertThat(items()).isEqualTo(1_000);
    }

    @Test
    void the_tables_are_told_in_the_databases_words() throws Exception {
        List<Table> tables = done(store.tables());

        assertThat(tables).extracting(Table::name).containsExactly("item", "part");
        assertThat(tables.get(0).columns()).containsExactly(new Table.TableColumn("id", "TEXT", false, true),
                new Table.TableColumn("n", "INTEGER", false, false));
        assertThat(tables.get(1).indexes()).contains(new Table.TableIndex("parts", List.of("item", "id"), true));
    }

    @Test
    void answers_arrive_where_they_were_asked_for() throws Exception {
        List<Future<Boolean>> same = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            var context = vertx.getOrCreateContext();
            same.add(Future.future(promise -> context.runOnContext(here -> store.ping()
                    .onComplete(done -> promise.complete(Vertx.currentContext() == context)))));
        }
        assertThat(done(Future.all(same)).<Boolean>list()).containsOnly(true);
    }

    @Test
    void another_database_than_the_configured_one_is_refused_at_once() throws Exception {
        Future<Store> other = opened(config(Map.of("connection.provider", "postgresql")));

        assertThat(faultOf(other).toString()).contains("set database.connection.provider to sqlite");
    }

    @Test
    void a_wrong_token_is_refused_at_once() throws Exception {
        Future<Store> other = opened(config(Map.of("connection.token", "wrong")));

        assertThat(faultOf(other)).isEqualTo(BridgeFaults.UNUSABLE);
    }

    private Future<Store> opened(DatabaseConfig config) {
        return PrismaStore.open(vertx, BridgeConfig.of(config.connection()), Stores.login(config), observation -> { });
    }
}
