package dev.foldd.data.entity.table;

import dev.foldd.data.entity.Field.Form;
import dev.foldd.data.entity.Field.Kind;
import dev.foldd.data.entity.Field.Maker;
import dev.foldd.data.entity.FieldType;
import dev.foldd.store.Table.TableColumn;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The types of MySQL and MariaDB as {@code COLUMN_TYPE} writes them. */
public final class MySqlTypes implements ColumnTypes {

    private static final Pattern TYPE = Pattern.compile("(\\w+)(?:\\((\\d+)(?:,(\\d+))?\\))?(.*)");
    private static final long UNSIGNED_INT_MAX = (1L << 32) - 1;
    private static final int YEAR_MIN = 1901;
    private static final int YEAR_MAX = 2155;

    @Override
    public Optional<Shape> shape(TableColumn column) {
        if (!column.words().isEmpty()) {
            // It is ordered by the place of its words, and compared as loosely as its collation says.
            return Optional.of(Shape.of(FieldType.ENUM, Kind.LOOSE, "", column.words()));
        }
        Matcher type = TYPE.matcher(column.type().toLowerCase(Locale.ROOT));
        return type.matches() ? shape(type, column.loose()) : Optional.empty();
    }

    @Override
    public boolean regardsCase() {
        return false;
    }

    @Override
    public boolean tellsKeys() {
        return false;
    }

    private static Optional<Shape> shape(Matcher type, boolean loose) {
        boolean unsigned = type.group(4).contains("unsigned");
        int size = type.group(2) == null ? 0 : Integer.parseInt(type.group(2));
        return switch (type.group(1)) {
            case "tinyint" -> Optional.of(size == 1 && !unsigned ? Shape.of(FieldType.BOOLEAN) : whole(Byte.SIZE, unsigned));
            case "smallint" -> Optional.of(whole(Short.SIZE, unsigned));
            case "mediumint" -> Optional.of(whole(24, unsigned));
            case "int" -> Optional.of(unsigned ? Shape.of(FieldType.BIGINT).between(0, UNSIGNED_INT_MAX)
                    : Shape.of(FieldType.INTEGER));
            case "bigint" -> Optional.of(unsigned ? Shape.of(FieldType.BIGINT).between(0, Long.MAX_VALUE)
                    : Shape.of(FieldType.BIGINT));
            case "year" -> Optional.of(Shape.of(FieldType.INTEGER).between(YEAR_MIN, YEAR_MAX));
            case "bit" -> size == 1 ? Optional.of(Shape.of(FieldType.BOOLEAN)) : Optional.empty();
            case "float", "double" -> Optional.of(Shape.of(FieldType.FLOAT));
            case "decimal" -> Optional.of(Shape.of(FieldType.DECIMAL).digits(size,
                    type.group(3) == null ? 0 : Integer.parseInt(type.group(3))));
            case "date", "datetime", "timestamp" -> Optional.of(Shape.of(FieldType.DATETIME));
            case "json" -> Optional.of(Shape.of(FieldType.JSON));
            case "uuid" -> Optional.of(Shape.of(FieldType.UUID, Kind.UUID, "uuid", List.of()));
            case "char", "varchar" -> Optional.of(text(FieldType.STRING, loose).upTo(Math.max(1, size)));
            case "tinytext", "text", "mediumtext", "longtext" -> Optional.of(text(FieldType.TEXT, loose));
            default -> Optional.empty();
        };
    }

    private static Shape text(FieldType type, boolean loose) {
        return Shape.of(type).as(new Form(loose ? Kind.LOOSE : Kind.PLAIN, "", List.of(), Maker.DAEMON));
    }

    private static Shape whole(int bits, boolean unsigned) {
        return unsigned ? Shape.of(FieldType.INTEGER).between(0, (1L << bits) - 1)
                : Shape.of(FieldType.INTEGER).between(-(1L << bits - 1), (1L << bits - 1) - 1);
    }
}
