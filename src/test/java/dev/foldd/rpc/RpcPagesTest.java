package dev.foldd.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.contract.data.DataHealth;
import dev.foldd.contract.data.DataReply;
import dev.foldd.contract.ops.HealthReport;
import dev.foldd.json.Json;
import dev.foldd.wire.Pages;
import io.vertx.core.Future;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What this port tells those who open no WebSocket, and what it tells of itself. */
class RpcPagesTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static RpcHarness harness;

    @BeforeAll
    static void open() {
        harness = new RpcHarness();
    }

    @AfterAll
    static void close() {
        harness.close();
    }

    private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + harness.port + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void health_has_the_shape_that_monitors_know() throws Exception {
        HttpResponse<String> page = get("/health");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("content-type")).contains("application/json; charset=utf-8");
        assertThat(page.body()).isEqualTo("{\"status\":\"healthy\",\"version\":\"1.2.3\",\"uptime\":3600,"
                + "\"connections\":{\"active\":15,\"total\":243},"
                + "\"database\":{\"connected\":true,\"latency_ms\":2.5}}");
    }

    @Test
    void what_is_not_ready_is_503() throws Exception {
        HealthReport before = harness.health;
        harness.health = new HealthReport(false, "1.2.3", Duration.ofSeconds(1), 0, 0,
                new DataHealth(false, Duration.ZERO), List.of("the database does not answer"));

        HttpResponse<String> page = get("/health");

        assertThat(page.statusCode()).isEqualTo(503);
        assertThat(page.body()).contains("\"status\":\"unhealthy\"", "\"connected\":false");
        harness.health = before;
    }

    @Test
    void metrics_are_plain_text_for_prometheus() throws Exception {
        HttpResponse<String> page = get("/metrics");

        assertThat(page.headers().firstValue("content-type")).contains("text/plain; version=0.0.4; charset=utf-8");
        assertThat(page.body()).isEqualTo("dbal_active_connections 15\n");
    }

    @Test
    void anything_else_is_told_what_this_port_is_for() throws Exception {
        HttpResponse<String> page = get("/secret?token=user:u1");

        assertThat(page.statusCode()).isEqualTo(426);
        assertThat(page.headers().firstValue("upgrade")).contains("websocket");
        assertThat(page.body()).contains("speaks WebSocket").doesNotContain("u1");
    }

    @ParameterizedTest
    @CsvSource({"GET, evil.example, 421", "GET, 127.0.0.1.evil.example:50051, 421", "GET, localhost, 200",
        "GET, 127.0.0.1, 200", "HEAD, evil.example, 421", "POST, evil.example, 421"})
    void pages_are_shown_by_known_hosts_alone(String method, String host, int status) throws Exception {
        for (String path : List.of("/health", "/metrics")) {
            String answer = raw(method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");

            assertThat(answer).startsWith("HTTP/1.1 " + status);
            assertThat(status == 200 || !answer.contains("healthy") && !answer.contains("dbal_")).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Host: localhost\r\nHost: evil.example\r\n"})
    void exactly_one_host_is_wanted(String headers) throws Exception {
        assertThat(raw("GET /health HTTP/1.1\r\n" + headers + "Connection: close\r\n\r\n")).startsWith("HTTP/1.1 400");
        assertThat(raw("GET /health HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.0 200");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/metrics", "/other"})
    void pages_are_kept_by_nobody_and_framed_by_nobody(String path) throws Exception {
        HttpResponse<String> page = get(path);

        Pages.HEADERS.forEach((name, value) -> assertThat(page.headers().firstValue(name)).contains(value));
    }

    private static String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", harness.port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void pages_are_only_read() throws Exception {
        HttpResponse<String> page = HTTP
                .send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + harness.port + "/health"))
                .POST(HttpRequest.BodyPublishers.ofString("x".repeat(100_000))).build(),
                        HttpResponse.BodyHandlers.ofString());

        assertThat(page.statusCode()).isEqualTo(405);
    }

    @Test
    void a_query_that_cannot_be_read_is_refused_and_told_to_nobody() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", harness.port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(("GET /?token=secret%zz HTTP/1.1\r\nHost: localhost\r\n"
                    + "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));

            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

            assertThat(answer).startsWith("HTTP/1.1 400").doesNotContain("secret");
        }
        assertThat(harness.observations.toString()).doesNotContain("secret");
    }

    @Test
    void discovery_shows_what_the_caller_may_do_and_no_more() {
        harness.data = request -> Future.succeededFuture(new DataReply(
                List.of(Map.of("name", "User", "operations", List.of("read", "create")))));

        Set<String> forUser = methods(harness.connect("user:u1").ask("{\"id\":1,\"method\":\"rpc.discover\"}"));
        Set<String> forOperator = methods(harness.connect("operator:root")
                .ask("{\"id\":1,\"method\":\"rpc.discover\"}"));

        assertThat(forUser).contains("read", "list", "findFirst", "create", "createMany", "getCapabilities",
                "rpc.discover",
                "auth.whoami").doesNotContain("update", "delete", "upsert", "admin.reload");
        assertThat(forOperator).contains("admin.reload", "admin.revoke").doesNotContain("delete");
    }

    private static Set<String> methods(String reply) {
        Map<?, ?> document = (Map<?, ?>) ((Map<?, ?>) Json.parse(reply)).get("result");
        assertThat(document.get("openrpc")).isEqualTo("1.3.2");
        return ((List<?>) document.get("methods")).stream().map(method -> (String) ((Map<?, ?>) method).get("name"))
                .collect(java.util.stream.Collectors.toSet());
    }
}
