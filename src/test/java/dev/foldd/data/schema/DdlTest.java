package dev.foldd.data.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldd.data.entity.EntityCatalogue;
import dev.foldd.data.entity.Samples;
import dev.foldd.store.Table;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Golden files: entities before, {@code ----------}, entities after, {@code ----------}, the statements of both steps.
 */
class DdlTest {

    private static final String LINE = "\n----------\n";
    private static final SchemaDialect SQLITE = new SqliteDialect();

    @Test
    void the_statements_are_those_of_the_golden_file() throws Exception {
        String[] parts = golden();

        String written = text(statements(parts[0], List.of())) + LINE.substring(1)
                + text(statements(parts[1], tablesAfter(statements(parts[0], List.of()))));

        if (System.getProperty("golden", "").equals("write")) {
            Path source = Path.of("src/test/resources/dev/foldd/data/schema/sqlite.golden");
            Files.writeString(source, parts[0] + LINE + parts[1] + LINE + written);
        }
        assertThat(written).isEqualTo(parts[2] + LINE + parts[3]);
    }

    @Test
    void sqlite_takes_the_statements_and_keeps_values_as_they_are() throws Exception {
        String[] parts = golden();
        List<String> first = statements(parts[0], List.of());
        List<String> second = statements(parts[1], tablesAfter(first));

        try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:")) {
            run(connection, List.of("PRAGMA foreign_keys = ON"));
            run(connection, first);
            run(connection, List.of("INSERT INTO \"Person\" VALUES ('p1', 'ada', 10, 1.0, 5, 1, '12', '2024', "
                    + "NULL)"));
            run(connection, second);

            assertThat(row(connection, "SELECT typeof(\"price\"), \"price\", typeof(\"weight\"), typeof(\"active\"),"
                    + " typeof(\"meta\"), \"meta\", \"mood\", \"it's \"\"quoted\"\"\" FROM \"Person\""))
                    .containsExactly("integer", "10", "real", "integer", "text", "12", "it's fine", null);
            assertThatThrownBy(() -> run(connection, List.of("INSERT INTO \"Person\" (\"id\") VALUES ('p2')")))
                    .hasMessageContaining("NOT NULL");
            assertThatThrownBy(() -> run(connection, List.of("INSERT INTO \"Badge\" VALUES ('b1', 'nobody', NULL)")))
                    .hasMessageContaining("FOREIGN KEY");
            run(connection, List.of("INSERT INTO \"Badge\" VALUES ('b1', 'p1', 'p1')", "DELETE FROM \"Person\""));
            assertThat(row(connection, "SELECT count(*) FROM \"Badge\"")).containsExactly("0");
        }
    }

    private static List<String> statements(String yaml, List<Table> present) {
        EntityCatalogue catalogue = Samples.catalogue(yaml);
        return new Ddl(SQLITE).statements(SchemaDiff.of(catalogue, present, SQLITE).changes());
    }

    /** What SQLite itself says is there after these statements. */
    private static List<Table> tablesAfter(List<String> statements) throws SQLException {
        List<Table> tables = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:")) {
            run(connection, statements);
            for (List<String> table : rows(connection, "SELECT name FROM sqlite_master WHERE type = 'table'")) {
                String quoted = SQLITE.quoted(table.get(0));
                List<Table.TableColumn> columns = rows(connection, "PRAGMA table_info(" + quoted + ")").stream()
                        .map(column -> new Table.TableColumn(column.get(1), column.get(2), column.get(3).equals("0"),
                                !column.get(5).equals("0"))).toList();
                List<Table.TableIndex> indexes = new ArrayList<>();
                for (List<String> index : rows(connection, "PRAGMA index_list(" + quoted + ")")) {
                    indexes.add(new Table.TableIndex(index.get(1), rows(connection, "PRAGMA index_info("
                            + SQLITE.quoted(index.get(1)) + ")").stream().map(column -> column.get(2)).toList(),
                            index.get(2).equals("1")));
                }
                tables.add(new Table(table.get(0), columns, indexes));
            }
        }
        return tables;
    }

    private static void run(Connection connection, List<String> statements) throws SQLException {
        for (String sql : statements) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }
    }

    private static List<String> row(Connection connection, String sql) throws SQLException {
        return rows(connection, sql).get(0);
    }

    private static List<List<String>> rows(Connection connection, String sql) throws SQLException {
        List<List<String>> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.add(result.getString(i));
                }
                rows.add(row);
            }
        }
        return rows;
    }

    private static String text(List<String> statements) {
        StringBuilder text = new StringBuilder();
        statements.forEach(statement -> text.append(statement).append(";\n"));
        return text.toString();
    }

    private static String[] golden() throws IOException, URISyntaxException {
        Path file = Path.of(DdlTest.class.getResource("/dev/foldd/data/schema/sqlite.golden").toURI());
        return Files.readString(file).split(Pattern.quote(LINE));
    }
}
