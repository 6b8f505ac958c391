package dev.foldd.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.contract.Cancellation;
import dev.foldd.store.Query;
import dev.foldd.store.Statement;
import dev.foldd.store.ValueType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreIT {

    private static final Statement IDS = new Statement("SELECT id FROM item",
            List.of(new Statement.Column("id", ValueType.TEXT)));
    private static final Statement CHECK = new Statement("PRAGMA integrity_check",
            List.of(new Statement.Column("result", ValueType.TEXT)));

    @TempDir
    Path directory;

    @Test
    void every_acknowledged_write_outlives_kill_9_and_the_next_start_needs_no_hand() throws Exception {
        Set<String> acknowledged = new HashSet<>();

        for (int round = 0; round < 3; round++) {
            acknowledged.addAll(writeUntilKilled("r" + round + "-", 2_000 + 1_500 * round));
            try (OpenStore open = OpenStore.on(directory)) {
                Set<String> found = OpenStore.await(open.store.read(wide())).values().stream()
                        .map(row -> (String) row[0]).collect(Collectors.toSet());
                assertThat(found).containsAll(acknowledged);
                assertThat(open.read(CHECK).values()).containsExactly(new Object[] {"ok"});
            }
        }

        assertThat(acknowledged).hasSizeGreaterThan(10_000).noneMatch(line -> line.startsWith("failed"));
    }

    private static Query wide() {
        Query.Limits limits = new Query.Limits(OpenStore.LIMITS.timeout(), 1_000_000, 1_000_000_000);
        return new Query(IDS, List.of(), limits, new Cancellation());
    }

    /**
     * What the child has said before it died, without the last line, which may be cut off and then names another row.
     */
    private List<String> writeUntilKilled(String prefix, int enough) throws Exception {
        Process child = start(prefix);
        List<String> said = new ArrayList<>();
        try (BufferedReader lines = reader(child)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(prefix) || line.startsWith("failed")) {
                    said.add(line);
                }
                if (said.size() == enough) {
                    // The handle, since Process would close the pipe and what is still in it.
                    child.toHandle().destroyForcibly();
                }
            }
        } finally {
            child.destroyForcibly().waitFor();
        }
        return said.subList(0, said.size() - 1);
    }

    private Process start(String prefix) throws IOException {
        return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m", "-cp",
                System.getProperty("java.class.path"), WritingChild.class.getName(), directory.toString(), prefix)
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }

    private static BufferedReader reader(Process child) {
        return new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8));
    }
}
