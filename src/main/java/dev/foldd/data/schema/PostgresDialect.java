package dev.foldd.data.schema;

import dev.foldd.data.entity.Field;
import dev.foldd.data.entity.FieldType;
import dev.foldd.store.Table.TableColumn;
import dev.foldd.store.ValueType;
import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * PostgreSQL's names and types. Texts get the collation "C", which compares their bytes: the same on every machine, and the
 * order that statements ask for. JSON is kept as it was written, with the order of its members and the digits of its
 * numbers, as on every other database; "jsonb" would keep neither. Present types are read as {@code format_type} writes
 * them.
 */
public final class PostgresDialect implements SchemaDialect {

    private static final Pattern VARCHAR = Pattern.compile("character varying(?:\\((\\d+)\\))?");
    private static final Pattern NUMERIC = Pattern.compile("numeric(?:\\((\\d+),(\\d+)\\))?");
    private static final Pattern MOMENT = Pattern.compile("timestamp(?:\\((\\d)\\))? with time zone");
    private static final int MILLISECONDS = 3;

    @Override
    public String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    @Override
    public String literal(Field field, Object value) {
        if (value instanceof Boolean || value instanceof Long || value instanceof Double) {
            return value.toString();
        }
        return value instanceof BigDecimal number ? number.toPlainString()
                : "'" + ((String) value).replace("'", "''") + "'";
    }

    @Override
    public String type(Field field, boolean keyed) {
        return switch (field.type().stored()) {
            case TEXT -> "text";
            case INTEGER, BIGINT -> "bigint";
            case DOUBLE -> "double precision";
            case DECIMAL -> "numeric";
            case BOOLEAN -> "boolean";
            case DATETIME -> "timestamp(3) with time zone";
            case JSON -> "json";
        };
    }

    @Override
    public String collation(Field field) {
        return field.type().stored() == ValueType.TEXT ? " COLLATE \"C\"" : "";
    }

    @Override
    public String tableOptions() {
        return "";
    }

    /** Rising order begins with NULL, and an index gives that order only when it keeps NULL there. */
    @Override
    public String indexed(Field field) {
        return quoted(field.column()) + (field.alwaysHasValue() ? "" : " NULLS FIRST");
    }

    @Override
    public boolean holds(Field field, String presentType) {
        return switch (field.type().stored()) {
            case TEXT -> presentType.equals("text") || field.type() == FieldType.UUID && presentType.equals("uuid")
                    || isWideVarchar(field, presentType);
            case INTEGER -> presentType.equals("bigint") || presentType.equals("integer");
            case BIGINT -> presentType.equals("bigint");
            case DOUBLE -> presentType.equals("double precision");
            case DECIMAL -> isWideNumeric(presentType);
            case BOOLEAN -> presentType.equals("boolean");
            case DATETIME -> isExactMoment(presentType);
            case JSON -> presentType.equals("jsonb") || presentType.equals("json");
        };
    }

    /** Its own words, and its own identifiers, are read and written as texts. */
    @Override
    public boolean holds(Field field, TableColumn column) {
        return !column.words().isEmpty() ? field.type() == FieldType.ENUM : holds(field, column.type());
    }

    /** Names are quoted, so case counts. */
    @Override
    public boolean sameName(String left, String right) {
        return left.equals(right);
    }

    @Override
    public boolean sameTable(String left, String right) {
        return left.equals(right);
    }

    @Override
    public boolean allowsForwardReferences() {
        return false;
    }

    private static boolean isWideVarchar(Field field, String type) {
        Matcher varchar = VARCHAR.matcher(type);
        return varchar.matches() && (varchar.group(1) == null
                || field.maxLength().isPresent() && Integer.parseInt(varchar.group(1)) >= field.maxLength().getAsInt());
    }

    private static boolean isWideNumeric(String type) {
        Matcher numeric = NUMERIC.matcher(type);
        return numeric.matches() && (numeric.group(1) == null
                || DecimalRange.fits(Integer.parseInt(numeric.group(1)), Integer.parseInt(numeric.group(2))));
    }

    private static boolean isExactMoment(String type) {
        Matcher moment = MOMENT.matcher(type);
        return moment.matches() && (moment.group(1) == null || Integer.parseInt(moment.group(1)) >= MILLISECONDS);
    }
}
