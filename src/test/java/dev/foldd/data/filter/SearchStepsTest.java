package dev.foldd.data.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.data.entity.FieldType;
import dev.foldd.data.filter.Condition.MatchKind;
import dev.foldd.testing.Entities;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SearchStepsTest {

    private static final int TEXT_MAX = 10_000;

    static Stream<Arguments> searches() {
        return Stream.of(
                argumentSet("no sign that stands for many", MatchKind.LIKE, "abc_", FieldType.TEXT, 0L),
                argumentSet("an ending in them", MatchKind.LIKE, "abc%", FieldType.TEXT, 10_000L),
                argumentSet("a word between them", MatchKind.ILIKE, "%word%", FieldType.TEXT, 50_000L),
                argumentSet("a word behind one", MatchKind.LIKE, "%word", FieldType.TEXT, 50_000L),
                argumentSet("the longest of several", MatchKind.LIKE, "%a%word%bc", FieldType.TEXT, 50_000L),
                argumentSet("what stands before the first counts nothing", MatchKind.LIKE, "longer%a", FieldType.TEXT, 20_000L),
                argumentSet("one that stands for itself", MatchKind.LIKE, "\\%word", FieldType.TEXT, 0L),
                argumentSet("single signs are tried too", MatchKind.LIKE, "%a____", FieldType.TEXT, 60_000L),
                argumentSet("a plain text", MatchKind.CONTAINS, "word", FieldType.TEXT, 10_000L),
                argumentSet("a long plain text", MatchKind.ENDS_WITH, "w".repeat(1_000), FieldType.TEXT, 50_000L),
                argumentSet("an identifier is short", MatchKind.CONTAINS, "word", FieldType.UUID, 255L));
    }

    @ParameterizedTest
    @MethodSource("searches")
    void counts_what_is_compared_at_most(MatchKind kind, String pattern, FieldType type, long steps) {
        var field = Entities.entity("Doc").key("id").field("text", type).build().field("text").orElseThrow();

        assertThat(SearchSteps.of(kind, pattern, field, TEXT_MAX)).isEqualTo(steps);
    }
}
