package dev.foldd.store.sqlite;

import static dev.foldd.store.sqlite.OpenStore.await;
import static dev.foldd.store.sqlite.OpenStore.faultOf;
import static dev.foldd.store.sqlite.OpenStore.query;
import static dev.foldd.store.sqlite.OpenStore.work;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.contract.Cancellation;
import dev.foldd.fault.Fault;
import dev.foldd.store.Query;
import dev.foldd.store.Statement;
import dev.foldd.store.Step;
import dev.foldd.store.ValueType;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SqliteValuesTest {

    @TempDir
    static Path directory;
    static OpenStore open;

    @BeforeAll
    static void open_a_table_of_every_type() {
        open = OpenStore.on(directory);
        await(open.store.define(List.of("CREATE TABLE v (t TEXT, i INTEGER, b BIGINT, d DOUBLE, m DECIMAL, f BOOLEAN, "
                + "z TEXT, j TEXT)")));
    }

    @AfterAll
    static void close() {
        open.close();
    }

    static Stream<Arguments> values() {
        return Stream.of(
                argumentSet("an empty text", ValueType.TEXT, "t", ""),
                argumentSet("plain text", ValueType.TEXT, "t", "abc"),
                argumentSet("umlauts", ValueType.TEXT, "t", "äöüß€"),
                argumentSet("an emoji", ValueType.TEXT, "t", "a😀b"),
                argumentSet("a NUL inside", ValueType.TEXT, "t", "a\u0000b"),
                argumentSet("a NUL alone", ValueType.TEXT, "t", "\u0000"),
                argumentSet("digits stay text", ValueType.TEXT, "t", "007"),
                argumentSet("SQL", ValueType.TEXT, "t", "'); DROP TABLE v; --"),
                argumentSet("a mebibyte", ValueType.TEXT, "t", "x".repeat(1 << 20)),
                argumentSet("a mebibyte of emoji", ValueType.TEXT, "t", "😀".repeat(1 << 18)),
                argumentSet("no text", ValueType.TEXT, "t", null),
                argumentSet("zero", ValueType.INTEGER, "i", 0L),
                argumentSet("no integer", ValueType.INTEGER, "i", null),
                argumentSet("2^53-1", ValueType.BIGINT, "b", (1L << 53) - 1),
                argumentSet("2^53+1", ValueType.BIGINT, "b", (1L << 53) + 1),
                argumentSet("the smallest", ValueType.BIGINT, "b", Long.MIN_VALUE),
                argumentSet("the largest", ValueType.BIGINT, "b", Long.MAX_VALUE),
                argumentSet("no bigint", ValueType.BIGINT, "b", null),
                argumentSet("a third", ValueType.DOUBLE, "d", 1.0 / 3),
                argumentSet("a whole double", ValueType.DOUBLE, "d", 2.0),
                argumentSet("a zero double", ValueType.DOUBLE, "d", 0.0),
                argumentSet("the smallest double", ValueType.DOUBLE, "d", Double.MIN_VALUE),
                argumentSet("no double", ValueType.DOUBLE, "d", null),
                argumentSet("cents", ValueType.DECIMAL, "m", new BigDecimal("19.99")),
                argumentSet("a large whole decimal", ValueType.DECIMAL, "m", new BigDecimal("9007199254740993")),
                argumentSet("no decimal", ValueType.DECIMAL, "m", null),
                argumentSet("true", ValueType.BOOLEAN, "f", true),
                argumentSet("false", ValueType.BOOLEAN, "f", false),
                argumentSet("neither", ValueType.BOOLEAN, "f", null),
                argumentSet("a moment", ValueType.DATETIME, "z", "2026-11-20T23:59:59.999Z"),
                argumentSet("JSON", ValueType.JSON, "j", "{\"a\":[1,2,{\"b\":null}]}"));
    }

    @ParameterizedTest
    @MethodSource("values")
    void comes_back_as_it_went_in(ValueType type, String column, Object value) {
        Statement insert = new Statement("INSERT INTO v (" + column + ") VALUES (?) RETURNING " + column,
                List.of(new Statement.Column(column, type)));
        Statement select = new Statement("SELECT " + column + " FROM v ORDER BY rowid DESC LIMIT 1", insert.columns());

        var returned = await(open.store.write(work(Step.run(insert, Arrays.asList(value)))));

        assertThat(returned.values()).hasSize(1).first().isEqualTo(new Object[] {value});
        assertThat(open.read(select).values()).hasSize(1).first().isEqualTo(new Object[] {value});
    }

    @Test
    void decimals_sort_and_compare_as_numbers() {
        await(open.store.define(List.of("CREATE TABLE price (p DECIMAL)")));
        List<List<Object>> prices = Stream.of("10", "9.5", "-1", "100", "9.49", "0.001", "9007199254740993")
                .<List<Object>>map(text -> List.of(new BigDecimal(text))).toList();
        await(open.store.write(work(Step.runAll(new Statement("INSERT INTO price VALUES (?)", List.of()), prices))));
        Statement sorted = new Statement("SELECT p FROM price WHERE p > ? ORDER BY p",
                List.of(new Statement.Column("p", ValueType.DECIMAL)));

        List<String> texts = open.read(sorted, new BigDecimal("0.0005")).values().stream()
                .map(row -> ((BigDecimal) row[0]).toPlainString()).toList();

        assertThat(texts).containsExactly("0.001", "9.49", "9.5", "10", "100", "9007199254740993");
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                argumentSet("half of an emoji", "a\ud83d"), argumentSet("the other half", "\ude00b"),
                argumentSet("two first halves", "\ud83d\ud83d"), argumentSet("not a number", Double.NaN),
                argumentSet("endless", Double.NEGATIVE_INFINITY),
                argumentSet("a decimal of too many digits", new BigDecimal("0.12345678901234567")));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void what_could_not_be_read_back_is_refused(Object value) {
        Statement insert = new Statement("INSERT INTO v (t) VALUES (?)", List.of());

        assertThat(faultOf(open.store.write(work(Step.run(insert, List.of(value)))))).isInstanceOf(Fault.Invalid.class);
    }

    @Test
    void a_value_beyond_the_limit_is_too_large(@TempDir Path other) {
        try (OpenStore small = OpenStore.on(other, Map.of("max_value_size", "64KiB")).withItems()) {
            assertThat(faultOf(small.insert("x".repeat(70_000), 1)))
                    .isEqualTo(new Fault.TooLarge("a value in bytes", 65_536));
            assertThat(small.items()).isZero();
        }
    }

    @Test
    void the_wrong_number_of_values_is_a_defect_and_not_a_fault() {
        Statement two = new Statement("SELECT ?, ?", List.of());

        assertThatThrownBy(() -> open.read(two, 1L)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> open.read(two, 1L, 2L, 3L)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_reply_stops_at_its_limits() {
        Statement many = new Statement("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 100) "
                + "SELECT 'twelve bytes' FROM n", List.of(new Statement.Column("t", ValueType.TEXT)));

        assertThat(open.read(many).values()).hasSize(100);
        assertThat(faultOf(open.store.read(limited(many, 99, 1200))))
                .isEqualTo(new Fault.TooLarge("the number of rows", 99));
        assertThat(faultOf(open.store.read(limited(many, 100, 1199))))
                .isEqualTo(new Fault.TooLarge("the size of the rows in bytes", 1199));
        assertThat(await(open.store.read(limited(many, 100, 1200))).values()).hasSize(100);
    }

    private static Query limited(Statement statement, int rows, long bytes) {
        Query.Limits limits = new Query.Limits(OpenStore.LIMITS.timeout(), rows, bytes);
        return new Query(statement, List.of(), limits, new Cancellation());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            instr('Straße', 'aße') > 0 | 1
            instr('Straße', 'AßE') > 0 | 0
            substr('Straße', 1, 3) = 'Str' | 1
            substr('Straße', -2) = 'ße' | 1
            substr('Straße', 1, 3) = 'str' | 0
            'Straße' GLOB 'Str*e' | 1
            'Straße' GLOB 'str*' | 0
            'Straße' GLOB 'Str?ße' | 1
            'a*c' GLOB 'a[*]c' | 1
            'abc' GLOB 'a[*]c' | 0
            'a[c' GLOB 'a[[]c' | 1
            'a?c' GLOB 'a[?]c' | 1
            'a]c' GLOB 'a]c' | 1
            'ABC' LIKE 'a_c' | 1
            'A%C' LIKE 'a\\%c' ESCAPE '\\' | 1
            'AbC' LIKE 'a\\%c' ESCAPE '\\' | 0
            'Ä' LIKE 'ä' | 0
            """)
    void patterns_mind_the_case_where_the_planner_needs_it(String expression, long expected) {
        Statement select = new Statement("SELECT " + expression, List.of(new Statement.Column("x", ValueType.INTEGER)));

        assertThat(open.read(select).values().get(0)[0]).isEqualTo(expected);
    }

    @Test
    void many_statements_pass_through_a_small_cache(@TempDir Path other) {
        try (OpenStore small = OpenStore.on(other, Map.of("statement_cache", 8, "readers", 1))) {
            List<Long> read = new ArrayList<>();
            for (int round = 0; round < 3; round++) {
                for (long i = 0; i < 30; i++) {
                    Statement statement = new Statement("SELECT ? + " + i,
                            List.of(new Statement.Column("n", ValueType.BIGINT)));
                    read.add((Long) await(small.store.read(query(statement, 1L))).values().get(0)[0]);
                }
            }

            assertThat(read).hasSize(90).startsWith(1L, 2L, 3L).endsWith(29L, 30L);
        }
    }
}
