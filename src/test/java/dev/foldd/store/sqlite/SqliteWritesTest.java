package dev.foldd.store.sqlite;

import static dev.foldd.store.sqlite.OpenStore.INSERT;
import static dev.foldd.store.sqlite.OpenStore.LIMITS;
import static dev.foldd.store.sqlite.OpenStore.await;
import static dev.foldd.store.sqlite.OpenStore.faultOf;
import static dev.foldd.store.sqlite.OpenStore.work;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

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
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SqliteWritesTest {

    private static final Fault MISSING = new Fault.NotFound("no such item");
    private static final Fault TAKEN = new Fault.Forbidden("it is there");
    private static final Statement UPDATE = new Statement("UPDATE item SET n = ? WHERE id = ?", List.of());
    private static final Statement DELETE = new Statement("DELETE FROM item WHERE id = ?", List.of());
    private static final Statement FIND = new Statement("SELECT n FROM item WHERE id = ?",
            List.of(new Statement.Column("n", ValueType.BIGINT)));
    private static final Statement INSERT_RETURNING = new Statement(
            "INSERT INTO item (id, n) VALUES (?, ?) RETURNING id, n",
            List.of(new Statement.Column("id", ValueType.TEXT), new Statement.Column("n", ValueType.BIGINT)));
    private static final Statement CHILD = new Statement("INSERT INTO item (id, n, parent) VALUES (?, 1, ?)",
            List.of());

    @TempDir
    Path directory;
    private OpenStore open;

    @BeforeEach
    void open() {
        open = OpenStore.on(directory).withItems();
    }

    @AfterEach
    void close() {
        open.close();
    }

    @Test
    void tells_how_many_rows_it_has_matched() {
        await(open.insert("a", 1));
        await(open.insert("b", 1));

        assertThat(await(open.store.write(work(Step.run(UPDATE, List.of(1L, "a"))))).affected()).isEqualTo(1);
        assertThat(await(open.store.write(work(Step.run(UPDATE, List.of(2L, "z"))))).affected()).isZero();
        assertThat(await(open.store.write(work(Step.run(DELETE, List.of("b"))))).affected()).isEqualTo(1);
    }

    @Test
    void many_parameter_lists_are_one_unit_whose_counts_add_up() {
        List<List<Object>> three = List.of(List.of("a", 1L), List.of("b", 2L), List.of("c", 3L));
        List<List<Object>> broken = List.of(List.of("d", 1L), List.of("a", 2L), List.of("e", 3L));

        assertThat(await(open.store.write(work(Step.runAll(INSERT, three)))).affected()).isEqualTo(3);
        assertThat(faultOf(open.store.write(work(Step.runAll(INSERT, broken))))).isInstanceOf(Fault.Conflict.class);
        assertThat(await(open.store.write(work(Step.runAll(INSERT, List.of())))).affected()).isZero();
        assertThat(open.items()).isEqualTo(3);
    }

    @Test
    void rows_of_many_parameter_lists_come_back_in_order() {
        Rows rows = await(open.store.write(work(Step.runAll(INSERT_RETURNING,
                List.of(List.of("b", 1L), List.of("a", 2L))))));

        assertThat(rows.values()).containsExactly(new Object[] {"b", 1L}, new Object[] {"a", 2L});
    }

    static Stream<Arguments> units() {
        List<Object> a = List.of("a");
        Step touch = Step.run(UPDATE, List.of(99L, "kept"));
        return Stream.of(
                argumentSet("continue without rows", List.of(Step.run(UPDATE, List.of(7L, "z")), touch), null, 99L, 1L),
                argumentSet("done when there are rows",
                        List.of(Step.doneIfRows(FIND, List.of("kept")), Step.run(UPDATE, List.of(99L, "kept"))), null,
                        1L, 1L),
                argumentSet("not done without rows", List.of(Step.doneIfRows(FIND, a), touch), null, 99L, 1L),
                argumentSet("needed rows are there", List.of(touch, Step.needRows(FIND, List.of("kept"), MISSING)),
                        null, 99L, 1L),
                argumentSet("needed rows are missing", List.of(touch, Step.needRows(FIND, a, MISSING)), MISSING,
                        1L, 0L),
                argumentSet("needed rows were not matched", List.of(Step.needRows(UPDATE, List.of(5L, "z"), MISSING)),
                        MISSING, 1L, 0L),
                argumentSet("there are none, as needed", List.of(touch, Step.needNone(FIND, a, TAKEN)), null, 99L, 0L),
                argumentSet("there are some that must not be",
                        List.of(touch, Step.needNone(FIND, List.of("kept"), TAKEN)), TAKEN, 1L, 0L),
                argumentSet("a single statement is undone by its own rows",
                        List.of(Step.needNone(UPDATE, List.of(99L, "kept"), TAKEN)), TAKEN, 1L, 0L),
                argumentSet("done by the count of a change",
                        List.of(Step.doneIfRows(UPDATE, List.of(98L, "kept")), touch), null, 98L, 1L));
    }

    @ParameterizedTest
    @MethodSource("units")
    void a_unit_goes_as_its_steps_say(List<Step> steps, Fault fault, long keptAfter, long affected) {
        await(open.insert("kept", 1));

        Future<Rows> result = open.store.write(new Work(steps, LIMITS, new Cancellation()));

        if (fault == null) {
            assertThat(await(result).affected()).isEqualTo(affected);
        } else {
            assertThat(faultOf(result)).isEqualTo(fault);
        }
        assertThat(open.read(FIND, "kept").values().get(0)[0]).isEqualTo(keptAfter);
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                argumentSet("a taken key", INSERT, List.of("there", 1L),
                        new Fault.Conflict("a row with this key or unique value exists")),
                argumentSet("a parent that is not there", CHILD, List.of("x", "nobody"),
                        new Fault.Conflict("a referenced row does not exist, or is still referred to")),
                argumentSet("a row that is referred to", DELETE, List.of("there"),
                        new Fault.Conflict("a referenced row does not exist, or is still referred to")),
                argumentSet("a missing value", INSERT, Arrays.asList("x", null),
                        new Fault.Invalid("data", "a required value is missing")),
                argumentSet("a value out of bounds", INSERT, List.of("x", 1_000_000L),
                        new Fault.Invalid("data", "a value is outside what its column allows")));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refuses(Statement statement, List<Object> parameters, Fault fault) {
        await(open.insert("there", 1));
        await(open.store.write(work(Step.run(CHILD, List.of("child", "there")))));

        assertThat(faultOf(open.store.write(work(Step.run(statement, parameters))))).isEqualTo(fault);
        assertThat(open.items()).isEqualTo(2);
    }

    @Test
    void what_is_wrong_with_a_statement_is_not_told_as_a_fault() {
        Statement wrong = new Statement("INSERT INTO nowhere VALUES (1)", List.of());

        assertThatThrownBy(() -> await(open.store.write(work(Step.run(wrong, List.of())))))
                .hasCauseInstanceOf(SQLException.class);
        await(open.insert("a", 1));
        assertThat(open.items()).isEqualTo(1);
    }

    @Test
    void a_failing_member_of_a_group_fails_alone() {
        List<Future<Rows>> results = new ArrayList<>();

        for (int i = 0; i < 2_000; i++) {
            results.add(i % 10 == 3 ? open.insert("i0", 1) : open.insert("i" + i, i));
        }

        for (int i = 0; i < results.size(); i++) {
            if (i % 10 == 3) {
                assertThat(faultOf(results.get(i))).isInstanceOf(Fault.Conflict.class);
            } else {
                assertThat(await(results.get(i)).affected()).isEqualTo(1);
            }
        }
        assertThat(open.items()).isEqualTo(1_800);
    }

    @Test
    void who_is_told_of_a_conflict_can_read_the_row_that_stands_against_it() {
        List<Future<Rows>> told = new ArrayList<>();

        for (int i = 0; i < 300; i++) {
            String id = "i" + i;
            open.insert(id, 1);
            told.add(open.insert(id, 2).recover(conflict -> open.store.read(OpenStore.query(FIND, id))));
        }

        told.forEach(rows -> assertThat(await(rows).values()).containsExactly(new Object[] {1L}));
    }

    @Test
    void a_failing_unit_leaves_nothing_in_the_commit_of_its_neighbours() {
        List<Future<Rows>> good = new ArrayList<>();
        List<Future<Rows>> failing = new ArrayList<>();

        for (int i = 0; i < 400; i++) {
            good.add(open.insert("good" + i, i));
            failing.add(open.store.write(work(Step.run(INSERT, List.of("bad" + i, 1L)),
                    Step.needRows(FIND, List.of("x"), MISSING))));
            failing.add(open.store.write(work(Step.runAll(INSERT, List.of(List.of("bad", 1L), List.of("good0", 1L))))));
        }

        good.forEach(OpenStore::await);
        failing.forEach(OpenStore::faultOf);
        assertThat(open.items()).isEqualTo(400);
    }

    @Test
    void a_member_that_is_refused_after_it_has_written_leaves_nothing_and_costs_nobody_anything() {
        Query.Limits narrow = new Query.Limits(LIMITS.timeout(), 10, 20);
        List<Future<Rows>> good = new ArrayList<>();
        List<Future<Rows>> large = new ArrayList<>();

        for (int i = 0; i < 300; i++) {
            good.add(open.insert("good" + i, i));
            Step step = Step.run(INSERT_RETURNING, List.of("large" + "x".repeat(20) + i, 1L));
            large.add(i % 50 == 7 ? open.store.write(new Work(List.of(step), narrow, new Cancellation()))
                    : Future.failedFuture(new FaultException(new Fault.TooLarge("", 0))));
        }

        good.forEach(result -> assertThat(await(result).affected()).isEqualTo(1));
        large.forEach(result -> assertThat(faultOf(result)).isInstanceOf(Fault.TooLarge.class));
        assertThat(open.items()).isEqualTo(300);
    }

    @Test
    void a_trigger_that_rolls_everything_back_costs_only_its_own_unit() {
        await(open.store.define(List.of("CREATE TRIGGER no_sevens BEFORE INSERT ON item WHEN NEW.n = 7 "
                + "BEGIN SELECT RAISE(ROLLBACK, 'no sevens'); END")));
        List<Future<Rows>> results = new ArrayList<>();

        for (int i = 0; i < 500; i++) {
            results.add(open.insert("i" + i, i % 100));
        }

        for (int i = 0; i < results.size(); i++) {
            if (i % 100 == 7) {
                assertThat(faultOf(results.get(i))).isEqualTo(new Fault.Conflict("the database's own rules refuse it"));
            } else {
                await(results.get(i));
            }
        }
        assertThat(open.items()).isEqualTo(495);
    }

    @Test
    void a_reference_that_is_checked_at_the_commit_costs_only_its_own_unit() {
        await(open.store.define(List.of("CREATE TABLE late (id TEXT PRIMARY KEY, "
                + "item TEXT REFERENCES item(id) DEFERRABLE INITIALLY DEFERRED)")));
        Statement late = new Statement("INSERT INTO late VALUES (?, ?)", List.of());
        await(open.insert("there", 1));
        List<Future<Rows>> results = new ArrayList<>();

        for (int i = 0; i < 50; i++) {
            results.add(open.store.write(work(Step.run(late, List.of("l" + i, i == 20 ? "nobody" : "there")))));
        }

        for (int i = 0; i < results.size(); i++) {
            if (i == 20) {
                assertThat(faultOf(results.get(i))).isInstanceOf(Fault.Conflict.class);
            } else {
                await(results.get(i));
            }
        }
    }
}
