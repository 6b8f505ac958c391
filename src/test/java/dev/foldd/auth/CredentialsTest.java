package dev.foldd.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CredentialsTest {

    static Stream<Arguments> orders() {
        return Stream.of(
                argumentSet("nothing", List.of(), List.of(), null),
                argumentSet("the header before the URL", List.of("Bearer h"), List.of("q"), "h"),
                argumentSet("the URL", List.of(), List.of("q"), "q"),
                argumentSet("an empty header decides too", List.of("Bearer "), List.of("q"), ""),
                argumentSet("a scheme alone", List.of("Bearer"), List.of("q"), ""),
                argumentSet("an empty parameter", List.of(), List.of(""), ""),
                argumentSet("the scheme in any case", List.of("bEARER h"), List.of(), "h"),
                argumentSet("several blanks", List.of("Bearer   h"), List.of(), "h"),
                argumentSet("another scheme is not ours", List.of("Basic dTpw"), List.of("q"), "q"),
                argumentSet("a scheme that begins like ours", List.of("BearerX h"), List.of("q"), "q"),
                argumentSet("a tab is a blank too", List.of("Bearer\th"), List.of("q"), "h"),
                argumentSet("two headers are none", List.of("Bearer h", "Bearer i"), List.of("q"), ""),
                argumentSet("a header of another scheme beside ours", List.of("Basic dTpw", "Bearer h"), List.of(), ""),
                argumentSet("two headers and none of ours", List.of("Basic dTpw", "Basic x"), List.of("q"), ""),
                argumentSet("the header decides where parameters are two", List.of("Bearer h"), List.of("q", "r"), "h"),
                argumentSet("two parameters are none", List.of(), List.of("q", "q"), ""));
    }

    @ParameterizedTest
    @MethodSource("orders")
    void the_first_present_decides(List<String> authorizations, List<String> queries,
                                   String decides) {
        assertThat(Credentials.ofHandshake(authorizations, queries)).isEqualTo(Optional.ofNullable(decides));
    }
}
