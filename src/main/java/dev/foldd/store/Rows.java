package dev.foldd.store;

import java.util.List;

/**
 * What a statement gave.
 *
 * @param columns as declared by the statement
 * @param values one array per row, in the order of the columns, of the Java types of {@link ValueType}; null is NULL
 * @param affected rows matched by a statement that changes rows (summed over its parameter lists), else the number returned
 */
public record Rows(List<Statement.Column> columns, List<Object[]> values, long affected) {

    public static Rows affecting(long affected) {
        return new Rows(List.of(), List.of(), affected);
    }

    public boolean isEmpty() {
        return values.isEmpty() && affected == 0;
    }
}
