package dev.foldd.data.schema;

import dev.foldd.data.entity.Entity;
import dev.foldd.data.entity.Field;
import dev.foldd.data.entity.Field.OnDelete;
import java.util.List;
import java.util.Optional;

/** One thing that the database lacks. Nothing here takes anything away. */
public sealed interface Change {

    /** What it does, in a few words for an operator. */
    String summary();

    /**
     * A column to be.
     *
     * @param keyed whether a key or an index covers it
     * @param fallback what rows get that exist already
     */
    record Column(Field field, boolean notNull, boolean keyed, Optional<Object> fallback, Optional<ForeignKey> foreignKey) {

        Column withoutForeignKey() {
            return new Column(field, notNull, keyed, fallback, Optional.empty());
        }
    }

    /** Where a foreign key leads, in names of the database. */
    record ForeignKey(String table, String column, OnDelete onDelete) {
    }

    record CreateTable(String table, List<Column> columns) implements Change {
        public CreateTable {
            columns = List.copyOf(columns);
        }

        @Override
        public String summary() {
            return "create table " + table;
        }
    }

    record AddColumn(String table, Column column) implements Change {
        @Override
        public String summary() {
            return "add column " + table + "." + column.field().column();
        }
    }

    /** A key that could not be made with its column, since it leads to a table that was not there. */
    record AddForeignKey(String table, String column, ForeignKey key) implements Change {
        @Override
        public String summary() {
            return "add foreign key " + table + "." + column;
        }
    }

    /** @param fields whose columns it covers, in order */
    record CreateIndex(String table, String name, List<Field> fields, boolean unique) implements Change {
        public CreateIndex {
            fields = List.copyOf(fields);
        }

        /** The columns' names in the database. */
        List<String> columns() {
            return fields.stream().map(Field::column).toList();
        }

        @Override
        public String summary() {
            return "create " + (unique ? "unique " : "") + "index " + name + " on " + table
                    + " (" + String.join(", ", columns()) + ")";
        }

        static CreateIndex of(Entity entity, Entity.Index index) {
            return new CreateIndex(entity.table(), index.name(), fields(entity, index), index.unique());
        }

        static List<String> columns(Entity entity, Entity.Index index) {
            return fields(entity, index).stream().map(Field::column).toList();
        }

        private static List<Field> fields(Entity entity, Entity.Index index) {
            return index.fields().stream().map(name -> entity.field(name).orElseThrow()).toList();
        }
    }
}
