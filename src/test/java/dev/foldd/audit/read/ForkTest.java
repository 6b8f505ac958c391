package dev.foldd.audit.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.audit.AuditConfig;
import dev.foldd.audit.AuditLog;
import dev.foldd.audit.LogFiles;
import dev.foldd.audit.Trails;
import dev.foldd.audit.read.Breach.Kind;
import dev.foldd.identity.PublicKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two logs that share a beginning, and checkpoints and heads that belong to the other one. */
class ForkTest {

    private static final int RECORDS = 60;

    @TempDir
    Path directory;

    private LogFiles files;

    @BeforeEach
    void writeALog() {
        files = Trails.written(directory.resolve("audit.log"), RECORDS);
    }

    @Test
    void another_log_with_the_same_beginning_is_a_fork_of_the_one_that_a_kept_checkpoint_knows() throws IOException {
        LogFiles other = copyTo("fork");
        goOn(other, "2-1");
        NamedCheckpoint kept = LogVerification.checkpointIn(other.checkpoint());
        goOn(files, "3-1", "3-2", "3-3");

        Verdict verdict = new LogVerification(files).verify(List.of(kept), Set.of(Trails.KEY.publicKey()));

        assertThat(verdict.breach()).hasValueSatisfying(breach -> {
            assertThat(breach.kind()).as(breach.toString()).isEqualTo(Kind.FORKED);
            assertThat(breach.seq()).isEqualTo(kept.checkpoint().orElseThrow().at());
        });
    }

    @Test
    void segments_of_a_fork_are_not_those_of_the_heads() throws IOException {
        LogFiles other = copyTo("fork");
        String[] many = IntStream.range(0, 40).mapToObj(i -> "2-" + i).toArray(String[]::new);
        goOn(other, many);
        goOn(files, many);
        int count = files.segments().size();
        for (var segment : other.segments().entrySet()) {
            Files.copy(segment.getValue(), files.segment(segment.getKey()), StandardCopyOption.REPLACE_EXISTING);
        }

        assertThat(verify().breach()).hasValueSatisfying(breach -> {
            assertThat(breach.kind()).as(breach.toString()).isEqualTo(Kind.FORKED);
            assertThat(breach.file()).isIn(name(count), name(count - 1), name(count - 2));
            assertThat(breach.line()).isEqualTo(1);
        });
    }

    @Test
    void a_checkpoint_of_another_log_is_a_fork() throws IOException {
        LogFiles other = new LogFiles(directory.resolve("other/audit.log"));
        goOn(other, "1-1");

        Verdict verdict = new LogVerification(files).verify(List.of(LogVerification.checkpointIn(other.checkpoint())),
                Set.of());

        assertThat(verdict.breach()).hasValueSatisfying(breach -> assertThat(breach.kind()).isEqualTo(Kind.FORKED));
    }

    @Test
    void a_forged_newest_checkpoint_is_noticed() throws IOException {
        Files.writeString(files.checkpoint(), Files.readString(files.checkpoint()).replaceFirst("\"at\":\\d+",
                "\"at\":5"));

        assertThat(verify().breach()).hasValueSatisfying(breach -> {
            assertThat(breach.kind()).isEqualTo(Kind.EDITED);
            assertThat(breach.file()).isEqualTo("audit.log.checkpoint");
        });
    }

    private Verdict verify(PublicKey... keys) throws IOException {
        return new LogVerification(files).verify(List.of(), Set.of(keys));
    }

    private LogFiles copyTo(String name) throws IOException {
        Path target = Files.createDirectory(directory.resolve(name));
        try (Stream<Path> all = Files.list(directory)) {
            for (Path file : all.filter(Files::isRegularFile).filter(file -> !Files.isSymbolicLink(file)).toList()) {
                Files.copy(file, target.resolve(file.getFileName()));
            }
        }
        return new LogFiles(target.resolve("audit.log"));
    }

    private static void goOn(LogFiles files, String... requestIds) {
        try (AuditLog log = Trails.open(files.path(), Trails.config(AuditConfig.Mode.STANDARD, 8 * 1024, 256, 10))) {
            for (String requestId : requestIds) {
                log.record(Trails.read(requestId)).toCompletableFuture().join();
            }
        }
    }

    private static String name(int segment) {
        return String.format("audit.log.%08d", segment);
    }
}
