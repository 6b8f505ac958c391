package dev.foldd.store.sqlite;

import dev.foldd.store.Table;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.jdbcclient.JDBCPool;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/** Reads the tables that exist. It is asked rarely, so it goes through the ordinary pool of one connection. */
final class Introspection {

    private static final String TABLES = """
            SELECT t.name, c.name, c.type, c."notnull", c.pk
            FROM sqlite_schema AS t JOIN pragma_table_xinfo(t.name) AS c
            WHERE t.type = 'table' AND substr(t.name, 1, 7) <> 'sqlite_' AND c.hidden <> 1
            ORDER BY t.name, c.cid""";
    private static final String INDEXES = """
            SELECT t.name, i.name, i."unique" AND NOT i.partial, c.name
            FROM sqlite_schema AS t JOIN pragma_index_list(t.name) AS i JOIN pragma_index_info(i.name) AS c
            WHERE t.type = 'table' AND c.name IS NOT NULL
            ORDER BY t.name, i.name, c.seqno""";

    private final Pool pool;

    Introspection(Vertx vertx, DataSource source) {
        this.pool = JDBCPool.pool(vertx, source, new PoolOptions().setMaxSize(1));
    }

    Future<List<Table>> tables() {
        return pool.query(TABLES).execute().compose(
                columns -> pool.query(INDEXES).execute().map(indexes -> assemble(columns, indexes)));
    }

    Future<Void> close() {
        return pool.close();
    }

    private static List<Table> assemble(RowSet<Row> columnRows, RowSet<Row> indexRows) {
        Map<String, List<Table.TableColumn>> columns = new LinkedHashMap<>();
        for (Row row : columnRows) {
            columns.computeIfAbsent(row.getString(0), name -> new ArrayList<>()).add(new Table.TableColumn(
                    row.getString(1), row.getString(2), row.getInteger(3) == 0, row.getInteger(4) > 0));
        }
        Map<String, Map<String, Table.TableIndex>> indexes = new LinkedHashMap<>();
        for (Row row : indexRows) {
            indexes.computeIfAbsent(row.getString(0), name -> new LinkedHashMap<>()).merge(row.getString(1),
                    new Table.TableIndex(row.getString(1), List.of(row.getString(3)), row.getInteger(2) == 1),
                    Table.TableIndex::and);
        }
        return columns.entrySet().stream().map(table -> new Table(table.getKey(), table.getValue(),
                List.copyOf(indexes.getOrDefault(table.getKey(), Map.of()).values()))).toList();
    }
}
