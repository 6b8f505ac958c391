package dev.foldd.journey;

import static dev.foldd.testing.WireClient.get;
import static dev.foldd.testing.WireClient.map;
import static dev.foldd.testing.WireClient.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foldd.testing.DaemonProcess;
import dev.foldd.testing.Fixtures;
import dev.foldd.testing.FolddProcess;
import dev.foldd.testing.WireClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From the first start to the last answer. */
@Timeout(120)
class LifecycleJourneyIT {

    @TempDir
    private Path directory;

    @Test
    void whoever_starts_it_without_any_configuration_can_use_the_printed_url_at_once() throws IOException {
        try (DaemonProcess daemon = DaemonProcess.in(directory).start()) {
            List<String> printed = daemon.printed();
            URI url = URI.create(printed.get(printed.size() - 2).replaceFirst("^url ", ""));

            assertThat(printed.get(0)).matches("listening rpc ws://127\\.0\\.0\\.1:\\d+");
            assertThat(printed.subList(1, 3)).allMatch(line -> line.matches("listening (http|admin) http://127\\.0\\.0\\.1:\\d+"));
            assertThat(printed.get(printed.size() - 1)).isEqualTo("ready");
            try (WireClient client = WireClient.connect(url)) {
                JsonNode created = client.result("create", "User", map("username", "anna", "email", "anna@example.org"));
                assertThat(client.result("read", "User", created.get("id").asText())).isEqualTo(created);
                assertThat(client.result("list", "User", null).get("total").intValue()).isEqualTo(1);
                assertThat(client.result("auth.whoami").get("roles").get(0).asText()).isEqualTo("god");
            }
            assertThat(permissionsOf(daemon.data())).isEqualTo("rwx------");
            try (Stream<Path> files = Files.walk(daemon.data())) {
                assertThat(files.filter(Files::isRegularFile)).isNotEmpty()
                        .allSatisfy(file -> assertThat(permissionsOf(file)).as(file.toString()).isEqualTo("rw-------"));
            }
            assertThat(String.join("\n", daemon.log())).doesNotContain("token=", url.getQuery());
        }
    }

    private static String permissionsOf(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void rows_tokens_and_cursors_outlive_a_restart() {
        String token;
        JsonNode page;
        try (DaemonProcess daemon = DaemonProcess.in(directory).withFixtures().start()) {
            token = daemon.tokens().token("gaia", "god");
            try (WireClient god = WireClient.bearing(daemon.listening("rpc"), token)) {
                for (int i = 0; i < 3; i++) {
                    god.result("create", "Region", map("id", "r" + i, "keeper", "anna"));
                }
                page = god.result("list", "Region", map("cursor", null, "limit", 2));
            }
            assertThat(daemon.stop().code()).isZero();
        }
        try (DaemonProcess daemon = DaemonProcess.in(directory).withFixtures().start();
                WireClient god = WireClient.bearing(daemon.listening("rpc"), token)) {
            JsonNode rest = god.result("list", "Region", map("cursor", page.get("nextCursor").asText(), "limit", 2));

            assertThat(rest.get("data").findValuesAsText("id")).containsExactly("r2");
        }
    }

    @Test
    void a_second_daemon_on_the_same_data_says_so_and_leaves_the_first_alone() {
        try (DaemonProcess first = DaemonProcess.in(directory).withFixtures().start()) {
            FolddProcess.Ended second = DaemonProcess.in(directory).withFixtures().startInVain();

            assertThat(second.code()).as(second.toString()).isEqualTo(78);
            assertThat(second.out()).isEmpty();
            assertThat(second.err().lines()).anyMatch(line -> line.contains("another") || line.contains("in use"));
            assertThat(second.err()).doesNotContain("Exception", "\tat ");
            try (WireClient god = first.client("gaia", "god")) {
                assertThat(god.result("create", "Region", map("id", "r", "keeper", "k")).isObject()).isTrue();
            }
        }
    }

    @Test
    void a_stop_under_load_answers_what_is_in_flight_and_loses_nothing() throws SQLException, IOException {
        int inFlight = 12;
        FolddProcess.Ended stopped;
        List<WireClient> clients = new ArrayList<>();
        try (DaemonProcess daemon = DaemonProcess.in(directory).withFixtures().start();
                Connection other = DriverManager.getConnection("jdbc:sqlite:" + daemon.data().resolve("foldd.db"));
                Statement statement = other.createStatement()) {
            // Another process holds the database, so that the writes are surely in flight when the signal comes.
            statement.execute("BEGIN IMMEDIATE");
            for (int i = 0; i < 4; i++) {
                WireClient client = daemon.client("gaia", "god");
                clients.add(client);
                for (int j = 0; j < inFlight; j++) {
                    client.send(request(i + "-" + j, "create", "Region", map("id", "r" + i + "-" + j, "keeper", "k")));
                }
            }
            WireClient idle = daemon.client("idle", "god");
            clients.add(idle);
            assertThat(idle.result("read", "Region", "none").isNull()).isTrue();
            assertThat(get(daemon.page("admin", "/health/ready")).statusCode()).isEqualTo(200);

            daemon.process().signal("TERM");
            long signalled = System.nanoTime();
            await().pollInterval(Duration.ofMillis(20)).until(
                    () -> get(daemon.page("admin", "/health/ready")).statusCode() == 503);
            assertThat(idle.closed().code()).as("nothing of its own in flight").isEqualTo(1012);
            assertThat(isTurnedAway(daemon)).as("nobody comes in any more").isTrue();
            statement.execute("ROLLBACK");

            for (WireClient client : clients.subList(0, 4)) {
                for (int j = 0; j < inFlight; j++) {
                    assertThat(client.next().has("result")).isTrue();
                }
                assertThat(client.closed().code()).isEqualTo(1012);
            }
            stopped = daemon.process().ended();
            assertThat(Duration.ofNanos(System.nanoTime() - signalled)).isLessThan(Duration.ofSeconds(10));
        } finally {
            clients.forEach(WireClient::close);
        }

        assertThat(stopped.code()).as(stopped.err()).isZero();
        FolddProcess.Ended verified = FolddProcess.run(directory, "audit", "verify", "--data", directory.resolve("data"));
        assertThat(verified.code()).as(verified.toString()).isZero();
        assertThat(verified.out()).doesNotContain("not yet signed", "torn");
        try (Stream<String> audited = Files.lines(directory.resolve("data/audit/audit.log.00000001"))) {
            assertThat(audited.filter(line -> line.contains("\"operation\":\"create\"") && line.contains("\"succeeded\"")))
                    .hasSize(4 * inFlight);
        }
    }

    private static boolean isTurnedAway(DaemonProcess daemon) {
        try {
            daemon.client("late", "god").close();
            return false;
        } catch (CompletionException refused) {
            return true;
        }
    }

    @Test
    void a_client_that_keeps_its_request_open_does_not_keep_the_daemon_from_stopping() throws SQLException {
        try (DaemonProcess daemon = DaemonProcess.in(directory).withFixtures().set("server.drain_timeout", "1s")
                .set("database.sqlite.busy_timeout", "2s").start();
                Connection other = DriverManager.getConnection("jdbc:sqlite:" + daemon.data().resolve("foldd.db"));
                Statement statement = other.createStatement(); WireClient client = daemon.client("gaia", "god")) {
            statement.execute("BEGIN IMMEDIATE");
            client.send(request("stuck", "create", "Region", map("id", "stuck", "keeper", "k")));
            assertThat(client.result("read", "Region", "none").isNull()).isTrue();
            long signalled = System.nanoTime();
            FolddProcess.Ended stopped = daemon.stop();

            assertThat(client.closed().code()).isEqualTo(1012);
            assertThat(stopped.code()).as(stopped.err()).isZero();
            assertThat(Duration.ofNanos(System.nanoTime() - signalled)).isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void hangup_takes_new_rules_without_dropping_anybody_and_refuses_broken_ones() throws IOException {
        Path rules = directory.resolve("rules.yaml");
        String locked = Files.readString(Fixtures.rules());
        String open = locked.replace("  - id: regions-are-known\n", "  - {id: open, entity: Region, role: user, operations: "
                + "[create]}\n  - id: regions-are-known\n");
        Files.writeString(rules, locked);
        try (DaemonProcess daemon = DaemonProcess.in(directory).withFixtures().set("security.acl.rules_file", rules).start();
                WireClient anna = daemon.client("anna", "user"); WireClient sue = daemon.client("sue", "supergod")) {
            assertThat(create(anna, "r0")).isEqualTo(403);

            Files.writeString(rules, open);
            daemon.process().signal("HUP");
            await().until(() -> create(anna, DaemonProcess.fresh("r")) == 200);

            Files.writeString(rules, open.replace("operations: [create]", "operations: [creat]"));
            daemon.process().signal("HUP");
            await().untilAsserted(() -> assertThat(daemon.log()).anyMatch(line -> line.contains("\"reload.refused\"")
                    && line.contains("did you mean 'create'?")));
            assertThat(create(anna, DaemonProcess.fresh("r"))).as("the last good rules").isEqualTo(200);

            Files.writeString(rules, open.replace("expect: denied", "expect: allowed"));
            JsonNode refused = sue.result("admin.reload");
            assertThat(refused.get("problems").toString()).contains("tests[1]").contains("is denied, not allowed");
            FolddProcess.Ended called = reload(daemon);
            assertThat(called.code()).as("a script does not go on").isEqualTo(1);
            assertThat(called.out()).contains("tests[1]");
            assertThat(daemon.log()).anyMatch(line -> line.contains("\"reload.refused\"") && line.contains("tests[1]"));
            assertThat(create(anna, DaemonProcess.fresh("r"))).isEqualTo(200);

            Files.writeString(rules, locked);
            assertThat(sue.result("admin.reload").get("problems")).isEmpty();
            assertThat(reload(daemon).code()).isZero();
            assertThat(create(anna, DaemonProcess.fresh("r"))).isEqualTo(403);
            assertThat(anna.isClosed()).isFalse();
        }
    }

    @Test
    void a_hangup_during_the_start_is_carried_out_when_the_daemon_is_ready() {
        Path data = directory.resolve("data");
        try (FolddProcess starting = FolddProcess.start(directory, Map.of(), List.of(), List.of("run", "--data", data.toString(),
                "--set", "server.port=0", "--set", "http.port=0", "--set", "admin.port=0"))) {
            await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(2)).until(() -> Files.exists(data));
            starting.signal("HUP");

            await().atMost(Duration.ofSeconds(60)).until(() -> starting.complained().contains("reload asked for by SIGHUP"));
            assertThat(starting.printed()).endsWith("ready\n");
            assertThat(starting.isAlive()).isTrue();
        }
    }

    private FolddProcess.Ended reload(DaemonProcess daemon) {
        return FolddProcess.run(directory, "call", "--json", "--url", daemon.listening("rpc") + "/", "--token",
                daemon.tokens().token("sue", "supergod"), "admin.reload");
    }

    private static int create(WireClient client, String id) {
        JsonNode answer = client.call("create", "Region", map("id", id, "keeper", "anna"));
        return answer.has("result") ? 200 : answer.get("error").get("code").intValue();
    }
}
