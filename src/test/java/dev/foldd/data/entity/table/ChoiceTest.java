package dev.foldd.data.entity.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ChoiceTest {

    static Stream<Arguments> choices() {
        return Stream.of(
                argumentSet("no choice", List.of(), List.of(), "any", true),
                argumentSet("a name", List.of("shop"), List.of(), "shop", true),
                argumentSet("a part of a name", List.of("shop"), List.of(), "shops", false),
                argumentSet("another case", List.of("shop"), List.of(), "Shop", false),
                argumentSet("a beginning", List.of("shop_*"), List.of(), "shop_order", true),
                argumentSet("any text is none too", List.of("shop*"), List.of(), "shop", true),
                argumentSet("a middle", List.of("*_of_*"), List.of(), "out_of_of_stock", true),
                argumentSet("an end after a false one", List.of("*ab"), List.of(), "abaab", true),
                argumentSet("one sign", List.of("shop?"), List.of(), "shop1", true),
                argumentSet("one sign is one", List.of("shop?"), List.of(), "shop", false),
                argumentSet("signs of regular expressions mean themselves", List.of("a.c"), List.of(), "abc", false),
                argumentSet("one of several", List.of("a", "b*"), List.of(), "bee", true),
                argumentSet("none of several", List.of("a", "b*"), List.of(), "c", false),
                argumentSet("left out", List.of(), List.of("*_archive"), "shop_archive", false),
                argumentSet("chosen and left out", List.of("shop_*"), List.of("*_archive"), "shop_archive", false));
    }

    @ParameterizedTest
    @MethodSource("choices")
    void a_table_is_taken(List<String> include, List<String> exclude, String table, boolean taken) {
        assertThat(new Choice(include, exclude, 1).takes(table)).isEqualTo(taken);
    }

    @Test
    void no_pattern_takes_long() {
        Choice greedy = new Choice(List.of("*a".repeat(5_000) + "b"), List.of(), 1);

        assertThat(assertTimeoutPreemptively(Duration.ofSeconds(10), () -> greedy.takes("a".repeat(20_000)))).isFalse();
    }
}
