package dev.foldd.data.sql;

import dev.foldd.data.entity.Field;
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
    /** As the type itself writes it. */
    private static final String UUID = "'^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'";

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
    public String closing(ValueType type, int position) {
        return type == ValueType.JSON ? "::text" : "";
    }

    @Override
    public String seen(Field field, String column) {
        return switch (field.form().kind()) {
            case PLAIN, MOMENT -> column;
            case UUID, ENUM, CAST -> column + "::text";
            case LOOSE -> column + BYTEWISE;
        };
    }

    @Override
    public String assigned(Field field, String placeholder) {
        return switch (field.form().kind()) {
            case PLAIN, MOMENT, LOOSE -> placeholder;
            case UUID, ENUM, CAST -> placeholder + "::" + field.form().type();
        };
    }

    /** Identifiers are ordered as their texts are. */
    @Override
    public boolean ordersItself(Field field) {
        return field.form().kind() == Field.Kind.PLAIN || field.form().kind() == Field.Kind.UUID;
    }

    @Override
    public boolean finds(SqlText out, Field field, String column, String operator, List<Term> values) {
        boolean list = operator.equals("IN");
        boolean same = list || operator.equals("=");
        if (field.form().kind() != Field.Kind.UUID && !(field.form().kind() == Field.Kind.ENUM && same)) {
            return false;
        }
        out.add(column).add(list ? " IN (" : operator).each(values, ",", value -> ownValue(out, field, value));
        out.add(list ? ")" : "");
        return true;
    }

    /** A text that is no value of the type becomes NULL, where the type itself would fail the statement. */
    private static void ownValue(SqlText out, Field field, Term value) {
        String place = out.place(value);
        boolean uuid = field.form().kind() == Field.Kind.UUID;
        out.add("CASE WHEN ").add(place).add(uuid ? " ~ " + UUID : " IN (");
        if (!uuid) {
            out.each(field.form().words(), ",", word -> out.add("'" + word.replace("'", "''") + "'")).add(")");
        }
        out.add(" THEN ").add(place).add("::").add(field.form().type()).add(" END");
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
    public Optional<String> many(List<Field> fields) {
        List<String> names = new ArrayList<>();
        List<String> values = new ArrayList<>();
        List<String> arrays = new ArrayList<>();
        for (Field field : fields) {
            ValueType type = field.type().stored();
            String name = "c" + (names.size() + 1);
            boolean asText = type == ValueType.JSON || type == ValueType.DECIMAL;
            names.add(name);
            values.add(assigned(field, asText ? name + "::" + name(type) : name));
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
