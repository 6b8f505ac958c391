package dev.foldd.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.foldd.audit.read.LogVerification;
import dev.foldd.audit.read.Verdict;
import dev.foldd.contract.Observation;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A disk that is full, broken or slow: nothing is admitted, nothing half is left, and it comes back by itself. */
class AuditDiskTest {

    @TempDir
    Path directory;

    private final FailingDisk disk = new FailingDisk();
    private final Trails.Heard heard = new Trails.Heard();
    private Path path;

    @BeforeEach
    void placeTheLog() {
        path = directory.resolve("audit.log");
    }

    @ParameterizedTest
    @EnumSource(AuditConfig.Mode.class)
    void a_full_disk_stops_admission_and_leaves_no_half_record(AuditConfig.Mode mode) throws IOException {
        try (AuditLog log = Trails.open(path, Trails.config(mode, 1 << 20, 256, 1_000), heard, disk)) {
            log.record(Trails.read("1-1")).toCompletableFuture().join();
            disk.room.set(100);

            Fault fault = AuditLogTest.faultOf(log.record(Trails.read("1-2")));

            assertThat(fault).isInstanceOf(Fault.Unavailable.class);
            assertThatThrownBy(log::admit).isInstanceOf(FaultException.class).hasMessageContaining("UNAVAILABLE");
            assertThat(heard.all).contains(new Observation.AuditWritable(false, "No space left on device"));
            assertThat(requestIds()).containsExactly("1-1");
            assertThat(Files.readString(path)).as("what was written in part is cut off").endsWith("}\n");
            disk.room.set(Long.MAX_VALUE);
        }
    }

    @Test
    void it_comes_back_by_itself_and_says_how_many_records_are_missing() throws IOException {
        try (AuditLog log = Trails.open(path, Trails.config(), heard, disk)) {
            disk.room.set(100);
            AuditLogTest.faultOf(log.record(Trails.read("1-1")));
            AuditLogTest.faultOf(log.record(Trails.refused("1-2")));

            disk.room.set(Long.MAX_VALUE);

            await().untilAsserted(() -> assertThat(heard.all).contains(new Observation.AuditWritable(true, "")));
            log.admit();
            log.record(Trails.read("1-3")).toCompletableFuture().join();
        }

        Verdict verdict = verify();
        assertThat(requestIds()).containsExactly("1-3");
        assertThat(Files.readString(path)).containsSubsequence("\"note\":\"gap\"", "\"requestId\":\"1-3\"");
        assertThat(verdict.breach()).isEmpty();
        assertThat(verdict.notes()).singleElement().asString().startsWith("2 records could not be written");
    }

    @Test
    void a_full_disk_at_a_rotation_keeps_the_old_segment_going() throws IOException {
        AuditConfig config = Trails.config(AuditConfig.Mode.STANDARD, 3_000, 256, 1_000);
        try (AuditLog log = Trails.open(path, config, heard, disk)) {
            disk.room.set(3_000);
            List<CompletionStage<Void>> stages = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                stages.add(log.record(Trails.read("1-" + i)));
            }
            stages.forEach(stage -> stage.toCompletableFuture().handle((done, failure) -> failure).join());

            disk.room.set(Long.MAX_VALUE);

            await().untilAsserted(() -> assertThat(heard.all).contains(new Observation.AuditWritable(true, "")));
            log.record(Trails.read("2-1")).toCompletableFuture().join();
        }

        assertThat(requestIds()).contains("2-1");
        assertThat(verify().breach()).isEmpty();
    }

    @Test
    void a_sync_that_fails_beside_the_writer_stops_admission() {
        try (AuditLog log = Trails.open(path, Trails.config(), heard, disk)) {
            disk.failingSyncs.set(2);
            log.record(Trails.read("1-1")).toCompletableFuture().join();

            await().untilAsserted(() -> assertThat(heard.all)
                    .contains(new Observation.AuditWritable(false, "Input/output error")));
            await().untilAsserted(() -> assertThat(heard.all).contains(new Observation.AuditWritable(true, "")));
            log.admit();
        }
    }

    @Test
    void in_strict_mode_a_sync_that_fails_fails_the_record() {
        AuditConfig config = Trails.config(AuditConfig.Mode.STRICT, 1 << 20, 256, 1_000);
        try (AuditLog log = Trails.open(path, config, heard, disk)) {
            disk.failingSyncs.set(1);

            assertThat(AuditLogTest.faultOf(log.record(Trails.read("1-1")))).isInstanceOf(Fault.Unavailable.class);
        }
    }

    @Test
    void a_hanging_disk_fills_the_queue_and_never_blocks_a_caller() {
        AuditConfig base = Trails.config();
        AuditConfig config = new AuditConfig(true, base.path(), base.mode(), base.segmentSize(), base.segmentAge(), 256,
                base.retentionAge(), 1_000_000, base.checkpointInterval(), base.syncInterval(), 100, 64 * 1024,
                Duration.ofMillis(20));
        try (AuditLog log = Trails.open(path, config, heard, disk)) {
            CountDownLatch gate = new CountDownLatch(1);
            disk.gate = gate;
            List<CompletionStage<Void>> stages = new ArrayList<>(List.of(log.record(Trails.read("1-0"))));
            await().until(() -> disk.waiting);
            for (int i = 1; i < 1_000; i++) {
                stages.add(log.record(Trails.read("1-" + i)));
            }

            assertThat(stages.stream().filter(stage -> stage.toCompletableFuture().isCompletedExceptionally()))
                    .hasSizeGreaterThanOrEqualTo(700);
            assertThatThrownBy(log::admit).isInstanceOf(FaultException.class)
                    .hasMessageContaining("too many audit records wait");

            gate.countDown();
            stages.forEach(stage -> stage.toCompletableFuture().handle((done, failure) -> failure).join());
            log.admit();
        }
    }

    private List<Object> requestIds() throws IOException {
        return AuditLogTest.recordsOf(new LogFiles(path)).stream().map(record -> record.get("requestId")).toList();
    }

    private Verdict verify() throws IOException {
        return new LogVerification(new LogFiles(path)).verify(List.of(), Set.of(Trails.KEY.publicKey()));
    }
}
