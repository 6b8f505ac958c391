package dev.foldd.store.mysql;

import dev.foldd.store.Table;
import dev.foldd.store.Table.Gathering;
import dev.foldd.store.Table.Kind;
import dev.foldd.store.Table.Source;
import dev.foldd.store.Table.TableColumn;
import dev.foldd.store.Table.TableIndex;
import dev.foldd.store.Table.TableKey;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads the tables and views of the current database. */
final class MySqlTables {

    /**
     * MariaDB has no type for JSON: what is declared so is a long text with a check, told with the quotes of the session. It
     * writes defaults as expressions, and MySQL writes the text itself unless its extra says otherwise.
     */
    private static final String COLUMNS = """
            SELECT c.table_name, t.table_type, t.table_comment, c.column_name,
                   CASE WHEN /*M!100200 EXISTS (SELECT 1 FROM information_schema.check_constraints AS k
                             WHERE k.constraint_schema = c.table_schema AND k.table_name = c.table_name
                                   AND k.check_clause IN (concat('json_valid(`', c.column_name, '`)'),
                                                          concat('json_valid("', c.column_name, '")'))) OR */ 1 = 0
                        THEN 'json' ELSE c.column_type END,
                   c.is_nullable = 'YES', c.column_key = 'PRI', c.column_default, c.extra, c.collation_name,
                   c.column_comment, VERSION() LIKE '%MariaDB%'
            FROM information_schema.columns AS c JOIN information_schema.tables AS t
                 ON t.table_schema = c.table_schema AND t.table_name = c.table_name
            WHERE c.table_schema = DATABASE() AND t.table_type IN ('BASE TABLE', 'SYSTEM VERSIONED', 'VIEW')
            ORDER BY c.table_name, c.ordinal_position""";
    private static final String INDEXES = """
            SELECT table_name, index_name, non_unique = 0 AND sub_part IS NULL, column_name
            FROM information_schema.statistics
            WHERE table_schema = DATABASE() AND column_name IS NOT NULL
            ORDER BY table_name, index_name, seq_in_index""";
    private static final String KEYS = """
            SELECT k.table_name, k.constraint_name, k.column_name, k.referenced_table_name, k.referenced_column_name,
                   r.delete_rule
            FROM information_schema.key_column_usage AS k JOIN information_schema.referential_constraints AS r
                 ON r.constraint_schema = k.constraint_schema AND r.constraint_name = k.constraint_name
                    AND r.table_name = k.table_name
            WHERE k.table_schema = DATABASE() AND k.referenced_table_schema = k.table_schema
            ORDER BY k.table_name, k.constraint_name, k.ordinal_position""";

    private final Pool pool;

    MySqlTables(Pool pool) {
        this.pool = pool;
    }

    Future<List<Table>> read() {
        return pool.query(COLUMNS).execute().compose(columns -> pool.query(INDEXES).execute().compose(
                indexes -> pool.query(KEYS).execute().map(keys -> assemble(columns, indexes, keys))));
    }

    private static List<Table> assemble(RowSet<Row> columns, RowSet<Row> indexes, RowSet<Row> keys) {
        Gathering found = new Gathering();
        for (Row row : columns) {
            boolean view = row.getString(1).equals("VIEW");
            found.table(row.getString(0), view ? Kind.VIEW : Kind.TABLE, view ? "" : text(row, 2));
            found.column(row.getString(0), column(row));
        }
        for (Row row : indexes) {
            found.index(row.getString(0), new TableIndex(row.getString(1), List.of(row.getString(3)), isTrue(row, 2)));
        }
        for (Row row : keys) {
            found.key(row.getString(0), row.getString(1), new TableKey(List.of(row.getString(2)), row.getString(3),
                    List.of(row.getString(4)), text(row, 5).toUpperCase(Locale.ROOT)));
        }
        return found.tables();
    }

    private static TableColumn column(Row row) {
        String extra = text(row, 8).toUpperCase(Locale.ROOT);
        Source source = extra.contains("AUTO_INCREMENT") ? Source.COUNTER
                : extra.contains(" GENERATED") || extra.contains("ROW START") || extra.contains("ROW END")
                        ? Source.DATABASE : Source.WRITER;
        return new TableColumn(row.getString(3), text(row, 4), isTrue(row, 5), isTrue(row, 6),
                fallback(row, extra), source, EnumWords.of(text(row, 4)), isLoose(row.getString(9)), text(row, 10));
    }

    /** As an expression, whichever of the two databases tells it. */
    private static Optional<String> fallback(Row row, String extra) {
        Optional<String> told = Optional.ofNullable(row.getValue(7)).map(Object::toString);
        boolean expression = isTrue(row, 11) || extra.contains("DEFAULT_GENERATED");
        return expression ? told.filter(text -> !text.equals("NULL"))
                : told.map(text -> "'" + text.replace("'", "''") + "'");
    }

    /** Two collations compare all bytes; the other binary ones disregard spaces at the end. */
    private static boolean isLoose(String collation) {
        return collation != null && !collation.endsWith("nopad_bin") && !collation.equals("utf8mb4_0900_bin")
                && !collation.equals("binary");
    }

    private static String text(Row row, int column) {
        Object value = row.getValue(column);
        return value == null ? "" : value.toString();
    }

    private static boolean isTrue(Row row, int column) {
        return ((Number) row.getValue(column)).intValue() != 0;
    }
}
