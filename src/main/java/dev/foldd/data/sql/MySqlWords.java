package dev.foldd.data.sql;

import dev.foldd.data.entity.Field;
import dev.foldd.data.entity.FieldType;
import dev.foldd.data.filter.Condition.MatchKind;
import dev.foldd.data.filter.Patterns;
import dev.foldd.data.filter.Term;
import dev.foldd.store.ValueType;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * MySQL 8 and MariaDB, with names in double quotes (ANSI_QUOTES). A column compares texts as its collation says, and two values
 * as the connection's says; so where no column takes part, one of them becomes bytes. No text here holds a backslash, whose
 * meaning depends on the mode of the session.
 */
final class MySqlWords implements Words {

    private static final String UUID = "'^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'";

    /** Beside a text, a decimal would be compared as a double. */
    @Override
    public String placeholder(int number, ValueType type) {
        return type == ValueType.DECIMAL ? "CAST(? AS DECIMAL(38,18))" : "?";
    }

    @Override
    public boolean numbersPlaceholders() {
        return false;
    }

    @Override
    public String standIn(int number, ValueType type) {
        return type == ValueType.TEXT ? "CAST(? AS BINARY)" : placeholder(number, type);
    }

    @Override
    public String nothing(ValueType type) {
        return "NULL";
    }

    @Override
    public String seen(Field field, String column) {
        return field.form().kind() == Field.Kind.PLAIN ? column : "CAST(CONVERT(" + column + " USING utf8mb4) AS BINARY)";
    }

    /** What the client library makes of MySQL's own JSON cannot be told from a text; a text that stands there can. */
    @Override
    public String told(Field field, String column) {
        return field.type() == FieldType.JSON ? "CONCAT(" + column + ")" : column;
    }

    /** The column's own comparison lets an index find what may be meant, and that of the bytes decides. */
    @Override
    public boolean finds(SqlText out, Field field, String column, String operator, List<Term> values) {
        boolean list = operator.equals("IN");
        if (!list && !operator.equals("=")) {
            return false;
        }
        boolean uuid = field.form().kind() == Field.Kind.UUID;
        String open = list ? " IN (" : operator;
        String close = list ? ")" : "";
        out.add("(").add(column).add(open).each(values, ",", value -> {
            if (uuid) {
                // Beside its own type, a text that is none of its values fails the statement, or only warns.
                out.add("CASE WHEN ").value(value).add(" REGEXP ").add(UUID).add(" THEN ").value(value).add(" END");
            } else {
                out.value(value);
            }
        }).add(close).add(" AND ").add(seen(field, column)).add(open).each(values, ",", out::value);
        out.add(close).add(")");
        return true;
    }

    @Override
    public Optional<String> many(List<Field> fields) {
        return Optional.of(fields.stream().map(field -> assigned(field, placeholder(1, field.type().stored())))
                .collect(Collectors.joining(",", "VALUES (", ")")));
    }

    @Override
    public String counted() {
        return "LAST_INSERT_ID()";
    }

    @Override
    public String bytewise() {
        return "";
    }

    @Override
    public String order(ValueType type, boolean descending, boolean nullable) {
        return descending ? " DESC" : " ASC";
    }

    @Override
    public int places(int values) {
        return Words.rounded(values);
    }

    @Override
    public void match(SqlText out, MatchKind kind, Runnable text, Term.Value pattern) {
        String wanted = (String) pattern.value();
        switch (kind) {
            case CONTAINS -> like(out, text, "%" + Patterns.literal(wanted) + "%");
            case STARTS_WITH -> like(out, text, Patterns.literal(wanted) + "%");
            case ENDS_WITH -> like(out, text, "%" + Patterns.literal(wanted));
            case LIKE -> like(out, text, Patterns.barred(wanted));
            case ILIKE -> {
                out.add("replace(".repeat('Z' - 'A' + 1));
                exact(out, text);
                for (char c = 'A'; c <= 'Z'; c++) {
                    out.add(",'" + c + "','" + (char) (c + 'a' - 'A') + "')");
                }
                out.add(" LIKE ").text(Patterns.asciiLower(Patterns.barred(wanted))).add(" ESCAPE '|'");
            }
        }
    }

    @Override
    public String noTable() {
        return " FROM DUAL";
    }

    @Override
    public boolean returnsRows() {
        return false;
    }

    @Override
    public boolean writersTakeTurns() {
        return false;
    }

    @Override
    public boolean findsNullAmongRows() {
        return false;
    }

    @Override
    public boolean hidesChangedTable() {
        return true;
    }

    /** The derived table keeps the row that it found, and lets the statement change the table that it was read from. */
    @Override
    public String firstRow(String select) {
        return "SELECT * FROM (" + select + " FOR UPDATE) AS f";
    }

    /** Without it, a transaction of repeatable reads is shown the row as it was when it first looked. */
    @Override
    public String current() {
        return " FOR UPDATE";
    }

    private static void like(SqlText out, Runnable text, String pattern) {
        exact(out, text);
        out.add(" LIKE ").text(pattern).add(" ESCAPE '|'");
    }

    /** Both databases have this collation, which tells all characters apart. */
    private static void exact(SqlText out, Runnable text) {
        out.add("CONVERT(");
        text.run();
        out.add(" USING utf8mb4) COLLATE utf8mb4_bin");
    }
}
