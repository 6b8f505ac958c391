package dev.foldd.daemon.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedFilesTest {

    @TempDir
    private Path directory;

    private final List<Path> files = new ArrayList<>();
    private int seconds;
    private WatchedFiles watched;

    @BeforeEach
    void watch() throws IOException {
        files.add(write("rules.yaml", "one"));
        watched = new WatchedFiles(() -> files);
    }

    @Test
    void what_stays_as_it_is_is_never_told() {
        assertThat(looks(3)).containsOnly(false);
    }

    @Test
    void a_change_is_told_once_and_when_a_second_look_finds_it_again() throws IOException {
        write("rules.yaml", "two");

        assertThat(looks(4)).containsExactly(false, true, false, false);
    }

    @Test
    void a_file_that_is_still_being_written_is_waited_for() throws IOException {
        write("rules.yaml", "tw");
        boolean first = watched.changed();
        write("rules.yaml", "two");

        assertThat(first).isFalse();
        assertThat(looks(3)).containsExactly(false, true, false);
    }

    @Test
    void a_change_that_is_taken_back_is_none() throws IOException {
        Path before = Files.copy(files.get(0), directory.resolve("before"), StandardCopyOption.COPY_ATTRIBUTES);
        Path link = link("link.yaml", files.get(0));
        files.set(0, link);
        watched = new WatchedFiles(() -> files);
        Files.delete(link);
        link("link.yaml", before);
        watched.changed();
        Files.delete(link);
        link("link.yaml", directory.resolve("rules.yaml"));

        assertThat(looks(3)).containsOnly(false);
    }

    @Test
    void a_file_that_goes_or_comes_is_a_change() throws IOException {
        Files.delete(files.get(0));
        List<Boolean> gone = looks(2);
        write("rules.yaml", "one");

        assertThat(gone).containsExactly(false, true);
        assertThat(looks(2)).containsExactly(false, true);
    }

    @Test
    void another_file_among_them_is_a_change() throws IOException {
        files.add(write("another.yaml", "one"));

        assertThat(looks(2)).containsExactly(false, true);
    }

    /** As Kubernetes does it: the file is a link through {@code ..data}, which is turned to a new directory at once. */
    @Test
    void a_link_that_is_turned_is_a_change_though_size_and_time_are_the_same() throws IOException {
        Path first = Files.createDirectory(directory.resolve("..1"));
        Path second = Files.createDirectory(directory.resolve("..2"));
        Files.copy(files.get(0), first.resolve("a.yaml"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.copy(files.get(0), second.resolve("a.yaml"), StandardCopyOption.COPY_ATTRIBUTES);
        link("..data", first.getFileName());
        files.set(0, link("a.yaml", Path.of("..data", "a.yaml")));
        watched = new WatchedFiles(() -> files);

        link("..new", second.getFileName());
        Files.move(directory.resolve("..new"), directory.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);

        assertThat(looks(2)).containsExactly(false, true);
    }

    private List<Boolean> looks(int times) {
        List<Boolean> told = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            told.add(watched.changed());
        }
        return told;
    }

    private Path link(String name, Path to) throws IOException {
        return Files.createSymbolicLink(directory.resolve(name), to);
    }

    /** Each write has a time of its own, however fast the test and however coarse the file system's clock. */
    private Path write(String name, String text) throws IOException {
        Path file = Files.writeString(directory.resolve(name), text);
        return Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-02T03:04:05Z").plusSeconds(seconds++)));
    }
}
