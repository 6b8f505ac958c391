package dev.foldd.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.cli.bench.load.Population;
import dev.foldd.json.Json;
import dev.foldd.testing.DaemonProcess;
import dev.foldd.testing.Database;
import dev.foldd.testing.FolddProcess;
import dev.foldd.testing.WireClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The bench against daemons before real databases: every operation, through the daemon and without it. */
@Timeout(180)
class BenchJourneyIT {

    private static final int USERS = 500;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource(names = {"POSTGRES", "MARIADB"})
    void a_server_is_measured_through_the_daemon_and_without_it(Database database) throws Exception {
        Map<String, Object> settings = database.fresh();
        try (DaemonProcess daemon = daemon(settings)) {
            assertThat(bench(daemon, "--prepare").code()).isZero();

            FolddProcess.Ended measured = benchAs(daemon.tokens().token("mo", "moderator", Population.tenant(0)),
                    daemon, direct(settings, "--direct", "--json"));

            assertThat(measured.code()).as(measured.err() + measured.out()).isZero();
            Map<?, ?> report = (Map<?, ?>) Json.parse(measured.out());
            for (String side : List.of("viaDaemon", "direct")) {
                List<?> phases = (List<?>) report.get(side);
                assertThat(phases).as(side).hasSize(14).allSatisfy(phase -> {
                    assertThat(((Map<?, ?>) phase).get("failures")).isEqualTo(0L);
                    assertThat((Long) ((Map<?, ?>) phase).get("replies")).isPositive();
                });
            }
            try (WireClient god = daemon.client("gaia", "god")) {
                assertThat(god.result("list", "User", Map.of("limit", 1)).get("total").asInt()).isEqualTo(USERS);
            }
        }
    }

    @Test
    void behind_a_bridge_the_daemon_alone_is_measured() throws Exception {
        Map<String, Object> settings = Database.PRISMA.fresh();
        try (DaemonProcess daemon = daemon(settings)) {
            assertThat(bench(daemon, "--prepare").code()).isZero();

            FolddProcess.Ended measured = bench(daemon);
            FolddProcess.Ended refused = bench(daemon, "--direct", "--database",
                    String.valueOf(settings.get("connection.url")));

            assertThat(measured.code()).as(measured.err() + measured.out()).isZero();
            assertThat(measured.out()).contains("| JOIN | - | ");
            assertThat(refused.code()).isEqualTo(2);
            assertThat(refused.err()).contains("a bridge cannot be measured directly");
        }
    }

    private DaemonProcess daemon(Map<String, Object> settings) {
        DaemonProcess.Launch launch = DaemonProcess.in(directory).unhurried()
                .set("security.acl.rules_file", Path.of("src/docs/bench-rules.yaml").toAbsolutePath());
        settings.forEach((key, value) -> launch.set("database." + key, value));
        return launch.start();
    }

    private FolddProcess.Ended bench(DaemonProcess daemon, String... further) {
        return benchAs(daemon.tokens().token("gaia", "god"), daemon, further);
    }

    private FolddProcess.Ended benchAs(String token, DaemonProcess daemon, String... further) {
        List<Object> words = new ArrayList<>(List.of("bench", "--url", daemon.listening("rpc").toString(), "--token",
                token, "--users", USERS, "--duration", "200ms", "--warmup", "50ms",
                "--connections", 4));
        words.addAll(List.of(further));
        return FolddProcess.run(directory, words.toArray());
    }

    private String[] direct(Map<String, Object> settings, String... further) throws Exception {
        List<String> words = new ArrayList<>(List.of(further));
        words.addAll(List.of("--database", (settings.get("adapter").equals("mysql") ? "mariadb" : "postgresql") + "://"
                + settings.get("connection.user") + "@127.0.0.1:" + settings.get("connection.port") + "/"
                + settings.get("connection.database")));
        if (settings.containsKey("connection.password")) {
            Path file = Files.writeString(directory.resolve("password"), (String) settings.get("connection.password"));
            words.addAll(List.of("--database-password-file", file.toString()));
        }
        return words.toArray(String[]::new);
    }
}
