package dev.foldd.data.sql;

import dev.foldd.data.entity.Field;
import dev.foldd.data.filter.Condition.MatchKind;
import dev.foldd.data.filter.Term;
import dev.foldd.store.ValueType;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The words of a database behind a bridge that speaks JSON. Numbers of JSON are doubles to a bridge, so whole numbers and
 * decimals travel as texts both ways, and the statement says what they are. Rows arrive as objects, so each value has a name.
 * Statements of others run between those of one unit of work, so that what a step found does not hold for the next.
 */
final class BridgedWords implements Words {

    /** What the names of the values that a statement gives begin with; their position follows. */
    private static final String NAME = " AS foldd_";

    private static final String TEXT = "CAST(? AS TEXT)";
    private static final String WHOLE = "CAST(? AS INTEGER)";

    private final Words own;
    private final Map<ValueType, String> given;
    private final Map<ValueType, String> told;
    private final boolean inRows;

    /**
     * @param own the database's own words
     * @param given how a value of a type is given, with {@code ?} for the placeholder; those not named stand for themselves
     * @param told how a value of a type is asked for, likewise
     * @param inRows whether values are columns of rows that have been named before
     */
    private BridgedWords(Words own, Map<ValueType, String> given, Map<ValueType, String> told, boolean inRows) {
        this.own = own;
        this.given = given;
        this.told = told;
        this.inRows = inRows;
    }

    static BridgedWords sqlite() {
        return new BridgedWords(new SqliteWords(), Map.of(ValueType.INTEGER, WHOLE, ValueType.BIGINT, WHOLE,
                ValueType.BOOLEAN, WHOLE, ValueType.DECIMAL, "CAST(? AS NUMERIC)", ValueType.DOUBLE, "CAST(? AS REAL)"),
                Map.of(ValueType.INTEGER, TEXT, ValueType.BIGINT, TEXT, ValueType.DECIMAL, TEXT), false);
    }

    /** The server is told that every parameter is a text, so that no bridge has to find out what else it might be. */
    static BridgedWords postgres() {
        return new BridgedWords(new PostgresWords(), Map.of(ValueType.TEXT, "?::text", ValueType.INTEGER, "?::text::bigint",
                ValueType.BIGINT, "?::text::bigint", ValueType.BOOLEAN, "?::text::boolean",
                ValueType.DECIMAL, "?::text::numeric", ValueType.DOUBLE, "?::text::float8",
                ValueType.DATETIME, "?::text::timestamptz", ValueType.JSON, "?::text::json"),
                Map.of(ValueType.INTEGER, TEXT, ValueType.BIGINT, TEXT, ValueType.DECIMAL, TEXT, ValueType.JSON, TEXT),
                false);
    }

    @Override
    public String placeholder(int number, ValueType type) {
        return inRows ? WriteSql.ROWS + ".c" + number : given.getOrDefault(type, "?").replace("?", "$" + number);
    }

    @Override
    public boolean numbersPlaceholders() {
        return true;
    }

    @Override
    public String standIn(int number, ValueType type) {
        return placeholder(number, type);
    }

    @Override
    public String nothing(ValueType type) {
        return own.nothing(type);
    }

    @Override
    public String seen(Field field, String column) {
        return own.seen(field, column);
    }

    @Override
    public String told(Field field, String column) {
        return own.told(field, column);
    }

    @Override
    public String assigned(Field field, String placeholder) {
        return own.assigned(field, placeholder);
    }

    @Override
    public boolean ordersItself(Field field) {
        return own.ordersItself(field);
    }

    @Override
    public boolean finds(SqlText out, Field field, String column, String operator, List<Term> values) {
        return own.finds(out, field, column, operator, values);
    }

    @Override
    public String bytewise() {
        return own.bytewise();
    }

    @Override
    public String order(ValueType type, boolean descending, boolean nullable) {
        return own.order(type, descending, nullable);
    }

    /** A bridge may prepare each statement, so fewer texts are better here too. */
    @Override
    public int places(int values) {
        return Words.rounded(values);
    }

    @Override
    public void match(SqlText out, MatchKind kind, Runnable text, Term.Value pattern) {
        own.match(out, kind, text, pattern);
    }

    @Override
    public String noTable() {
        return own.noTable();
    }

    @Override
    public boolean returnsRows() {
        return true;
    }

    @Override
    public boolean writersTakeTurns() {
        return false;
    }

    @Override
    public boolean findsNullAmongRows() {
        return own.findsNullAmongRows();
    }

    @Override
    public boolean hidesChangedTable() {
        return own.hidesChangedTable();
    }

    @Override
    public String firstRow(String select) {
        return own.firstRow(select);
    }

    @Override
    public String opening(ValueType type) {
        String form = told.getOrDefault(type, "?");
        return form.substring(0, form.indexOf('?'));
    }

    @Override
    public String closing(ValueType type, int position) {
        String form = told.getOrDefault(type, "?");
        return form.substring(form.indexOf('?') + 1) + NAME + position;
    }

    @Override
    public Optional<Words> ofRows() {
        return Optional.of(new BridgedWords(own, given, told, true));
    }
}
