package dev.foldd.data.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tables and columns come from entity files, whose authors may write anything between the quotes. */
class NamesTest {

    static Stream<Arguments> names() {
        return Stream.of(
                argumentSet("a plain name", "docs", "\"docs\""), argumentSet("a reserved word", "order", "\"order\""),
                argumentSet("a space", "my docs", "\"my docs\""), argumentSet("capitals", "Doc", "\"Doc\""),
                argumentSet("a quote is doubled", "a\"b", "\"a\"\"b\""),
                argumentSet("a name that would end its quotes", "a\"; DROP TABLE \"b", "\"a\"\"; DROP TABLE \"\"b\""),
                argumentSet("a quote alone", "\"", "\"\"\"\""), argumentSet("a single quote", "it's", "\"it's\""));
    }

    @ParameterizedTest
    @MethodSource("names")
    void a_name_is_quoted_exactly(String name, String sql) {
        assertThat(new SqlText(SqlDialect.SQLITE.words()).name(name).returning(List.of()).statement().sql()).isEqualTo(sql);
    }
}
