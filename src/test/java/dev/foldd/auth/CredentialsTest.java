package dev.foldd.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CredentialsTest {

    static Stream<Arguments> orders() {
        return Stream.of(
                argumentSet("nothing", null, null, null),
                argumentSet("the header before the URL", "Bearer h", "q", "h"),
                argumentSet("the URL", null, "q", "q"),
                argumentSet("an empty header decides too", "Bearer ", "q", ""),
                argumentSet("a scheme alone", "Bearer", "q", ""),
                argumentSet("an empty parameter", null, "", ""),
                argumentSet("the scheme in any case", "bEARER h", null, "h"),
                argumentSet("several blanks", "Bearer   h", null, "h"),
                argumentSet("another scheme is not ours", "Basic dTpw", "q", "q"),
                argumentSet("a scheme that begins like ours", "BearerX h", "q", "q"));
    }

    @ParameterizedTest
    @MethodSource("orders")
    void the_first_present_decides(String authorization, String query, String decides) {
        assertThat(Credentials.ofHandshake(authorization, query)).isEqualTo(Optional.ofNullable(decides));
    }
}
