package dev.foldd.socket.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.config.Problems;
import dev.foldd.config.Section;
import dev.foldd.identity.NodeKey;
import dev.foldd.socket.settings.SocketConfig.Auth;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SocketConfigTest {

    private static final long MIB = 1 << 20;
    private static final long EIGHTH = Runtime.getRuntime().maxMemory() / 8;
    private static final DoorBounds BOUNDS = new DoorBounds(10_000_000, 8_192, 1_024, 256, 64, 5, (int) MIB,
            new DoorBounds.Application(64, 256, 32 * MIB), new DoorBounds.Memory(Math.max(10_000_000, EIGHTH), EIGHTH),
            new DoorBounds.Deadlines(Duration.ofSeconds(30), Duration.ofMinutes(5), Duration.ofSeconds(30),
                    Duration.ofMinutes(1), Duration.ofSeconds(5)));

    private final Problems problems = new Problems();

    private SocketConfig socket(Map<String, Object> tree) {
        Section root = Section.root(tree, problems);
        SocketConfig config = SocketConfig.read(root);
        root.refuseUnknown();
        return config;
    }

    private TcpConfig tcp(Map<String, Object> tree) {
        Section root = Section.root(tree, problems);
        TcpConfig config = TcpConfig.read(root);
        root.refuseUnknown();
        return config;
    }

    @Test
    void defaults_serve_the_daemon_s_own_user_and_group() {
        assertThat(socket(Map.of())).isEqualTo(new SocketConfig(true, Optional.empty(), 0660, Optional.empty(), Auth.SIGNATURE,
                List.of(), BOUNDS));
        assertThat(tcp(Map.of())).isEqualTo(new TcpConfig(false, "127.0.0.1", 9000, BOUNDS));
        assertThat(problems.list()).isEmpty();
    }

    @Test
    void every_key_is_read() {
        NodeKey key = NodeKey.generate();
        Map<String, Object> tree = bounds();
        tree.putAll(Map.of("enabled", false, "path", "/run/a.sock", "mode", "0600", "group", "apps", "auth", "none", "sockets",
                List.of(Map.of("path", "/run/b.sock", "group", "shop", "key", key.publicKey().text(), "schemas", List.of("A", "B")),
                        Map.of("path", "/run/c.sock"))));

        SocketConfig config = socket(tree);

        assertThat(problems.list()).isEmpty();
        assertThat(config).isEqualTo(new SocketConfig(false, Optional.of(Path.of("/run/a.sock")), 0600, Optional.of("apps"),
                Auth.NONE, List.of(new SocketConfig.Own(Path.of("/run/b.sock"), Optional.of("shop"), Optional.of(key.publicKey()),
                        Optional.of(Set.of("A", "B"))), new SocketConfig.Own(Path.of("/run/c.sock"), Optional.of("apps"),
                        Optional.empty(), Optional.empty())), OTHER_BOUNDS));
    }

    @Test
    void every_key_of_tcp_is_read() {
        Map<String, Object> tree = bounds();
        tree.putAll(Map.of("enabled", true, "host", "10.0.0.1", "port", 9001, "allow_plaintext", true));

        assertThat(tcp(tree)).isEqualTo(new TcpConfig(true, "10.0.0.1", 9001, OTHER_BOUNDS));
        assertThat(problems.list()).isEmpty();
    }

    private static final DoorBounds OTHER_BOUNDS = new DoorBounds(2_048, 1_024, 11, 12, 13, 14, (int) (2 * MIB),
            new DoorBounds.Application(15, 16, MIB), new DoorBounds.Memory(3 * MIB, 4 * MIB),
            new DoorBounds.Deadlines(Duration.ofSeconds(17), Duration.ofSeconds(18), Duration.ofSeconds(19), Duration.ofSeconds(20),
                    Duration.ofSeconds(21)));

    private static Map<String, Object> bounds() {
        Map<String, Object> tree = new HashMap<>();
        tree.put("max_message_size", 2_048);
        tree.put("buffer_size", "1KiB");
        tree.put("max_connections", 11);
        tree.put("max_connections_per_address", 12);
        tree.put("max_requests_in_flight", 13);
        tree.put("max_proof_failures", 14);
        tree.put("max_write_buffer", "2MiB");
        tree.put("max_connections_per_application", 15);
        tree.put("max_requests_per_application", 16);
        tree.put("max_bytes_per_application", "1MiB");
        tree.put("message_memory", "3MiB");
        tree.put("reply_memory", "4MiB");
        tree.put("message_timeout", "17s");
        tree.put("idle_timeout", "18s");
        tree.put("proof_timeout", "19s");
        tree.put("write_timeout", "20s");
        tree.put("drain_timeout", "21s");
        return tree;
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                argumentSet("a number that YAML has read as octal", Map.of("mode", 432), "mode: "),
                argumentSet("rights without the owner's", Map.of("mode", "0060"), "mode: "),
                argumentSet("rights to execute", Map.of("mode", "0770"), "mode: "),
                argumentSet("another proof", Map.of("auth", "trust"), "auth: "),
                argumentSet("a socket without a path", Map.of("sockets", List.of(Map.of("group", "a"))), "sockets[0].path: "),
                argumentSet("two sockets of one path", Map.of("sockets", List.of(Map.of("path", "/a"), Map.of("path", "/a"))),
                        "sockets[1].path: "),
                argumentSet("a key of small order", Map.of("sockets", List.of(Map.of("path", "/a", "key",
                        "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="))), "sockets[0].key: "),
                argumentSet("no connections", Map.of("max_connections", 0), "max_connections: "),
                argumentSet("an unknown key", Map.of("pth", "/a"), "pth"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void what_cannot_be_is_refused(Map<String, Object> tree, String problem) {
        socket(tree);

        assertThat(problems.list()).singleElement().asString().startsWith(problem);
    }

    @Test
    void tcp_beyond_loopback_must_be_wanted() {
        tcp(Map.of("enabled", true, "host", "0.0.0.0"));

        assertThat(problems.list()).singleElement().asString().startsWith("host: is '0.0.0.0'");
    }

    @Test
    void a_path_that_no_socket_can_have_is_refused_and_stands_in_the_data_directory_by_default() {
        String deep = "/" + "a".repeat(91);

        assertThat(socket(Map.of()).refusals(Path.of(deep))).isEmpty();
        assertThat(socket(Map.of()).pathIn(Path.of(deep))).isEqualTo(Path.of(deep, "run", "foldd.sock"));
        assertThat(socket(Map.of()).refusals(Path.of(deep + "a"))).singleElement().asString()
                .startsWith("socket.path: ").contains("has 108 bytes");
        assertThat(socket(Map.of("enabled", false)).refusals(Path.of(deep + "a"))).isEmpty();
        assertThat(socket(Map.of("sockets", List.of(Map.of("path", deep + "/0123456789abcdef")))).refusals(Path.of("/d")))
                .singleElement().asString().startsWith("socket.sockets[0].path: ");
    }
}
