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
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is made of the answers; the questions themselves are tried on real databases. */
class PostgresTablesTest {

    private static final List<Object[]> COLUMNS = List.of(
            row("item", "TABLE", "All of them", "id", "bigint", 1, 1, null, "COUNTER", null, 0, "Its number"),
            row("item", "TABLE", "All of them", "mood", "mood", 0, 0, "'sad'::mood", "WRITER", "[\"sad\",\"it's \\\"ok\\\"\"]", 0, ""),
            row("item", "TABLE", "All of them", "name", "text", 0L, 0L, null, "WRITER", null, 1L, ""),
            row("seen", "VIEW", "", "id", "bigint", 0, 0, null, "WRITER", null, 0, ""));
    private static final List<Object[]> INDEXES = List.of(row("item", "item_pkey", 1, "id"), row("gone", "gone_pkey", 1, "id"));
    private static final List<Object[]> KEYS = List.of(row("item", "pair", "id", "other", "a", "CASCADE"),
            row("item", "pair", "mood", "other", "b", "CASCADE"));

    @Test
    void tables_have_their_columns_indexes_and_keys() {
        Questions database = (statement, parameters) -> Future.succeededFuture(statement.sql().contains("pg_attrdef") ? COLUMNS
                : statement.sql().contains("pg_constraint") ? KEYS : INDEXES);

        List<Table> tables = new PostgresTables(database).read().result();

        assertThat(tables).containsExactly(
                new Table("item", Kind.TABLE, "All of them", List.of(
                        new TableColumn("id", "bigint", false, true, Optional.empty(), Source.COUNTER, List.of(), false, "Its number"),
                        new TableColumn("mood", "mood", true, false, Optional.of("'sad'::mood"), Source.WRITER,
                                List.of("sad", "it's \"ok\""), false, ""),
                        new TableColumn("name", "text", true, false, Optional.empty(), Source.WRITER, List.of(), true, "")),
                        List.of(new TableIndex("item_pkey", List.of("id"), true)),
                        List.of(new TableKey(List.of("id", "mood"), "other", List.of("a", "b"), "CASCADE"))),
                new Table("seen", Kind.VIEW, "", List.of(new TableColumn("id", "bigint", true, false)), List.of(), List.of()));
    }

    private static Object[] row(Object... values) {
        return values;
    }
}
