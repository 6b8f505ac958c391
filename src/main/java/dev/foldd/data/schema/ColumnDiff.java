package dev.foldd.data.schema;

import dev.foldd.data.entity.Entity;
import dev.foldd.data.entity.Field;
import dev.foldd.store.Table;
import dev.foldd.store.Table.TableColumn;
import java.util.List;
import java.util.Optional;

/** Compares the columns of one table that exists. */
final class ColumnDiff {

    private final SchemaDialect dialect;
    private final Columns shapes;
    private final List<Change> changes;
    private final List<String> drift;

    ColumnDiff(SchemaDialect dialect, Columns shapes, List<Change> changes, List<String> drift) {
        this.dialect = dialect;
        this.shapes = shapes;
        this.changes = changes;
        this.drift = drift;
    }

    void compare(Entity entity, Table table) {
        for (Field field : entity.fields()) {
            String name = table.name() + "." + field.column();
            Optional<TableColumn> column = table.columns().stream()
                    .filter(there -> dialect.sameName(there.name(), field.column())).findFirst();
            if (column.isPresent()) {
                compare(name, entity, field, column.get());
            } else if (field.primary()) {
                drift.add(name + " is missing and is the primary key, which cannot be added");
            } else {
                add(name, entity, table, field);
            }
        }
        for (TableColumn column : table.columns()) {
            if (entity.fields().stream().noneMatch(field -> dialect.sameName(field.column(), column.name()))) {
                drift.add(table.name() + "." + column.name() + " is in no file"
                        + (column.nullable() ? "" : "; it is NOT NULL, so rows without it may be refused"));
            }
        }
    }

    /** Nothing can be added to a view; what it shows beside the fields, and whether it may be NULL, is its own affair. */
    void compareView(Entity entity, Table view) {
        for (Field field : entity.fields()) {
            String name = view.name() + "." + field.column();
            Optional<TableColumn> column = view.columns().stream()
                    .filter(there -> dialect.sameName(there.name(), field.column())).findFirst();
            if (column.isEmpty()) {
                drift.add(name + " is missing, and nothing can be added to a view");
            } else if (!dialect.holds(field, column.get())) {
                drift.add(typed(name, entity, field, column.get()));
            }
        }
    }

    private String typed(String name, Entity entity, Field field, TableColumn column) {
        return name + " is of type " + (column.type().isBlank() ? "(none)" : column.type()) + ", not "
                + dialect.type(field, Columns.isKeyed(entity, field));
    }

    private void compare(String name, Entity entity, Field field, TableColumn column) {
        if (!dialect.holds(field, column)) {
            drift.add(typed(name, entity, field, column));
        }
        if (field.primary() != column.primary()) {
            drift.add(name + (field.primary() ? " is not the primary key" : " is part of the primary key"));
        }
        List<String> missing = field.values().stream().filter(word -> !column.words().contains(word)).toList();
        if (!column.words().isEmpty() && !missing.isEmpty()) {
            drift.add(name + " does not take " + String.join(", ", missing));
        }
        if (!field.primary() && !column.primary() && field.alwaysHasValue() == column.nullable()) {
            drift.add(name + (column.nullable() ? " may be null" : " is NOT NULL") + ", unlike its field");
        }
    }

    /**
     * Rows that exist need a value, so NOT NULL takes a default; and SQLite adds no column that has both a default and
     * a key.
     */
    private void add(String name, Entity entity, Table table, Field field) {
        boolean filled = field.alwaysHasValue() && field.fallback().isPresent();
        Optional<Change.ForeignKey> key = shapes.foreignKey(field);
        if (field.alwaysHasValue() && !filled) {
            drift.add(name + " is added without NOT NULL, since rows that exist have no value for it");
        }
        if (filled && key.isPresent()) {
            drift.add(name + " is added without its foreign key, since it has a default");
        }
        changes.add(new Change.AddColumn(table.name(), new Change.Column(field, filled,
                Columns.isKeyed(entity, field), field.fallback(),
                field.fallback().isPresent() ? Optional.empty() : key)));
    }
}
