package dev.foldd.store.prisma;

import dev.foldd.store.DatabaseConfig.Provider;
import dev.foldd.store.Rows;
import dev.foldd.store.Statement;
import dev.foldd.store.Statement.Column;
import dev.foldd.store.Table;
import dev.foldd.store.Table.TableColumn;
import dev.foldd.store.Table.TableIndex;
import dev.foldd.store.ValueType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The questions for the tables that exist, with every value by its place, and what the answers come to. */
record BridgeTables(Statement columns, Statement indexes) {

    private static final List<Column> COLUMN = List.of(new Column("table", ValueType.TEXT),
            new Column("name", ValueType.TEXT), new Column("type", ValueType.TEXT),
            new Column("nullable", ValueType.BOOLEAN), new Column("primary", ValueType.BOOLEAN));
    private static final List<Column> INDEX = List.of(new Column("table", ValueType.TEXT),
            new Column("name", ValueType.TEXT), new Column("unique", ValueType.BOOLEAN),
            new Column("column", ValueType.TEXT));

    private static final BridgeTables SQLITE = new BridgeTables(new Statement("""
            SELECT t.name AS foldd_1, c.name AS foldd_2, c.type AS foldd_3, c."notnull" = 0 AS foldd_4, c.pk > 0 AS foldd_5
            FROM sqlite_schema AS t JOIN pragma_table_xinfo(t.name) AS c
            WHERE t.type = 'table' AND substr(t.name, 1, 7) <> 'sqlite_' AND c.hidden <> 1
            ORDER BY t.name, c.cid""", COLUMN), new Statement("""
            SELECT t.name AS foldd_1, i.name AS foldd_2, i."unique" AND NOT i.partial AS foldd_3, c.name AS foldd_4
            FROM sqlite_schema AS t JOIN pragma_index_list(t.name) AS i JOIN pragma_index_info(i.name) AS c
            WHERE t.type = 'table' AND c.name IS NOT NULL
            ORDER BY t.name, i.name, c.seqno""", INDEX));
    private static final BridgeTables POSTGRESQL = new BridgeTables(new Statement("""
            SELECT t.relname::text AS foldd_1, a.attname::text AS foldd_2, format_type(a.atttypid, a.atttypmod) AS foldd_3,
                   NOT a.attnotnull AS foldd_4, EXISTS (SELECT 1 FROM pg_index AS i WHERE i.indrelid = t.oid
                   AND i.indisprimary AND a.attnum = ANY (i.indkey)) AS foldd_5
            FROM pg_class AS t JOIN pg_attribute AS a ON a.attrelid = t.oid
            WHERE t.relnamespace = current_schema()::regnamespace AND t.relkind IN ('r', 'p') AND a.attnum > 0
                  AND NOT a.attisdropped
            ORDER BY t.relname, a.attnum""", COLUMN), new Statement("""
            SELECT t.relname::text AS foldd_1, x.relname::text AS foldd_2, i.indisunique AND i.indpred IS NULL AS foldd_3,
                   a.attname::text AS foldd_4
            FROM pg_index AS i JOIN pg_class AS t ON t.oid = i.indrelid JOIN pg_class AS x ON x.oid = i.indexrelid
                 JOIN unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, position) ON true
                 JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = k.attnum
            WHERE t.relnamespace = current_schema()::regnamespace AND t.relkind IN ('r', 'p') AND i.indexprs IS NULL
            ORDER BY t.relname, x.relname, k.position""", INDEX));

    static BridgeTables of(Provider provider) {
        return switch (provider) {
            case SQLITE -> SQLITE;
            case POSTGRESQL -> POSTGRESQL;
        };
    }

    static List<Table> assemble(Rows columnRows, Rows indexRows) {
        Map<String, List<TableColumn>> columns = new LinkedHashMap<>();
        for (Object[] row : columnRows.values()) {
            columns.computeIfAbsent((String) row[0], name -> new ArrayList<>()).add(
                    new TableColumn((String) row[1], (String) row[2], (Boolean) row[3], (Boolean) row[4]));
        }
        Map<String, Map<String, TableIndex>> indexes = new LinkedHashMap<>();
        for (Object[] row : indexRows.values()) {
            indexes.computeIfAbsent((String) row[0], name -> new LinkedHashMap<>()).merge((String) row[1],
                    new TableIndex((String) row[1], List.of((String) row[3]), (Boolean) row[2]), TableIndex::and);
        }
        return columns.entrySet().stream().map(table -> new Table(table.getKey(), table.getValue(),
                List.copyOf(indexes.getOrDefault(table.getKey(), Map.of()).values()))).toList();
    }
}
