package dev.foldd.journey;

import static dev.foldd.testing.DaemonProcess.fresh;
import static dev.foldd.testing.WireClient.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foldd.testing.DaemonProcess;
import dev.foldd.testing.SmallDisk;
import dev.foldd.testing.WireClient;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every code of an error, brought about for real, with its message and what a caller may do about it. */
@Timeout(120)
class ErrorsJourneyIT {

    @TempDir
    private static Path directory;

    private static DaemonProcess daemon;

    private WireClient god;

    @BeforeAll
    static void start() {
        daemon = DaemonProcess.in(directory).withFixtures().set("performance.query_timeout", "400ms")
                .set("database.sqlite.busy_timeout", "100ms").set("performance.max_query_complexity", 100_000).start();
    }

    @AfterAll
    static void stop() {
        daemon.close();
    }

    @BeforeEach
    void enter() {
        god = daemon.client("gaia", "god");
    }

    @AfterEach
    void leave() {
        god.close();
    }

    @Test
    void codes_401_to_422_and_501_have_their_messages() {
        String id = god.result("create", "User", Sample.user()).get("id").asText();
        String email = god.result("read", "User", id).get("email").asText();

        try (WireClient nobody = WireClient.connect(daemon.listening("rpc")); WireClient anna = daemon.client("anna", "user")) {
            assertError(nobody.error("read", "User", id), 401, "Authentication required");
            assertError(anna.error("delete", "User", id), 403, "Access forbidden");
        }
        assertError(god.error("update", "User", "nowhere", map("bio", "b")), 404, "Resource not found");
        assertError(god.error("create", "User", map("username", fresh("u"), "email", email)), 409, "Resource conflict");
        JsonNode invalid = god.error("create", "User", map("username", "a b", "email", "x"));
        assertError(invalid, 422, "Validation failed");
        assertThat(invalid.get("details").get("fields").get(0).fieldNames()).toIterable().containsExactly("field", "error");
        assertError(god.error("aggregate", "User"), 501, "Feature not supported");
        assertError(god.error("list", "User", map("include", List.of("posts"))), 422, "Validation failed");
    }

    @Test
    void what_refers_to_nothing_is_a_conflict() {
        JsonNode error = god.error("create", "Letter", map("ownerId", "anna", "region", "nowhere", "subject", "s"));

        assertError(error, 409, "Resource conflict");
    }

    @Test
    void a_failure_that_nobody_foresaw_has_an_incident_number_and_no_word_about_its_cause() throws SQLException {
        execute("ALTER TABLE \"Region\" RENAME TO \"Hidden\"");
        JsonNode error = god.error("read", "Region", "north");
        execute("ALTER TABLE \"Hidden\" RENAME TO \"Region\"");

        assertError(error, 500, "Internal server error");
        String incident = error.get("details").get("incident").asText();
        assertThat(incident).isNotBlank();
        assertThat(error.toString()).doesNotContain("Region", "table", "SQL");
        await().untilAsserted(() -> assertThat(daemon.log()).anyMatch(
                line -> line.contains(incident) && line.contains("\"event\":\"incident\"")));
        assertThat(god.result("read", "Region", "north").isNull()).isTrue();
    }

    @Test
    void a_database_that_somebody_else_holds_is_unavailable() throws SQLException {
        try (Connection other = connect(); Statement statement = other.createStatement()) {
            statement.execute("BEGIN EXCLUSIVE");
            JsonNode error = god.error("create", "Region", map("id", fresh("r"), "keeper", "anna"));
            statement.execute("ROLLBACK");

            assertError(error, 503, "Database unavailable");
            assertThat(error.get("details").get("retryAfter").intValue()).isPositive();
        }
        assertThat(god.result("create", "Region", map("id", fresh("r"), "keeper", "anna")).isObject()).isTrue();
    }

    @Test
    void a_statement_that_takes_too_long_is_stopped() {
        String pattern = "a".repeat(400) + "b";
        for (int i = 0; i < 4; i++) {
            god.result("createMany", "PageConfig", IntStream.range(0, 50).mapToObj(row -> {
                var page = Sample.PAGE.row();
                page.put("description", "a".repeat(20_000));
                return page;
            }).toList());
        }
        List<Object> slow = IntStream.range(0, 60).<Object>mapToObj(i -> map("description", map("contains", pattern + i)))
                .toList();

        JsonNode error = god.error("list", "PageConfig", map("filter", map("OR", slow), "limit", 1));

        assertError(error, 504, "Operation timeout");
        assertThat(error.get("details").get("limitMs").intValue()).isEqualTo(400);
        assertThat(god.result("list", "PageConfig", map("limit", 1, "count", "none")).get("data")).hasSize(1);
    }

    @Test
    void a_full_disk_is_told_and_takes_nothing_with_it() {
        Optional<SmallDisk> mounted = SmallDisk.mount(directory.resolve("disk"), "2m");
        assumeThat(mounted).as("this needs the right to mount a tmpfs").isPresent();
        Path own = directory.resolve("crammed");
        assertThat(own.toFile().mkdir()).isTrue();
        try (SmallDisk disk = mounted.get(); DaemonProcess crammed = DaemonProcess.in(own).withFixtures()
                .set("database.connection.path", disk.path().resolve("foldd.db")).start();
                WireClient client = crammed.client("gaia", "god")) {
            int stored = 0;
            JsonNode answer = client.call("create", "Region", map("id", "r0", "keeper", "k".repeat(50_000)));
            while (answer.has("result") && stored < 200) {
                stored++;
                answer = client.call("create", "Region", map("id", "r" + stored, "keeper", "k".repeat(50_000)));
            }

            assertError(answer.get("error"), 507, "Storage quota exceeded");
            assertThat(client.result("list", "Region", map("limit", 1, "fields", List.of("id"))).get("total").intValue())
                    .isEqualTo(stored);
        }
    }

    @Test
    void whoever_asks_too_often_is_told_when_to_come_back() {
        Path own = directory.resolve("hurried");
        assertThat(own.toFile().mkdir()).isTrue();
        try (DaemonProcess hurried = DaemonProcess.in(own).set("security.rate_limit.requests_per_minute", 100)
                .set("security.rate_limit.burst", 20).start(); WireClient client = hurried.client("anna", "user")) {
            int answered = 0;
            JsonNode answer = client.call("getCapabilities");
            while (answer.has("result")) {
                answered++;
                answer = client.call("getCapabilities");
            }

            assertThat(answered).isBetween(20, 30);
            assertError(answer.get("error"), 429, "Rate limit exceeded");
            assertThat(answer.get("error").get("details").get("retryAfter").intValue()).isEqualTo(1);
            try (WireClient other = hurried.client("otto", "user")) {
                assertThat(other.result("getCapabilities").isObject()).as("everybody has a bucket of his own").isTrue();
            }
        }
    }

    private static void assertError(JsonNode error, int code, String message) {
        assertThat(error.get("code").isInt()).isTrue();
        assertThat(error.get("code").intValue()).as(error.toString()).isEqualTo(code);
        assertThat(error.get("message").asText()).isEqualTo(message);
        assertThat(error.get("details").isObject()).isTrue();
        assertThat(error.get("details")).isNotEmpty();
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = connect(); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + daemon.data().resolve("foldd.db") + "?busy_timeout=10000");
    }
}
