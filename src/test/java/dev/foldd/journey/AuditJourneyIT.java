package dev.foldd.journey;

import static dev.foldd.testing.WireClient.get;
import static dev.foldd.testing.WireClient.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foldd.testing.DaemonProcess;
import dev.foldd.testing.FolddProcess;
import dev.foldd.testing.SmallDisk;
import dev.foldd.testing.WireClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the audit log holds, what it does without room, and that nobody can change it unseen. */
@Timeout(180)
class AuditJourneyIT {

    private static final String SECRET_TITLE = "a title that stands nowhere in the log";

    @TempDir
    private static Path directory;

    private static List<String> lines;

    /** One daemon writes the log that all tests but one are about. */
    @BeforeAll
    static void write() throws IOException {
        try (DaemonProcess daemon = DaemonProcess.in(directory).withFixtures().set("security.audit.checkpoint_records", 10)
                .start()) {
            try (WireClient god = daemon.client("gaia", "god"); WireClient anna = daemon.client("anna", "user", "t1");
                    WireClient nobody = WireClient.connect(daemon.listening("rpc"))) {
                for (int i = 0; i < 12; i++) {
                    god.result("create", "Region", map("id", "r" + i, "keeper", SECRET_TITLE));
                }
                god.result("read", "Region", "r1");
                anna.error("delete", "Region", "r1");
                anna.error("list", "Nowhere", null);
                nobody.error("read", "Region", "r1");
                god.error("create", "Region", map("id", "r1", "keeper", "again"));
                god.error("no.such.method");
            }
            assertThat(daemon.stop().code()).isZero();
        }
        lines = Files.readAllLines(directory.resolve("data/audit/audit.log.00000001"), StandardCharsets.UTF_8);
    }

    @Test
    void every_operation_and_every_refusal_is_on_record_without_a_value() {
        List<JsonNode> records = lines.stream().map(WireClient::parse).filter(line -> line.get("kind").asText().equals("record"))
                .toList();

        assertThat(records).hasSize(18);
        assertThat(records).allSatisfy(record -> assertThat(record.fieldNames()).toIterable().contains("time", "requestId",
                "door", "remote", "operation", "outcome", "durationUs"));
        JsonNode created = records.get(0);
        assertThat(created.get("subject").asText()).isEqualTo("gaia");
        assertThat(created.get("operation").asText()).isEqualTo("create");
        assertThat(created.get("entity").asText()).isEqualTo("Region");
        assertThat(created.get("id").asText()).isEqualTo("r0");
        assertThat(created.get("outcome").asText()).isEqualTo("succeeded");
        assertThat(created.get("rules").toString()).contains("operators");
        assertThat(records.stream().filter(record -> record.path("subject").asText().equals("anna"))).hasSize(2)
                .allSatisfy(record -> {
                    assertThat(record.get("outcome").asText()).isEqualTo("refused");
                    assertThat(record.get("tenant").asText()).isEqualTo("t1");
                    assertThat(record.get("error").asText()).isNotBlank();
                });
        assertThat(records).extracting(record -> record.path("error").asText(""))
                .contains("UNAUTHENTICATED", "FORBIDDEN", "CONFLICT", "UNSUPPORTED", "NOT_FOUND");
        assertThat(String.join("\n", lines)).doesNotContain(SECRET_TITLE, "again");
    }

    @Test
    void a_log_as_it_was_written_is_sound_and_its_newest_records_can_be_shown() {
        FolddProcess.Ended verified = verify(directory.resolve("data"));
        FolddProcess.Ended tail = FolddProcess.run(directory, "audit", "tail", "-n", "200", "--json", "--data",
                directory.resolve("data"));

        assertThat(verified.code()).as(verified.toString()).isZero();
        assertThat(verified.out()).startsWith("sound: " + lines.size() + " records");
        assertThat(tail.code()).isZero();
        assertThat(tail.lines()).isEqualTo(lines);
    }

    static Stream<Arguments> forgeries() {
        return Stream.of(
                argumentSet("edit", "edited", change(list -> {
                    list.set(6, list.get(6).replace("\"gaia\"", "\"anna\""));
                    return list;
                })),
                argumentSet("insert", "inserted", change(list -> {
                    list.add(7, list.get(6));
                    return list;
                })),
                argumentSet("delete", "deleted", change(list -> {
                    list.remove(7);
                    return list;
                })),
                argumentSet("reorder", "reordered", change(list -> {
                    Collections.swap(list, 7, 8);
                    return list;
                })),
                argumentSet("truncate", "truncated", change(list -> list.subList(0, list.size() - 6))));
    }

    private static UnaryOperator<List<String>> change(UnaryOperator<List<String>> change) {
        return list -> change.apply(new ArrayList<>(list));
    }

    @ParameterizedTest
    @MethodSource("forgeries")
    void a_forgery_is_named_with_the_record_it_begins_at(String word, UnaryOperator<List<String>> forgery) throws IOException {
        Path copy = copy(word);
        Files.write(copy.resolve("audit/audit.log.00000001"), forgery.apply(lines));

        FolddProcess.Ended verified = verify(copy);

        assertThat(verified.code()).as(verified.toString()).isEqualTo(1);
        assertThat(verified.out()).startsWith("BROKEN " + word + ": audit.log.00000001 line ");
    }

    @Test
    void another_key_and_another_log_are_named() throws IOException {
        Path stranger = directory.resolve("stranger");
        FolddProcess.Ended key = FolddProcess.run(directory, "keygen", "--json", "--data", stranger);
        String publicKey = WireClient.parse(key.out()).get("public_key").asText();

        FolddProcess.Ended verified = FolddProcess.run(directory, "audit", "verify", "--data", directory.resolve("data"),
                "--key", publicKey);
        FolddProcess.Ended missing = verify(stranger);

        assertThat(verified.code()).as(verified.toString()).isEqualTo(1);
        assertThat(verified.out()).startsWith("BROKEN wrong key: ");
        assertThat(missing.code()).isEqualTo(1);
        assertThat(missing.err()).contains("there is no audit log");
    }

    @Test
    void a_record_is_proved_to_somebody_who_has_neither_log_nor_data_directory() throws IOException {
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        JsonNode created = lines.stream().map(WireClient::parse).filter(line -> line.get("kind").asText().equals("record"))
                .findFirst().orElseThrow();
        Path bundle = elsewhere.resolve("bundle.json");
        FolddProcess.Ended proved = FolddProcess.run(directory, "audit", "prove", created.get("requestId").asText(), "--out",
                bundle, "--data", directory.resolve("data"));
        String node = WireClient.parse(verifyAsJson(directory.resolve("data")).out()).get("node").asText();

        FolddProcess.Ended checked = FolddProcess.run(elsewhere, "audit", "verify", "--bundle", bundle, "--node-id", node);
        Files.writeString(bundle, Files.readString(bundle).replace("gaia", "anna"));
        FolddProcess.Ended edited = FolddProcess.run(elsewhere, "audit", "verify", "--bundle", bundle, "--node-id", node);

        assertThat(proved.code()).as(proved.toString()).isZero();
        assertThat(checked.code()).as(checked.toString()).isZero();
        assertThat(checked.out()).startsWith("proved: 1 record").contains("subject=gaia", "operation=create", node);
        assertThat(edited.code()).isEqualTo(1);
        assertThat(edited.out()).startsWith("BROKEN edited: " + bundle + " proof 1 (record " + created.get("seq") + ")");
    }

    private static FolddProcess.Ended verifyAsJson(Path data) {
        return FolddProcess.run(directory, "audit", "verify", "--json", "--data", data);
    }

    private static Path copy(String name) throws IOException {
        Path copy = directory.resolve("copy-" + name);
        for (String part : List.of("audit", "keys")) {
            Files.createDirectories(copy.resolve(part));
            try (Stream<Path> files = Files.list(directory.resolve("data").resolve(part))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Files.copy(file, copy.resolve(part).resolve(file.getFileName()));
                }
            }
        }
        return copy;
    }

    @Test
    void without_room_for_its_record_nothing_runs_and_with_room_it_goes_on() throws IOException {
        Path own = Files.createDirectory(directory.resolve("crammed"));
        Optional<SmallDisk> mounted = SmallDisk.mount(own.resolve("disk"), "1m");
        assumeThat(mounted).as("this needs the right to mount a tmpfs").isPresent();
        try (SmallDisk disk = mounted.get(); DaemonProcess daemon = DaemonProcess.in(own).withFixtures()
                .set("security.audit_log_path", disk.path().resolve("audit.log")).set("security.audit.reserve", "64KiB")
                .set("security.audit.probe_interval", "100ms").start();
                WireClient god = daemon.client("gaia", "god")) {
            Path ballast = disk.path().resolve("ballast");
            Files.write(ballast, new byte[(int) Files.getFileStore(disk.path()).getUsableSpace() - 32 * 1024]);
            int stored = 0;
            JsonNode answer = create(god, stored);
            while (answer.has("result")) {
                answer = create(god, ++stored);
            }

            assertUnavailable(answer);
            assertUnavailable(god.call("read", "Region", "r0"));
            assertUnavailable(god.call("createMany", "Region", List.of(map("id", "many", "keeper", "k"))));
            assertUnavailable(god.call("auth.whoami"));
            assertThat(get(daemon.page("admin", "/health/ready")).statusCode()).isEqualTo(503);
            assertThat(get(daemon.page("admin", "/health/live")).statusCode()).isEqualTo(200);

            Files.delete(ballast);
            await().atMost(Duration.ofSeconds(20)).until(() -> god.call("read", "Region", "r0").has("result"));
            assertThat(get(daemon.page("admin", "/health/ready")).statusCode()).isEqualTo(200);
            assertThat(god.result("read", "Region", "many").isNull()).as("nothing ran").isTrue();
            assertThat(god.result("list", "Region", map("limit", 1)).get("total").intValue()).isBetween(stored, stored + 1);
            assertThat(daemon.stop().code()).isZero();
            FolddProcess.Ended verified = FolddProcess.run(own, "audit", "verify", "--data", own.resolve("data"), "--set",
                    "security.audit_log_path=" + disk.path().resolve("audit.log"));
            assertThat(verified.code()).as(verified.toString()).isZero();
        }
    }

    private static JsonNode create(WireClient client, int number) {
        return client.call("create", "Region", map("id", "r" + number, "keeper", "k"));
    }

    private static void assertUnavailable(JsonNode answer) {
        assertThat(answer.path("error").path("code").intValue()).as(answer.toString()).isEqualTo(503);
        assertThat(answer.get("error").get("message").asText()).isEqualTo("Database unavailable");
    }

    private static FolddProcess.Ended verify(Path data) {
        return FolddProcess.run(directory, "audit", "verify", "--data", data);
    }
}
