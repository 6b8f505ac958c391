package dev.foldd.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.foldd.audit.disk.SegmentFile;
import dev.foldd.audit.read.LogFollower;
import dev.foldd.audit.read.LogVerification;
import dev.foldd.audit.read.Verdict;
import dev.foldd.contract.audit.AuditEntry;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.json.Json;
import dev.foldd.testing.TestClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {

    @TempDir
    Path directory;

    private Path path;
    private LogFiles files;

    @BeforeEach
    void placeTheLog() {
        path = directory.resolve("audit.log");
        files = new LogFiles(path);
    }

    @Test
    void a_record_says_who_did_what_and_holds_no_value() throws IOException {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("email", "alice@example.com");
        AuditEntry entry = new AuditEntry("7-12", "rpc", "10.0.0.9", "u1", List.of("user", "moderator"),
                Optional.of("t1"),
                "update", "User", "u2", values, AuditEntry.Outcome.FAILED, List.of("User#1", "User#3"), 0,
                Duration.ofMillis(12), Optional.of(Fault.Code.CONFLICT));

        try (AuditLog log = Trails.open(path, Trails.config())) {
            log.record(entry).toCompletableFuture().join();
        }

        Map<String, Object> record = records().get(0);
        assertThat(record).containsEntry("requestId", "7-12").containsEntry("door", "rpc").containsEntry("remote",
                "10.0.0.9")
                .containsEntry("subject", "u1").containsEntry("roles", List.of("user", "moderator"))
                .containsEntry("tenant", "t1").containsEntry("operation", "update").containsEntry("entity", "User")
                .containsEntry("id", "u2").containsEntry("outcome", "failed").containsEntry("rows", 0L)
                .containsEntry("rules", List.of("User#1", "User#3")).containsEntry("durationUs", 12_000L)
                .containsEntry("error", "CONFLICT");
        // python: hmac.new(bytes(32), b'{"email":"alice@example.com"}', 'sha256').hexdigest()
        assertThat(record).containsEntry("values", "6cdb3a782984140ea7f1bd91121b290a3966afc542ff60ee4a9bdacb4ee104bc");
        assertThat(record.get("time").toString()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        assertThat(text()).doesNotContain("alice");
    }

    @Test
    void what_callers_send_cannot_break_a_line() throws IOException {
        String nasty = "a\"b\\c\n\u001b[31m\u0085é€😀\ud800 " + "x".repeat(2_000);

        try (AuditLog log = Trails.open(path, Trails.config())) {
            log.record(Trails.read(nasty)).toCompletableFuture().join();
        }

        String requestId = records().get(0).get("requestId").toString();
        assertThat(requestId).startsWith(nasty.substring(0, 500)).endsWith("… (" + nasty.length() + " characters)")
                .hasSizeLessThan(600);
        assertThat(verify().breach()).isEmpty();
    }

    @Test
    void a_value_that_is_not_json_fails_its_own_record_alone() throws IOException {
        FailingDisk disk = new FailingDisk();
        AuditEntry bad = new AuditEntry("1-2", "rpc", "", "u", List.of(), Optional.empty(), "read", "User", "",
                new Object(), AuditEntry.Outcome.SUCCEEDED, List.of(), 0, Duration.ZERO, Optional.empty());

        try (AuditLog log = Trails.open(path, Trails.config(), new Trails.Heard(), disk)) {
            disk.gate = new CountDownLatch(1);
            List<CompletableFuture<Void>> stages = new ArrayList<>();
            for (AuditEntry entry : List.of(Trails.read("1-0"), Trails.read("1-1"), bad, Trails.read("1-3"), bad)) {
                stages.add(log.record(entry).toCompletableFuture());
            }
            disk.gate.countDown();

            stages.forEach(stage -> stage.handle((done, failure) -> failure).join());
            assertThat(stages).extracting(CompletableFuture::isCompletedExceptionally)
                    .containsExactly(false, false, true, false, true);
        }

        assertThat(records()).extracting(record -> record.get("requestId")).containsExactly("1-0", "1-1", "1-3");
        assertThat(verify().breach()).isEmpty();
    }

    @Test
    void many_threads_write_one_chain() throws IOException {
        try (AuditLog log = Trails.open(path, Trails.config(AuditConfig.Mode.STANDARD, 64 * 1024, 256, 100))) {
            IntStream.range(0, 8).parallel().forEach(thread -> {
                List<CompletableFuture<Void>> stages = new ArrayList<>();
                for (int i = 0; i < 500; i++) {
                    stages.add(log.record(Trails.read(thread + "-" + i)).toCompletableFuture());
                }
                stages.forEach(CompletableFuture::join);
            });
        }

        assertThat(records().stream().map(record -> record.get("requestId")).distinct()).hasSize(4_000);
        Verdict verdict = verify();
        assertThat(verdict.breach()).isEmpty();
        assertThat(verdict.segments()).isGreaterThan(20);
    }

    @Test
    void files_are_for_their_owner_alone_and_the_log_s_name_leads_to_the_newest_segment() throws IOException {
        Path inside = directory.resolve("deep/audit.log");
        try (AuditLog log = Trails.open(inside, Trails.config(AuditConfig.Mode.STANDARD, 2_000, 256, 100))) {
            for (int i = 0; i < 20; i++) {
                log.record(Trails.read("1-" + i)).toCompletableFuture().join();
            }
        }

        LogFiles segments = new LogFiles(inside);
        assertThat(inside).isSymbolicLink().hasSameBinaryContentAs(segments.segments().lastEntry().getValue());
        try (var all = Files.list(inside.getParent())) {
            assertThat(all.filter(file -> !Files.isSymbolicLink(file))).allSatisfy(file -> assertThat(
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------"));
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(inside.getParent())))
                .isEqualTo("rwx------");
    }

    @Test
    void retention_deletes_whole_segments_and_keeps_their_heads() throws IOException {
        AuditConfig config = Trails.config(AuditConfig.Mode.STANDARD, 2_000, 3, 100);
        try (AuditLog log = Trails.open(path, config)) {
            for (int i = 0; i < 100; i++) {
                log.record(Trails.read("1-" + i)).toCompletableFuture().join();
            }
        }

        Verdict verdict = verify();

        assertThat(files.segments()).hasSize(3);
        assertThat(files.headLines()).hasSize(files.segments().lastKey().intValue());
        assertThat(verdict.breach()).isEmpty();
        assertThat(verdict.notes()).anySatisfy(note -> assertThat(note).contains("have served their time"));
    }

    @Test
    void a_segment_ends_when_it_is_old_and_goes_when_its_time_has_come() throws IOException {
        TestClock clock = new TestClock(Instant.parse("2026-01-01T00:00:00Z"));
        Trails.Heard heard = new Trails.Heard();
        try (AuditLog log = Trails.open(path, Trails.config(), heard, SegmentFile.Opener.FILES, clock)) {
            log.record(Trails.read("1-1")).toCompletableFuture().join();
            Files.setLastModifiedTime(files.segment(1), FileTime.from(clock.instant()));
            clock.forward(Duration.ofDays(400));
            log.record(Trails.read("1-2")).toCompletableFuture().join();

            await().untilAsserted(() -> assertThat(files.segments()).containsOnlyKeys(1L, 2L));
            Files.setLastModifiedTime(files.segment(1), FileTime.from(clock.instant().minus(Duration.ofDays(400))));
            log.record(Trails.read("1-3")).toCompletableFuture().join();
            clock.forward(Duration.ofDays(2));
            log.record(Trails.read("1-4")).toCompletableFuture().join();

            await().untilAsserted(() -> assertThat(files.segments()).containsOnlyKeys(2L, 3L));
        }

        assertThat(verify().breach()).isEmpty();
    }

    @Test
    void strict_mode_answers_after_the_disk() throws IOException {
        FailingDisk disk = new FailingDisk();
        AuditConfig config = Trails.config(AuditConfig.Mode.STRICT, 1 << 20, 256, 100);
        try (AuditLog log = Trails.open(path, config, new Trails.Heard(), disk)) {
            int before = disk.syncs.get();

            log.intend(intent("1-1")).toCompletableFuture().join();
            int afterIntent = disk.syncs.get();
            log.record(Trails.read("1-1")).toCompletableFuture().join();

            assertThat(afterIntent).isGreaterThan(before);
            assertThat(disk.syncs.get()).isGreaterThan(afterIntent);
        }

        assertThat(records()).extracting(record -> record.get("outcome")).containsExactly("intended", "succeeded");
    }

    @Test
    void standard_mode_needs_no_intent_and_syncs_within_the_interval() throws IOException {
        FailingDisk disk = new FailingDisk();
        try (AuditLog log = Trails.open(path, Trails.config(), new Trails.Heard(), disk)) {
            await().until(() -> disk.syncs.get() > 1);
            int before = disk.syncs.get();

            assertThat(log.intend(intent("1-1")).toCompletableFuture()).isDone();
            log.record(Trails.read("1-1")).toCompletableFuture().join();

            await().atMost(Duration.ofSeconds(2)).until(() -> disk.syncs.get() > before);
        }

        assertThat(records()).extracting(record -> record.get("outcome")).containsExactly("succeeded");
    }

    private static long at(String checkpoint) {
        Matcher at = Pattern.compile("\"at\":(\\d+)").matcher(checkpoint);
        return at.find() ? Long.parseLong(at.group(1)) : 0;
    }

    @Test
    void checkpoints_are_published_by_time_too() throws IOException {
        AuditConfig base = Trails.config();
        AuditConfig config = new AuditConfig(true, Optional.empty(), AuditConfig.Mode.STANDARD, base.segmentSize(),
                base.segmentAge(), 256, base.retentionAge(), 100_000, Duration.ofMillis(20), Duration.ofMillis(10),
                        65_536,
                64 * 1024, Duration.ofMillis(20));
        try (AuditLog log = Trails.open(path, config)) {
            log.record(Trails.read("1-1")).toCompletableFuture().join();

            // Behind the head, what stands there since the beginning, and the record; later where time made one before it.
            await().until(() -> files.checkpointText().map(AuditLogTest::at).orElse(0L) >= 5);
        }
    }

    @Test
    void records_after_close_are_refused() {
        AuditLog log = Trails.open(path, Trails.config());
        log.close();

        assertThat(faultOf(log.record(Trails.read("1-1")))).isInstanceOf(Fault.Unavailable.class);
        assertThatThrownBy(log::admit).isInstanceOf(FaultException.class);
    }

    @Test
    void the_trail_of_a_daemon_without_a_log_admits_everything() {
        SilentTrail trail = new SilentTrail();

        trail.admit();

        assertThat(trail.intend(intent("1-1")).toCompletableFuture()).isDone();
        assertThat(trail.record(Trails.read("1-1")).toCompletableFuture()).isDone();
    }

    private Verdict verify() throws IOException {
        return new LogVerification(files).verify(List.of(), Set.of(Trails.KEY.publicKey()));
    }

    private String text() throws IOException {
        StringBuilder text = new StringBuilder();
        for (Path segment : files.segments().values()) {
            text.append(Files.readString(segment, StandardCharsets.UTF_8));
        }
        return text.toString();
    }

    private List<Map<String, Object>> records() throws IOException {
        return recordsOf(files);
    }

    @SuppressWarnings("unchecked") // Objects of the log have texts for names.
    static List<Map<String, Object>> recordsOf(LogFiles files) throws IOException {
        return new LogFollower(files).last(1_000_000).stream().map(line -> (Map<String, Object>) Json.parse(line))
                .filter(line -> line.get("kind").equals("record")).toList();
    }

    private static AuditEntry intent(String requestId) {
        return new AuditEntry(requestId, "rpc", "127.0.0.1", "u1", List.of(), Optional.empty(), "create", "User", "",
                null,
                AuditEntry.Outcome.INTENDED, List.of(), 0, Duration.ZERO, Optional.empty());
    }

    static Fault faultOf(CompletionStage<Void> stage) {
        return stage.handle((done, failure) -> ((FaultException) failure).fault()).toCompletableFuture().join();
    }
}
