package dev.foldd.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.audit.read.LogVerification;
import dev.foldd.audit.read.Verdict;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AuditKilledIT {

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(AuditConfig.Mode.class)
    void whatever_was_acknowledged_before_a_kill_is_there_and_the_next_start_needs_no_hand(AuditConfig.Mode mode)
            throws Exception {
        Path path = directory.resolve("audit.log");
        LogFiles files = new LogFiles(path);
        Set<String> acknowledged = new HashSet<>();

        for (int round = 0; round < 2; round++) {
            acknowledged.addAll(writeUntilKilled(path, mode, "r" + round, 2_000 + 777 * round));
            Verdict killed = new LogVerification(files).verify(List.of(), Set.of(Trails.KEY.publicKey()));
            assertThat(killed.breach()).isEmpty();
        }
        Trails.open(path, Trails.config()).close();

        Verdict verdict = new LogVerification(files).verify(List.of(), Set.of(Trails.KEY.publicKey()));
        Set<String> written = AuditLogTest.recordsOf(files).stream().map(record -> record.get("requestId").toString())
                .collect(Collectors.toSet());
        assertThat(verdict.breach()).isEmpty();
        assertThat(acknowledged).hasSizeGreaterThan(4_000);
        assertThat(written).containsAll(acknowledged);
    }

    private static Set<String> writeUntilKilled(Path path, AuditConfig.Mode mode, String round, int records)
            throws IOException, InterruptedException {
        Process writer = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp", System.getProperty("java.class.path"), KilledWriter.class.getName(), path.toString(),
                        mode.name(),
                round).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        Set<String> acknowledged = new HashSet<>();
        try (BufferedReader lines = writer.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("done " + round + "-")) {
                    acknowledged.add(line.substring("done ".length()));
                }
                if (acknowledged.size() == records) {
                    // SIGKILL by its handle, which leaves the pipe open: what it printed before it died is still to be
                    // read.
                    writer.toHandle().destroyForcibly();
                }
            }
        } finally {
            writer.destroyForcibly().waitFor();
        }
        return acknowledged;
    }
}
