package dev.foldd.store.prisma;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.contract.Cancellation;
import dev.foldd.fault.Fault;
import dev.foldd.store.Query;
import dev.foldd.store.Statement;
import dev.foldd.store.Step;
import dev.foldd.store.ValueType;
import dev.foldd.store.Work;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SingleChangeTest {

    private static final Fault FAULT = new Fault.NotFound("there is no such row");
    private static final Statement READ = new Statement("SELECT 1 AS foldd_1 FROM \"a\"",
            List.of(new Statement.Column("found", ValueType.INTEGER)));
    private static final Statement CHANGE = new Statement("UPDATE \"a\" SET \"b\"=$1", List.of());
    private static final Statement INSERT = new Statement("INSERT INTO \"a\" (\"b\") VALUES ($1)", List.of(), List.of(),
            Optional.of("INSERT INTO \"a\" (\"b\") VALUES ($1)"), true);
    private static final List<Object> NONE = List.of();
    private static final List<List<Object>> TWICE = List.of(List.of("x"), List.of("y"));

    static Stream<Arguments> units() {
        return Stream.of(
                argumentSet("one change", true, work(Step.run(CHANGE, NONE))),
                argumentSet("one change that must find rows", true, work(Step.needRows(CHANGE, NONE, FAULT))),
                argumentSet("a look before the change", true,
                        work(Step.needRows(READ, NONE, FAULT), Step.needRows(CHANGE, NONE, FAULT))),
                argumentSet("a change instead of another", true,
                        work(Step.doneIfRows(CHANGE, NONE), Step.needNone(READ, NONE, FAULT), Step.run(INSERT, NONE))),
                argumentSet("looks alone", true, work(Step.run(READ, NONE), Step.run(READ, NONE))),
                argumentSet("many rows in one statement", true, work(Step.runAll(INSERT, TWICE))),
                argumentSet("no rows at all", true, work(Step.runAll(CHANGE, List.of()))),
                argumentSet("a change for each of many", false, work(Step.runAll(CHANGE, TWICE))),
                argumentSet("two changes", false, work(Step.run(CHANGE, NONE), Step.run(INSERT, NONE))),
                argumentSet("a look behind the change", false, work(Step.run(CHANGE, NONE), Step.needRows(READ, NONE, FAULT))),
                argumentSet("a change that must not be", false, work(Step.needNone(CHANGE, NONE, FAULT))),
                argumentSet("two changes behind a third", false,
                        work(Step.doneIfRows(CHANGE, NONE), Step.run(INSERT, NONE), Step.run(INSERT, NONE))),
                argumentSet("a change that is read back", false, work(Step.run(CHANGE, NONE).readingBack(READ, NONE))),
                argumentSet("a change with a note", false, work(Step.run(CHANGE, NONE)).closedBy(rows -> Step.run(INSERT, NONE))));
    }

    private static Work work(Step... steps) {
        return new Work(List.of(steps), new Query.Limits(Duration.ofSeconds(1), 1, 1), new Cancellation());
    }

    @ParameterizedTest
    @MethodSource("units")
    void is_carried_out_only_where_it_is_all_or_nothing(boolean carriedOut, Work work) {
        Optional<Fault> refusal = SingleChange.refusalOf(work);

        assertThat(refusal.isEmpty()).isEqualTo(carriedOut);
        refusal.ifPresent(fault -> assertThat(fault).isInstanceOf(Fault.Unsupported.class));
    }
}
