package dev.foldd.store;

import java.util.List;

/**
 * SQL text with {@code ?} placeholders and the types of what comes back. The same text is the same object wherever the plan
 * is cached, so stores may keep prepared statements by it.
 *
 * @param columns the result columns in order; empty when the statement returns no rows
 */
public record Statement(String sql, List<Column> columns) {

    /** A result column: the name under which it is answered, and how its value is to be read. */
    public record Column(String name, ValueType type) {
    }

    public Statement {
        columns = List.copyOf(columns);
    }
}
