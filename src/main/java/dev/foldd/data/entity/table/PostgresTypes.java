package dev.foldd.data.entity.table;

import dev.foldd.data.entity.Field.Kind;
import dev.foldd.data.entity.FieldType;
import dev.foldd.store.Table.TableColumn;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** PostgreSQL's types as {@code format_type} writes them. */
public final class PostgresTypes implements ColumnTypes {

    private static final Pattern TYPE = Pattern.compile("([^(]+?)(?:\\((\\d+)(?:,(-?\\d+))?\\))?( with(?:out)? time zone)?");
    /** Their values are written and read as texts, without loss. */
    private static final Set<String> AS_TEXTS = Set.of("inet", "cidr", "macaddr", "macaddr8", "interval", "name",
            "time without time zone", "time with time zone");
    private static final int DIGITS_MAX = 1_000;

    @Override
    public Optional<Shape> shape(TableColumn column) {
        Matcher type = TYPE.matcher(column.type());
        if (!column.words().isEmpty()) {
            return Optional.of(Shape.of(FieldType.ENUM, Kind.ENUM, column.type(), column.words()));
        }
        if (!type.matches()) {
            return Optional.empty();
        }
        String zone = type.group(4) == null ? "" : type.group(4);
        Optional<Shape> shape = shape(type, type.group(1) + zone);
        return column.loose() ? shape.map(PostgresTypes::loose) : shape;
    }

    @Override
    public boolean regardsCase() {
        return true;
    }

    @Override
    public boolean tellsKeys() {
        return true;
    }

    private static Optional<Shape> shape(Matcher type, String name) {
        return switch (name) {
            case "text" -> Optional.of(Shape.of(FieldType.TEXT));
            case "character varying" -> Optional.of(sized(Shape.of(FieldType.STRING), type));
            // An explicit cast to a length cuts the text, and one without a length leaves it for the column to refuse.
            case "character" -> Optional.of(sized(Shape.of(FieldType.STRING, Kind.CAST, "bpchar", List.of()), type));
            case "uuid" -> Optional.of(Shape.of(FieldType.UUID, Kind.UUID, "uuid", List.of()));
            case "smallint" -> Optional.of(Shape.of(FieldType.INTEGER).between(Short.MIN_VALUE, Short.MAX_VALUE));
            case "integer" -> Optional.of(Shape.of(FieldType.INTEGER));
            case "bigint" -> Optional.of(Shape.of(FieldType.BIGINT));
            case "real", "double precision" -> Optional.of(Shape.of(FieldType.FLOAT));
            case "numeric" -> Optional.of(decimal(type));
            case "boolean" -> Optional.of(Shape.of(FieldType.BOOLEAN));
            case "date", "timestamp without time zone", "timestamp with time zone" ->
                    Optional.of(Shape.of(FieldType.DATETIME));
            case "json", "jsonb" -> Optional.of(Shape.of(FieldType.JSON));
            default -> asText(type, name);
        };
    }

    private static Optional<Shape> asText(Matcher type, String name) {
        boolean known = AS_TEXTS.contains(name) || name.equals("citext") || name.endsWith(".citext");
        return known ? Optional.of(Shape.of(FieldType.STRING, Kind.CAST, type.group(), List.of())) : Optional.empty();
    }

    private static Shape sized(Shape shape, Matcher type) {
        return type.group(2) == null ? shape : shape.upTo(Integer.parseInt(type.group(2)));
    }

    private static Shape decimal(Matcher type) {
        if (type.group(2) == null || Integer.parseInt(type.group(2)) > DIGITS_MAX) {
            return Shape.of(FieldType.DECIMAL);
        }
        int scale = type.group(3) == null ? 0 : Integer.parseInt(type.group(3));
        return Shape.of(FieldType.DECIMAL).digits(Integer.parseInt(type.group(2)), scale);
    }

    private static Shape loose(Shape shape) {
        return shape.form().kind() != Kind.PLAIN ? shape
                : new Shape(shape.type(), Shape.of(shape.type(), Kind.LOOSE, "", List.of()).form(), shape.maxLength(),
                        shape.min(), shape.max());
    }
}
