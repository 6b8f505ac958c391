package dev.foldd.store.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.store.Table;
import dev.foldd.store.Table.Kind;
import dev.foldd.store.Table.Source;
import dev.foldd.store.Table.TableColumn;
import dev.foldd.store.Table.TableIndex;
import dev.foldd.store.Table.TableKey;
import io.vertx.core.Future;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is made of the answers; the questions themselves are tried on real databases. */
class SqliteTablesTest {

    private static final List<Object[]> TABLES = List.of(
            row("broken", "view", 0, "CREATE VIEW broken AS SELECT * FROM gone"),
            row("item", "table", 0, "CREATE TABLE item (id INTEGER PRIMARY KEY, state text CHECK (state IN ('a','b')))"),
            row("search", "virtual", 0, "CREATE VIRTUAL TABLE search USING fts5(text)"),
            row("seen", "view", 0, "CREATE VIEW seen AS SELECT id FROM item"),
            row("word", "table", 1, "CREATE TABLE word (id INTEGER PRIMARY KEY, item integer COLLATE NOCASE) WITHOUT ROWID"));
    private static final List<Object[]> COLUMNS = List.of(
            row("item", "id", "INTEGER", 0, 1, null, 0),
            row("item", "state", "text", 1, 0, "'a'", 0),
            row("item", "double", "integer", 0, 0, null, 3),
            row("word", "id", "INTEGER", 1, 1L, null, 0),
            row("word", "item", "integer", 0, 0, null, 0));
    private static final List<Object[]> INDEXES = List.of(row("item", "both", 0, "state"), row("item", "both", 0, "id"));
    private static final List<Object[]> KEYS = List.<Object[]>of(row("word", 0, "item", "item", null, "set null"));

    @Test
    void tables_have_their_columns_indexes_and_keys_and_a_view_that_cannot_be_looked_at_has_none() {
        Questions database = (statement, parameters) -> {
            String sql = statement.sql();
            if (parameters.equals(List.of("broken"))) {
                return Future.failedFuture("no such table: gone");
            }
            return Future.succeededFuture(parameters.equals(List.of("seen")) ? List.<Object[]>of(row("seen", "id", "", 0, 0, null, 0))
                    : sql.contains("pragma_table_list") ? TABLES : sql.contains("pragma_table_xinfo") ? COLUMNS
                    : sql.contains("pragma_index_list") ? INDEXES : KEYS);
        };

        List<Table> tables = new SqliteTables(database).read().result();

        assertThat(tables).extracting(Table::name).containsExactly("broken", "item", "search", "seen", "word");
        assertThat(tables).extracting(Table::kind).containsExactly(Kind.VIEW, Kind.TABLE, Kind.INNER, Kind.VIEW, Kind.TABLE);
        assertThat(tables.get(0).columns()).isEmpty();
        assertThat(tables.get(3).columns()).containsExactly(new TableColumn("id", "", true, false));
        assertThat(tables.get(1).columns()).extracting(TableColumn::source)
                .containsExactly(Source.COUNTER, Source.WRITER, Source.DATABASE);
        assertThat(tables.get(1).columns().get(1)).satisfies(state -> {
            assertThat(state.words()).containsExactly("a", "b");
            assertThat(state.fallback()).contains("'a'");
            assertThat(state.nullable()).isFalse();
            assertThat(state.loose()).isFalse();
        });
        assertThat(tables.get(1).indexes()).containsExactly(new TableIndex("both", List.of("state", "id"), false));
        assertThat(tables.get(4).columns()).extracting(TableColumn::source).as("rows without numbers")
                .containsExactly(Source.WRITER, Source.WRITER);
        assertThat(tables.get(4).columns().get(1).loose()).isTrue();
        assertThat(tables.get(4).foreignKeys()).containsExactly(new TableKey(List.of("item"), "item", List.of(), "SET NULL"));
    }

    @Test
    void a_database_that_does_not_answer_tells_no_tables() {
        assertThat(new SqliteTables((statement, parameters) -> Future.failedFuture("away")).read().failed()).isTrue();
    }

    private static Object[] row(Object... values) {
        return values;
    }
}
