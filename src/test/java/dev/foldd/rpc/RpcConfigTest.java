package dev.foldd.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.config.Problems;
import dev.foldd.config.Section;
import dev.foldd.wire.Tls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RpcConfigTest {

    private static final int MIB = 1 << 20;

    private final Problems problems = new Problems();

    private RpcConfig read(Map<String, Object> tree) {
        Section root = Section.root(tree, problems);
        RpcConfig config = RpcConfig.read(root);
        root.refuseUnknown();
        return config;
    }

    @Test
    void defaults_serve_the_machine_itself() {
        long eighth = Runtime.getRuntime().maxMemory() / 8;
        int connections = (int) Math.min(10_000, Runtime.getRuntime().maxMemory() / 32_768);

        RpcConfig config = read(Map.of());

        assertThat(problems.list()).isEmpty();
        assertThat(config).isEqualTo(new RpcConfig("127.0.0.1", 50051, Optional.empty(), List.of(),
                List.of("localhost"), connections, 1_000, 16,
                100, new RpcConfig.Bytes(10 * MIB, MIB / 16, Math.max(10 * MIB, eighth), eighth, MIB),
                Duration.ofSeconds(10), Duration.ofMinutes(1), Duration.ofMinutes(2), Duration.ofMinutes(1), Duration.ofSeconds(30),
                Duration.ofSeconds(30), 5, Duration.ofSeconds(5)));
    }

    @Test
    void every_key_is_read(@TempDir Path folder) throws IOException {
        String file = Files.writeString(folder.resolve("a.pem"), "x").toString();
        Map<String, Object> tree = new HashMap<>();
        tree.put("host", "0.0.0.0");
        tree.put("port", 1234);
        tree.put("allow_plaintext", false);
        tree.put("tls", Map.of("enabled", true, "cert_file", file, "key_file", file, "ca_file", file,
                "client_auth", "request"));
        tree.put("allowed_origins", List.of("https://app.example"));
        tree.put("allowed_hosts", List.of("db.example"));
        tree.put("max_connections", 11);
        tree.put("max_connections_per_address", 12);
        tree.put("max_requests_in_flight", 13);
        tree.put("max_batch", 14);
        tree.put("max_message_size", "1MiB");
        tree.put("max_anonymous_message_size", "2KiB");
        tree.put("message_memory", "3MiB");
        tree.put("reply_memory", "4MiB");
        tree.put("max_write_buffer", "2MiB");
        tree.put("write_timeout", "41s");
        tree.put("handshake_timeout", "3s");
        tree.put("message_timeout", "39s");
        tree.put("idle_timeout", "40s");
        tree.put("ping_interval", "15s");
        tree.put("proof_timeout", "16s");
        tree.put("max_proof_failures", 17);
        tree.put("drain_timeout", "19s");

        RpcConfig config = read(tree);

        assertThat(problems.list()).isEmpty();
        assertThat(config).isEqualTo(new RpcConfig("0.0.0.0", 1234,
                Optional.of(new Tls(file, file, Optional.of(file), Tls.ClientCertificate.REQUEST)),
                List.of("https://app.example"), List.of("db.example"), 11, 12, 13, 14,
                new RpcConfig.Bytes(MIB, 2048, 3 * MIB, 4 * MIB, 2 * MIB), Duration.ofSeconds(3), Duration.ofSeconds(39),
                Duration.ofSeconds(40), Duration.ofSeconds(41), Duration.ofSeconds(15),
                Duration.ofSeconds(16), 17, Duration.ofSeconds(19)));
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.argumentSet("every machine without TLS", Map.of("host", "0.0.0.0"),
                        "host: '0.0.0.0' can be reached"),
                Arguments.argumentSet("a name without TLS", Map.of("host", "db.example.com"),
                        "host: 'db.example.com' can be"),
                Arguments.argumentSet("a name that begins like loopback", Map.of("host", "127.0.0.1.example.com"),
                        "host: "),
                Arguments.argumentSet("TLS without files", Map.of("tls", Map.of("enabled", true)),
                        "tls.cert_file: is required when tls is enabled"),
                Arguments.argumentSet("an origin with a path",
                        Map.of("allowed_origins", List.of("https://a.example/app")),
                        "allowed_origins: 'https://a.example/app' is no origin"),
                Arguments.argumentSet("any origin", Map.of("allowed_origins", "*"),
                        "allowed_origins: '*' is no origin"),
                Arguments.argumentSet("pings later than silence", Map.of("idle_timeout", "10s", "ping_interval", "10s"),
                        "ping_interval: must be shorter"),
                Arguments.argumentSet("a message without end", Map.of("max_message_size", "1GiB"),
                        "max_message_size: must be"),
                Arguments.argumentSet("strangers without bound", Map.of("max_anonymous_message_size", "1GiB"),
                        "max_anonymous_message_size: must be"),
                Arguments.argumentSet("memory below nothing", Map.of("message_memory", -1), "message_memory: must be"),
                Arguments.argumentSet("replies below nothing", Map.of("reply_memory", -1), "reply_memory: must be"),
                Arguments.argumentSet("no time to write", Map.of("write_timeout", "0s"), "write_timeout: must be"),
                Arguments.argumentSet("no time to arrive", Map.of("message_timeout", "0s"), "message_timeout: must be"),
                Arguments.argumentSet("nothing in flight", Map.of("max_requests_in_flight", 0),
                        "max_requests_in_flight: must"),
                Arguments.argumentSet("a key that is none", Map.of("max_conections", 1),
                        "max_conections: is unknown; did you mean 'max_connections'?"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void is_refused_with_its_path(Map<String, Object> tree, String problem) {
        read(tree);

        assertThat(problems.list()).anyMatch(told -> told.startsWith(problem));
    }

    static Stream<Arguments> reachableHosts() {
        return Stream.of("127.0.0.1", "127.1.2.3", "localhost", "::1").map(Arguments::of);
    }

    @ParameterizedTest
    @MethodSource("reachableHosts")
    void loopback_needs_no_tls(String host) {
        read(Map.of("host", host));

        assertThat(problems.list()).isEmpty();
    }

    @Test
    void another_host_without_tls_is_a_decision() {
        read(Map.of("host", "0.0.0.0", "allow_plaintext", true));

        assertThat(problems.list()).isEmpty();
    }

    @Test
    void the_files_of_a_disabled_tls_may_be_missing() {
        RpcConfig config = read(Map.of("tls", Map.of("enabled", false, "cert_file", "/etc/dbal/server.crt")));

        assertThat(problems.list()).isEmpty();
        assertThat(config.missingFiles()).isEmpty();
    }

    @Test
    void files_that_cannot_be_read_are_no_matter_of_the_configuration_and_one_of_the_start(@TempDir Path folder)
            throws IOException {
        String there = Files.writeString(folder.resolve("a.pem"), "x").toString();

        RpcConfig config = read(Map.of("tls", Map.of("enabled", true, "cert_file", there, "key_file", "/none/such.key",
                "ca_file", folder.toString())));

        assertThat(problems.list()).isEmpty();
        assertThat(config.missingFiles()).containsExactly("server.tls.key_file: '/none/such.key' cannot be read",
                "server.tls.ca_file: '" + folder + "' cannot be read");
    }
}
