package dev.foldd.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.foldd.client.ClientKey;
import dev.foldd.client.FolddClient;
import dev.foldd.client.FolddClientBuilder;
import dev.foldd.client.FolddClientException.AuthenticationFailed;
import dev.foldd.client.FolddClientException.OperationFailed;
import dev.foldd.client.Mutation;
import dev.foldd.client.Query;
import dev.foldd.identity.NodeKey;
import dev.foldd.json.Json;
import dev.foldd.testing.DaemonProcess;
import dev.foldd.testing.FolddProcess;
import dev.foldd.testing.FolddProcess.Ended;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application with nothing but the daemon's socket and a key. */
class ClientJourneyIT {

    private static final Path EXAMPLE = Path.of("docker", "example").toAbsolutePath();
    private static final Path CLIENT_JAR = Path.of("target", "foldd-client.jar").toAbsolutePath();

    @TempDir
    private static Path directory;
    private static DaemonProcess daemon;
    private static Path socket;
    private static String nodeId;

    @BeforeAll
    static void start() {
        Path data = directory.resolve("data");
        Ended made = FolddProcess.run(directory, "keygen", "--app", "shop", "--out", directory.resolve("shop.key"), "--data",
                data, "--json");
        nodeId = (String) ((Map<?, ?>) Json.parse(made.out())).get("node_id");
        socket = data.resolve("run").resolve("foldd.sock");
        daemon = DaemonProcess.in(directory).set("fold.schemas", EXAMPLE.resolve("schemas"))
                .set("security.rate_limit.enabled", false).start();
    }

    @AfterAll
    static void stop() {
        daemon.close();
    }

    @Test
    void reads_and_writes_by_its_key_and_asks_door_1s_methods_too() throws Exception {
        try (FolddClient client = as("shop.key").build()) {
            Map<String, Object> values = Map.of("count", 7L, "last", "now");
            assertThat(client.mutate(Mutation.create("Visits", values).once("first")).written()).isTrue();
            assertThat(client.mutate(Mutation.create("Visits", values).once("first")).written()).isTrue();

            assertThat(client.query(Query.of("Visits", "count", "last"))).containsExactly(values);
            assertThat(client.query(Query.of("Visits", "count").where(Map.of("count", Map.of("gt", 7))))).isEmpty();
            assertThat(client.mutate(Mutation.update("Visits", Map.of("count", 1L)).where(Map.of("count", 8L))).written()).isFalse();
            assertThat(client.listSchemas()).contains("Visits");
            assertThat(client.getSchema("Visits")).containsEntry("name", "Visits");
            assertThat((Map<?, ?>) client.rpc("auth.whoami")).hasToString("{subject=key:shop, kind=application, "
                    + "roles=[public], tenant=null, expiresAt=null}");
            assertThatThrownBy(() -> client.getSchema("Nobody")).isInstanceOfSatisfying(OperationFailed.class,
                    failed -> assertThat(failed.code()).isEqualTo("SCHEMA_ERROR"));
            assertThatThrownBy(() -> client.createSchema(Map.of("name", "Mine"))).isInstanceOf(AuthenticationFailed.class);
        }
    }

    @Test
    void many_requests_share_few_connections() throws Exception {
        try (FolddClient client = as("shop.key").poolSize(2).build()) {
            List<CompletableFuture<Map<String, Object>>> answers = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                answers.add(client.getSchemaAsync("Visits"));
            }

            for (CompletableFuture<Map<String, Object>> answer : answers) {
                assertThat(answer.get(30, TimeUnit.SECONDS)).containsEntry("name", "Visits");
            }
        }
    }

    @Test
    void a_key_that_nobody_has_enrolled_sees_public_fields_alone() throws Exception {
        NodeKey.loadOrCreate(directory.resolve("stranger.key"));
        try (FolddClient stranger = as("stranger.key").build()) {
            assertThat(stranger.query(Query.of("Visits", "count"))).hasSize(1);
            assertThatThrownBy(() -> stranger.query(Query.of("Visits", "last"))).isInstanceOf(OperationFailed.class)
                    .hasMessageContaining("last");
            assertThatThrownBy(() -> stranger.mutate(Mutation.update("Visits", Map.of("count", 0L))))
                    .isInstanceOf(OperationFailed.class);
        }
    }

    @Test
    void another_node_than_the_one_expected_is_not_asked() throws Exception {
        try (FolddClient client = as("shop.key").nodeId(NodeKey.generate().nodeId()).build()) {
            assertThatThrownBy(client::listSchemas).isInstanceOf(AuthenticationFailed.class);
        }
    }

    @Test
    void the_packed_client_runs_with_jackson_alone() throws Exception {
        String jackson = Stream.of(JsonFactory.class, ObjectMapper.class, JsonProperty.class)
                .map(type -> type.getProtectionDomain().getCodeSource().getLocation().getPath())
                .collect(Collectors.joining(File.pathSeparator));
        ProcessBuilder example = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp", CLIENT_JAR + File.pathSeparator + jackson, EXAMPLE.resolve("Visits.java").toString(), "count")
                .redirectErrorStream(true);
        example.environment().putAll(Map.of("DATAFOLD_SOCKET", socket.toString(), "DATAFOLD_KEY_FILE",
                directory.resolve("shop.key").toString(), "DATAFOLD_NODE_ID", nodeId));

        long first = visit(example);
        long second = visit(example);

        assertThat(second).isEqualTo(first + 1);
    }

    @Test
    void the_command_line_asks_over_the_socket_and_measures_it() {
        Ended asked = FolddProcess.run(directory, "call", "--socket", socket, "--key", directory.resolve("shop.key"),
                "--node-id", nodeId, "--json", "list_schemas");
        Ended measured = FolddProcess.run(directory, "bench", "--socket", socket, "--key",
                directory.resolve("data/keys/node.key"), "--duration", "200ms", "--warmup", "50ms", "--json");

        assertThat(asked.err()).isEmpty();
        assertThat(asked.out()).contains("\"Visits\"");
        assertThat(measured.code()).as(measured.err() + measured.out()).isZero();
        List<?> phases = (List<?>) ((Map<?, ?>) Json.parse(measured.out())).get("viaDaemon");
        assertThat(phases.stream().map(phase -> String.valueOf(((Map<?, ?>) phase).get("operation")))).containsExactly("get_schema",
                "get_schema", "signed query", "signed query", "query", "query", "6000 writes");
        assertThat(phases.stream().map(phase -> ((Map<?, ?>) phase).get("failures"))).allMatch(Long.valueOf(0)::equals);
    }

    private static long visit(ProcessBuilder example) throws Exception {
        Process process = example.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
        assertThat(printed).startsWith("visit ");
        return Long.parseLong(printed.strip().substring("visit ".length()));
    }

    private static FolddClientBuilder as(String key) throws Exception {
        assertThat(Files.exists(socket)).isTrue();
        return FolddClient.builder().socket(socket).key(ClientKey.fromFile(directory.resolve(key))).nodeId(nodeId)
                .timeout(Duration.ofSeconds(30));
    }
}
