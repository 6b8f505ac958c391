package dev.foldd.data.schema;

import dev.foldd.data.entity.Field;
import dev.foldd.data.entity.FieldType;
import dev.foldd.store.Table.TableColumn;
import dev.foldd.store.ValueType;
import java.math.BigDecimal;
import java.util.Locale;

/**
 * SQLite's names and types. A column's type is only a wish there ("affinity", sqlite.org/datatype3.html), so the types
 * are those whose affinity changes none of our values. Decimals are NUMERIC: the store keeps them as whole numbers or
 * as doubles that stand for them exactly, so that they sort and compare as numbers.
 */
public final class SqliteDialect implements SchemaDialect {

    private enum Affinity { TEXT, INTEGER, REAL, NUMERIC, BLOB }

    @Override
    public String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    @Override
    public String literal(Field field, Object value) {
        if (value instanceof Boolean flag) {
            return flag ? "1" : "0";
        }
        if (value instanceof Long || value instanceof Double) {
            return value.toString();
        }
        return value instanceof BigDecimal number ? number.toPlainString()
                : "'" + ((String) value).replace("'", "''") + "'";
    }

    @Override
    public String type(Field field, boolean keyed) {
        return switch (field.type().stored()) {
            case TEXT, DATETIME, JSON -> "TEXT";
            case INTEGER, BIGINT, BOOLEAN -> "INTEGER";
            case DOUBLE -> "REAL";
            case DECIMAL -> "NUMERIC";
        };
    }

    /** Texts are compared by their bytes anyway. */
    @Override
    public String collation(Field field) {
        return "";
    }

    @Override
    public String tableOptions() {
        return "";
    }

    @Override
    public String indexed(Field field) {
        return quoted(field.column());
    }

    @Override
    public boolean holds(Field field, String presentType) {
        Affinity affinity = affinity(presentType);
        ValueType stored = field.type().stored();
        return affinity == Affinity.BLOB || switch (stored) {
            case TEXT, JSON -> affinity == Affinity.TEXT;
            case DATETIME -> affinity == Affinity.TEXT || affinity == Affinity.NUMERIC;
            case INTEGER, BIGINT, BOOLEAN, DECIMAL -> affinity == Affinity.INTEGER || affinity == Affinity.NUMERIC;
            case DOUBLE -> affinity == Affinity.REAL;
        };
    }

    /** A column that calls itself so has the affinity of numbers, and takes no identifier for one. */
    @Override
    public boolean holds(Field field, TableColumn column) {
        boolean named = column.type().equalsIgnoreCase("UUID") || column.type().equalsIgnoreCase("GUID");
        return named && field.type() == FieldType.UUID || holds(field, column.type());
    }

    /** Case does not count in ASCII, and only there. */
    @Override
    public boolean sameName(String left, String right) {
        return left.equals(right) || left.length() == right.length() && asciiLower(left).equals(asciiLower(right));
    }

    @Override
    public boolean sameTable(String left, String right) {
        return sameName(left, right);
    }

    @Override
    public boolean allowsForwardReferences() {
        return true;
    }

    /** The rules of datatype3.html, section 3.1, in their order. */
    private static Affinity affinity(String type) {
        String upper = type.toUpperCase(Locale.ROOT);
        if (upper.contains("INT")) {
            return Affinity.INTEGER;
        }
        if (upper.contains("CHAR") || upper.contains("CLOB") || upper.contains("TEXT")) {
            return Affinity.TEXT;
        }
        if (upper.isBlank() || upper.contains("BLOB")) {
            return Affinity.BLOB;
        }
        return upper.contains("REAL") || upper.contains("FLOA") || upper.contains("DOUB") ? Affinity.REAL
                : Affinity.NUMERIC;
    }

    private static String asciiLower(String name) {
        StringBuilder lower = new StringBuilder(name);
        for (int i = 0; i < lower.length(); i++) {
            char c = lower.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                lower.setCharAt(i, (char) (c + 'a' - 'A'));
            }
        }
        return lower.toString();
    }
}
