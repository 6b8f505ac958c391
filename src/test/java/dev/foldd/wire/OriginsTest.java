package dev.foldd.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OriginsTest {

    private final Origins origins = new Origins(List.of("https://app.example", "http://Tools.example:8080"));

    static Stream<Arguments> pages() {
        return Stream.of(
                Arguments.argumentSet("the listener's own", "http://127.0.0.1:50051", true),
                Arguments.argumentSet("the listener's own by name", "http://localhost:50051", true),
                Arguments.argumentSet("the listener's own in IPv6", "http://[::1]:50051", true),
                Arguments.argumentSet("another port of this machine", "http://127.0.0.1:8080", false),
                Arguments.argumentSet("the own address over TLS that is not spoken", "https://127.0.0.1:50051", false),
                Arguments.argumentSet("a name pointed at this machine", "http://rebound.example:50051", false),
                Arguments.argumentSet("an allowed one", "https://app.example", true),
                Arguments.argumentSet("an allowed one with its usual port", "https://app.example:443", true),
                Arguments.argumentSet("an allowed one in capitals", "HTTPS://APP.example", true),
                Arguments.argumentSet("an allowed one without TLS", "http://app.example", false),
                Arguments.argumentSet("below an allowed one", "https://x.app.example", false),
                Arguments.argumentSet("a name that ends like an allowed one", "https://evilapp.example", false),
                Arguments.argumentSet("an allowed one with another port", "http://tools.example:8081", false),
                Arguments.argumentSet("an allowed one with its port", "http://tools.example:8080", true),
                Arguments.argumentSet("an opaque origin", "null", false),
                Arguments.argumentSet("an empty one", "", false),
                Arguments.argumentSet("with a user", "https://app.example@evil.example", false),
                Arguments.argumentSet("no URI", "https://app example", false));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void may_connect_or_not(String origin, boolean expected) {
        assertThat(origins.allows(origin, false, "127.0.0.1", "127.0.0.1", 50051)).isEqualTo(expected);
    }
}
