package dev.foldd.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/**
 * Files of an input, a line of dashes, and what comes of it. {@code -Dgolden=write} writes what comes of it now into the
 * files, to be read in the diff before it is believed.
 */
public final class Golden {

    private static final String DASHES = "----------\n";
    private static final Path ROOT = Path.of("src/test/resources");

    private Golden() {
    }

    /** Every golden of the class' own package, below it too, named by its path there. */
    public static Stream<Arguments> of(Class<?> test) {
        Path room = ROOT.resolve(test.getPackageName().replace('.', '/'));
        try (Stream<Path> files = Files.walk(room)) {
            List<Path> found = files.filter(file -> file.toString().endsWith(".golden")).sorted().toList();
            assertThat(found).as("goldens of " + room).isNotEmpty();
            return found.stream().map(file -> Arguments.argumentSet(
                    room.relativize(file).toString().replace(".golden", ""), file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs the input through {@code run} and compares what comes of it. */
    public static void check(Path file, UnaryOperator<String> run) {
        try {
            String text = Files.readString(file);
            int dashes = text.indexOf(DASHES);
            String input = dashes < 0 ? text : text.substring(0, dashes);
            String output = run.apply(input);
            if ("write".equals(System.getProperty("golden"))) {
                Files.writeString(file, input + DASHES + output);
                return;
            }
            assertThat(output).as(file.toString()).isEqualTo(dashes < 0 ? "" : text.substring(dashes + DASHES.length()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
