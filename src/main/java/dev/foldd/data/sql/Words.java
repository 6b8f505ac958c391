package dev.foldd.data.sql;

import dev.foldd.data.entity.Field;
import dev.foldd.data.filter.Condition.MatchKind;
import dev.foldd.data.filter.Term;
import dev.foldd.store.ValueType;
import java.util.List;
import java.util.Optional;

/** Where databases differ in how they say the same thing. What they say must mean the same on all of them. */
interface Words {

    /** @param number of the value, from 1 */
    String placeholder(int number, ValueType type);

    /** Whether placeholders bear their number, so that one value may stand in several places. */
    boolean numbersPlaceholders();

    /** A placeholder that is compared with other values alone, where no column says how. */
    String standIn(int number, ValueType type);

    /** NULL where nothing else tells its type. */
    String nothing(ValueType type);

    /**
     * A column as its values are compared and ordered: of the field's stored type, and by every character, whatever the
     * column is.
     */
    default String seen(Field field, String column) {
        return column;
    }

    /** A column as it is answered. */
    default String told(Field field, String column) {
        return seen(field, column);
    }

    /** A placeholder on its way into a column. */
    default String assigned(Field field, String placeholder) {
        return placeholder;
    }

    /** Whether the column itself gives the order of its values, and an index of it does. */
    default boolean ordersItself(Field field) {
        return field.form().kind() == Field.Kind.PLAIN;
    }

    /**
     * Writes a comparison of the column itself with values, which an index of it serves, when there is such a form. What is
     * no value of the column equals nothing: the comparison is unknown where another would be false.
     *
     * @param operator an SQL operator with the value's place behind it, or IN
     */
    default boolean finds(SqlText out, Field field, String column, String operator, List<Term> values) {
        return false;
    }

    /** What follows a comparison of texts by order, so that their bytes decide. */
    String bytewise();

    /** What follows a field that rows are ordered by: its direction, with NULL before every value when rising. */
    String order(ValueType type, boolean descending, boolean nullable);

    /** How many places a list of this many values takes: fewer lengths make fewer statements. */
    int places(int values);

    /** Writes a test of a text against a pattern; {@code text} writes the text's own SQL, once per call. */
    void match(SqlText out, MatchKind kind, Runnable text, Term.Value pattern);

    /** What stands between the values of a SELECT that reads no table and its WHERE. */
    String noTable();

    /** Whether a change can return the rows that it made. */
    boolean returnsRows();

    /** Whether whoever writes is alone with the database, so that what one step found holds for the next. */
    boolean writersTakeTurns();

    /**
     * Whether NULL among the rows of a SELECT may be asked for with IN. MariaDB 11.4 answers it, whenever a prepared statement
     * is run again, as it did the first time.
     */
    boolean findsNullAmongRows();

    /** Whether a statement that changes a table may read it only behind a derived table. */
    boolean hidesChangedTable();

    /** The key that the database has just counted for this connection, where a change does not return its rows. */
    default String counted() {
        throw new IllegalStateException("a change returns its rows here");
    }

    /** Around a SELECT of the one row that is to be changed: it must not change before. */
    default String firstRow(String select) {
        return select;
    }

    /** What stands before a value in the list of those that a statement gives; {@link #closing} is its other half. */
    default String opening(ValueType type) {
        return "";
    }

    /**
     * What stands behind a value in the list of those that a statement gives.
     *
     * @param position of the value in that list, from 1
     */
    default String closing(ValueType type, int position) {
        return "";
    }

    /**
     * The same words where a value is the column of a row, for an INSERT that names its rows beforehand; empty where a unit of
     * work may take several statements instead.
     */
    default Optional<Words> ofRows() {
        return Optional.empty();
    }

    /** What follows a SELECT that shall see what a change of the same transaction would see. */
    default String current() {
        return "";
    }

    /**
     * The source of rows for an INSERT of many at once: with an array for the values of each field, or with a row of
     * placeholders that the store repeats.
     */
    default Optional<String> many(List<Field> fields) {
        return Optional.empty();
    }

    /** The next power of two. */
    static int rounded(int values) {
        return values <= 1 ? values : Integer.highestOneBit(values - 1) << 1;
    }
}
