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

    /** Patterns of one class of characters, which are tried without a search, and texts that must still be told apart. */
    static Stream<Arguments> classes() {
        return Stream.of(
                argumentSet("a name", "^[a-zA-Z0-9_-]+$", "Ann_B-9", Verdict.FITS),
                argumentSet("a name with a space", "^[a-zA-Z0-9_-]+$", "Ann B", Verdict.DIFFERS),
                argumentSet("nothing where something must be", "^[a-z]+$", "", Verdict.DIFFERS),
                argumentSet("nothing where nothing may be", "^[a-z]*$", "", Verdict.FITS),
                argumentSet("a line break at the end", "^[a-z]+$", "ab\n", Verdict.DIFFERS),
                argumentSet("a letter beyond ASCII that is of the class", "^[a-z\u00e4]+$", "b\u00e4r", Verdict.FITS),
                argumentSet("a letter beyond ASCII that is not", "^[a-z]+$", "b\u00e4r", Verdict.DIFFERS),
                argumentSet("a class of all others", "^[^ab]+$", "cd", Verdict.FITS),
                argumentSet("one that is not of all others", "^[^ab]+$", "cad", Verdict.DIFFERS),
                argumentSet("an expression that only begins so", "^[a-z]+$|^1$", "1", Verdict.FITS));
    }

    @ParameterizedTest
    @MethodSource("classes")
    void one_class_of_characters_means_what_it_says(String declared, String text, Verdict verdict) {
        assertThat(new BoundedPattern(Pattern.compile(declared), 10_000).verdict(text)).isEqualTo(verdict);
    }

    @Test
    void a_long_text_is_too_costly_whatever_the_pattern() {
        BoundedPattern pattern = new BoundedPattern(Pattern.compile("^[a-z]+$"), 100);

        assertThat(pattern.verdict("a".repeat(20))).isEqualTo(Verdict.FITS);
        assertThat(pattern.verdict("a".repeat(200))).isEqualTo(Verdict.TOO_COSTLY);
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
