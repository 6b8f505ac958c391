package dev.foldd.journey;

import static dev.foldd.testing.DaemonProcess.fresh;
import static dev.foldd.testing.WireClient.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foldd.testing.DaemonProcess;
import dev.foldd.testing.TokenForge;
import dev.foldd.testing.WireClient;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Fragments of SQL in every slot that takes a text: they are refused as names and bound as values, and nothing happens. */
@Timeout(120)
class InjectionJourneyIT {

    private static final int SENTINELS = 5;

    @TempDir
    private static Path directory;

    private static DaemonProcess daemon;
    private static List<String> tables;
    private static String sentinel;

    private WireClient god;

    @BeforeAll
    static void start() throws SQLException {
        daemon = DaemonProcess.in(directory).withFixtures().start();
        try (WireClient god = daemon.client("gaia", "god")) {
            for (int i = 0; i < SENTINELS; i++) {
                sentinel = god.result("create", "Region", map("id", "sentinel-" + i, "keeper", "anna")).get("id").asText();
            }
        }
        tables = tables();
    }

    /** What the database itself says, after everything. */
    @AfterAll
    static void the_database_is_whole() throws SQLException {
        try (DaemonProcess stopped = daemon) {
            assertThat(stopped.process().isAlive()).isTrue();
            assertThat(tables()).isEqualTo(tables).hasSizeGreaterThan(6);
            assertThat(first("PRAGMA integrity_check")).isEqualTo("ok");
            assertThat(first("SELECT count(*) FROM Region WHERE keeper = 'anna'")).isEqualTo("5");
        }
    }

    @BeforeEach
    void enter() {
        god = daemon.client("gaia", "god");
    }

    @AfterEach
    void leave() {
        god.close();
    }

    static Stream<Arguments> fragments() {
        return Stream.of(
                "'", "\"", "`", "''", "\\'", "\\", ";", "--", "/*", "*/", "#", "%", "_", "?", "?1", ":a", "@a", "$1", "${x}",
                "' OR '1'='1", "' OR 1=1 --", "\" OR \"\"=\"", "1 OR 1=1", "x' AND 1=0 UNION SELECT sql FROM sqlite_master --",
                "'; DROP TABLE Region; --", "\"; DROP TABLE \"Region\"; --", "Region; DELETE FROM Region",
                "Region\" WHERE 1=1 --", "id\" DESC, (SELECT randomblob(1000000000)) --", "id, (SELECT keeper FROM Region)",
                "keeper\" = 'anna' OR \"id", "id)) OR ((1=1", "1); DELETE FROM Region; --", "1; ATTACH DATABASE '/tmp/x' AS x",
                "load_extension('x')", "CASE WHEN 1=1 THEN id ELSE keeper END", "id COLLATE NOCASE", "(SELECT 1)", "rowid",
                "_rowid_", "sqlite_master", "main.Region", "Region AS r", "NULL", "CURRENT_TIMESTAMP", "x'41'", "0x41",
                "\u02bc OR 1=1", "\uff07 OR 1=1", "'\u0000; DROP TABLE Region", "\u0000", "'||(SELECT keeper FROM Region)||'",
                "\r\n; DROP TABLE Region\r\n", "$user.id", "$context.tenantId", "anna' OR keeper = 'otto", "asc; DROP TABLE Region")
                .map(fragment -> argumentSet(fragment.replaceAll("\\p{Cntrl}", "."), fragment));
    }

    @ParameterizedTest
    @MethodSource("fragments")
    void as_a_name_it_is_refused(String fragment) {
        refused(404, "list", fragment, null);
        refused(404, "create", fragment, map("id", "1"));
        refused(404, "schema.get", fragment);
        refused(422, "findByField", "Region", fragment, "x");
        refused(422, "deleteByField", "Region", fragment, "x");
        refused(422, "findFirst", "Region", map(fragment, "x"));
        refused(422, "deleteMany", "Region", map(fragment, "x"));
        refused(422, "findFirst", "Region", map("keeper", map(fragment, "x")));
        refused(422, "list", "Region", map("sort", map(fragment, "asc")));
        refused(422, "list", "Region", map("sort", map("id", fragment)));
        refused(422, "list", "Region", map("fields", List.of(fragment)));
        refused(422, "list", "Region", map("cursor", fragment, "limit", 2));
        refused(422, "list", "Region", map("limit", fragment));
        refused(422, "list", "Region", map("count", fragment));
        refused(422, "list", "Region", map(fragment, 1));
        refused(422, "create", "Region", map("id", fresh("r"), "keeper", "otto", fragment, "x"));
        refused(422, "update", "Region", sentinel, map(fragment, "x"));
        refused(422, "policy.explain", "Region", fragment);
        assertThat(god.error(fragment).get("code").intValue()).as("as a method").isEqualTo(501);
        assertUntouched();
    }

    private void refused(int code, String method, Object... arguments) {
        JsonNode error = god.error(method, arguments);
        assertThat(error.get("code").intValue()).as("%s %s", method, error).isEqualTo(code);
        assertThat(error.toString()).doesNotContain("SQLITE", "syntax error", "near \\\"", "no such column");
    }

    @ParameterizedTest
    @MethodSource("fragments")
    void as_a_value_it_is_bound(String fragment) {
        String keeper = fragment + fresh("");
        if (fragment.indexOf('\0') >= 0) {
            refused(422, "create", "Region", map("id", keeper, "keeper", keeper));
            refused(422, "findByField", "Region", "keeper", keeper);
            return;
        }
        JsonNode created = god.result("create", "Region", map("id", keeper, "keeper", keeper));

        assertThat(created.get("id").asText()).isEqualTo(keeper);
        assertThat(god.result("read", "Region", keeper)).isEqualTo(created);
        assertThat(god.result("read", "Region", fragment).isNull()).isTrue();
        assertThat(god.result("findByField", "Region", "keeper", keeper)).isEqualTo(created);
        assertThat(god.result("findByField", "Region", "keeper", fragment).isNull()).isTrue();
        for (String operator : List.of("contains", "startsWith", "endsWith")) {
            String shown = operator.equals("startsWith") ? fragment : keeper;
            assertThat(god.result("list", "Region", map("filter", map("keeper", map(operator, shown), "id", keeper)))
                    .get("total").intValue()).as(operator).isEqualTo(1);
        }
        assertThat(god.result("list", "Region", map("filter", map("keeper", map("in", List.of(fragment, keeper)))))
                .get("total").intValue()).isEqualTo(1);
        assertThat(god.result("update", "Region", keeper, map("keeper", fragment)).get("keeper").asText()).isEqualTo(fragment);
        assertThat(god.result("updateMany", "Region", map("id", keeper), map("keeper", keeper)).intValue()).isEqualTo(1);
        assertThat(god.result("upsert", "Region", map("id", keeper), map("keeper", "x"), map("keeper", fragment))
                .get("keeper").asText()).isEqualTo(fragment);
        assertThat(god.result("delete", "Region", fragment).booleanValue()).isFalse();
        assertThat(god.result("deleteMany", "Region", map("keeper", fragment)).intValue()).isEqualTo(1);
        assertUntouched();
    }

    @ParameterizedTest
    @MethodSource("fragments")
    void as_a_claim_it_opens_nothing(String fragment) {
        for (String name : List.of("sub", "tenantId", "role", "username", "further")) {
            Map<String, Object> claims = new LinkedHashMap<>(map("sub", "nobody", "role", "user", "exp", TokenForge.now() + 600));
            claims.put(name, fragment);
            String token = daemon.tokens().signed(TokenForge.HEADER, WireClient.json(claims));
            try (WireClient client = WireClient.bearing(daemon.listening("rpc"), token)) {
                for (String entity : List.of("Letter", "User", "ForumThread")) {
                    JsonNode answer = client.call("list", entity, null);
                    assertThat(answer.has("result") ? answer.get("result").get("total").intValue() : 0)
                            .as("%s as %s: %s", fragment, name, answer).isZero();
                    assertThat(answer.path("error").path("code").asInt(200)).as(answer.toString()).isIn(200, 401, 403);
                }
                int code = client.call("delete", "Region", sentinel).get("error").get("code").intValue();
                assertThat(code).isIn(401, 403);
            }
        }
        assertUntouched();
    }

    private void assertUntouched() {
        assertThat(god.result("list", "Region", map("filter", map("keeper", "anna"), "limit", 1)).get("total").intValue())
                .isEqualTo(SENTINELS);
    }

    private static List<String> tables() throws SQLException {
        return List.of(first("SELECT group_concat(name) FROM (SELECT name FROM sqlite_master ORDER BY name)").split(","));
    }

    private static String first(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + daemon.data().resolve("foldd.db"));
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
