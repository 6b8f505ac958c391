package dev.foldd.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.config.Problems;
import dev.foldd.config.Section;
import dev.foldd.wire.Hosts;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DoorConfigTest {

    private final Problems problems = new Problems();

    @Test
    void defaults() {
        assertThat(http(Map.of())).isEqualTo(new DoorConfig("http", true, "127.0.0.1", 8080, List.of("localhost"), 256,
                Duration.ofSeconds(30), 8_192, Optional.empty()));
        assertThat(admin(Map.of())).isEqualTo(new DoorConfig("admin", true, "127.0.0.1", 8081, List.of("localhost"), 64,
                Duration.ofSeconds(30), 8_192, Optional.empty()));
        assertThat(problems.list()).isEmpty();
    }

    @Test
    void every_key() {
        Map<String, Object> values = Map.of("enabled", false, "host", "0.0.0.0", "port", 0, "allow_plaintext", true,
                "allowed_hosts", List.of("foldd.example.org"), "max_connections", 3, "idle_timeout", "5s",
                "max_header_size", "4KiB");

        assertThat(http(values)).isEqualTo(new DoorConfig("http", false, "0.0.0.0", 0, List.of("foldd.example.org"),
                3, Duration.ofSeconds(5), 4_096, Optional.empty()));
        assertThat(admin(values)).isEqualTo(new DoorConfig("admin", false, "0.0.0.0", 0, List.of("foldd.example.org"),
                3, Duration.ofSeconds(5), 4_096, Optional.empty()));
        assertThat(problems.list()).isEmpty();
    }

    @Test
    void refusals() {
        http(Map.of("host", "0.0.0.0", "port", 70_000, "max_connections", 0, "idle_timeout", "0s",
                "max_header_size", 10, "hosts", "x"));

        assertThat(problems.list()).satisfiesExactlyInAnyOrder(
                problem -> assertThat(problem).startsWith("http.host: ").contains("http.allow_plaintext: true"),
                problem -> assertThat(problem).startsWith("http.port: "),
                problem -> assertThat(problem).startsWith("http.max_connections: "),
                problem -> assertThat(problem).startsWith("http.idle_timeout: "),
                problem -> assertThat(problem).startsWith("http.max_header_size: "),
                problem -> assertThat(problem).startsWith("http.hosts: is unknown"));
    }

    static Stream<Arguments> addresses() {
        return Stream.of(
                argumentSet("IPv4 loopback", "127.0.0.1", true), argumentSet("all of 127/8", "127.9.9.9", true),
                argumentSet("IPv6 loopback", "::1", true), argumentSet("in brackets", "[::1]", true),
                argumentSet("the name", "LocalHost", true), argumentSet("all addresses", "0.0.0.0", false),
                argumentSet("all of IPv6", "::", false), argumentSet("a network", "10.0.0.5", false),
                argumentSet("a name that only looks so", "127.0.0.1.example.org", false),
                argumentSet("not an address", "127.0.0.999", false));
    }

    @ParameterizedTest
    @MethodSource("addresses")
    void plaintext_is_for_loopback_alone(String host, boolean loopback) {
        admin(Map.of("host", host));

        assertThat(problems.isEmpty()).isEqualTo(loopback);
    }

    @Test
    void a_door_that_is_off_may_stand_anywhere() {
        admin(Map.of("enabled", false, "host", "0.0.0.0"));

        assertThat(problems.list()).isEmpty();
    }

    static Stream<Arguments> hostHeaders() {
        List<String> none = List.of();
        return Stream.of(
                argumentSet("the loopback name", "127.0.0.1", none, "localhost:8081", true, true),
                argumentSet("in any case, with a dot", "127.0.0.1", none, "LOCALHOST.:8081", true, true),
                argumentSet("an address", "127.0.0.1", none, "127.0.0.1:8081", true, true),
                argumentSet("an IPv6 address", "127.0.0.1", none, "[::1]:8081", true, true),
                argumentSet("a rebound name", "127.0.0.1", none, "evil.example:8081", false, false),
                argumentSet("a name that begins like an address", "127.0.0.1", none, "127.0.0.1.evil.example",
                        false, false),
                argumentSet("nothing", "127.0.0.1", none, "", false, false),
                argumentSet("a pod's address", "0.0.0.0", none, "10.1.2.3:8081", true, true),
                argumentSet("a service's name", "0.0.0.0", none, "foldd.apps.svc:8081", false, true),
                argumentSet("a listed name", "0.0.0.0", List.of("foldd.apps.svc"), "foldd.apps.svc", true, true),
                argumentSet("a name that is not listed", "0.0.0.0", List.of("foldd.apps.svc"), "other", false, false),
                argumentSet("any", "127.0.0.1", List.of("*"), "evil.example", true, true));
    }

    @ParameterizedTest
    @MethodSource("hostHeaders")
    void the_host_header_is_judged(String bound, List<String> allowed, String header, boolean onHttp, boolean onAdmin) {
        Map<String, Object> values = Map.of("host", bound, "allow_plaintext", true, "allowed_hosts", allowed);

        assertThat(new Hosts(http(values).allowedHosts()).allows(header)).isEqualTo(onHttp);
        assertThat(new Hosts(admin(values).allowedHosts()).allows(header)).isEqualTo(onAdmin);
    }

    private DoorConfig http(Map<String, Object> values) {
        Section root = Section.root(Map.of("http", values), problems);
        DoorConfig config = HttpConfig.read(root.section("http")).door();
        root.refuseUnknown();
        return config;
    }

    private DoorConfig admin(Map<String, Object> values) {
        Section root = Section.root(Map.of("admin", values), problems);
        DoorConfig config = AdminConfig.read(root.section("admin")).door();
        root.refuseUnknown();
        return config;
    }
}
