package dev.foldd.store;

import dev.foldd.fault.Fault;
import java.util.List;
import java.util.Objects;

/**
 * One statement of a unit of work, run once for each list of parameters.
 *
 * @param then what its result means for the unit; "rows" are those returned, or those affected when it returns none
 * @param fault what the unit fails with when {@code then} is not satisfied; null where it cannot be
 */
public record Step(Statement statement, List<List<Object>> parameters, Then then, Fault fault) {

    /** What follows from the number of rows. */
    public enum Then {
        /** The next step runs. */
        CONTINUE,
        /** With rows, the unit is done and this is its result; without, the next step runs. */
        DONE_IF_ROWS,
        /** Without rows the unit is rolled back and fails. */
        NEED_ROWS,
        /** With rows the unit is rolled back and fails. */
        NEED_NONE
    }

    public Step {
        Objects.requireNonNull(statement);
        Objects.requireNonNull(then);
        if ((then == Then.NEED_ROWS || then == Then.NEED_NONE) && fault == null) {
            throw new IllegalArgumentException(then + " needs a fault");
        }
    }

    public static Step run(Statement statement, List<Object> parameters) {
        return new Step(statement, List.of(parameters), Then.CONTINUE, null);
    }

    public static Step runAll(Statement statement, List<List<Object>> parameters) {
        return new Step(statement, parameters, Then.CONTINUE, null);
    }

    public static Step doneIfRows(Statement statement, List<Object> parameters) {
        return new Step(statement, List.of(parameters), Then.DONE_IF_ROWS, null);
    }

    public static Step needRows(Statement statement, List<Object> parameters, Fault otherwise) {
        return new Step(statement, List.of(parameters), Then.NEED_ROWS, otherwise);
    }

    public static Step needNone(Statement statement, List<Object> parameters, Fault otherwise) {
        return new Step(statement, List.of(parameters), Then.NEED_NONE, otherwise);
    }
}
