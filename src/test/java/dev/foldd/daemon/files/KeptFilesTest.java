package dev.foldd.daemon.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.config.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class KeptFilesTest {

    @TempDir
    private Path directory;

    private final Problems problems = new Problems();

    @BeforeEach
    void write() throws IOException {
        Files.createFile(directory.resolve("empty"));
        Files.writeString(directory.resolve("text"), "SQLite format 4");
        Files.writeString(directory.resolve("short"), "SQLite");
        Files.createDirectory(directory.resolve("place"));
    }

    static Stream<Arguments> databases() {
        return Stream.of(
                argumentSet("nothing yet", "new/deep/foldd.db", ""),
                argumentSet("an empty file", "empty", ""),
                argumentSet("another file", "text", "is no SQLite database; name another file, or move this one away"),
                argumentSet("a file that is too short", "short", "is no SQLite database"),
                argumentSet("a directory", "place", "is a directory; name a file in it"),
                argumentSet("a place under a file", "text/foldd.db", "text' is a file; name another place"),
                argumentSet("no name", "", "is empty; name a file, or leave the key out"));
    }

    @ParameterizedTest
    @MethodSource("databases")
    void a_database_may_be(String name, String sentence) {
        Path file = name.isEmpty() ? Path.of("") : directory.resolve(name);

        KeptFiles.checkDatabase("database.connection.path", file, problems);

        if (sentence.isEmpty()) {
            assertThat(problems.list()).isEmpty();
        } else {
            assertThat(problems.list()).singleElement().asString()
                    .startsWith("database.connection.path: ").contains(sentence);
        }
        assertThat(directory.resolve("new")).doesNotExist();
    }

    @Test
    void a_database_of_sqlite_is_one() throws Exception {
        Path file = directory.resolve("real.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE a (b)");
        }

        KeptFiles.checkDatabase("k", file, problems);

        assertThat(problems.list()).isEmpty();
    }

    @Test
    void a_directory_may_be_missing_and_must_not_be_a_file() {
        KeptFiles.checkDirectory("a", directory.resolve("place"), problems);
        KeptFiles.checkDirectory("b", directory.resolve("new/deep"), problems);
        KeptFiles.checkDirectory("c", directory.resolve("text/deep"), problems);

        assertThat(problems.list()).containsExactly("c: '" + directory.resolve("text")
                + "' is a file, and a directory is wanted there; name another, or move it away");
    }

    @Test
    void a_place_that_this_user_may_write_to_is_in_order_whether_it_is_there_or_not() {
        KeptFiles.checkRights("a", directory.resolve("place"), problems);
        KeptFiles.checkRights("b", directory.resolve("new/deep"), problems);
        KeptFiles.checkRights("c", directory.resolve("text"), problems);
        KeptFiles.checkTemporary(directory.resolve("place"), problems);

        assertThat(problems.list()).isEmpty();
    }

    @Test
    void a_place_that_this_user_may_not_write_to_is_told() throws IOException {
        assumeFalse(System.getProperty("user.name").equals("root"), "the system administrator may write everywhere");
        Path place = directory.resolve("place");
        Path text = directory.resolve("text");
        Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("r-xr-xr-x"));
        Files.setPosixFilePermissions(text, PosixFilePermissions.fromString("r--r--r--"));

        KeptFiles.checkRights("a", place.resolve("new"), problems);
        KeptFiles.checkRights("b", text, problems);
        KeptFiles.checkTemporary(place, problems);

        assertThat(problems.list()).hasSize(3)
                .contains("a: '" + place + "' may not be read and written by this user, so that nothing can be kept there",
                        "b: '" + text + "' may not be read and written by this user");
    }

    @Test
    void temporary_files_need_a_directory() {
        KeptFiles.checkTemporary(directory.resolve("none"), problems);

        assertThat(problems.list()).singleElement().asString().contains("FOLDD_JAVA_OPTS=-Djava.io.tmpdir=DIR");
    }
}
