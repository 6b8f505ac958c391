package dev.foldd.data.entity.table;

import dev.foldd.data.entity.Entity;
import dev.foldd.data.entity.Field;
import dev.foldd.data.entity.Field.Maker;
import dev.foldd.data.entity.FieldType;
import dev.foldd.data.entity.table.ColumnTypes.Shape;
import dev.foldd.store.Table;
import dev.foldd.store.Table.Source;
import dev.foldd.store.Table.TableColumn;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Makes fields of the columns of one table. */
final class TableFields {

    private static final Set<FieldType> KEYS = EnumSet.of(FieldType.STRING, FieldType.TEXT, FieldType.EMAIL, FieldType.UUID,
            FieldType.CUID, FieldType.INTEGER, FieldType.BIGINT);

    private static final int UUID_LENGTH = 36;

    private final Table table;
    private final ColumnTypes types;
    private final Map<String, String> words;
    private final Optional<String> key;
    private final List<String> remarks = new ArrayList<>();
    private boolean readOnly;

    /** @param key the column that names a row */
    TableFields(Table table, ColumnTypes types, Optional<String> key) {
        this.table = table;
        this.types = types;
        this.words = Naming.of(table.columns().stream().map(TableColumn::name).toList());
        this.key = key;
    }

    /** In the order of the columns, without those that no field can stand for. */
    List<Field> read() {
        List<Field> fields = new ArrayList<>();
        for (TableColumn column : table.columns()) {
            Optional<Shape> shape = types.shape(column);
            if (shape.isEmpty()) {
                leaveOut(column, "is of type " + shown(column.type()) + ", which no field stands for");
            } else if (!words.containsKey(column.name())) {
                leaveOut(column, "has a name that no field can have, or not alone");
            } else {
                fields.add(field(column, shape.get()));
                if (SecretNames.has(column.name())) {
                    remarks.add("column " + shown(column.name())
                            + " is sensitive by its name: only a rule that names it shows it");
                }
            }
        }
        return fields;
    }

    /** What was left out or is not shown, a sentence each that goes on after the table's name. */
    List<String> remarks() {
        return remarks;
    }

    /** Whether a row needs a value that cannot be given. */
    boolean isReadOnly() {
        return readOnly;
    }

    static boolean canBeKey(Field field) {
        return KEYS.contains(field.type());
    }

    private void leaveOut(TableColumn column, String reason) {
        boolean needed = !column.nullable() && column.fallback().isEmpty() && column.source() == Source.WRITER;
        readOnly |= needed;
        remarks.add("column " + shown(column.name()) + " is left out: it " + reason
                + (needed ? "; rows need a value there, so the entity is read only" : ""));
    }

    private Field field(TableColumn column, Shape shape) {
        boolean primary = key.filter(column.name()::equals).isPresent();
        Optional<Default> fallback = column.fallback().map(Default::of).filter(made -> !made.isNull());
        boolean generated = shape.type().isText() && shape.type() != FieldType.ENUM
                && fallback.filter(Default::isFreshUuid).isPresent() && shape.maxLength().orElse(UUID_LENGTH) >= UUID_LENGTH;
        Maker maker = generated ? Maker.DAEMON : maker(column, primary, fallback);
        Field field = field(column, generated ? Shape.of(FieldType.UUID).as(shape.form()) : shape, primary, generated, maker);
        Optional<Object> constant = maker == Maker.DATABASE && !primary && column.source() == Source.WRITER
                ? fallback.flatMap(made -> made.constant(field)) : Optional.empty();
        return constant.map(value -> field.withForm(field.form().madeBy(Maker.DAEMON)).withFallback(value)).orElse(field);
    }

    private Field field(TableColumn column, Shape shape, boolean primary, boolean generated, Maker maker) {
        boolean unique = !primary && indexed(column, true);
        boolean required = primary || !column.nullable();
        return new Field(words.get(column.name()), column.name(), shape.type(), column.comment(), primary,
                required && !generated && maker == Maker.DAEMON, column.nullable() && !primary, generated, unique,
                !primary && !unique && indexed(column, false), Optional.empty(), words(shape, column), shape.min(),
                shape.max(), OptionalInt.empty(), shape.maxLength(), Optional.empty(), Optional.empty(),
                SecretNames.has(column.name()), false, shape.form().madeBy(maker), false);
    }

    private static List<String> words(Shape shape, TableColumn column) {
        return shape.type() == FieldType.ENUM ? column.words() : List.of();
    }

    /**
     * A tenant is never left to the database: the row would be someone's whom the policy has not seen. Nor is a key that the
     * database would not tell.
     */
    private Maker maker(TableColumn column, boolean primary, Optional<Default> fallback) {
        if (column.source() == Source.DATABASE) {
            return Maker.DATABASE_ALONE;
        }
        if (column.source() == Source.COUNTER || fallback.filter(Default::isCounter).isPresent()) {
            return Maker.DATABASE;
        }
        boolean told = !primary || types.tellsKeys();
        return fallback.isPresent() && told && !isTenant(column) ? Maker.DATABASE : Maker.DAEMON;
    }

    private boolean isTenant(TableColumn column) {
        return Entity.TENANT_FIELD.equals(words.get(column.name()));
    }

    private boolean indexed(TableColumn column, boolean unique) {
        return table.indexes().stream().anyMatch(index -> index.columns().equals(List.of(column.name()))
                && (index.unique() || !unique));
    }

    static String shown(String name) {
        return name.length() > 64 ? name.substring(0, 64) + "…" : name;
    }
}
