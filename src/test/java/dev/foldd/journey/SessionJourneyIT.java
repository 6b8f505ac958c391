package dev.foldd.journey;

import static dev.foldd.testing.DaemonProcess.fresh;
import static dev.foldd.testing.WireClient.map;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foldd.testing.DaemonProcess;
import dev.foldd.testing.WireClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Callers who come with the token of a session, as a login page gives it out. */
@Timeout(120)
class SessionJourneyIT {

    private static final long HOUR = 3_600_000;

    @TempDir
    private static Path directory;

    private static DaemonProcess daemon;
    private static WireClient god;

    private final List<WireClient> clients = new ArrayList<>();

    @BeforeAll
    static void start() {
        daemon = DaemonProcess.in(directory).withFixtures().set("security.sessions.entity", "Session")
                .set("security.sessions.token", "token").set("security.sessions.hash", "sha256")
                .set("security.sessions.user", "userId").set("security.sessions.expiry", "expiresAt")
                .set("security.sessions.created", "createdAt").set("security.sessions.cache_ttl", "500ms").start();
        god = daemon.client("gaia", "supergod");
    }

    @AfterAll
    static void stop() {
        god.close();
        daemon.close();
    }

    @AfterEach
    void leave() {
        clients.forEach(WireClient::close);
    }

    private static String user() {
        return god.result("create", "User", Sample.user()).path("id").asText();
    }

    private static String session(String user, String token, long millis) throws Exception {
        return god.result("create", "Session", map("userId", user, "token", sha256(token),
                "expiresAt", System.currentTimeMillis() + millis)).path("id").asText();
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private WireClient with(String token) {
        WireClient client = WireClient.bearing(daemon.listening("rpc"), token);
        clients.add(client);
        return client;
    }

    @Test
    void a_session_speaks_for_its_user_with_the_role_that_he_has() throws Exception {
        String user = user();
        String token = fresh("token");
        session(user, token, HOUR);

        JsonNode who = with(token).result("auth.whoami");

        assertThat(who.path("subject").asText()).isEqualTo(user);
        assertThat(who.path("roles").toString()).isEqualTo("[\"user\"]");
        assertThat(with(token).result("read", "User", user).path("id").asText()).isEqualTo(user);
        assertThat(with(token).error("read", "Session", "s1").path("code").asInt()).isEqualTo(403);
    }

    @Test
    void an_unknown_token_proves_nobody_until_there_is_a_session() throws Exception {
        String token = fresh("token");

        assertThat(with(token).error("auth.whoami").path("code").asInt()).isEqualTo(401);
        session(user(), token, HOUR);

        assertThat(with(token).result("auth.whoami").isObject()).isTrue();
        assertThat(with(sha256(token)).error("auth.whoami").path("code").asInt()).as("what is stored is no token")
                .isEqualTo(401);
    }

    @Test
    void a_live_connection_ends_with_its_session() throws Exception {
        String token = fresh("token");
        String id = session(user(), token, HOUR);
        WireClient live = with(token);
        live.result("auth.whoami");

        god.result("delete", "Session", id);

        assertThat(live.closed().code()).isEqualTo(1008);
        assertThat(with(token).error("auth.whoami").path("code").asInt()).isEqualTo(401);
    }

    @Test
    void a_live_connection_ends_when_its_session_is_over() throws Exception {
        String token = fresh("token");
        session(user(), token, 1_500);
        WireClient live = with(token);
        live.result("auth.whoami");

        assertThat(live.closed().code()).isEqualTo(1008);
        assertThat(with(token).error("auth.whoami").toString()).contains("401", "expired");
    }

    @Test
    void who_gets_another_role_comes_in_anew() throws Exception {
        String user = user();
        String token = fresh("token");
        session(user, token, HOUR);
        WireClient live = with(token);
        live.result("auth.whoami");

        god.result("update", "User", user, map("role", "moderator"));

        live.closed();
        assertThat(with(token).result("auth.whoami").path("roles").toString()).isEqualTo("[\"moderator\"]");
    }

    @Test
    void what_another_program_ends_is_noticed_too() throws Exception {
        String token = fresh("token");
        session(user(), token, HOUR);
        WireClient live = with(token);
        live.result("auth.whoami");

        try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + daemon.data().resolve("foldd.db"));
                Statement statement = database.createStatement()) {
            statement.execute("PRAGMA busy_timeout=5000");
            statement.execute("DELETE FROM \"Session\" WHERE \"token\"='" + sha256(token) + "'");
        }

        assertThat(live.closed().code()).isEqualTo(1008);
    }

    @Test
    void a_subject_that_is_revoked_needs_a_later_session() throws Exception {
        String user = user();
        String token = fresh("token");
        session(user, token, HOUR);
        WireClient live = with(token);
        live.result("auth.whoami");

        god.result("admin.revoke", "sub", user);

        assertThat(live.closed().code()).isEqualTo(1008);
        assertThat(with(token).error("auth.whoami").toString()).contains("revoked");
        String later = fresh("token");
        session(user, later, HOUR);
        assertThat(with(later).result("auth.whoami").path("subject").asText()).isEqualTo(user);
    }

    @Test
    void a_message_may_bring_a_session_and_json_web_tokens_count_as_before() throws Exception {
        String user = user();
        String token = fresh("token");
        session(user, token, HOUR);

        JsonNode who = god.resultWith(map("auth", map("token", token)), "auth.whoami");

        assertThat(who.path("subject").asText()).isEqualTo(user);
        assertThat(god.result("auth.whoami").path("subject").asText()).isEqualTo("gaia");
        assertThat(daemon.log().toString()).doesNotContain(token, sha256(token));
    }

    @Test
    void a_field_that_is_not_there_is_told_at_start(@TempDir Path other) {
        var ended = DaemonProcess.in(other).withFixtures().set("security.sessions.entity", "Session")
                .set("security.sessions.token", "tokn").set("security.sessions.user", "userId")
                .set("security.sessions.expiry", "id").startInVain();

        assertThat(ended.code()).isEqualTo(78);
        assertThat(ended.err()).contains("security.sessions.token: Session has no field 'tokn'",
                "security.sessions.expiry: id must be of type bigint");
    }
}
