package dev.foldd.journey;

import static dev.foldd.testing.DaemonProcess.fresh;
import static dev.foldd.testing.WireClient.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foldd.testing.DaemonProcess;
import dev.foldd.testing.Database;
import dev.foldd.testing.OwnServer;
import dev.foldd.testing.TokenForge;
import dev.foldd.testing.WireClient;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Two daemons on one database: what one of them does, the other knows within a second, whatever it remembers. */
@Timeout(120)
@ParameterizedClass
@EnumSource(value = Database.class, names = {"POSTGRES", "MARIADB"})
class SharedJourneyIT {

    private static final TokenForge TOKENS = new TokenForge("a secret that both daemons know, of 32 bytes and more");
    private static final String SCHEMA = """
            {"name": "%s", "payment_config": {"base_multiplier": 1.0, "min_payment_threshold": 0}, "fields": {"page": {
              "permission_policy": {"read_policy": "NoRequirement", "write_policy": {"Distance": 1}}, "field_mappers": {},
              "payment_config": {"base_multiplier": 1.0, "trust_distance_scaling": "None"}}}}""";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    private static Path directory;

    private static OwnServer server;
    private static DaemonProcess first;
    private static DaemonProcess second;

    @Parameter
    private Database database;

    private final List<WireClient> clients = new ArrayList<>();
    private final WireClient here = client(first, "gaia", "supergod");
    private final WireClient there = client(second, "gaia", "supergod");


    @BeforeParameterizedClassInvocation
    static void start(Database database) throws Exception {
        Path own = Files.createDirectory(directory.resolve(database.name()));
        server = OwnServer.start(database, own, Map.of());
        first = launch(own.resolve("first")).start();
        second = launch(own.resolve("second")).start();
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        first.close();
        second.close();
        server.close();
    }

    @AfterEach
    void leave() {
        clients.forEach(WireClient::close);
    }

    /** What is remembered would be remembered for an hour. */
    private static DaemonProcess.Launch launch(Path place) throws Exception {
        DaemonProcess.Launch launch = DaemonProcess.in(Files.createDirectory(place)).withFixtures().set("database.shared", true)
                .set("security.jwt.secret", "a secret that both daemons know, of 32 bytes and more")
                .set("performance.cache_ttl", "1h").set("security.sessions.cache_ttl", "1h")
                .set("security.sessions.entity", "Session").set("security.sessions.token", "token")
                .set("security.sessions.user", "userId").set("security.sessions.expiry", "expiresAt")
                .set("database.connection.timeout", "2s");
        server.settings().forEach((key, value) -> launch.set("database." + key, value));
        return launch;
    }

    private WireClient client(DaemonProcess daemon, String subject, String role) {
        return bearing(daemon, TOKENS.token(subject, role));
    }

    private WireClient bearing(DaemonProcess daemon, String token) {
        WireClient client = WireClient.bearing(daemon.listening("rpc"), token);
        clients.add(client);
        return client;
    }

    private static ConditionFactory withinASecond() {
        return await().atMost(Duration.ofSeconds(1)).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(10));
    }

    private static String user(WireClient client) {
        return client.result("create", "User", Sample.user()).path("id").asText();
    }

    private static String bio(WireClient client, String id) {
        return client.result("read", "User", id).path("bio").asText();
    }

    private static long hits(DaemonProcess daemon) {
        return WireClient.get(daemon.page("admin", "/metrics")).body().lines()
                .filter(line -> line.startsWith("foldd_cache_reads_total{result=\"hit\"}"))
                .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(' ') + 1))).findFirst().orElseThrow();
    }

    /** The second time the answer comes from memory. */
    private static void remember(Runnable read) {
        read.run();
        read.run();
    }

    @Test
    void what_one_writes_the_other_answers() {
        String id = user(here);
        Map<String, Object> wanted = map("filter", map("id", id));
        remember(() -> assertThat(here.result("list", "User", wanted).path("data").get(0).path("bio").isNull()).isTrue());

        there.result("update", "User", id, map("bio", "grows pears"));

        withinASecond().until(() -> here.result("list", "User", wanted).path("data").get(0).path("bio").asText()
                .equals("grows pears"));
        await().atMost(Duration.ofSeconds(5)).until(() -> hits(first) > 0);
        there.result("createMany", "User", List.of(Sample.user(), Sample.user()));
        there.result("updateMany", "User", map("id", id), map("bio", "grows plums"));
        withinASecond().until(() -> bio(here, id).equals("grows plums"));
        there.result("deleteMany", "User", map("id", id));
        withinASecond().until(() -> here.result("list", "User", wanted).path("data").isEmpty());
    }

    @Test
    void a_transaction_is_told_when_it_is_committed() {
        String id = user(here);
        String tx = there.result("tx.begin").path("tx").asText();
        there.resultWith(map("tx", tx), "update", "User", id, map("bio", "grows pears"));
        assertThat(bio(here, id)).isNotEqualTo("grows pears");

        there.result("tx.commit", tx);

        withinASecond().until(() -> bio(here, id).equals("grows pears"));
    }

    @Test
    void what_one_takes_back_the_other_refuses_and_whoever_starts_later_too() throws Exception {
        String token = TOKENS.signed(TokenForge.HEADER, TokenForge.claims("rhea", "user", ",\"jti\":\"" + fresh("t") + "\""));
        String jti = new String(Base64.getUrlDecoder().decode(token.split("\\.")[1])).replaceAll(
                ".*\"jti\":\"([^\"]*)\".*", "$1");
        WireClient live = bearing(first, token);
        live.result("auth.whoami");

        there.result("admin.revoke", "jti", jti);

        withinASecond().until(live::isClosed);
        assertThat(bearing(first, token).error("auth.whoami").path("code").asInt()).isEqualTo(401);
        Path place = Files.createTempDirectory(directory, "third");
        try (DaemonProcess third = launch(place.resolve("data")).start()) {
            assertThat(bearing(third, token).error("auth.whoami").path("code").asInt()).isEqualTo(401);
        }
    }

    @Test
    void a_session_that_one_ends_is_over_on_the_other() {
        String token = fresh("token");
        String session = here.result("create", "Session", map("userId", user(here), "token", token, "expiresAt",
                System.currentTimeMillis() + 3_600_000)).path("id").asText();
        WireClient live = bearing(first, token);
        live.result("auth.whoami");

        there.result("delete", "Session", session);

        withinASecond().until(live::isClosed);
        assertThat(bearing(first, token).error("auth.whoami").path("code").asInt()).isEqualTo(401);
    }

    @Test
    void a_schema_that_one_makes_and_blocks_is_there_and_blocked_on_the_other() throws Exception {
        String name = "Visit" + fresh("").replace("-", "");
        String query = "{\"schema\":\"" + name + "\",\"fields\":[\"page\"]}";

        assertThat(post(first, "/api/schema", SCHEMA.formatted(name))).contains("\"success\":true");
        withinASecond().until(() -> post(second, "/api/query", query).contains("\"data\""));

        assertThat(post(first, "/api/schema/" + name + "/block", "{}")).contains("true");
        withinASecond().until(() -> post(second, "/api/query", query).contains("not approved"));
    }

    @Test
    void while_the_database_is_away_nothing_is_answered_and_afterwards_what_there_is() throws Exception {
        String id = user(here);
        remember(() -> assertThat(bio(here, id)).isNotEqualTo("grows pears"));

        server.kill();

        await().atMost(Duration.ofSeconds(5)).until(() -> here.call("read", "User", id).path("error").path("code").asInt() == 503);
        await().atMost(Duration.ofSeconds(5)).until(() ->
                WireClient.get(first.page("admin", "/health")).body().contains("nothing is answered from memory"));
        server.restart();
        await().atMost(Duration.ofSeconds(20)).until(() ->
                there.call("update", "User", id, map("bio", "grows pears")).has("result"));
        await().atMost(Duration.ofSeconds(2)).until(() -> {
            JsonNode read = here.call("read", "User", id);
            return read.path("result").path("bio").asText().equals("grows pears");
        });
        await().atMost(Duration.ofSeconds(5)).until(() ->
                !WireClient.get(first.page("admin", "/health")).body().contains("nothing is answered from memory"));
        remember(() -> assertThat(bio(here, id)).isEqualTo("grows pears"));
        there.result("update", "User", id, map("bio", "grows plums"));
        withinASecond().until(() -> bio(here, id).equals("grows plums"));
    }

    private static String post(DaemonProcess daemon, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(daemon.page("http", path)).header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + TOKENS.token("gaia", "supergod"))
                .POST(HttpRequest.BodyPublishers.ofString(body)).build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
}
