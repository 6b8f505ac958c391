package dev.foldd.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foldd.testing.DaemonProcess;
import dev.foldd.testing.Database;
import dev.foldd.testing.GuardedServer;
import dev.foldd.testing.WireClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The password of the database is changed while the daemon serves. */
@Timeout(180)
class LoginJourneyIT {

    private static final int FIRST_CALLERS = 2;
    private static final int ALL_CALLERS = 10;

    @TempDir
    private Path directory;

    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger answered = new AtomicInteger();
    private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();

    @Test
    void nobody_notices_that_the_password_of_the_database_changes() throws Exception {
        Path password = password(GuardedServer.FIRST);
        ExecutorService callers = Executors.newFixedThreadPool(ALL_CALLERS);
        try (GuardedServer server = GuardedServer.start(Database.POSTGRES, Optional.empty());
                DaemonProcess daemon = daemon(server, password)) {
            List<WireClient> clients = new ArrayList<>();
            for (int i = 0; i < ALL_CALLERS; i++) {
                clients.add(daemon.client("gaia", "god"));
            }
            clients.subList(0, FIRST_CALLERS).forEach(client -> callers.execute(() -> ask(client)));
            await().until(() -> answered.get() > 100);

            server.changePassword("second");
            // Further callers need further connections, which the first password does not open any more.
            clients.subList(FIRST_CALLERS, ALL_CALLERS).forEach(client -> callers.execute(() -> ask(client)));
            int before = answered.get();
            await().until(() -> answered.get() > before + 100);
            password("second");
            daemon.process().signal("HUP");
            await().atMost(Duration.ofSeconds(30)).until(() -> daemon.log().stream().anyMatch(
                    line -> line.contains("\"part.reloaded\"") && line.contains("login")));
            int after = answered.get();
            await().until(() -> answered.get() > after + 500);

            over.set(true);
            callers.shutdown();
            assertThat(callers.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
            assertThat(failures).isEmpty();
            server.cutConnections();
            await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(
                    () -> clients.get(0).result("list", "Region", null).get("total").isNumber());
            clients.forEach(WireClient::close);
        } finally {
            over.set(true);
            callers.shutdownNow();
        }
    }

    @Test
    void a_password_that_cannot_be_had_keeps_the_last_good_one() throws Exception {
        Path password = password(GuardedServer.FIRST);
        try (GuardedServer server = GuardedServer.start(Database.POSTGRES, Optional.empty());
                DaemonProcess daemon = daemon(server, password); WireClient client = daemon.client("gaia", "god")) {
            Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-r--r--"));
            daemon.process().signal("HUP");
            await().atMost(Duration.ofSeconds(30)).until(() -> daemon.log().stream().anyMatch(line ->
                    line.contains("\"reload.refused\"") && line.contains("database.connection.password_file")));

            server.cutConnections();
            await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(
                    () -> client.result("list", "Region", null).get("total").isNumber());
        }
    }

    private DaemonProcess daemon(GuardedServer server, Path password) {
        DaemonProcess.Launch launch = DaemonProcess.in(directory).withFixtures();
        server.settings().forEach((key, value) -> launch.set("database." + key, value));
        return launch.set("database.connection.password_file", password).set("reload.watch", false).start();
    }

    private void ask(WireClient client) {
        for (int i = 0; !over.get(); i++) {
            JsonNode answer = i % 3 == 0 ? client.call("list", "Region", WireClient.map("limit", 5))
                    : i % 3 == 1 ? client.call("read", "Region", "nowhere") : client.call("create", "Region",
                            WireClient.map("id", DaemonProcess.fresh("r"), "keeper", "anna"));
            if (answer.has("error")) {
                failures.add(answer.toString());
            }
            answered.incrementAndGet();
        }
    }

    private Path password(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("password"), text + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
