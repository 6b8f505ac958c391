package dev.foldd.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.config.Problems;
import dev.foldd.config.Section;
import dev.foldd.wire.Tls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HttpConfigTest {

    private static final long HEAP = Runtime.getRuntime().maxMemory();

    private final Problems problems = new Problems();

    @Test
    void defaults() {
        HttpConfig config = read(Map.of());

        assertThat(config.socket()).isEmpty();
        assertThat(config.socketGroup()).isEmpty();
        assertThat(config.door().tls()).isEmpty();
        assertThat(config.api()).isEqualTo(new ApiConfig(List.of(), 10 << 20, Duration.ofSeconds(30), 1_000,
                Math.max(10 << 20, HEAP / 8), HEAP / 8, Duration.ofSeconds(5)));
        assertThat(config.missingFiles()).isEmpty();
        assertThat(problems.list()).isEmpty();
    }

    @Test
    void every_key() {
        Map<String, Object> values = new LinkedHashMap<>(Map.of("socket", "/run/x.sock", "socket_group", "apps",
                "allowed_origins", List.of("https://app.example.org"), "max_body_size", "1MiB", "body_timeout", "3s",
                "max_requests_in_flight", 7, "body_memory", "2MiB", "reply_memory", "4MiB", "drain_timeout", "0s"));
        values.put("tls", Map.of("enabled", true, "cert_file", "c.pem", "key_file", "k.pem", "ca_file", "a.pem",
                "client_auth", "request"));

        HttpConfig config = read(values);

        assertThat(config.socket()).contains(Path.of("/run/x.sock"));
        assertThat(config.socketGroup()).contains("apps");
        assertThat(config.door().tls()).contains(new Tls("c.pem", "k.pem", Optional.of("a.pem"), Tls.ClientCertificate.REQUEST));
        assertThat(config.door().url(1)).isEqualTo("https://127.0.0.1:1");
        assertThat(config.api()).isEqualTo(new ApiConfig(List.of("https://app.example.org"), 1 << 20, Duration.ofSeconds(3), 7,
                2 << 20, 4 << 20, Duration.ZERO));
        assertThat(config.missingFiles()).hasSize(3).allMatch(problem -> problem.startsWith("http.tls."));
        assertThat(problems.list()).isEmpty();
    }

    @Test
    void refusals() {
        read(Map.of("socket", "/" + "x".repeat(107), "allowed_origins", List.of("app.example.org"), "max_body_size", 10,
                "body_timeout", "0s", "max_requests_in_flight", 0, "body_memory", -1, "drain_timeout", "1h",
                "tls", Map.of("enabled", true)));

        assertThat(problems.list()).extracting(problem -> problem.substring(0, problem.indexOf(": "))).containsExactlyInAnyOrder(
                "http.socket", "http.allowed_origins", "http.max_body_size", "http.body_timeout", "http.max_requests_in_flight",
                "http.body_memory", "http.drain_timeout", "http.tls.cert_file", "http.tls.key_file");
    }

    @Test
    void a_body_fits_into_the_memory_for_bodies() {
        assertThat(read(Map.of("max_body_size", "2MiB", "body_memory", "1MiB")).api().bodyMemory()).isEqualTo(2 << 20);
    }

    @Test
    void with_tls_the_door_may_stand_beyond_loopback() {
        read(Map.of("host", "0.0.0.0", "tls", Map.of("enabled", true, "cert_file", "c.pem", "key_file", "k.pem")));

        assertThat(problems.list()).isEmpty();
    }

    @Test
    void by_its_socket_any_host_is_asked_for_in_plain_text() {
        HttpConfig config = read(Map.of("socket", "/run/x.sock", "tls", Map.of("enabled", true, "cert_file", "c.pem",
                "key_file", "k.pem")));

        assertThat(config.local().allowedHosts()).containsExactly("*");
        assertThat(config.local().tls()).isEmpty();
        assertThat(config.local().name()).isEqualTo("http");
    }

    private HttpConfig read(Map<String, Object> values) {
        Section root = Section.root(Map.of("http", values), problems);
        HttpConfig config = HttpConfig.read(root.section("http"));
        root.refuseUnknown();
        return config;
    }
}
