package dev.foldd.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.foldd.audit.disk.SegmentFile;
import dev.foldd.audit.read.LogVerification;
import dev.foldd.audit.read.Verdict;
import dev.foldd.contract.Observation;
import dev.foldd.fault.FaultException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real file system that is really full. */
class AuditFullDiskIT {

    @TempDir
    Path directory;

    private Path mounted;

    @BeforeEach
    void mountASmallDisk() throws Exception {
        Path place = Files.createDirectory(directory.resolve("disk"));
        boolean done = run("mount", "-t", "tmpfs", "-o", "size=512k,mode=700", "tmpfs", place.toString());
        assumeThat(done).as("this needs the right to mount a tmpfs").isTrue();
        mounted = place;
    }

    @AfterEach
    void unmount() throws Exception {
        if (mounted != null) {
            run("umount", mounted.toString());
        }
    }

    @Test
    void the_reserve_takes_what_runs_then_nothing_runs_and_with_room_it_goes_on() throws IOException {
        Trails.Heard heard = new Trails.Heard();
        Path path = mounted.resolve("audit.log");
        Path ballast = mounted.resolve("ballast");
        Set<String> acknowledged = new HashSet<>();
        try (AuditLog log = Trails.open(path, Trails.config(), heard, SegmentFile.Opener.FILES)) {
            Files.write(ballast, new byte[256 * 1024]);
            int next = 0;
            while (admits(log)) {
                assertThat(acknowledges(log, "1-" + next)).as("what was admitted finds its place").isTrue();
                acknowledged.add("1-" + next++);
            }
            int fromReserve = 0;
            while (acknowledges(log, "2-" + fromReserve)) {
                acknowledged.add("2-" + fromReserve++);
            }

            assertThat(next).isGreaterThan(50);
            assertThat(fromReserve).as("records of what already ran").isGreaterThan(20);
            assertThat(heard.all).anySatisfy(said -> assertThat(said)
                    .isInstanceOfSatisfying(Observation.AuditWritable.class,
                    writable -> assertThat(writable.writable()).isFalse()));
            assertThatThrownBy(log::admit).isInstanceOf(FaultException.class);

            Files.delete(ballast);
            await().untilAsserted(() -> assertThat(heard.all).contains(new Observation.AuditWritable(true, "")));
            log.admit();
            assertThat(acknowledges(log, "3-0")).isTrue();
            acknowledged.add("3-0");
        }

        LogFiles files = new LogFiles(path);
        Verdict verdict = new LogVerification(files).verify(List.of(), Set.of(Trails.KEY.publicKey()));
        assertThat(verdict.breach()).isEmpty();
        assertThat(verdict.notes()).singleElement().asString().startsWith("1 records could not be written");
        assertThat(AuditLogTest.recordsOf(files).stream().map(record -> record.get("requestId").toString())
                .collect(Collectors.toSet())).isEqualTo(acknowledged);
    }

    private static boolean admits(AuditLog log) {
        try {
            log.admit();
            return true;
        } catch (FaultException e) {
            return false;
        }
    }

    private static boolean acknowledges(AuditLog log, String requestId) {
        try {
            log.record(Trails.read(requestId)).toCompletableFuture().join();
            return true;
        } catch (CompletionException e) {
            return false;
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor() == 0;
    }
}
