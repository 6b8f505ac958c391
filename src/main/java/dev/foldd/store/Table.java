package dev.foldd.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A table, or a view, as it exists in the database.
 *
 * @param comment what the database keeps as its description; empty when there is none
 */
public record Table(String name, Kind kind, String comment, List<TableColumn> columns, List<TableIndex> indexes,
                    List<TableKey> foreignKeys) {

    /** What rows can be had from. */
    public enum Kind {
        TABLE,
        /** Shows rows of other tables. */
        VIEW,
        /** A part of another table, the means of an extension, or closed to the daemon: no data of its own to be shown. */
        INNER
    }

    /** Who gives a column its value. */
    public enum Source {
        WRITER,
        /** The database counts, unless the writer gives one. */
        COUNTER,
        /** The database alone: it refuses any that a writer gives. */
        DATABASE
    }

    /**
     * A column with its type in the database's own words; a domain by the type that it stands on.
     *
     * @param fallback what stands behind DEFAULT, in the database's own words
     * @param words of an enum, in their order; empty for other types
     * @param loose whether its texts are equal that differ in case or in spaces at the end
     */
    public record TableColumn(String name, String type, boolean nullable, boolean primary, Optional<String> fallback,
                              Source source, List<String> words, boolean loose, String comment) {
        public TableColumn {
            Objects.requireNonNull(fallback);
            words = List.copyOf(words);
        }

        /** A column that says no more than its type. */
        public TableColumn(String name, String type, boolean nullable, boolean primary) {
            this(name, type, nullable, primary, Optional.empty(), Source.WRITER, List.of(), false, "");
        }
    }

    /** An index with its columns in order. */
    public record TableIndex(String name, List<String> columns, boolean unique) {

        /** The same index with the columns of {@code further} behind its own. */
        public TableIndex and(TableIndex further) {
            List<String> all = new ArrayList<>(columns);
            all.addAll(further.columns());
            return new TableIndex(name, List.copyOf(all), unique);
        }
    }

    /**
     * A foreign key.
     *
     * @param targets the columns of {@code table} that it leads to, in order; empty for that table's primary key
     * @param onDelete what becomes of a row when its target goes, in SQL's words
     */
    public record TableKey(List<String> columns, String table, List<String> targets, String onDelete) {

        /** The same key with the columns of {@code further} behind its own. */
        public TableKey and(TableKey further) {
            List<String> from = new ArrayList<>(columns);
            from.addAll(further.columns());
            List<String> to = new ArrayList<>(targets);
            to.addAll(further.targets());
            return new TableKey(List.copyOf(from), table, List.copyOf(to), onDelete);
        }
    }

    public Table {
        columns = List.copyOf(columns);
        indexes = List.copyOf(indexes);
        foreignKeys = List.copyOf(foreignKeys);
    }

    /** A table without anything to be said of it. */
    public Table(String name, List<TableColumn> columns, List<TableIndex> indexes) {
        this(name, Kind.TABLE, "", columns, indexes, List.of());
    }

    /** Gathers what a database tells row by row, in the order in which its tables are told. */
    public static final class Gathering {

        private final Map<String, Draft> drafts = new LinkedHashMap<>();

        private record Draft(Kind kind, String comment, List<TableColumn> columns, Map<String, TableIndex> indexes,
                             Map<String, TableKey> keys) {
        }

        /** A table or view; the first word on it counts. */
        public void table(String name, Kind kind, String comment) {
            drafts.computeIfAbsent(name, fresh -> new Draft(kind, comment, new ArrayList<>(),
                    new LinkedHashMap<>(), new LinkedHashMap<>()));
        }

        /** The next column of a table that has been told. */
        public void column(String table, TableColumn column) {
            drafts.get(table).columns.add(column);
        }

        /** An index, or its next column; of no meaning for a table that has not been told. */
        public void index(String table, TableIndex index) {
            if (drafts.containsKey(table)) {
                drafts.get(table).indexes.merge(index.name(), index, TableIndex::and);
            }
        }

        /** A foreign key, or its next column, by any name that tells it from the table's others; likewise. */
        public void key(String table, String name, TableKey key) {
            if (drafts.containsKey(table)) {
                drafts.get(table).keys.merge(name, key, TableKey::and);
            }
        }

        public List<Table> tables() {
            return drafts.entrySet().stream().map(entry -> new Table(entry.getKey(), entry.getValue().kind,
                    entry.getValue().comment, entry.getValue().columns, List.copyOf(entry.getValue().indexes.values()),
                    List.copyOf(entry.getValue().keys.values()))).toList();
        }
    }
}
