package dev.foldd.store.postgres;

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

/** Reads the tables of the current schema. */
final class PostgresTables {

    private static final String COLUMNS = """
            SELECT t.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
                   EXISTS (SELECT 1 FROM pg_index AS i WHERE i.indrelid = t.oid AND i.indisprimary
                           AND a.attnum = ANY (i.indkey))
            FROM pg_class AS t JOIN pg_attribute AS a ON a.attrelid = t.oid
            WHERE t.relnamespace = current_schema()::regnamespace AND t.relkind IN ('r', 'p') AND a.attnum > 0
                  AND NOT a.attisdropped
            ORDER BY t.relname, a.attnum""";
    private static final String INDEXES = """
            SELECT t.relname, x.relname, i.indisunique AND i.indpred IS NULL, a.attname
            FROM pg_index AS i JOIN pg_class AS t ON t.oid = i.indrelid JOIN pg_class AS x ON x.oid = i.indexrelid
                 JOIN unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, position) ON true
                 JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = k.attnum
            WHERE t.relnamespace = current_schema()::regnamespace AND t.relkind IN ('r', 'p') AND i.indexprs IS NULL
            ORDER BY t.relname, x.relname, k.position""";

    private final Pool pool;

    PostgresTables(Pool pool) {
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
                    row.getString(2), !row.getBoolean(3), row.getBoolean(4)));
        }
        Map<String, Map<String, TableIndex>> indexes = new LinkedHashMap<>();
        for (Row row : indexRows) {
            indexes.computeIfAbsent(row.getString(0), name -> new LinkedHashMap<>()).merge(row.getString(1),
                    new TableIndex(row.getString(1), List.of(row.getString(3)), row.getBoolean(2)), TableIndex::and);
        }
        return columns.entrySet().stream().map(table -> new Table(table.getKey(), table.getValue(),
                List.copyOf(indexes.getOrDefault(table.getKey(), Map.of()).values()))).toList();
    }
}
