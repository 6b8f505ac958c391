package dev.foldd.data.schema;

import dev.foldd.data.entity.Field.OnDelete;
import java.util.ArrayList;
import java.util.List;

/** Writes changes as statements of one dialect. */
public final class Ddl {

    private final SchemaDialect dialect;

    public Ddl(SchemaDialect dialect) {
        this.dialect = dialect;
    }

    public List<String> statements(List<Change> changes) {
        return changes.stream().map(this::statement).toList();
    }

    private String statement(Change change) {
        if (change instanceof Change.CreateTable table) {
            return createTable(table);
        }
        if (change instanceof Change.AddColumn added) {
            return "ALTER TABLE " + dialect.quoted(added.table()) + " ADD COLUMN " + addedColumn(added.column());
        }
        if (change instanceof Change.AddForeignKey late) {
            return "ALTER TABLE " + dialect.quoted(late.table()) + " ADD FOREIGN KEY (" + dialect.quoted(late.column()) + ") "
                    + references(late.key());
        }
        Change.CreateIndex index = (Change.CreateIndex) change;
        List<String> columns = index.fields().stream().map(dialect::indexed).toList();
        return "CREATE " + (index.unique() ? "UNIQUE " : "") + "INDEX " + dialect.quoted(index.name()) + " ON "
                + dialect.quoted(index.table()) + " (" + String.join(", ", columns) + ")";
    }

    private String createTable(Change.CreateTable table) {
        List<String> lines = new ArrayList<>();
        for (Change.Column column : table.columns()) {
            lines.add(column(column) + (column.field().primary() ? " PRIMARY KEY" : "")
                    + (column.notNull() ? " NOT NULL" : ""));
        }
        for (Change.Column column : table.columns()) {
            column.foreignKey().ifPresent(key -> lines.add(
                    "FOREIGN KEY (" + dialect.quoted(column.field().column()) + ") " + references(key)));
        }
        return "CREATE TABLE " + dialect.quoted(table.table()) + " (\n  " + String.join(",\n  ", lines) + "\n)"
                + dialect.tableOptions();
    }

    private String addedColumn(Change.Column column) {
        return column(column) + (column.notNull() ? " NOT NULL" : "")
                + column.fallback().map(value -> " DEFAULT " + dialect.literal(column.field(), value)).orElse("")
                + column.foreignKey().map(key -> " " + references(key)).orElse("");
    }

    private String column(Change.Column column) {
        return dialect.quoted(column.field().column()) + " " + dialect.type(column.field(), column.keyed())
                + dialect.collation(column.field());
    }

    private String references(Change.ForeignKey key) {
        return "REFERENCES " + dialect.quoted(key.table()) + " (" + dialect.quoted(key.column()) + ") ON DELETE "
                + action(key.onDelete());
    }

    private static String action(OnDelete onDelete) {
        return switch (onDelete) {
            case RESTRICT -> "RESTRICT";
            case CASCADE -> "CASCADE";
            case SET_NULL -> "SET NULL";
        };
    }
}
