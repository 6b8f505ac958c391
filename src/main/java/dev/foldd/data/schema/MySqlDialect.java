package dev.foldd.data.schema;

import dev.foldd.data.entity.Field;
import dev.foldd.data.entity.FieldType;
import dev.foldd.store.Table.TableColumn;
import dev.foldd.store.ValueType;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names and types of MySQL 8 and MariaDB. Texts get a collation that compares bytes and counts spaces at the end; each
 * of the two has another one of that kind, so both stand in comments that only the right one reads. What a key covers has a
 * bounded length, since an index entry holds 3,072 bytes. JSON is a text: MySQL's own type would order its members anew and
 * round its numbers. Present types are read as {@code COLUMN_TYPE} writes them.
 */
public final class MySqlDialect implements SchemaDialect {

    /** Of four bytes each, in one index entry. */
    private static final int VARCHAR_MAX = 768;
    private static final int VARCHAR_DEFAULT = 255;
    /** A TEXT holds 65,535 bytes. */
    private static final int TEXT_MAX = 65_535 / 4;
    private static final int MILLISECONDS = 3;
    private static final String BYTEWISE = " CHARACTER SET utf8mb4 /*!80017 COLLATE utf8mb4_0900_bin */"
            + " /*M! COLLATE utf8mb4_nopad_bin */";
    private static final Pattern SIZED = Pattern.compile("(\\w+)(?:\\((\\d+)(?:,(\\d+))?\\))?");

    @Override
    public String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** In parentheses, since only an expression may be the default of a long text; texts as bytes, whatever the SQL mode. */
    @Override
    public String literal(Field field, Object value) {
        if (value instanceof Boolean flag) {
            return flag ? "1" : "0";
        }
        if (value instanceof Long || value instanceof Double) {
            return value.toString();
        }
        if (value instanceof BigDecimal number) {
            return number.toPlainString();
        }
        String text = (String) value;
        if (field.type().stored() == ValueType.DATETIME) {
            return "'" + text.replace('T', ' ').replace("Z", "") + "'";
        }
        return "(_utf8mb4 X'" + HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8)) + "')";
    }

    @Override
    public String type(Field field, boolean keyed) {
        return switch (field.type().stored()) {
            case TEXT -> text(field, keyed);
            case INTEGER, BIGINT -> "bigint";
            case DOUBLE -> "double";
            case DECIMAL -> "decimal(" + DecimalRange.PRECISION + "," + DecimalRange.SCALE + ")";
            case BOOLEAN -> "tinyint(1)";
            case DATETIME -> "datetime(3)";
            case JSON -> "longtext";
        };
    }

    @Override
    public String collation(Field field) {
        return field.type().stored() == ValueType.TEXT ? BYTEWISE : "";
    }

    @Override
    public String tableOptions() {
        return " ENGINE=InnoDB" + BYTEWISE;
    }

    @Override
    public String indexed(Field field) {
        return quoted(field.column());
    }

    @Override
    public boolean holds(Field field, String presentType) {
        String type = presentType.toLowerCase(Locale.ROOT);
        Matcher sized = SIZED.matcher(type);
        String word = sized.matches() ? sized.group(1) : type;
        return switch (field.type().stored()) {
            case TEXT -> holdsText(field, word, sized);
            case INTEGER -> word.equals("int") || word.equals("bigint");
            case BIGINT -> word.equals("bigint");
            case DOUBLE -> type.equals("double");
            case DECIMAL -> word.equals("decimal") && sized.group(3) != null
                    && DecimalRange.fits(Integer.parseInt(sized.group(2)), Integer.parseInt(sized.group(3)));
            case BOOLEAN -> word.equals("tinyint");
            case DATETIME -> word.equals("datetime") && size(sized) >= MILLISECONDS;
            case JSON -> word.equals("json") || word.equals("longtext");
        };
    }

    @Override
    public boolean holds(Field field, TableColumn column) {
        return !column.words().isEmpty() ? field.type() == FieldType.ENUM
                : field.type() == FieldType.UUID && column.type().equals("uuid") || holds(field, column.type());
    }

    /** Case counts in no name but those of tables. */
    @Override
    public boolean sameName(String left, String right) {
        return left.equalsIgnoreCase(right);
    }

    @Override
    public boolean sameTable(String left, String right) {
        return left.equals(right);
    }

    @Override
    public boolean allowsForwardReferences() {
        return false;
    }

    private static String text(Field field, boolean keyed) {
        boolean word = switch (field.type()) {
            case UUID, CUID, ENUM, EMAIL -> true;
            case STRING, TEXT, INTEGER, BIGINT, FLOAT, DECIMAL, BOOLEAN, DATETIME, JSON -> false;
        };
        int length = field.maxLength().orElse(keyed || word ? VARCHAR_DEFAULT : Integer.MAX_VALUE);
        if (keyed) {
            length = Math.min(length, VARCHAR_MAX);
        }
        return length <= VARCHAR_MAX ? "varchar(" + length + ")" : "longtext";
    }

    /** A longer text than the column takes is refused by the database, not cut. CHAR would lose spaces at the end. */
    private static boolean holdsText(Field field, String word, Matcher sized) {
        return switch (word) {
            case "longtext", "mediumtext" -> true;
            case "text" -> field.maxLength().orElse(Integer.MAX_VALUE) <= TEXT_MAX;
            case "varchar" -> size(sized) >= Math.min(field.maxLength().orElse(VARCHAR_DEFAULT), VARCHAR_MAX);
            case "char" -> field.type() == FieldType.UUID && size(sized) >= 36;
            default -> false;
        };
    }

    private static int size(Matcher sized) {
        return sized.group(2) == null ? 0 : Integer.parseInt(sized.group(2));
    }
}
