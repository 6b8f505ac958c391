package dev.foldd.journey;

import static dev.foldd.testing.WireClient.each;
import static dev.foldd.testing.WireClient.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foldd.testing.DaemonProcess;
import dev.foldd.testing.FolddProcess;
import dev.foldd.testing.WireClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A daemon that is killed while it writes. */
@Timeout(180)
class CrashJourneyIT {

    private static final int WRITERS = 6;
    private static final int ACKNOWLEDGED = 400;
    private static final Executor THREADS = command -> new Thread(command, "writing").start();

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"standard", "strict"})
    void what_was_acknowledged_before_a_kill_is_there_and_the_next_start_needs_no_hand(String mode) throws Exception {
        Set<String> acknowledged = new HashSet<>(writeUntilKilled(mode));
        FolddProcess.Ended killed = verify();
        Path segment = newestSegment();
        Files.writeString(segment, "{\"seq\":9999,\"time\":\"2026-0", StandardOpenOption.APPEND);
        FolddProcess.Ended torn = verify();

        Set<String> stored;
        FolddProcess.Ended stopped;
        try (DaemonProcess again = launch(mode).start()) {
            stored = storedIn(again);
            stopped = again.stop();
        }
        FolddProcess.Ended after = verify();

        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(ACKNOWLEDGED);
        assertThat(stored).containsAll(acknowledged);
        assertThat(killed.code()).as(killed.toString()).isZero();
        assertThat(torn.code()).as("torn, not tampered with: %s", torn).isZero();
        assertThat(torn.out()).contains("sound").contains("is torn");
        assertThat(stopped.code()).isZero();
        assertThat(after.code()).as(after.toString()).isZero();
        assertThat(after.out()).contains("a crash has torn");
        assertThat(audited()).as("every acknowledged write is on record").containsAll(acknowledged);
    }

    private DaemonProcess.Launch launch(String mode) {
        return DaemonProcess.in(directory).withFixtures().set("security.audit.mode", mode);
    }

    /** Several clients write as fast as they are answered, until the daemon is gone. */
    private List<String> writeUntilKilled(String mode) throws Exception {
        ConcurrentLinkedQueue<String> acknowledged = new ConcurrentLinkedQueue<>();
        AtomicInteger next = new AtomicInteger();
        try (DaemonProcess daemon = launch(mode).start()) {
            List<CompletableFuture<Void>> writing = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                WireClient client = daemon.client("gaia", "god");
                writing.add(CompletableFuture.runAsync(() -> write(client, next, acknowledged), THREADS));
            }
            await().pollInterval(Duration.ofMillis(5)).atMost(Duration.ofSeconds(60))
                    .until(() -> acknowledged.size() >= ACKNOWLEDGED);
            daemon.process().signal("KILL");
            for (CompletableFuture<Void> each : writing) {
                each.get(30, TimeUnit.SECONDS);
            }
        }
        return List.copyOf(acknowledged);
    }

    private static void write(WireClient client, AtomicInteger next, ConcurrentLinkedQueue<String> acknowledged) {
        try {
            while (!client.isClosed()) {
                String id = "w" + next.incrementAndGet();
                client.send(WireClient.request(id, "create", "Region", map("id", id, "keeper", "k".repeat(200))));
                JsonNode answer = null;
                while (answer == null && !client.isClosed()) {
                    answer = client.poll(Duration.ofMillis(50));
                }
                if (answer != null) {
                    acknowledged.add(answer.get("result").get("id").asText());
                }
            }
        } catch (RuntimeException gone) {
            assertThat(client.isClosed()).as(String.valueOf(gone)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            client.close();
        }
    }

    private static Set<String> storedIn(DaemonProcess daemon) {
        try (WireClient god = daemon.client("gaia", "god")) {
            Set<String> stored = new HashSet<>();
            JsonNode page = god.result("list", "Region", map("cursor", null, "limit", 1000, "fields", List.of("id")));
            stored.addAll(each(page.get("data"), "id"));
            while (page.hasNonNull("nextCursor")) {
                page = god.result("list", "Region", map("cursor", page.get("nextCursor").asText(), "limit", 1000, "fields",
                        List.of("id")));
                stored.addAll(each(page.get("data"), "id"));
            }
            return stored;
        }
    }

    private FolddProcess.Ended verify() {
        return FolddProcess.run(directory, "audit", "verify", "--data", directory.resolve("data"));
    }

    private Path newestSegment() throws IOException {
        try (var files = Files.list(directory.resolve("data/audit"))) {
            return files.filter(file -> file.getFileName().toString().matches("audit\\.log\\.\\d{8}")).sorted()
                    .reduce((older, newer) -> newer).orElseThrow();
        }
    }

    private Set<String> audited() throws IOException {
        Set<String> ids = new HashSet<>();
        for (String line : Files.readAllLines(newestSegment(), StandardCharsets.UTF_8)) {
            JsonNode record = WireClient.parse(line);
            if (record.path("outcome").asText().equals("succeeded") && record.path("operation").asText().equals("create")) {
                ids.add(record.get("id").asText());
            }
        }
        return ids;
    }
}
