package dev.foldd.store;

import java.util.ArrayList;
import java.util.List;

/** A table as it exists in the database. */
public record Table(String name, List<TableColumn> columns, List<TableIndex> indexes) {

    /** A column with its type in the database's own words. */
    public record TableColumn(String name, String type, boolean nullable, boolean primary) {
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

    public Table {
        columns = List.copyOf(columns);
        indexes = List.copyOf(indexes);
    }
}
