package dev.foldd.data.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PatternsTest {

    static Stream<Arguments> patterns() {
        return Stream.of(
                argumentSet("nothing", "", ""), argumentSet("plain text", "abc", "abc"),
                argumentSet("any number of signs", "a%", "a*"), argumentSet("one sign", "a_c", "a?c"),
                argumentSet("GLOB's own signs mean themselves", "*?[a-z]", "[*][?][[]a-z]"),
                argumentSet("an escaped percent", "100\\%", "100%"), argumentSet("an escaped underscore", "a\\_b", "a_b"),
                argumentSet("an escaped backslash", "a\\\\%", "a\\*"), argumentSet("an escaped star", "\\*", "[*]"),
                argumentSet("an escaped letter", "\\a", "a"), argumentSet("a backslash at the end", "a\\", "a\\"),
                argumentSet("a closing bracket", "]", "]"), argumentSet("letters regard case", "aA", "aA"),
                argumentSet("signs beyond the first plane", "\ud83d\ude00_", "\ud83d\ude00?"));
    }

    @ParameterizedTest
    @MethodSource("patterns")
    void a_pattern_of_LIKE_becomes_one_of_GLOB(String like, String glob) {
        assertThat(Patterns.globOf(like)).isEqualTo(glob);
    }

    static Stream<Arguments> barred() {
        return Stream.of(
                argumentSet("plain text", "aB", "aB"), argumentSet("wildcards", "a%_", "a%_"),
                argumentSet("escaped wildcards", "\\%\\_", "|%|_"), argumentSet("a bar", "a|b", "a||b"),
                argumentSet("an escaped bar", "\\|", "||"), argumentSet("an escaped backslash", "\\\\%", "\\%"),
                argumentSet("a backslash at the end", "a\\", "a\\"), argumentSet("an escaped letter", "\\a", "a"));
    }

    @ParameterizedTest
    @MethodSource("barred")
    void a_pattern_does_without_the_backslash(String like, String barred) {
        assertThat(Patterns.barred(like)).isEqualTo(barred);
    }

    @Test
    void a_text_is_matched_by_its_literal_pattern_alone() {
        assertThat(Patterns.literal("a%_|\\b")).isEqualTo("a|%|_||\\b");
    }

    @Test
    void only_ascii_letters_lose_their_case() {
        assertThat(Patterns.asciiLower("AZ[`É\u212a")).isEqualTo("az[`É\u212a");
    }
}
