package dev.foldd.journey;

import static dev.foldd.testing.WireClient.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foldd.testing.DaemonProcess;
import dev.foldd.testing.Database;
import dev.foldd.testing.PrismaBridge;
import dev.foldd.testing.WireClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A daemon whose database stands behind a bridge: what it refuses, how it bears the bridge's absence, and what it tells nobody. */
@Timeout(120)
class BridgeJourneyIT {

    @TempDir
    private Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private String name;
    private DaemonProcess daemon;
    private WireClient god;

    @BeforeEach
    void start() {
        DaemonProcess.Launch launch = DaemonProcess.in(directory).withFixtures();
        Map<String, Object> settings = Database.PRISMA.fresh();
        settings.forEach((key, value) -> launch.set("database." + key, value));
        name = URI.create((String) settings.get("connection.url")).getPath().replace("/", "");
        daemon = launch.start();
        god = daemon.client("gaia", "god");
    }

    @AfterEach
    void stop() {
        god.close();
        daemon.close();
    }

    private String page(String path) throws Exception {
        return http.send(HttpRequest.newBuilder(daemon.page("admin", path)).build(), HttpResponse.BodyHandlers.ofString()).body();
    }

    @Test
    void a_key_for_repeated_requests_is_refused_and_nothing_is_written() {
        Map<String, Object> page = Sample.PAGE.rowWithKey();

        JsonNode error = god.errorWith(map("idempotencyKey", "k1"), "create", "PageConfig", page);

        assertThat(error.get("code").intValue()).isEqualTo(501);
        assertThat(god.result("read", "PageConfig", page.get("id")).isNull()).isTrue();
        assertThat(god.result("tx.status", "k1").get("committed").booleanValue()).isFalse();
    }

    @Test
    void the_bridge_may_go_and_come_back() throws Exception {
        String id = god.result("create", "PageConfig", Sample.PAGE.row()).get("id").asText();
        PrismaBridge.present(name, false);

        JsonNode error = god.error("read", "PageConfig", id);
        long begun = System.nanoTime();
        JsonNode next = god.error("create", "PageConfig", Sample.PAGE.row());

        assertThat(error.get("code").intValue()).isEqualTo(503);
        assertThat(next.get("code").intValue()).isEqualTo(503);
        assertThat(next.get("details").get("retryAfter").intValue()).isPositive();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
        await().untilAsserted(() -> assertThat(page("/health/ready")).contains("not"));
        PrismaBridge.present(name, true);
        await().until(() -> god.call("read", "PageConfig", id).has("result"));
        await().untilAsserted(() -> assertThat(page("/health/ready")).contains("\"ready\""));
    }

    @Test
    void the_token_is_told_to_nobody_but_the_bridge() throws Exception {
        god.result("create", "PageConfig", Sample.PAGE.row());
        god.error("create", "PageConfig", map("id", 1));
        PrismaBridge.present(name, false);
        god.error("list", "PageConfig", (Object) null);
        god.result("getCapabilities");

        List<String> log = daemon.log();
        String pages = page("/metrics") + page("/health");
        daemon.stop();

        assertThat(log).isNotEmpty().noneMatch(line -> line.contains(PrismaBridge.TOKEN));
        assertThat(pages).doesNotContain(PrismaBridge.TOKEN);
        try (var files = Files.walk(daemon.data())) {
            assertThat(files.filter(Files::isRegularFile)).noneMatch(BridgeJourneyIT::holdsTheToken);
        }
    }

    private static boolean holdsTheToken(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(PrismaBridge.TOKEN);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
