package dev.foldd.data.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.contract.Principal;
import dev.foldd.data.entity.Entity;
import dev.foldd.data.entity.Field;
import dev.foldd.data.filter.Condition;
import dev.foldd.data.filter.Condition.MatchKind;
import dev.foldd.data.filter.Term;
import dev.foldd.store.ValueType;
import dev.foldd.testing.Entities;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Searches in texts as SQLite itself carries them out, against what they are said to mean. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MatchSqlIT {

    private static final Entity NOTE = Entities.entity("Note").key("id").text("text").build();
    private static final Field TEXT = NOTE.field("text").orElseThrow();
    private static final List<String> TEXTS = List.of("", "a", "A", "abc", "ABC", "a%c", "a_c", "a*c", "a?c", "a[c", "a[b]c",
            "100%", "100*", "\\", "a\\", "a\\b", "é", "É", "\ud83d\ude00", "x\ud83d\ude00y", "a\nb", "]", "^", "-", "'", "\"");

    private Connection connection;

    @BeforeAll
    void open() throws SQLException {
        connection = DriverManager.getConnection("jdbc:sqlite::memory:");
        try (PreparedStatement table = connection.prepareStatement("CREATE TABLE \"Note\" (\"id\" TEXT, \"text\" TEXT)")) {
            table.execute();
        }
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO \"Note\" VALUES (?,?)")) {
            for (String text : TEXTS) {
                insert.setString(1, "n");
                insert.setString(2, text);
                insert.execute();
            }
            insert.setString(1, "n");
            insert.setString(2, null);
            insert.execute();
        }
    }

    @AfterAll
    void close() throws SQLException {
        connection.close();
    }

    static Stream<Arguments> patterns() {
        return Stream.concat(TEXTS.stream(), Stream.of("%", "_", "%c", "a%", "%b%", "a\\%c", "a\\_c", "\\\\", "a*", "?", "[a-z]",
                "[!a]", "[^a]", "__", "%%", "_%_")).map(text -> argumentSet("'" + text.replaceAll("\\W", ".") + "'", text));
    }

    @ParameterizedTest
    @MethodSource("patterns")
    void finds_what_the_words_say(String pattern) throws SQLException {
        assertThat(found(MatchKind.CONTAINS, pattern)).isEqualTo(TEXTS.stream().filter(text -> text.contains(pattern)).toList());
        assertThat(found(MatchKind.STARTS_WITH, pattern))
                .isEqualTo(TEXTS.stream().filter(text -> text.startsWith(pattern)).toList());
        assertThat(found(MatchKind.ENDS_WITH, pattern)).isEqualTo(TEXTS.stream().filter(text -> text.endsWith(pattern)).toList());
        assertThat(found(MatchKind.LIKE, pattern)).isEqualTo(matching(like(pattern, 0)));
    }

    /** SQLite folds the case of ASCII letters alone. */
    @ParameterizedTest
    @MethodSource("patterns")
    void ilike_disregards_the_case_of_ascii_letters(String pattern) throws SQLException {
        assertThat(found(MatchKind.ILIKE, pattern)).isEqualTo(matching(like(pattern, Pattern.CASE_INSENSITIVE)));
    }

    @Test
    void a_null_is_found_by_no_search_and_by_no_opposite() throws SQLException {
        Condition search = new Condition.Match(new Term.Column(TEXT), MatchKind.CONTAINS, new Term.Value("a", ValueType.TEXT));

        int all = found(search).size() + found(new Condition.Not(search)).size();

        assertThat(all).isEqualTo(TEXTS.size());
    }

    private static List<String> matching(Pattern pattern) {
        return TEXTS.stream().filter(text -> pattern.matcher(text).matches()).toList();
    }

    private static Pattern like(String pattern, int flags) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '\\' && i + 1 < pattern.length()) {
                regex.append(Pattern.quote(String.valueOf(pattern.charAt(++i))));
            } else {
                regex.append(c == '%' ? ".*" : c == '_' ? "." : Character.isSurrogate(c) ? String.valueOf(c)
                        : Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(regex.toString(), flags | Pattern.DOTALL);
    }

    private List<String> found(MatchKind kind, String pattern) throws SQLException {
        return found(new Condition.Match(new Term.Column(TEXT), kind, new Term.Value(pattern, ValueType.TEXT)));
    }

    private List<String> found(Condition condition) throws SQLException {
        SqlText out = new SqlText(SqlDialect.SQLITE.words()).add("SELECT \"text\" FROM \"Note\" WHERE ");
        ConditionSql.write(out, condition, ColumnSql.PLAIN);
        Template template = out.add(" ORDER BY rowid").returning(List.of());
        List<Object> values = template.bind(Principal.user("u1", "user"), List.of());
        try (PreparedStatement statement = connection.prepareStatement(template.statement().sql())) {
            for (int i = 0; i < values.size(); i++) {
                statement.setObject(i + 1, values.get(i));
            }
            List<String> texts = new java.util.ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    texts.add(rows.getString(1));
                }
            }
            return texts;
        }
    }
}
