package dev.foldd.store;

import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * One statement of a unit of work, run once for each list of parameters.
 *
 * @param then what its result means for the unit; "rows" are those returned, or those affected when it returns none
 * @param fault what the unit fails with when {@code then} is not satisfied; null where it cannot be
 * @param judge tells of the rows of a step that is {@code JUDGED} what the unit fails with, if with anything; pure, since
 *     it runs wherever the store works
 * @param readBack reads the rows that the statement changed, for databases that do not return them from the change
 *     itself: run when any were changed, and what it gives are the step's rows
 */
public record Step(Statement statement, List<List<Object>> parameters, Then then, Fault fault,
                   Optional<Function<Rows, Optional<Fault>>> judge, Optional<ReadBack> readBack) {

    /** A statement that reads what was changed. */
    public record ReadBack(Statement statement, List<Object> parameters) {
    }

    /** What follows from the number of rows. */
    public enum Then {
        /** The next step runs. */
        CONTINUE,
        /** With rows, the unit is done and this is its result; without, the next step runs. */
        DONE_IF_ROWS,
        /** Without rows the unit is rolled back and fails. */
        NEED_ROWS,
        /** With rows the unit is rolled back and fails. */
        NEED_NONE,
        /** With fewer rows than parameter lists the unit is rolled back and fails. */
        NEED_ALL,
        /** What the rows say decides whether the unit is rolled back and fails, or goes on. */
        JUDGED
    }

    public Step {
        Objects.requireNonNull(statement);
        Objects.requireNonNull(then);
        boolean canFail = then == Then.NEED_ROWS || then == Then.NEED_NONE || then == Then.NEED_ALL;
        if (canFail && fault == null) {
            throw new IllegalArgumentException(then + " needs a fault");
        }
        if ((then == Then.JUDGED) != judge.isPresent()) {
            throw new IllegalArgumentException("a judge is for steps that are judged, and they need one");
        }
    }

    public static Step run(Statement statement, List<Object> parameters) {
        return new Step(statement, List.of(parameters), Then.CONTINUE, null, Optional.empty(), Optional.empty());
    }

    public static Step runAll(Statement statement, List<List<Object>> parameters) {
        return new Step(statement, parameters, Then.CONTINUE, null, Optional.empty(), Optional.empty());
    }

    public static Step doneIfRows(Statement statement, List<Object> parameters) {
        return new Step(statement, List.of(parameters), Then.DONE_IF_ROWS, null, Optional.empty(), Optional.empty());
    }

    public static Step needRows(Statement statement, List<Object> parameters, Fault otherwise) {
        return new Step(statement, List.of(parameters), Then.NEED_ROWS, otherwise, Optional.empty(), Optional.empty());
    }

    public static Step needNone(Statement statement, List<Object> parameters, Fault otherwise) {
        return new Step(statement, List.of(parameters), Then.NEED_NONE, otherwise, Optional.empty(), Optional.empty());
    }

    public static Step judged(Statement statement, List<Object> parameters, Function<Rows, Optional<Fault>> judge) {
        return new Step(statement, List.of(parameters), Then.JUDGED, null, Optional.of(judge), Optional.empty());
    }

    /** For a statement that touches one row at most for each of its parameter lists: it must have touched them all. */
    public static Step needAll(Statement statement, List<List<Object>> parameters, Fault otherwise) {
        return new Step(statement, parameters, Then.NEED_ALL, otherwise, Optional.empty(), Optional.empty());
    }

    /**
     * Whether the unit is done with this result of the step.
     *
     * @throws FaultException the step's own fault, when the unit fails with this result
     */
    public boolean isLastWith(Rows rows) {
        boolean any = statement.columns().isEmpty() && readBack.isEmpty() ? rows.affected() > 0 : !rows.values().isEmpty();
        boolean all = rows.affected() >= parameters.size();
        if (then == Then.NEED_ROWS && !any || then == Then.NEED_NONE && any || then == Then.NEED_ALL && !all) {
            throw new FaultException(fault);
        }
        judge.flatMap(decides -> decides.apply(rows)).ifPresent(refusal -> {
            throw new FaultException(refusal);
        });
        return then == Then.DONE_IF_ROWS && any;
    }

    /** The same step, whose rows are read back by another statement. */
    public Step readingBack(Statement reading, List<Object> values) {
        return new Step(statement, parameters, then, fault, judge, Optional.of(new ReadBack(reading, values)));
    }
}
