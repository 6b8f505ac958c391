package dev.foldd.http;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.foldd.bus.Bus;
import dev.foldd.contract.Addresses;
import dev.foldd.contract.Incidents;
import dev.foldd.contract.Observation;
import dev.foldd.contract.data.DataHealth;
import dev.foldd.contract.ops.HealthReport;
import dev.foldd.contract.ops.MetricsPage;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Speaks to the door over sockets, byte by byte, as probes, scrapers and others do. */
@Timeout(30)
class HttpVerticleTest {

    private static final DoorConfig CONFIG = new DoorConfig("admin", true, "127.0.0.1", 0, List.of("localhost"), 3,
            Duration.ofSeconds(1), 1_024, Optional.empty());

    private final AtomicLong nanos = new AtomicLong();
    private final Queue<Observation> observed = new ConcurrentLinkedQueue<>();
    private final Vertx vertx = Vertx.vertx();
    private final Incidents incidents = new Incidents(observed::add);
    private final Bus bus = new Bus(vertx, incidents, Duration.ofSeconds(5));
    private volatile Future<HealthReport> health = Future.succeededFuture(report());
    private String url;

    @BeforeEach
    void deploy() throws Exception {
        bus.answer(Addresses.OPS_HEALTH, question -> health);
        bus.answer(Addresses.OPS_METRICS,
                question -> Future.succeededFuture(new MetricsPage("dbal_requests_total 1\n")));
        url = done(new HttpDoor(vertx, CONFIG, new StatusParts(bus, observed::add, incidents, "1.0.0", nanos::get),
                Duration.ZERO, Mount.NOTHING).open(1));
    }

    @AfterEach
    void close() throws Exception {
        done(vertx.close());
    }

    @Test
    void health_is_answered_with_200_and_the_known_shape() throws Exception {
        Reply reply = get("/health");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.head()).contains("content-type: application/json; charset=utf-8", "cache-control: no-store",
                "x-content-type-options: nosniff", "content-security-policy: default-src 'none'");
        assertThat(reply.body()).isEqualTo("{\"status\":\"healthy\",\"version\":\"1.0.0\",\"uptime\":3600,"
                + "\"connections\":{\"active\":15,\"total\":243},"
                + "\"database\":{\"connected\":true,\"latency_ms\":2.5}}");
        assertThat(get("/health/ready").status()).isEqualTo(200);
        assertThat(get("/health/ready").body()).isEqualTo("{\"status\":\"ready\"}");
        assertThat(get("/health/live").body()).isEqualTo("{\"status\":\"alive\"}");
        assertThat(get("/version").body()).isEqualTo("{\"name\":\"foldd\",\"version\":\"1.0.0\"}");
    }

    @Test
    void an_unhealthy_daemon_is_503_but_alive() throws Exception {
        health = Future.succeededFuture(report("the database does not answer"));

        assertThat(get("/health").status()).isEqualTo(503);
        assertThat(get("/health").body()).contains("\"unhealthy\"", "\"problems\":[\"the database does not answer\"]");
        assertThat(get("/health/ready").status()).isEqualTo(503);
        assertThat(get("/health/live").status()).isEqualTo(200);
    }

    @Test
    void a_failure_is_told_without_its_cause() throws Exception {
        health = Future.failedFuture(new IllegalStateException("hunter2"));
        assertThat(get("/health").status()).isEqualTo(500);
        assertThat(get("/health").body()).contains("Internal server error", "incident").doesNotContain("hunter2");

        Fault unavailable = new Fault.Unavailable("this part does not run", Duration.ZERO);
        health = Future.failedFuture(new FaultException(unavailable));
        assertThat(get("/health/ready").status()).isEqualTo(503);
    }

    @Test
    void metrics_are_prometheus_text() throws Exception {
        Reply reply = get("/metrics");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.head()).contains("content-type: text/plain; version=0.0.4; charset=utf-8");
        assertThat(reply.body()).isEqualTo("dbal_requests_total 1\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/health/live", "/health/ready", "/metrics", "/version"})
    void head_is_the_same_without_a_body(String path) throws Exception {
        Reply whole = get(path);

        Reply head = send("HEAD " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        assertThat(head.status()).isEqualTo(whole.status());
        assertThat(head.body()).isEmpty();
        assertThat(head.head()).isEqualTo(whole.head()).contains("content-length: " + whole.body().length());
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "NONSENSE"})
    void other_methods_are_405_and_say_which_are_allowed(String method) throws Exception {
        Reply reply = send(method + " /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        assertThat(reply.status()).isEqualTo(405);
        assertThat(reply.head()).contains("allow: GET, HEAD");
        assertThat(reply.body()).isEqualTo("{\"error\":{\"code\":405,\"message\":\"Method not allowed\"}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/api/users", "/healthz", "/health/other", "/metrics/x", "/../etc/passwd",
        "/%2e%2e/x"})
    void everything_else_is_404(String path) throws Exception {
        Reply reply = get(path);

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.body()).isEqualTo("{\"error\":{\"code\":404,\"message\":\"Resource not found\"}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host: evil.example\r\n", "Host: 127.0.0.1.evil.example:8081\r\n"})
    void a_name_that_is_not_allowed_gets_421_and_nothing_else(String header) throws Exception {
        Reply reply = send("GET /health HTTP/1.1\r\n" + header + "Connection: close\r\n\r\n");

        assertThat(reply.status()).isEqualTo(421);
        assertThat(reply.body()).doesNotContain("healthy");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Host: localhost\r\nHost: evil.example\r\n"})
    void exactly_one_host_header_is_wanted(String headers) throws Exception {
        assertThat(send("GET /health HTTP/1.1\r\n" + headers + "Connection: close\r\n\r\n").status()).isEqualTo(400);
    }

    @Test
    void a_load_balancer_without_host_is_answered() throws Exception {
        assertThat(send("GET /health HTTP/1.0\r\n\r\n").status()).isEqualTo(200);
    }

    @Test
    void a_body_without_end_is_not_waited_for() throws Exception {
        Reply reply = send("GET /health HTTP/1.1\r\nHost: localhost\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.head()).contains("connection: close");
        assertThat(send("POST /health HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000000\r\n\r\n").status())
                .isEqualTo(405);
    }

    @Test
    void headers_and_request_lines_are_bounded() throws Exception {
        assertThat(send("GET /health HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(2_000) + "\r\n\r\n").status())
                .isEqualTo(431);
        assertThat(send("GET /" + "x".repeat(5_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n").status()).isEqualTo(414);
    }

    @Test
    void connections_beyond_the_limit_are_closed_and_counted() throws Exception {
        List<Socket> guests = List.of(connect(), connect(), connect());
        await().until(() -> count(Observation.ConnectionOpened.class) == 3);

        try (Socket fourth = connect()) {
            assertThat(fourth.getInputStream().read()).isEqualTo(-1);
        }

        assertThat(observed).contains(new Observation.ConnectionRefused("admin", "too_many"));
        for (Socket guest : guests) {
            guest.close();
        }
        await().until(() -> count(Observation.ConnectionClosed.class) == 3);
        assertThat(get("/health/live").status()).isEqualTo(200);
    }

    @Test
    void a_header_that_drips_is_cut_off() throws Exception {
        try (Socket slow = connect()) {
            slow.getOutputStream().write("GET /health HTT".getBytes(StandardCharsets.US_ASCII));
            await().until(() -> count(Observation.ConnectionOpened.class) == 1);

            nanos.addAndGet(Duration.ofSeconds(2).toNanos());

            assertThat(slow.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void tells_where_it_listens() {
        assertThat(URI.create(url).getPort()).isPositive();
    }

    private record Reply(int status, String head, String body) {
    }

    private Reply get(String path) throws IOException {
        return send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    }

    private Reply send(String request) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            String reply = text(socket.getInputStream());
            int end = reply.indexOf("\r\n\r\n");
            String head = reply.substring(0, end);
            return new Reply(Integer.parseInt(head.split(" ")[1]), lowerCaseNames(head), reply.substring(end + 4));
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket("127.0.0.1", URI.create(url).getPort());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static String text(InputStream stream) throws IOException {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }

    private static String lowerCaseNames(String head) {
        StringBuilder lines = new StringBuilder();
        head.lines().skip(1).forEach(line -> {
            int colon = line.indexOf(':');
            lines.append(line.substring(0, colon).toLowerCase(Locale.ROOT)).append(line.substring(colon)).append('\n');
        });
        return lines.toString();
    }

    private long count(Class<?> kind) {
        return observed.stream().filter(kind::isInstance).count();
    }

    private static HealthReport report(String... problems) {
        return new HealthReport(problems.length == 0, "1.0.0", Duration.ofHours(1), 15, 243,
                new DataHealth(true, Duration.ofNanos(2_500_000)), List.of(problems));
    }

    private static <T> T done(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, SECONDS);
    }
}
