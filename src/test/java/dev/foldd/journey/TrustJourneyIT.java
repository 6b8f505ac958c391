package dev.foldd.journey;

import static dev.foldd.testing.SocketClient.frame;
import static dev.foldd.testing.SocketClient.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.foldd.client.ClientKey;
import dev.foldd.client.FolddClient;
import dev.foldd.client.FolddClientException;
import dev.foldd.client.Query;
import dev.foldd.identity.NodeKey;
import dev.foldd.identity.SignedBytes;
import dev.foldd.json.Json;
import dev.foldd.testing.DaemonProcess;
import dev.foldd.testing.FolddProcess;
import dev.foldd.testing.FolddProcess.Ended;
import dev.foldd.testing.SocketClient;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Keys that nobody has enrolled, before a daemon that runs from its jar: the node trusts the first, which trusts the second,
 * which trusts the third, all by the command line.
 */
@Timeout(180)
class TrustJourneyIT {

    @TempDir
    private static Path directory;
    private static DaemonProcess daemon;
    private static Path socket;
    private static String nodeId;
    private static final List<Path> KEYS = new ArrayList<>();
    private static final List<Path> PATHS = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        Path schemas = Files.createDirectories(directory.resolve("schemas"));
        Files.writeString(schemas.resolve("Depth.json"), schema("Depth"));
        Files.writeString(schemas.resolve("Other.json"), schema("Other"));
        daemon = DaemonProcess.in(directory).unhurried().set("fold.schemas", schemas).set("tcp.enabled", true).set("tcp.port", 0)
                .set("reload.interval", "100ms").start();
        socket = daemon.data().resolve("run/foldd.sock");
        nodeId = NodeKey.load(NodeKey.fileIn(daemon.data())).nodeId();
        Path keys = directory.resolve("keys");
        for (int i = 1; i <= 3; i++) {
            KEYS.add(keys.resolve("app" + i + ".key"));
            NodeKey.loadOrCreate(KEYS.get(i - 1));
            List<String> words = new ArrayList<>(List.of("trust", "add", "--to", key(i).publicKey().text(), "--max-hops",
                    Integer.toString(3 - i), "--scope", "Dep*:read,write", "--data", daemon.data().toString()));
            if (i > 1) {
                words.addAll(List.of("--extend", PATHS.get(i - 2).toString(), "--key", KEYS.get(i - 2).toString()));
            }
            PATHS.add(Files.writeString(directory.resolve("path" + i + ".json"), run(words).out()));
        }
        SocketPlacesJourneyIT.awaitNextSecond();
    }

    @AfterAll
    static void stop() {
        daemon.close();
    }

    private static String schema(String name) {
        StringBuilder fields = new StringBuilder();
        for (int i = 0; i <= 3; i++) {
            String policy = "{\"Distance\":" + i + "}";
            fields.append(i == 0 ? "" : ",").append("\"d").append(i).append("\":{\"permission_policy\":{\"read_policy\":")
                    .append(policy).append(",\"write_policy\":").append(policy).append("},\"payment_config\":{\"base_multiplier\":1.0,")
                    .append("\"trust_distance_scaling\":\"None\"},\"field_mappers\":{}}");
        }
        return "{\"name\":\"" + name + "\",\"payment_config\":{\"base_multiplier\":1.0},\"fields\":{" + fields + "}}";
    }

    private static Ended run(List<String> words) {
        Ended ended = FolddProcess.run(directory, words.toArray());
        assertThat(ended.code()).as(ended.err()).isZero();
        return ended;
    }

    private static NodeKey key(int number) {
        return NodeKey.load(KEYS.get(number - 1));
    }

    private static String path(int number) throws Exception {
        return Files.readString(PATHS.get(number - 1)).strip();
    }

    private static String query(String schema, int distance) {
        return "{\"schema\":\"" + schema + "\",\"fields\":[\"d" + distance + "\"]}";
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void reads_what_is_open_at_its_distance_and_nothing_nearer_by_every_door(int edges) throws Exception {
        NodeKey key = key(edges);
        String path = path(edges);
        int tcp = Integer.parseInt(daemon.printed().stream().filter(said -> said.startsWith("listening tcp ")).findFirst()
                .orElseThrow().replaceAll(".*:", ""));
        try (SocketClient lines = SocketClient.unix(socket); SocketClient frames = SocketClient.unix(socket);
                SocketClient session = SocketClient.unix(socket);
                SocketClient commands = SocketClient.tcp(new InetSocketAddress("127.0.0.1", tcp))) {
            assertThat(session.login(key, nodeId, "socket:" + socket, path)).containsEntry("status", "success");
            for (int asked = edges - 1; asked <= edges; asked++) {
                String query = query("Depth", asked);
                String allowed = asked == edges ? "success" : "error";
                String denied = asked == edges ? "results" : "Read access denied for field d" + asked;
                assertThat(lines.askLine(line("1", "query", query, key, nodeId, path))).containsEntry("status", allowed);
                assertThat(session.askLine(line("1", "query", query))).containsEntry("status", allowed);
                assertThat(Json.write(frames.askFrame(frame("query", query, key, nodeId, path)))).contains(denied);
                assertThat(Json.write(commands.askFrame(frame("query", query, key, nodeId, path)))).contains(denied);
                assertThat(http(key, query, path)).isEqualTo(asked == edges ? 200 : 403);
            }
            assertThat(lines.askLine(line("2", "query", query("Other", 3), key, nodeId, path))).containsEntry("status", "error");
            assertThat(Json.write(session.askLine(line("3", "rpc",
                    "{\"method\":\"policy.explain\",\"params\":{\"schema\":\"Depth\",\"operation\":\"read\"}}"))))
                    .contains("\"distance\":" + edges, "a path of " + edges + " signed edge");
        }
    }

    private static int http(NodeKey key, String body, String path) throws Exception {
        byte[] nonce = SocketClient.nonce();
        long seconds = System.currentTimeMillis() / 1_000;
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(body.getBytes(StandardCharsets.UTF_8));
        byte[] message = SignedBytes.tagged("foldd/call/v1").text(nodeId).text("POST /api/query").integer(seconds).bytes(nonce)
                .bytes(key.publicKey().raw()).bytes(digest).encode();
        Base64.Encoder base64 = Base64.getEncoder();
        HttpRequest request = HttpRequest.newBuilder(daemon.page("http", "/api/query")).header("Content-Type", "application/json")
                .header("X-Foldd-Key", key.publicKey().text()).header("X-Foldd-Timestamp", Long.toString(seconds))
                .header("X-Foldd-Nonce", base64.encodeToString(nonce))
                .header("X-Foldd-Signature", base64.encodeToString(key.sign(message)))
                .header("X-Foldd-Path", base64.encodeToString(path.getBytes(StandardCharsets.UTF_8)))
                .POST(HttpRequest.BodyPublishers.ofString(body)).timeout(Duration.ofSeconds(30)).build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
    }

    @Test
    void the_client_and_the_command_present_it_too() throws Exception {
        try (FolddClient client = FolddClient.builder().socket(socket).key(ClientKey.fromFile(KEYS.get(1))).nodeId(nodeId)
                .path(PATHS.get(1)).build()) {
            assertThat(client.query(Query.of("Depth", "d2"))).isNotNull();
            assertThatThrownBy(() -> client.query(Query.of("Depth", "d1"))).isInstanceOf(FolddClientException.class);
        }
        List<String> call = List.of("call", "--socket", socket.toString(), "--key", KEYS.get(1).toString(), "query", query("Depth", 2));
        assertThat(FolddProcess.run(directory, call.toArray()).code()).isEqualTo(1);
        List<String> withPath = new ArrayList<>(call);
        withPath.addAll(List.of("--path", PATHS.get(1).toString()));
        run(withPath);
    }

    @Test
    void what_is_revoked_by_the_command_is_so_on_a_connection_that_stays() throws Exception {
        Path brief = directory.resolve("keys/brief.key");
        NodeKey key = NodeKey.loadOrCreate(brief);
        Map<?, ?> added = (Map<?, ?>) Json.parse(run(List.of("trust", "add", "--to", key.publicKey().text(), "--json", "--data",
                daemon.data().toString())).out());
        try (SocketClient session = SocketClient.unix(socket)) {
            session.login(key, nodeId, "socket:" + socket, Json.write(added.get("path")));
            assertThat(session.askLine(line("1", "query", query("Depth", 1)))).containsEntry("status", "success");

            run(List.of("trust", "revoke", "--edge", (String) added.get("id"), "--data", daemon.data().toString()));

            await().atMost(Duration.ofSeconds(30)).until(() ->
                    session.askLine(line("2", "query", query("Depth", 1))).get("status").equals("error"));
            assertThat(run(List.of("trust", "list", "--data", daemon.data().toString())).out()).contains("state revoked");
        }
    }
}
