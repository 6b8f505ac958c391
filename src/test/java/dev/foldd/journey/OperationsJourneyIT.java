package dev.foldd.journey;

import static dev.foldd.testing.WireClient.get;
import static dev.foldd.testing.WireClient.map;
import static dev.foldd.testing.WireClient.parse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foldd.testing.DaemonProcess;
import dev.foldd.testing.WireClient;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What probes, scrapers and readers of logs see of a daemon at work. */
@Timeout(120)
class OperationsJourneyIT {

    @TempDir
    private static Path directory;

    private static DaemonProcess daemon;

    @BeforeAll
    static void start() {
        daemon = DaemonProcess.in(directory).withFixtures().set("logging.level", "debug").start();
    }

    @AfterAll
    static void stop() {
        daemon.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rpc", "http", "admin"})
    void health_has_the_shape_that_clients_know_on_every_port(String door) {
        try (WireClient client = daemon.client("gaia", "god")) {
            client.result("auth.whoami");
            HttpResponse<String> health = get(daemon.page(door, "/health"));
            JsonNode body = parse(health.body());

            assertThat(health.statusCode()).isEqualTo(200);
            assertThat(health.headers().firstValue("Content-Type").orElse("")).startsWith("application/json");
            assertThat(body.fieldNames()).toIterable().containsExactly("status", "version", "uptime", "connections",
                    "database");
            assertThat(body.get("status").asText()).isEqualTo("healthy");
            assertThat(body.get("uptime").isIntegralNumber()).isTrue();
            assertThat(body.get("connections").get("active").intValue()).isPositive();
            assertThat(body.get("connections").get("total").intValue()).isPositive();
            assertThat(body.get("database").get("connected").booleanValue()).isTrue();
            assertThat(body.get("database").get("latency_ms").isNumber()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "admin"})
    void liveness_readiness_and_version_are_pages_of_their_own(String door) {
        assertThat(get(daemon.page(door, "/health/live")).statusCode()).isEqualTo(200);
        assertThat(parse(get(daemon.page(door, "/health/ready")).body()).get("status").asText()).isEqualTo("ready");
        assertThat(parse(get(daemon.page(door, "/version")).body()).get("version").asText()).isNotBlank();
        assertThat(get(daemon.page(door, "/api/User")).statusCode()).isEqualTo(404);
        assertThat(get(daemon.page(door, "/")).statusCode()).isEqualTo(404);
    }

    @Test
    void the_websocket_port_has_no_other_pages() {
        assertThat(get(daemon.page("rpc", "/version")).statusCode()).isEqualTo(426);
        assertThat(get(daemon.page("rpc", "/")).statusCode()).isEqualTo(426);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rpc", "http", "admin"})
    void metrics_have_the_names_that_dashboards_know(String door) {
        try (WireClient god = daemon.client("gaia", "god"); WireClient anna = daemon.client("anna", "user")) {
            god.result("read", "User", "nobody");
            god.error("create", "User", map());
            anna.error("create", "PageConfig", Sample.PAGE.row());
            HttpResponse<String> page = get(daemon.page(door, "/metrics"));
            List<String> lines = page.body().lines().toList();

            assertThat(page.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain; version=0.0.4");
            assertThat(lines).contains("# TYPE dbal_requests_total counter", "# TYPE dbal_request_duration_seconds histogram",
                    "# TYPE dbal_active_connections gauge", "# TYPE dbal_acl_checks_total counter");
            assertThat(value(lines, "dbal_requests_total{method=\"read\",status=\"success\"}")).isPositive();
            assertThat(value(lines, "dbal_requests_total{method=\"create\",status=\"error\"}")).isPositive();
            assertThat(value(lines, "dbal_request_duration_seconds_bucket{method=\"read\",le=\"0.005\"}")).isNotNegative();
            assertThat(value(lines, "dbal_request_duration_seconds_bucket{method=\"read\",le=\"+Inf\"}"))
                    .isEqualTo(value(lines, "dbal_request_duration_seconds_count{method=\"read\"}"));
            assertThat(value(lines, "dbal_acl_checks_total{result=\"allowed\"}")).isPositive();
            assertThat(value(lines, "dbal_acl_checks_total{result=\"denied\"}")).isPositive();
            assertThat(lines).anyMatch(line -> line.startsWith("jvm_memory_used_bytes"))
                    .anyMatch(line -> line.startsWith("vertx_"));
            assertThat(lines).filteredOn(line -> !line.startsWith("#") && !line.isBlank())
                    .allMatch(line -> line.matches("[a-zA-Z_:][a-zA-Z0-9_:]*(\\{.*\\})? \\S+"));
        }
    }

    private static double value(List<String> lines, String series) {
        return lines.stream().filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1))).findFirst().orElse(-1);
    }

    @Test
    void a_thousand_methods_and_entities_that_there_are_not_make_no_series() {
        try (WireClient god = daemon.client("gaia", "god")) {
            god.error("no.such.method");
            god.error("read", "Nothing", "1");
            get(daemon.page("admin", "/nowhere"));
            Set<String> before = series();
            for (int i = 0; i < 1_000; i++) {
                god.send(WireClient.request("m" + i, "method_" + i, "x"));
                god.send(WireClient.request("e" + i, "read", "Entity" + i, "1"));
            }
            for (int i = 0; i < 2_000; i++) {
                god.next();
            }
            for (int i = 0; i < 20; i++) {
                get(daemon.page("admin", "/nowhere/" + i));
            }

            assertThat(series()).isEqualTo(before);
        }
    }

    /** Without those of the JVM itself, which has as many pools and causes as it has met. */
    private static Set<String> series() {
        return get(daemon.page("admin", "/metrics")).body().lines().filter(line -> !line.startsWith("#"))
                .map(line -> line.replaceFirst(" \\S+$", "")).filter(line -> !line.startsWith("jvm_"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void every_line_of_the_log_is_json_and_tells_its_request_as_the_audit_log_does() throws IOException {
        String id;
        try (WireClient god = daemon.client("gaia", "god")) {
            id = god.result("create", "Region", map("id", DaemonProcess.fresh("logged"), "keeper", "anna")).get("id").asText();
        }
        String requestId = auditedRequestOf(id);

        await().untilAsserted(() -> assertThat(daemon.log()).anyMatch(line -> line.contains('"' + requestId + '"')));
        List<JsonNode> lines = daemon.log().stream().filter(line -> line.endsWith("}")).map(WireClient::parse).toList();
        assertThat(lines).isNotEmpty().allMatch(line -> line.hasNonNull("time") && line.hasNonNull("level")
                && line.hasNonNull("message"));
        assertThat(lines).filteredOn(line -> line.path("requestId").asText().equals(requestId)).singleElement()
                .satisfies(line -> {
                    assertThat(line.get("event").asText()).isEqualTo("request.answered");
                    assertThat(line.get("method").asText()).isEqualTo("create");
                });
        assertThat(String.join("\n", daemon.log())).doesNotContain(id, "eyJ");
    }

    private static String auditedRequestOf(String id) throws IOException {
        try (Stream<String> lines = Files.lines(daemon.data().resolve("audit/audit.log.00000001"))) {
            return lines.filter(line -> line.contains('"' + id + '"')).map(WireClient::parse).findFirst().orElseThrow()
                    .get("requestId").asText();
        }
    }

    @Test
    void with_nothing_to_do_it_rests() {
        Path own = directory.resolve("idle");
        assertThat(own.toFile().mkdir()).isTrue();
        try (DaemonProcess idle = DaemonProcess.in(own).start()) {
            Duration[] before = {Duration.ofHours(1)};
            // The compiler may still be at work just after the start; then a second passes with next to no work in it.
            await().pollInterval(Duration.ofSeconds(1)).atMost(Duration.ofSeconds(30)).until(() -> {
                Duration used = idle.process().cpu();
                boolean rested = used.minus(before[0]).toMillis() <= 60 && !used.minus(before[0]).isNegative();
                before[0] = used;
                return rested;
            });
        }
    }
}
