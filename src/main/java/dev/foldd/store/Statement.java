package dev.foldd.store;

import java.util.List;
import java.util.Optional;

/**
 * SQL text with placeholders in the database's own words, and the types of what goes in and comes back. The same text is
 * the same object wherever the plan is cached, so stores may keep prepared statements by it.
 *
 * @param sql with one placeholder per value, in the order of the values
 * @param parameters the type of each placeholder; empty where each value's Java class tells it
 * @param columns the result columns in order; empty when the statement returns no rows
 * @param many the same for any number of parameter lists at once, with an array of each value for a placeholder, or with a
 *     row of placeholders, behind its first VALUES, that the store repeats; empty where the database has no such form
 * @param brief whether it is about one row at most, found by its key: it waits for nobody else's work, and is not worth a
 *     connection of its own
 * @param names every table and column that the text names, in the order in which they stand there; empty when they are not
 *     known
 */
public record Statement(String sql, List<ValueType> parameters, List<Column> columns, Optional<String> many,
                        boolean brief, List<String> names) {

    /** A result column: the name under which it is answered, and how its value is to be read. */
    public record Column(String name, ValueType type) {
    }

    public Statement {
        parameters = List.copyOf(parameters);
        columns = List.copyOf(columns);
        names = List.copyOf(names);
    }

    /** A statement that does not tell what it names. */
    public Statement(String sql, List<ValueType> parameters, List<Column> columns, Optional<String> many, boolean brief) {
        this(sql, parameters, columns, many, brief, List.of());
    }

    /** A statement whose values tell their types themselves. */
    public Statement(String sql, List<Column> columns) {
        this(sql, List.of(), columns, Optional.empty(), false);
    }
}
