package dev.foldd.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The source itself under test: sizes, banned words, and a reason on every class. */
class TidyTest {

    private static final int FILE_LINES_MAX = 300;
    private static final int LINE_LENGTH_MAX = 130;
    private static final int TEST_LINE_LENGTH_MAX = 140;
    private static final int ROOM_FILES_MAX = 16;

    // Written apart, so that this file does not accuse itself.
    private static final Pattern BANNED = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b|@Dis" + "abled|Thread\\.sl"
            + "eep\\(|printStack" + "Trace\\(\\)");

    @Test
    void files_are_small_and_lines_are_short() {
        List<String> slips = new ArrayList<>();
        for (Path file : sources("src/main/java", "src/test/java")) {
            List<String> lines = lines(file);
            boolean test = file.toString().contains("src/test");
            if (!test && lines.size() > FILE_LINES_MAX) {
                slips.add(file + " has " + lines.size() + " lines");
            }
            for (int i = 0; i < lines.size(); i++) {
                if (lines.get(i).length() > (test ? TEST_LINE_LENGTH_MAX : LINE_LENGTH_MAX)) {
                    slips.add(file + ":" + (i + 1) + " is " + lines.get(i).length() + " characters long");
                }
            }
        }
        assertThat(slips).isEmpty();
    }

    @Test
    void nothing_is_left_for_later_and_no_test_sleeps() {
        List<String> slips = new ArrayList<>();
        for (Path file : sources("src/main/java", "src/test/java")) {
            List<String> lines = lines(file);
            for (int i = 0; i < lines.size(); i++) {
                if (BANNED.matcher(lines.get(i)).find()) {
                    slips.add(file + ":" + (i + 1) + ": " + lines.get(i).strip());
                }
            }
        }
        assertThat(slips).isEmpty();
    }

    @Test
    void every_public_type_says_what_it_is_for() {
        Pattern type = Pattern.compile("^public (?:final |sealed |abstract )*(?:class|interface|enum|record|@interface) ");
        List<String> slips = new ArrayList<>();
        for (Path file : sources("src/main/java")) {
            List<String> lines = lines(file);
            for (int i = 0; i < lines.size(); i++) {
                if (type.matcher(lines.get(i)).find() && !isDocumented(lines, i)) {
                    slips.add(file + ":" + (i + 1));
                }
            }
        }
        assertThat(slips).isEmpty();
    }

    @Test
    void no_room_is_crowded() throws IOException {
        List<String> slips = new ArrayList<>();
        try (Stream<Path> paths = Files.walk(Path.of("src/main/java"))) {
            for (Path room : paths.filter(Files::isDirectory).toList()) {
                try (Stream<Path> files = Files.list(room)) {
                    long count = files.filter(file -> file.toString().endsWith(".java")).count();
                    if (count > ROOM_FILES_MAX) {
                        slips.add(room + " holds " + count + " files");
                    }
                }
            }
        }
        assertThat(slips).isEmpty();
    }

    private static boolean isDocumented(List<String> lines, int type) {
        int above = type - 1;
        while (above >= 0 && !lines.get(above).isBlank() && !lines.get(above).endsWith("*/")) {
            above--;
        }
        return above >= 0 && lines.get(above).endsWith("*/");
    }

    private static List<Path> sources(String... roots) {
        List<Path> sources = new ArrayList<>();
        for (String root : roots) {
            try (Stream<Path> paths = Files.walk(Path.of(root))) {
                paths.filter(path -> path.toString().endsWith(".java")).sorted().forEach(sources::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        assertThat(sources).isNotEmpty();
        return sources;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
