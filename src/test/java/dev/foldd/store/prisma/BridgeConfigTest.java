package dev.foldd.store.prisma;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.config.ConfigException;
import dev.foldd.config.Problems;
import dev.foldd.config.Secret;
import dev.foldd.config.Section;
import dev.foldd.store.DatabaseConfig;
import dev.foldd.store.DatabaseConfig.Provider;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BridgeConfigTest {

    private static BridgeConfig config(Map<String, Object> connection) {
        return BridgeConfig.of(connection(connection));
    }

    private static DatabaseConfig.Connection connection(Map<String, Object> connection) {
        return DatabaseConfig.read(Section.root(Map.of("connection", connection), new Problems())).connection();
    }

    @Test
    void an_empty_section_gives_the_defaults() {
        assertThat(config(Map.of())).isEqualTo(new BridgeConfig(false, "localhost", 3000, "/api/native-prisma",
                Provider.SQLITE, Optional.empty(), 20, 1_000, Duration.ofSeconds(30)));
    }

    @Test
    void every_key_is_read() {
        assertThat(config(Map.of("url", "https://app.example.org/base/", "provider", "postgresql",
                "ca_file", "pom.xml", "pool_size", 3, "max_waiting", 4, "timeout", "5s")))
                .isEqualTo(new BridgeConfig(true, "app.example.org", 443, "/base/api/native-prisma",
                        Provider.POSTGRESQL, Optional.of("pom.xml"), 3, 4, Duration.ofSeconds(5)));
    }

    @ParameterizedTest
    @CsvSource({"http://bridge, bridge:80", "HTTP://bridge:8080/, bridge:8080", "https://127.0.0.1, 127.0.0.1:443",
        "http://[::1]:3000, ::1:3000"})
    void addresses_are_understood(String url, String name) {
        assertThat(config(Map.of("url", url)).name()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bridge", "bridge:3000", "ftp://bridge", "http://", "http:///path", "http://user:hunter2@bridge",
        "http://bridge?token=hunter2", "http://bridge/#hunter2", "http://bridge:0", "http://bridge:70000", "http://a b",
        "file:///etc/passwd", "jdbc:sqlite:x"})
    void what_is_no_address_of_a_bridge_is_refused(String url) {
        assertThatThrownBy(() -> config(Map.of("url", url))).isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("database.connection.url: must be the address of the bridge")
                .hasMessageNotContaining("hunter2");
    }

    static Stream<Arguments> tokens() {
        return Stream.of(argumentSet("with a line of its own", "a\r\nX-Other: b"), argumentSet("with a space", "a b"),
                argumentSet("beyond ASCII", "pässword"));
    }

    @ParameterizedTest
    @MethodSource("tokens")
    void a_token_that_no_header_holds_is_refused(String token) {
        assertThat(BridgeConfig.problem(new Secret(token))).contains("must be of visible ASCII characters");
    }

    @Test
    void authorities_that_cannot_be_read_are_refused() {
        assertThat(BridgeConfig.problems(connection(Map.of("ca_file", "/none"))))
                .containsExactly("database.connection.ca_file: '/none' cannot be read");
    }
}
