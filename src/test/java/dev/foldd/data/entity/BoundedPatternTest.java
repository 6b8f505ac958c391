package dev.foldd.data.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.data.entity.BoundedPattern.Verdict;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BoundedPatternTest {

    @Test
    @Timeout(10)
    void backtracking_without_end_is_given_up() {
        BoundedPattern pattern = new BoundedPattern(Pattern.compile("^(a+)+b$"), 200_000);

        assertThat(pattern.verdict("a".repeat(2_000))).isEqualTo(Verdict.TOO_COSTLY);
    }

    @Test
    void recursion_without_end_is_given_up() {
        BoundedPattern pattern = new BoundedPattern(Pattern.compile("^(a|b|c\\d)*$"), Integer.MAX_VALUE);

        assertThat(pattern.verdict("ab".repeat(500_000))).isEqualTo(Verdict.TOO_COSTLY);
        assertThat(pattern.verdict("abc1")).isEqualTo(Verdict.FITS);
    }

    @Test
    void an_ordinary_pattern_is_far_from_its_bounds() {
        BoundedPattern pattern = new BoundedPattern(Pattern.compile("^[a-z0-9-]+$"), 10_000);

        assertThat(pattern.verdict("a-fairly-long-slug-of-a-page-".repeat(100))).isEqualTo(Verdict.FITS);
        assertThat(pattern.verdict("No slug")).isEqualTo(Verdict.DIFFERS);
    }

    static Stream<Arguments> ends() {
        return Stream.of(
                argumentSet("an anchor", "^a$", "^a\\z"),
                argumentSet("two anchors", "^a$|^b$", "^a\\z|^b\\z"),
                argumentSet("an escaped sign", "^a\\$", "^a\\$"),
                argumentSet("a sign in a class", "^[$a]$", "^[$a]\\z"),
                argumentSet("a sign in a class of classes", "[a[$]b$]$", "[a[$]b$]\\z"),
                argumentSet("a quoted sign", "\\Q$\\E$", "\\Q$\\E\\z"),
                argumentSet("a quote without an end", "a\\Q$", "a\\Q$"),
                argumentSet("an escaped backslash before an anchor", "\\\\$", "\\\\\\z"));
    }

    @ParameterizedTest
    @MethodSource("ends")
    void the_end_is_the_very_end(String declared, String strict) {
        assertThat(BoundedPattern.strictEnd(declared)).isEqualTo(strict);
    }
}
