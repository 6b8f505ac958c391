package dev.foldd.daemon.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FileRightsTest {

    @TempDir
    private Path directory;

    private FileRights rights;

    @BeforeEach
    void of_whoever_runs_the_tests() throws IOException {
        rights = new FileRights(((Number) Files.getAttribute(directory, "unix:uid")).longValue());
    }

    static Stream<Arguments> files() {
        return Stream.of(
                argumentSet("the owner's alone", "rwx------", "rw-------", "", ""),
                argumentSet("for the group to read", "rwxr-xr-x", "rw-r-----", "", ""),
                argumentSet("for all to read", "rwxr-xr-x", "rw-r--r--", "", "may be read by others (its rights are 644)"),
                argumentSet("for all to read where nobody gets", "rwxr-x---", "rw-r--r--", "", ""),
                argumentSet("for the group to write", "rwx------", "rw-rw----", "may be written by others", ""),
                argumentSet("for all to write", "rwx------", "rw-----w-", "may be written by others", ""),
                argumentSet("in a directory that others write", "rwxrwx---", "rw-------", "can be replaced, since others", ""));
    }

    @ParameterizedTest
    @MethodSource("files")
    void are_judged(String above, String rightsOfFile, String changeable, String exposed) throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "x");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(rightsOfFile));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(above));

        List<String> changed = rights.changeable(file);
        List<String> all = rights.exposed(file);

        assertThat(String.join("\n", changed)).contains(changeable);
        assertThat(changed).hasSize(changeable.isEmpty() ? 0 : 1);
        assertThat(String.join("\n", all)).contains(changeable).contains(exposed);
        assertThat(all).hasSize((changeable.isEmpty() ? 0 : 1) + (exposed.isEmpty() ? 0 : 1))
                .allMatch(reason -> reason.startsWith(file.toString()));
    }

    @Test
    void the_files_of_another_user_are_his_to_change() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "x");
        long owner = ((Number) Files.getAttribute(file, "unix:uid")).longValue();

        List<String> reasons = new FileRights(owner + 1).changeable(file);

        // Those of root are nobody's to fear, and the tests may run as root.
        assertThat(reasons.stream().anyMatch(reason -> reason.contains("belongs to the user " + owner))).isEqualTo(owner != 0);
    }

    @Test
    void a_link_is_judged_by_where_it_stands_and_by_where_it_leads() throws IOException {
        Path shared = Files.createDirectory(directory.resolve("shared"));
        Path own = Files.createDirectory(directory.resolve("own"));
        Path file = Files.writeString(own.resolve("file"), "x");
        Path link = Files.createSymbolicLink(own.resolve("link"), Files.writeString(shared.resolve("file"), "x"));
        Path back = Files.createSymbolicLink(shared.resolve("back"), file);
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThat(rights.changeable(file)).isEmpty();
        assertThat(rights.changeable(link)).singleElement().asString().contains(shared.toString());
        assertThat(rights.changeable(back)).singleElement().asString().contains(shared.toString());
    }

    @Test
    void a_directory_in_which_only_owners_replace_is_safe_and_what_is_not_there_is_no_matter() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "x");
        Files.setAttribute(directory, "unix:mode", 01777);

        assertThat(rights.changeable(file)).isEmpty();
        assertThat(rights.exposed(directory.resolve("none"))).isEmpty();
    }
}
