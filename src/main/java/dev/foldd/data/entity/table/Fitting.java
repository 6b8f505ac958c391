package dev.foldd.data.entity.table;

import dev.foldd.data.entity.Entity;
import dev.foldd.data.entity.Entity.Origin;
import dev.foldd.data.entity.EntityCatalogue;
import dev.foldd.data.entity.Field;
import dev.foldd.data.entity.Field.Form;
import dev.foldd.data.entity.Field.Kind;
import dev.foldd.data.entity.Field.OnDelete;
import dev.foldd.data.entity.Field.Reference;
import dev.foldd.data.entity.FieldType;
import dev.foldd.store.Table;
import dev.foldd.store.Table.TableColumn;
import dev.foldd.store.Table.TableKey;
import dev.foldd.store.ValueType;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Fits a whole catalogue to the tables that exist: what files declare learns how its columns really are, and what was found in
 * the database gets the foreign keys that lead from entity to entity.
 */
public final class Fitting {

    private final List<Table> tables;
    private final ColumnTypes types;

    public Fitting(List<Table> tables, ColumnTypes types) {
        this.tables = List.copyOf(tables);
        this.types = Objects.requireNonNull(types);
    }

    public EntityCatalogue fit(EntityCatalogue catalogue) {
        return new EntityCatalogue(catalogue.entities().stream()
                .map(entity -> table(entity.table()).map(table -> fitted(entity, table, catalogue)).orElse(entity)).toList());
    }

    private Entity fitted(Entity entity, Table table, EntityCatalogue catalogue) {
        Entity fitted = entity.withFields(entity.fields().stream().map(field -> entity.origin() == Origin.DECLARED
                ? declared(field, table) : field.withReference(reference(field, table, catalogue))).toList());
        return fitted.cachedIf(fitted.cached() && table.foreignKeys().stream().allMatch(key -> isKnown(key, fitted)));
    }

    /** Whether it is known by a field's reference when the database changes rows for this key. */
    private boolean isKnown(TableKey key, Entity entity) {
        return switch (key.onDelete()) {
            case "RESTRICT", "NO ACTION" -> true;
            default -> key.columns().size() == 1 && entity.fields().stream().anyMatch(field ->
                    same(field.column(), key.columns().get(0))
                            && field.reference().filter(to -> to.onDelete() != OnDelete.RESTRICT).isPresent());
        };
    }

    private Field declared(Field field, Table table) {
        return column(table, field.column()).flatMap(types::shape)
                .filter(shape -> appliesTo(field, shape.form().kind(), shape.type()))
                .map(shape -> field.withForm(new Form(shape.form().kind(), shape.form().type(), shape.form().words(),
                        field.form().maker()))).orElse(field);
    }

    /** A form says how texts, or moments, are kept; for a field that keeps something else it says nothing. */
    private static boolean appliesTo(Field field, Kind kind, FieldType type) {
        ValueType stored = field.type().stored();
        return switch (kind) {
            case PLAIN -> false;
            case UUID, ENUM, CAST, LOOSE -> stored == ValueType.TEXT && type.stored() == ValueType.TEXT;
            case MOMENT -> stored == ValueType.DATETIME;
        };
    }

    private Optional<Reference> reference(Field field, Table table, EntityCatalogue catalogue) {
        return table.foreignKeys().stream().filter(key -> key.columns().equals(List.of(field.column())))
                .flatMap(key -> target(key, catalogue).stream())
                .filter(to -> catalogue.entity(to.entity()).flatMap(entity -> entity.field(to.field()))
                        .filter(target -> areAlike(target.type().stored(), field.type().stored())).isPresent()).findFirst();
    }

    private static boolean areAlike(ValueType one, ValueType other) {
        return one == other || isWhole(one) && isWhole(other);
    }

    private static boolean isWhole(ValueType type) {
        return type == ValueType.INTEGER || type == ValueType.BIGINT;
    }

    private Optional<Reference> target(TableKey key, EntityCatalogue catalogue) {
        return catalogue.entities().stream().filter(entity -> same(entity.table(), key.table())).findFirst()
                .flatMap(entity -> targetField(entity, key).filter(field -> isUnique(entity, field))
                        .map(field -> new Reference(entity.name(), field.name(), onDelete(key.onDelete()))));
    }

    private Optional<Field> targetField(Entity entity, TableKey key) {
        return key.targets().isEmpty() ? Optional.of(entity.primary())
                : entity.fields().stream().filter(field -> same(field.column(), key.targets().get(0))).findFirst();
    }

    /** MySQL lets a key lead to rows of which there may be several. */
    private static boolean isUnique(Entity entity, Field field) {
        return field.primary() || field.unique() || entity.indexes().stream()
                .anyMatch(index -> index.unique() && index.fields().equals(List.of(field.name())));
    }

    private static OnDelete onDelete(String word) {
        return switch (word) {
            case "CASCADE" -> OnDelete.CASCADE;
            case "SET NULL" -> OnDelete.SET_NULL;
            default -> OnDelete.RESTRICT;
        };
    }

    private Optional<Table> table(String name) {
        Optional<Table> exact = tables.stream().filter(table -> table.name().equals(name)).findFirst();
        return exact.or(() -> tables.stream().filter(table -> same(table.name(), name)).findFirst());
    }

    private Optional<TableColumn> column(Table table, String name) {
        return table.columns().stream().filter(column -> same(column.name(), name)).findFirst();
    }

    private boolean same(String left, String right) {
        return types.regardsCase() ? left.equals(right) : left.equalsIgnoreCase(right);
    }
}
