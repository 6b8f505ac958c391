package dev.foldd.store.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TableTextTest {

    static Stream<Arguments> checks() {
        return Stream.of(
                argumentSet("a bare name", "CHECK (state IN ('open', 'closed'))", List.of("open", "closed")),
                argumentSet("a quoted name", "check(\"state\" in('a','it''s'))", List.of("a", "it's")),
                argumentSet("in MySQL's quotes", "CHECK (`State` IN ('a'))", List.of("a")),
                argumentSet("in brackets", "CHECK ([state] IN ('a'))", List.of("a")),
                argumentSet("another column", "CHECK (kind IN ('a'))", List.of()),
                argumentSet("two conditions", "CHECK (state IN ('a') OR kind = 1)", List.of()),
                argumentSet("numbers", "CHECK (state IN (1, 2))", List.of()),
                argumentSet("no condition at all", "", List.of()));
    }

    @ParameterizedTest
    @MethodSource("checks")
    void words_of_a_column(String check, List<String> words) {
        assertThat(TableText.of("CREATE TABLE t (id integer, state text " + check + ")").words("state")).isEqualTo(words);
    }

    @Test
    void a_collation_that_is_not_the_one_of_bytes_is_seen() {
        assertThat(TableText.of("CREATE TABLE t (a text COLLATE NOCASE)").isLoose()).isTrue();
        assertThat(TableText.of("CREATE TABLE t (a text collate \"rtrim\")").isLoose()).isTrue();
        assertThat(TableText.of("CREATE TABLE t (a text COLLATE BINARY)").isLoose()).isFalse();
        assertThat(TableText.of("CREATE TABLE t (a text)").isLoose()).isFalse();
    }
}
