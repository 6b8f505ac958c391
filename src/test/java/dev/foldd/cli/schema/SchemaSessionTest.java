package dev.foldd.cli.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.config.Problems;
import dev.foldd.config.Section;
import dev.foldd.daemon.DaemonConfig;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code foldd schema} on real files. */
class SchemaSessionTest {

    @TempDir
    private Path directory;

    @Test
    void to_compare_makes_neither_the_database_nor_its_directory() {
        Path data = directory.resolve("data");

        try (SchemaSession session = open(data)) {
            assertThat(session.diff().changes()).isNotEmpty().allMatch(change -> change.statement().startsWith("CREATE "));
        }

        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void what_a_comparison_without_a_database_announces_is_what_is_then_made() {
        Path data = directory.resolve("data");

        try (SchemaSession session = open(data)) {
            SchemaWork.Plan announced = session.diff();
            assertThat(session.apply()).isEqualTo(announced);
            assertThat(session.diff().changes()).isEmpty();
        }

        assertThat(data.resolve("foldd.db")).exists();
    }

    private static SchemaSession open(Path data) {
        return SchemaSession.open(DaemonConfig.read(
                Section.root(Map.of("data_dir", data.toString()), new Problems())));
    }
}
