package dev.foldd.data.sql;

import dev.foldd.data.filter.Condition.MatchKind;
import dev.foldd.data.filter.Patterns;
import dev.foldd.data.filter.Term;
import dev.foldd.store.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * PostgreSQL: every value says its type, so that it is prepared the same whatever stands beside it. Texts equal by their bytes
 * in every collation of its own, but are ordered by bytes only under the collation "C".
 */
final class PostgresWords implements Words {

    private static final String BYTEWISE = " COLLATE \"C\"";

    /** JSON travels as text: the driver need not know it, and the database checks it. */
    @Override
    public String placeholder(int number, ValueType type) {
        return "$" + number + (type == ValueType.JSON ? "::text" : "") + "::" + name(type);
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
        return "NULL::" + name(type);
    }

    /** As the text that it was stored as: the driver would make doubles of the numbers in it. */
    @Override
    public String told(ValueType type) {
        return type == ValueType.JSON ? "::text" : "";
    }

    @Override
    public String bytewise() {
        return BYTEWISE;
    }

    /** A word about NULL keeps an index without it from giving the order, so it stands only where there can be one. */
    @Override
    public String order(ValueType type, boolean descending, boolean nullable) {
        return (type == ValueType.TEXT ? BYTEWISE : "") + (descending ? " DESC" : " ASC")
                + (!nullable ? "" : descending ? " NULLS LAST" : " NULLS FIRST");
    }

    @Override
    public int places(int values) {
        return Words.rounded(values);
    }

    /** Under the collation "C", ILIKE disregards the case of ASCII letters alone. */
    @Override
    public void match(SqlText out, MatchKind kind, Runnable text, Term.Value pattern) {
        String wanted = (String) pattern.value();
        switch (kind) {
            case CONTAINS -> call(out, "strpos(", text, pattern).add(")>0");
            case STARTS_WITH -> call(out, "starts_with(", text, pattern).add(")");
            case ENDS_WITH -> {
                out.add("right(");
                text.run();
                out.add(",length(").value(pattern).add("))=").value(pattern);
            }
            case LIKE -> {
                text.run();
                out.add(" LIKE ").text(Patterns.closed(wanted));
            }
            case ILIKE -> {
                text.run();
                out.add(BYTEWISE).add(" ILIKE ").text(Patterns.closed(wanted));
            }
        }
    }

    @Override
    public String noTable() {
        return "";
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
        return true;
    }

    @Override
    public boolean hidesChangedTable() {
        return false;
    }

    /** A row that another transaction is changing is looked at again when that is done, with all that it must satisfy. */
    @Override
    public String firstRow(String select) {
        return select + " FOR UPDATE";
    }

    /** JSON and decimals travel as arrays of texts: the driver has no arrays of them that may hold NULL. */
    @Override
    public Optional<String> many(List<ValueType> types) {
        List<String> names = new ArrayList<>();
        List<String> values = new ArrayList<>();
        List<String> arrays = new ArrayList<>();
        for (ValueType type : types) {
            String name = "c" + (names.size() + 1);
            boolean asText = type == ValueType.JSON || type == ValueType.DECIMAL;
            names.add(name);
            values.add(asText ? name + "::" + name(type) : name);
            arrays.add("$" + names.size() + "::" + (asText ? "text" : name(type)) + "[]");
        }
        return Optional.of("SELECT " + String.join(",", values) + " FROM unnest(" + String.join(",", arrays) + ") AS m("
                + String.join(",", names) + ")");
    }

    private static SqlText call(SqlText out, String function, Runnable text, Term.Value pattern) {
        out.add(function);
        text.run();
        return out.add(",").value(pattern);
    }

    private static String name(ValueType type) {
        return switch (type) {
            case TEXT -> "text";
            case INTEGER, BIGINT -> "bigint";
            case DOUBLE -> "float8";
            case DECIMAL -> "numeric";
            case BOOLEAN -> "boolean";
            case DATETIME -> "timestamptz";
            case JSON -> "json";
        };
    }
}
