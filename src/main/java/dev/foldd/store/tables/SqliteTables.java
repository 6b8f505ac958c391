package dev.foldd.store.tables;

import static dev.foldd.store.tables.Questions.isTrue;
import static dev.foldd.store.tables.Questions.question;
import static dev.foldd.store.tables.Questions.text;

import dev.foldd.store.Statement;
import dev.foldd.store.Table;
import dev.foldd.store.Table.Gathering;
import dev.foldd.store.Table.Kind;
import dev.foldd.store.Table.Source;
import dev.foldd.store.Table.TableColumn;
import dev.foldd.store.Table.TableIndex;
import dev.foldd.store.Table.TableKey;
import dev.foldd.store.ValueType;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads the tables and views of an SQLite database. */
public final class SqliteTables {

    /** Tables of modules ("virtual") and the ones that these keep their data in ("shadow") are no one's own. */
    private static final Statement TABLES = question("""
            SELECT l.name AS foldd_1, l.type AS foldd_2, l.wr AS foldd_3, coalesce(s.sql, '') AS foldd_4
            FROM pragma_table_list AS l JOIN sqlite_schema AS s ON s.name = l.name AND s.type IN ('table', 'view')
            WHERE l.schema = 'main' AND substr(l.name, 1, 7) <> 'sqlite_'
            ORDER BY l.name""", ValueType.TEXT, ValueType.TEXT, ValueType.INTEGER, ValueType.TEXT);
    /** Hidden is 1 for columns of modules, 2 and 3 for those that are computed. */
    private static final String COLUMN = """
            SELECT t.name AS foldd_1, c.name AS foldd_2, c.type AS foldd_3, c."notnull" AS foldd_4, c.pk AS foldd_5,
                   CAST(c.dflt_value AS TEXT) AS foldd_6, c.hidden AS foldd_7
            FROM sqlite_schema AS t JOIN pragma_table_xinfo(t.name) AS c
            WHERE c.hidden <> 1 AND substr(t.name, 1, 7) <> 'sqlite_' AND""";
    private static final Statement COLUMNS = column(" t.type = 'table' ORDER BY t.name, c.cid");
    private static final Statement VIEW_COLUMNS = column(" t.type = 'view' AND t.name = $1 ORDER BY c.cid");
    private static final Statement INDEXES = question("""
            SELECT t.name AS foldd_1, i.name AS foldd_2, i."unique" AND NOT i.partial AS foldd_3, c.name AS foldd_4
            FROM sqlite_schema AS t JOIN pragma_index_list(t.name) AS i JOIN pragma_index_info(i.name) AS c
            WHERE t.type = 'table' AND c.name IS NOT NULL
            ORDER BY t.name, i.name, c.seqno""", ValueType.TEXT, ValueType.TEXT, ValueType.INTEGER, ValueType.TEXT);
    private static final Statement KEYS = question("""
            SELECT t.name AS foldd_1, k.id AS foldd_2, k."from" AS foldd_3, k."table" AS foldd_4, k."to" AS foldd_5,
                   k.on_delete AS foldd_6
            FROM sqlite_schema AS t JOIN pragma_foreign_key_list(t.name) AS k
            WHERE t.type = 'table'
            ORDER BY t.name, k.id, k.seq""", ValueType.TEXT, ValueType.INTEGER, ValueType.TEXT, ValueType.TEXT, ValueType.TEXT,
            ValueType.TEXT);

    /** A table without its columns; {@code wr} says that its rows have no numbers. */
    private record Head(String name, Kind kind, boolean wr, TableText text) {
    }

    private final Questions database;

    public SqliteTables(Questions database) {
        this.database = database;
    }

    /** Asks for all of them. */
    public Future<List<Table>> read() {
        return ask(TABLES).compose(heads -> {
            Map<String, Head> tables = new LinkedHashMap<>();
            heads.forEach(row -> tables.put(text(row, 0), head(row)));
            return columns(tables.values().stream().filter(head -> head.kind == Kind.VIEW).toList()).compose(columns ->
                    ask(INDEXES).compose(indexes -> ask(KEYS).map(keys -> assemble(tables, columns, indexes, keys))));
        });
    }

    private Future<List<Object[]>> ask(Statement statement) {
        return database.ask(statement, List.of());
    }

    /** A view of something that is gone cannot be looked at, and is told without columns: the others can. */
    private Future<List<Object[]>> columns(List<Head> views) {
        Future<List<Object[]>> told = ask(COLUMNS).map(ArrayList::new);
        for (Head view : views) {
            told = told.compose(columns -> database.ask(VIEW_COLUMNS, List.of(view.name)).otherwise(List.of()).map(more -> {
                columns.addAll(more);
                return columns;
            }));
        }
        return told;
    }

    private static Head head(Object[] row) {
        Kind kind = switch (text(row, 1)) {
            case "table" -> Kind.TABLE;
            case "view" -> Kind.VIEW;
            default -> Kind.INNER;
        };
        return new Head(text(row, 0), kind, isTrue(row, 2), TableText.of(text(row, 3)));
    }

    private static List<Table> assemble(Map<String, Head> tables, List<Object[]> columns, List<Object[]> indexes,
                                        List<Object[]> keys) {
        Gathering found = new Gathering();
        tables.values().forEach(head -> found.table(head.name, head.kind, ""));
        Map<String, List<Object[]>> byTable = new LinkedHashMap<>();
        columns.forEach(row -> byTable.computeIfAbsent(text(row, 0), name -> new ArrayList<>()).add(row));
        byTable.forEach((name, rows) -> Optional.ofNullable(tables.get(name)).ifPresent(head -> {
            boolean oneKey = rows.stream().filter(row -> isTrue(row, 4)).count() == 1;
            rows.forEach(row -> found.column(name, column(head, row, oneKey)));
        }));
        for (Object[] row : indexes) {
            found.index(text(row, 0), new TableIndex(text(row, 1), List.of(text(row, 3)), isTrue(row, 2)));
        }
        for (Object[] row : keys) {
            found.key(text(row, 0), text(row, 1), new TableKey(List.of(text(row, 2)), text(row, 3),
                    row[4] == null ? List.of() : List.of(text(row, 4)), text(row, 5).toUpperCase(Locale.ROOT)));
        }
        return found.tables();
    }

    private static TableColumn column(Head table, Object[] row, boolean oneKey) {
        String name = text(row, 1);
        String type = text(row, 2);
        boolean primary = isTrue(row, 4);
        // Such a column is the number of the row (sqlite.org/rowidtable.html).
        boolean rowNumber = primary && oneKey && !table.wr && type.equalsIgnoreCase("INTEGER");
        boolean computed = ((Number) row[6]).longValue() > 1;
        return new TableColumn(name, type, !isTrue(row, 3), primary, Optional.ofNullable(row[5]).map(Object::toString),
                computed ? Source.DATABASE : rowNumber ? Source.COUNTER : Source.WRITER, table.text.words(name),
                table.text.isLoose(), "");
    }

    private static Statement column(String which) {
        return question(COLUMN + which, ValueType.TEXT, ValueType.TEXT, ValueType.TEXT, ValueType.INTEGER, ValueType.INTEGER,
                ValueType.TEXT, ValueType.INTEGER);
    }
}
