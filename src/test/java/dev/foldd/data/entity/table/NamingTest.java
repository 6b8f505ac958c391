package dev.foldd.data.entity.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NamingTest {

    static Stream<Arguments> names() {
        return Stream.of(
                argumentSet("a word", "Order", "Order"),
                argumentSet("a blank", "first name", "first_name"),
                argumentSet("quotes", "it's \"odd\"", "it_s__odd_"),
                argumentSet("a digit in front", "2nd", "_2nd"),
                argumentSet("low lines in front", "$$cost", "_cost"),
                argumentSet("a word of filters", "and", "and_"),
                argumentSet("more than a name may have", "x".repeat(70) + "!", "x".repeat(63)));
    }

    @ParameterizedTest
    @MethodSource("names")
    void a_name_becomes_a_word(String name, String word) {
        assertThat(Naming.of(List.of(name))).containsEntry(name, word);
    }

    @Test
    void of_names_that_would_be_one_word_none_has_it_but_the_word_itself() {
        assertThat(Naming.of(List.of("a b", "a_b", "c d", "c-d", "e f"))).containsOnlyKeys("a_b", "e f")
                .containsEntry("e f", "e_f");
    }
}
