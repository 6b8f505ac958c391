package dev.foldd.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.identity.NodeKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FolddClientBuilderTest {

    @TempDir
    Path keys;

    @Test
    void socket_key_and_node_come_from_the_environment() throws IOException {
        Path directory = Files.createTempDirectory("foldd");
        Path socket = directory.resolve("s");
        Path key = keys.resolve("app.key");
        NodeKey.loadOrCreate(key);
        NodeKey node = NodeKey.generate();
        try (FakeSocket daemon = new FakeSocket(socket, node, asked -> asked.succeed("yes"));
                FolddClient client = new FolddClientBuilder(Map.of("DATAFOLD_SOCKET", socket.toString(),
                        "DATAFOLD_KEY_FILE", key.toString(), "DATAFOLD_NODE_ID", node.nodeId())).build();
                FolddClient wrong = new FolddClientBuilder(Map.of("DATAFOLD_SOCKET", socket.toString(),
                        "DATAFOLD_KEY_FILE", key.toString(), "DATAFOLD_NODE_ID", "another")).build()) {
            assertThat(client.rpc("read")).isEqualTo("yes");
            assertThat(daemon.operations()).containsExactly("hello", "login", "rpc");
            assertThatThrownBy(() -> wrong.rpc("read")).isInstanceOf(FolddClientException.AuthenticationFailed.class);
        } finally {
            Files.delete(directory);
        }
    }

    @Test
    void a_path_of_trust_is_read_anew_for_every_connection() throws IOException {
        Path directory = Files.createTempDirectory("foldd");
        Path socket = directory.resolve("s");
        Path file = Files.writeString(keys.resolve("path.json"), "[{\"serial\":1}]");
        try (FakeSocket daemon = new FakeSocket(socket, NodeKey.generate(), asked -> {
                asked.succeed(asked.line().trustPath());
                asked.line().cut();
            }); FolddClient client = new FolddClientBuilder(Map.of()).socket(socket).key(ClientKey.ofSeed(new byte[32])).path(file)
                    .build(); FolddClient other = new FolddClientBuilder(Map.of("DATAFOLD_PATH_FILE", file.toString())).socket(socket)
                    .key(ClientKey.ofSeed(new byte[32])).build()) {
            assertThat(client.rpc("read")).isEqualTo(List.of(Map.of("serial", 1L)));

            Files.writeString(file, "{\"serial\":2}");

            assertThat(client.rpc("read")).as("one edge is a path too").isEqualTo(List.of(Map.of("serial", 2L)));
            assertThat(other.rpc("read")).isEqualTo(List.of(Map.of("serial", 2L)));
            assertThat(daemon.operations()).startsWith("hello", "login", "rpc");
            Files.writeString(file, "[");
            assertThatThrownBy(() -> client.rpc("read")).isInstanceOf(FolddClientException.AuthenticationFailed.class)
                    .hasMessageContaining(file.toString());
            Files.delete(file);
            assertThatThrownBy(() -> client.rpc("read")).isInstanceOf(FolddClientException.AuthenticationFailed.class);
        } finally {
            Files.delete(directory);
        }
    }

    @Test
    void the_socket_of_packaged_daemons_is_the_last_resort() {
        try (FolddClient client = new FolddClientBuilder(Map.of()).unsigned().build()) {
            assertThatThrownBy(client::listSchemas).hasMessageContaining("/var/run/datafold/datafold.sock");
        }
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                argumentSet("no key", with(builder -> builder), "there is no key"),
                argumentSet("no time", with(builder -> builder.unsigned().timeout(Duration.ZERO)), "a timeout"),
                argumentSet("all the time", with(builder -> builder.unsigned().timeout(Duration.ofDays(1))), "a timeout"),
                argumentSet("no connection", with(builder -> builder.unsigned().poolSize(0)), "from 1 to 256"),
                argumentSet("too many connections", with(builder -> builder.unsigned().poolSize(257)), "from 1 to 256"),
                argumentSet("no time to be idle", with(builder -> builder.unsigned().idleTimeout(Duration.ZERO)), "idle"),
                argumentSet("fewer than no retries", with(builder -> builder.unsigned().retries(-1)), "from 0 to 20"),
                argumentSet("too many retries", with(builder -> builder.unsigned().retries(21)), "from 0 to 20"),
                argumentSet("a pause before the other", with(builder -> builder.unsigned().backoff(Duration.ofSeconds(2),
                        Duration.ofSeconds(1))), "the first pause"),
                argumentSet("a pause of the past", with(builder -> builder.unsigned().backoff(Duration.ofSeconds(-2),
                        Duration.ofSeconds(1))), "the first pause"),
                argumentSet("no reply", with(builder -> builder.unsigned().maxReplyBytes(0)), "at least 1"),
                argumentSet("no request", with(builder -> builder.unsigned().maxPending(0)), "at least 1"),
                argumentSet("no bytes", with(builder -> builder.unsigned().maxPendingBytes(0)), "at least 1"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void is_refused(UnaryOperator<FolddClientBuilder> more, String sentence) {
        FolddClientBuilder builder = more.apply(new FolddClientBuilder(Map.of()));

        assertThatThrownBy(builder::build).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(sentence);
    }

    @Test
    void a_key_file_that_is_not_there_is_named() {
        FolddClientBuilder builder = new FolddClientBuilder(Map.of("DATAFOLD_KEY_FILE", "/nowhere/app.key"));

        assertThatThrownBy(builder::build).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("/nowhere/app.key");
    }

    private static UnaryOperator<FolddClientBuilder> with(UnaryOperator<FolddClientBuilder> more) {
        return more;
    }
}
