package dev.foldd.data.sql;

import dev.foldd.data.filter.Condition.MatchKind;
import dev.foldd.data.filter.Patterns;
import dev.foldd.data.filter.Term;
import dev.foldd.store.ValueType;

/** SQLite: texts are bytes, NULL comes first, a value tells its type itself, and there is one writer. */
final class SqliteWords implements Words {

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
