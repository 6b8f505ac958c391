package dev.foldd.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.cli.CommandRun;
import dev.foldd.cli.bench.load.Population;
import dev.foldd.client.FakeDaemon;
import dev.foldd.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BenchCommandTest {

    private static final String[] SHORT = {"--duration", "100ms", "--warmup", "20ms", "--connections", "4", "--users",
            "2000"};

    private final CommandRun command = new CommandRun("bench", () ->
            new BenchCommand(Clock.systemUTC(), System::nanoTime));

    @Test
    void every_operation_is_measured_and_what_was_made_is_deleted() {
        try (FakeDaemon daemon = FakeDaemon.keepingUsers()) {
            String url = daemon.url().toString();
            assertThat(bench("--url", url, "--prepare")).isZero();
            assertThat(command.err.toString()).contains("loaded 2000 users", "loaded 2000 pages");
            assertThat(bench("--url", url, "--prepare")).isZero();
            assertThat(command.err.toString()).contains("loaded 0 users", "loaded 0 pages");

            int code = bench("--url", url, "--json");

            Map<?, ?> report = (Map<?, ?>) Json.parse(command.out.toString());
            List<?> phases = (List<?>) report.get("viaDaemon");
            assertThat(phases).hasSize(14).allSatisfy(phase -> {
                assertThat(((Map<?, ?>) phase).get("failures")).isEqualTo(0L);
                assertThat((Long) ((Map<?, ?>) phase).get("replies")).isPositive();
            });
            assertThat(phases.stream().map(phase -> (Long) ((Map<?, ?>) phase).get("inFlight")))
                    .startsWith(4L, 1L, 4L, 1L);
            assertThat(code).isZero();
            assertThat(daemon.users()).isEqualTo(2_000);
        }
    }

    @Test
    void wrong_replies_are_noticed_and_the_first_is_shown() {
        String error = "{\"code\":429,\"message\":\"Rate limit exceeded\"}";
        try (FakeDaemon daemon = FakeDaemon.saying((socket, text) -> {
            Map<?, ?> request = (Map<?, ?>) Json.parse(text);
            if (request.get("method").equals("auth.whoami")) {
                socket.writeTextMessage(FakeDaemon.reply(request.get("id"), Map.of("roles", List.of("god"))));
                return;
            }
            String prepared = "{\"id\":\"" + ((List<?>) request.get("params")).get(1) + "\"}";
            boolean asked = ((String) request.get("id")).startsWith("req_");
            socket.writeTextMessage("{\"id\":\"" + request.get("id") + "\","
                    + (asked ? "\"result\":" + prepared : "\"error\":" + error) + "}");
        })) {
            assertThat(bench("--url", daemon.url().toString(), "--only", "read")).isEqualTo(1);
            assertThat(command.out.toString()).contains("the first failure: " + error);
        }
    }

    @ParameterizedTest
    @MethodSource("callers")
    void a_caller_cannot(List<String> roles, String tenant, List<String> words, String sentence) {
        try (FakeDaemon daemon = FakeDaemon.saying((socket, text) -> socket.writeTextMessage(FakeDaemon.reply(
                ((Map<?, ?>) Json.parse(text)).get("id"), Map.of("roles", roles, "tenant", tenant))))) {
            assertThat(bench(Stream.concat(Stream.of("--url", daemon.url().toString()), words.stream())
                    .toArray(String[]::new))).isEqualTo(1);

            assertThat(command.err.toString()).contains(sentence);
        }
    }

    static Stream<Arguments> callers() {
        return Stream.of(
                argumentSet("load every tenant's rows as one's moderator", List.of("moderator"), Population.tenant(0),
                        List.of("--prepare"), "takes a token of role god"),
                argumentSet("work on the rows of a tenant that has none", List.of("moderator"), "elsewhere", List.of(),
                        "the first tenant is " + Population.tenant(0)));
    }

    @Test
    void a_daemon_without_the_users_is_not_measured() {
        try (FakeDaemon daemon = FakeDaemon.keepingUsers()) {
            assertThat(bench("--url", daemon.url().toString())).isEqualTo(1);
            assertThat(command.err.toString()).contains("load them with --prepare");
        }
    }

    @Test
    void the_database_is_measured_directly_beside_it(@TempDir Path directory) throws Exception {
        Path database = directory.resolve("foldd.db");
        fill(database);
        try (FakeDaemon daemon = FakeDaemon.keepingUsers()) {
            String url = daemon.url().toString();
            assertThat(bench("--url", url, "--prepare")).isZero();

            assertThat(bench("--url", url, "--direct", "--database", database.toString(), "--synchronous", "normal"))
                    .isZero();

            assertThat(command.out.toString()).contains("Direct DB", "server CPU µs")
                    .containsPattern("\\| SELECT \\| \\d+\\.\\d{3}ms \\| \\d+\\.\\d{3}ms \\| [+-]\\d+% \\|")
                    .containsPattern("\\| JOIN \\| \\d+\\.\\d{3}ms \\| ")
                    .contains("| At 4 in flight | Direct DB/s | Via daemon/s | Daemon/direct | Server CPU |")
                    .containsPattern("\\| SELECT \\| \\d+ \\| \\d+ \\| \\d+\\.\\d\\d \\(\\d+\\.\\d\\d-\\d+\\.\\d\\d\\) \\| ")
                    .containsPattern("\\| INSERT \\| - \\| \\d+ \\| - \\| ")
                    .containsPattern("\\| Bulk \\(100\\) \\| \\d+\\.\\d{3}ms \\| ");
            assertThat(count(database)).isEqualTo(2_000);
        }
    }

    @ParameterizedTest
    @MethodSource("misuses")
    void is_refused(List<String> words, String sentence) {
        assertThat(bench(words.toArray(String[]::new))).isEqualTo(2);
        assertThat(command.err.toString()).contains(sentence);
    }

    static Stream<Arguments> misuses() {
        return Stream.of(
                argumentSet("TLS", List.of("--url", "wss://127.0.0.1:1/"), "must be ws://HOST:PORT/"),
                argumentSet("no port", List.of("--url", "ws://127.0.0.1/"), "must be ws://HOST:PORT/"),
                argumentSet("an unknown operation", List.of("--url", "ws://127.0.0.1:1/", "--only", "reed"),
                        "not 'reed'"),
                argumentSet("no time", List.of("--url", "ws://127.0.0.1:1/", "--duration", "soon"), "500ms, 5s or 1m"),
                argumentSet("no slices", List.of("--url", "ws://127.0.0.1:1/", "--slices", "0"), "from 1 to 100"),
                argumentSet("a direct measurement of nothing", List.of("--url", "ws://127.0.0.1:1/", "--direct"),
                        "needs --database"),
                argumentSet("a direct measurement of no file", direct("nowhere.db"), "the path of the SQLite file"),
                argumentSet("a direct measurement of a bridge", direct("http://127.0.0.1:3000"),
                        "a bridge cannot be measured directly"),
                argumentSet("a direct measurement of another database", direct("oracle://127.0.0.1/x"),
                        "knows postgresql://, mysql:// and mariadb://"),
                argumentSet("an address that is none", direct("postgresql://user:secret@:x/"),
                        "not an address such as postgresql://USER@HOST:PORT/NAME"));
    }

    private static List<String> direct(String database) {
        return List.of("--url", "ws://127.0.0.1:1/", "--direct", "--database", database);
    }

    @Test
    void a_server_that_is_not_there_cannot_be_measured_and_its_password_is_not_told(@TempDir Path directory) throws Exception {
        Path password = Files.writeString(directory.resolve("password"), "canary\n");
        try (FakeDaemon daemon = FakeDaemon.keepingUsers()) {
            String url = daemon.url().toString();
            assertThat(bench("--url", url, "--prepare")).isZero();

            assertThat(bench("--url", url, "--direct", "--database", "postgresql://nobody@127.0.0.1:1/none",
                    "--database-password-file", password.toString())).isEqualTo(1);

            assertThat(command.err.toString()).contains("the database cannot be measured directly").doesNotContain("canary");
        }
    }

    private int bench(String... arguments) {
        command.out.getBuffer().setLength(0);
        return command.execute(Stream.concat(Stream.of(arguments),
                List.of(arguments).contains("--duration") ? Stream.of() : Stream.of(SHORT)).toArray(String[]::new));
    }

    private static void fill(Path database) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE \"User\" (\"id\" TEXT PRIMARY KEY, \"username\" TEXT UNIQUE, \"email\""
                    + " TEXT UNIQUE,"
                    + " \"role\" TEXT, \"bio\" TEXT, \"createdAt\" INTEGER, \"tenantId\" TEXT, \"isInstanceOwner\""
                    + " INTEGER,"
                    + " \"firstLogin\" INTEGER)");
            statement.execute("CREATE TABLE \"Page\" (\"id\" TEXT PRIMARY KEY, \"title\" TEXT, \"authorId\" TEXT)");
            statement.execute("CREATE INDEX by_tenant ON \"User\" (\"tenantId\", \"role\", \"id\")");
            connection.setAutoCommit(false);
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO \"User\" VALUES"
                    + " (?,?,?,?,?,?,?,0,0)")) {
                for (long row = 0; row < 2_000; row++) {
                    insert.setString(1, String.format("00000000-0000-4000-8000-%012x", row));
                    insert.setString(2, "user_" + row);
                    insert.setString(3, row + "@x");
                    insert.setString(4, row < 1_000 && row % 100 < 80 ? "moderator" : "user");
                    insert.setString(5, "bio");
                    insert.setLong(6, row);
                    insert.setString(7, String.format("00000000-0000-4000-9000-%012x", row / 100 % 10));
                    insert.addBatch();
                }
                insert.executeBatch();
            }
            statement.execute("INSERT INTO \"Page\" SELECT replace(\"id\", '-8000-', '-a000-'), 'title', \"id\" FROM \"User\"");
            connection.commit();
        }
    }

    private static int count(Path database) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT count(*) FROM \"User\"")) {
            return result.getInt(1);
        }
    }
}
