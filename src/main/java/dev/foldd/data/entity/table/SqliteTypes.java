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

/** What declared types mean in the field: SQLite itself looks for parts of words only (sqlite.org/datatype3.html). */
public final class SqliteTypes implements ColumnTypes {

    private static final Pattern TYPE = Pattern.compile("([^(]*+)(?:\\(\\s*(\\d+)\\s*(?:,\\s*(\\d+)\\s*)?\\))?.*");
    private static final int DIGITS_MAX = 1_000;

    @Override
    public Optional<Shape> shape(TableColumn column) {
        Matcher type = TYPE.matcher(column.type().toUpperCase(Locale.ROOT).strip());
        if (!type.matches()) {
            return Optional.empty();
        }
        Form text = new Form(column.loose() ? Kind.LOOSE : Kind.PLAIN, "", column.words(), Maker.DAEMON);
        if (!column.words().isEmpty()) {
            return Optional.of(Shape.of(FieldType.ENUM).as(text));
        }
        return shape(type, type.group(1).strip(), text);
    }

    @Override
    public boolean regardsCase() {
        return false;
    }

    @Override
    public boolean tellsKeys() {
        return true;
    }

    private static Optional<Shape> shape(Matcher type, String word, Form text) {
        boolean one = "1".equals(type.group(2));
        if (word.startsWith("BOOL") || word.equals("TINYINT") && one) {
            return Optional.of(Shape.of(FieldType.BOOLEAN));
        }
        if (word.contains("INT")) {
            return Optional.of(Shape.of(FieldType.BIGINT));
        }
        if (word.equals("UUID") || word.equals("GUID")) {
            // The column would take the digits of any other text for a number.
            return Optional.of(Shape.of(FieldType.UUID, Kind.UUID, "", List.of()));
        }
        if (word.startsWith("DATE") || word.startsWith("TIMESTAMP")) {
            return Optional.of(Shape.of(FieldType.DATETIME, Kind.MOMENT, "", List.of()));
        }
        if (word.startsWith("JSON")) {
            return word.equals("JSONB") ? Optional.empty() : Optional.of(Shape.of(FieldType.JSON));
        }
        if (word.isEmpty()) {
            // A column without a type, such as what a view computes, takes numbers as they are.
            return Optional.of(Shape.of(FieldType.TEXT, Kind.CAST, "", List.of()));
        }
        if (word.contains("CHAR") || word.contains("CLOB") || word.contains("TEXT")) {
            Shape shape = Shape.of(word.contains("CHAR") ? FieldType.STRING : FieldType.TEXT).as(text);
            return Optional.of(type.group(2) == null || Integer.parseInt(type.group(2)) < 1 ? shape
                    : shape.upTo(Integer.parseInt(type.group(2))));
        }
        if (word.contains("REAL") || word.contains("FLOA") || word.contains("DOUB")) {
            return Optional.of(Shape.of(FieldType.FLOAT));
        }
        return word.equals("DECIMAL") || word.equals("NUMERIC") ? Optional.of(decimal(type)) : Optional.empty();
    }

    private static Shape decimal(Matcher type) {
        if (type.group(2) == null || Integer.parseInt(type.group(2)) > DIGITS_MAX) {
            return Shape.of(FieldType.DECIMAL);
        }
        return Shape.of(FieldType.DECIMAL).digits(Integer.parseInt(type.group(2)),
                type.group(3) == null ? 0 : Integer.parseInt(type.group(3)));
    }
}
