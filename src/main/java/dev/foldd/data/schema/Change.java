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

    /** A column to be. {@code fallback} is what rows get that exist already. */
    record Column(Field field, boolean notNull, Optional<Object> fallback, Optional<ForeignKey> foreignKey) {
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

    /** @param columns names in the database, in order */
    record CreateIndex(String table, String name, List<String> columns, boolean unique) implements Change {
        public CreateIndex {
            columns = List.copyOf(columns);
        }

        @Override
        public String summary() {
            return "create " + (unique ? "unique " : "") + "index " + name + " on " + table
                    + " (" + String.join(", ", columns) + ")";
        }

        static CreateIndex of(Entity entity, Entity.Index index) {
            return new CreateIndex(entity.table(), index.name(), columns(entity, index), index.unique());
        }

        static List<String> columns(Entity entity, Entity.Index index) {
            return index.fields().stream().map(name -> entity.field(name).orElseThrow().column()).toList();
        }
    }
}
