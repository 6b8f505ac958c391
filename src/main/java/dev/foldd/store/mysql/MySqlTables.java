package dev.foldd.store.mysql;

import dev.foldd.store.Table;
import dev.foldd.store.Table.TableColumn;
import dev.foldd.store.Table.TableIndex;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the tables of the current database. */
final class MySqlTables {

    private static final String COLUMNS = """
            SELECT c.table_name, c.column_name, c.column_type, c.is_nullable = 'YES', c.column_key = 'PRI'
            FROM information_schema.columns AS c JOIN information_schema.tables AS t
                 ON t.table_schema = c.table_schema AND t.table_name = c.table_name
            WHERE c.table_schema = DATABASE() AND t.table_type = 'BASE TABLE'
            ORDER BY c.table_name, c.ordinal_position""";
    private static final String INDEXES = """
            SELECT table_name, index_name, non_unique = 0 AND sub_part IS NULL, column_name
            FROM information_schema.statistics
            WHERE table_schema = DATABASE() AND column_name IS NOT NULL
            ORDER BY table_name, index_name, seq_in_index""";

    private final Pool pool;

    MySqlTables(Pool pool) {
        this.pool = pool;
    }

    Future<List<Table>> read() {
        return pool.query(COLUMNS).execute().compose(
                columns -> pool.query(INDEXES).execute().map(indexes -> assemble(columns, indexes)));
    }

    private static List<Table> assemble(RowSet<Row> columnRows, RowSet<Row> indexRows) {
        Map<String, List<TableColumn>> columns = new LinkedHashMap<>();
        for (Row row : columnRows) {
            columns.computeIfAbsent(row.getString(0), name -> new ArrayList<>()).add(new TableColumn(row.getString(1),
                    row.getString(2), isTrue(row, 3), isTrue(row, 4)));
        }
        Map<String, Map<String, TableIndex>> indexes = new LinkedHashMap<>();
        for (Row row : indexRows) {
            indexes.computeIfAbsent(row.getString(0), name -> new LinkedHashMap<>()).merge(row.getString(1),
                    new TableIndex(row.getString(1), List.of(row.getString(3)), isTrue(row, 2)), TableIndex::and);
        }
        return columns.entrySet().stream().map(table -> new Table(table.getKey(), table.getValue(),
                List.copyOf(indexes.getOrDefault(table.getKey(), Map.of()).values()))).toList();
    }

    private static boolean isTrue(Row row, int column) {
        return ((Number) row.getValue(column)).intValue() != 0;
    }
}
