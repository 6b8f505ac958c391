package dev.foldd.store.tables;

import dev.foldd.store.Statement;
import dev.foldd.store.ValueType;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/** Whoever can be asked what tables there are, over whichever way there is to the database. */
@FunctionalInterface
public interface Questions {

    /**
     * @param statement whose values are texts and numbers, named by their places as a bridge has them
     * @return rows with a String, a Number or null for each value
     */
    Future<List<Object[]>> ask(Statement statement, List<Object> parameters);

    /**
     * A question.
     *
     * @param types of the values that it gives
     */
    static Statement question(String sql, ValueType... types) {
        List<Statement.Column> columns = new ArrayList<>();
        for (ValueType type : types) {
            columns.add(new Statement.Column("foldd_" + (columns.size() + 1), type));
        }
        return new Statement(sql, columns);
    }

    static String text(Object[] row, int index) {
        return row[index] == null ? "" : row[index].toString();
    }

    static boolean isTrue(Object[] row, int index) {
        return ((Number) row[index]).longValue() != 0;
    }
}
