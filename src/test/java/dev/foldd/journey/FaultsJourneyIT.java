package dev.foldd.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.foldd.testing.DaemonProcess;
import dev.foldd.testing.Database;
import dev.foldd.testing.FaultyProxy;
import dev.foldd.testing.FaultyProxy.Mode;
import dev.foldd.testing.Fixtures;
import dev.foldd.testing.OwnServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Networks, servers and daemons that fail under load: what was acknowledged is there, and nothing else that was not attempted. */
@Timeout(180)
@ParameterizedClass
@EnumSource(value = Database.class, names = {"POSTGRES", "MARIADB"})
class FaultsJourneyIT {

    private static final Duration STATEMENT = Duration.ofSeconds(2);
    /** How long the daemon waits for a server that does not even stop a statement. */
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final Duration MARGIN = Duration.ofSeconds(3);
    private static final Duration WHILE = Duration.ofMillis(1_500);

    @TempDir
    private static Path directory;

    private static OwnServer server;
    private static FaultyProxy network;
    private static volatile DaemonProcess daemon;

    @Parameter
    private Database database;

    private History history;

    @BeforeParameterizedClassInvocation
    static void start(Database database) throws Exception {
        Path own = Files.createDirectory(directory.resolve(database.name()));
        server = OwnServer.start(database, own, Map.of());
        network = FaultyProxy.before(server.port());
        daemon = launch(database).start();
    }

    private static DaemonProcess.Launch launch(Database database) {
        DaemonProcess.Launch launch = DaemonProcess.in(directory.resolve(database.name())).unhurried()
                .set("database.entities", Fixtures.values("entities.yaml"))
                .set("security.acl.rules_file", Fixtures.values("acl_rules.yaml"))
                .set("performance.query_timeout", STATEMENT.toMillis());
        server.settings().forEach((key, value) -> launch.set("database." + key, value));
        return launch.set("database.connection.port", network.port()).set("database.connection.pool_size", 4)
                .set("database.connection.timeout", "1s");
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        daemon.close();
        network.close();
        server.close();
    }

    @BeforeEach
    void write() {
        history = History.of(() -> daemon, 4, 2, "");
        history.awaitMore(20);
    }

    @AfterEach
    void leave() {
        network.become(Mode.GOOD);
        history.close();
    }

    @ParameterizedTest
    @EnumSource(value = Mode.class, names = "GOOD", mode = EnumSource.Mode.EXCLUDE)
    void a_bad_network_loses_and_invents_nothing_and_is_forgotten_when_it_is_good_again(Mode mode) {
        network.become(mode);
        await().pollDelay(WHILE).until(() -> mode == Mode.SLOW || history.unknown() > 0);
        network.become(Mode.GOOD);
        history.awaitRecovery();

        history.check();
        assertThat(history.slowest()).isLessThan(STATEMENT.plus(GRACE).plus(MARGIN));
    }

    @Test
    void a_server_that_halts_is_waited_for_within_bounds() {
        server.halt();
        await().pollDelay(WHILE).until(() -> history.unknown() > 0);
        server.goOn();
        history.awaitRecovery();

        history.check();
        assertThat(history.slowest()).isLessThan(STATEMENT.plus(GRACE).plus(MARGIN));
    }

    @Test
    void a_server_that_is_killed_is_found_again() {
        server.kill();
        await().until(() -> history.unknown() > 0);
        server.restart();
        history.awaitRecovery();

        history.check();
    }

    @Test
    void a_daemon_that_is_killed_goes_on_where_it_was() {
        daemon.close();
        daemon = launch(database).start();
        history.awaitRecovery();

        history.check();
    }
}
