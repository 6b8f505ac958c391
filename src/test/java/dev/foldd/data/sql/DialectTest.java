package dev.foldd.data.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DialectTest {

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
        assertThat(Dialect.globOf(like)).isEqualTo(glob);
    }
}
