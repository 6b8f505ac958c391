package dev.foldd.daemon.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldd.config.ConfigException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseLockTest {

    @TempDir
    private Path directory;

    @Test
    void one_daemon_has_a_database_and_the_next_one_when_it_has_gone() throws Exception {
        Path database = directory.resolve("d/x.db");
        try (DatabaseLock mine = DatabaseLock.of(database)) {
            assertThatThrownBy(() -> DatabaseLock.of(database)).isInstanceOf(ConfigException.class)
                    .hasMessageContaining("another daemon serves '" + database + "'");
            assertThat(mine).isNotNull();
        }

        DatabaseLock.of(database).close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("d/x.db.daemon"))))
                .isEqualTo("rw-------");
    }

    @Test
    void a_place_where_nothing_can_be_made_is_told() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));

        assertThatThrownBy(() -> DatabaseLock.of(file.resolve("x.db"))).isInstanceOf(ConfigException.class)
                .hasMessageContaining("cannot be made");
    }
}
