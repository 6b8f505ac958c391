package dev.foldd.data.sql;

import dev.foldd.data.entity.Field;
import dev.foldd.data.filter.Condition.MatchKind;
import dev.foldd.data.filter.Patterns;
import dev.foldd.data.filter.Term;
import dev.foldd.store.ValueType;
import java.util.List;

/** SQLite: texts are bytes, NULL comes first, a value tells its type itself, and there is one writer. */
final class SqliteWords implements Words {

    private static final String MOMENT = "'%Y-%m-%dT%H:%M:%fZ'";

    @Override
    public String placeholder(int number, ValueType type) {
        return "?";
    }

    @Override
    public boolean numbersPlaceholders() {
        return false;
    }

    @Override
    public String standIn(int number, ValueType type) {
        return "?";
    }

    @Override
    public String nothing(ValueType type) {
        return "NULL";
    }

    /**
     * Others keep moments as texts of several spellings (sqlite.org/lang_datefunc.html), or as seconds or milliseconds since
     * 1970, which are told apart by size: the first hundred billion seconds end in the year 5138.
     */
    @Override
    public String seen(Field field, String column) {
        return switch (field.form().kind()) {
            case PLAIN, UUID, ENUM -> column;
            case CAST -> "CAST(" + column + " AS TEXT) COLLATE BINARY";
            case LOOSE -> column + " COLLATE BINARY";
            case MOMENT -> "CASE WHEN typeof(" + column + ")='text' THEN strftime(" + MOMENT + "," + column
                    + ") ELSE strftime(" + MOMENT + "," + column + "/CASE WHEN abs(" + column
                    + ")<100000000000 THEN 1.0 ELSE 1000.0 END,'unixepoch') END";
        };
    }

    /** The column's own comparison lets an index find what may be meant, and that of the bytes decides. */
    @Override
    public boolean finds(SqlText out, Field field, String column, String operator, List<Term> values) {
        boolean list = operator.equals("IN");
        if (field.form().kind() != Field.Kind.LOOSE || !list && !operator.equals("=")) {
            return false;
        }
        String open = list ? " IN (" : operator;
        String close = list ? ")" : "";
        out.add("(").add(column).add(open).each(values, ",", out::value).add(close);
        out.add(" AND ").add(seen(field, column)).add(open).each(values, ",", out::value).add(close).add(")");
        return true;
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
        return values;
    }

    /** LIKE disregards case here and GLOB regards it, so {@code like} becomes GLOB in GLOB's own signs. */
    @Override
    public void match(SqlText out, MatchKind kind, Runnable text, Term.Value pattern) {
        String wanted = (String) pattern.value();
        switch (kind) {
            case CONTAINS -> contains(out, text, pattern);
            case STARTS_WITH -> {
                out.add("substr(");
                text.run();
                out.add(",1,length(").value(pattern).add("))=").value(pattern);
            }
            case ENDS_WITH -> endsWith(out, text, pattern);
            case LIKE -> {
                text.run();
                out.add(" GLOB ").text(Patterns.globOf(wanted));
            }
            case ILIKE -> {
                text.run();
                out.add(" LIKE ").text(Patterns.closed(wanted)).add(" ESCAPE '\\'");
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
        return true;
    }

    @Override
    public boolean findsNullAmongRows() {
        return true;
    }

    @Override
    public boolean hidesChangedTable() {
        return false;
    }

    private static void contains(SqlText out, Runnable text, Term.Value pattern) {
        out.add("instr(");
        text.run();
        out.add(",").value(pattern).add(")>0");
    }

    /** {@code substr(x, -0)} is all of x, so the empty ending is asked for in another way. */
    private static void endsWith(SqlText out, Runnable text, Term.Value pattern) {
        if (((String) pattern.value()).isEmpty()) {
            contains(out, text, pattern);
            return;
        }
        out.add("substr(");
        text.run();
        out.add(",-length(").value(pattern).add("))=").value(pattern);
    }
}
