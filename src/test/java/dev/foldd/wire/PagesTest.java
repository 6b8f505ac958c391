package dev.foldd.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PagesTest {

    static Stream<Arguments> requests() {
        return Stream.of(
                argumentSet("a listed name", List.of("localhost:8080"), false, 0),
                argumentSet("an address", List.of("[::1]:8080"), false, 0),
                argumentSet("a rebound name", List.of("evil.example"), false, 421),
                argumentSet("a rebound name of old", List.of("evil.example"), true, 421),
                argumentSet("two names", List.of("localhost", "localhost"), false, 400),
                argumentSet("none", List.of(), false, 400),
                argumentSet("none, as it may be of old", List.of(), true, 0));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void a_page_is_shown_to_whoever_names_a_known_host(List<String> hosts, boolean http10, int status) {
        assertThat(new Pages(List.of("localhost")).judge(hosts, http10).map(Pages.Refusal::status).orElse(0)).isEqualTo(status);
    }
}
