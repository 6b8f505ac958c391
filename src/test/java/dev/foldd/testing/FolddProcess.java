package dev.foldd.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@code foldd} in a process of its own, from the packed jar, as a shell would start it. */
public final class FolddProcess implements AutoCloseable {

    private static final Path JAR = Path.of("target", "foldd.jar").toAbsolutePath();
    private static final List<String> QUESTIONS = List.of("-XX:+UseSerialGC", "-Xmx64m", "-XX:TieredStopAtLevel=1");
    private static final int PATIENCE_SECONDS = 90;

    private final Process process;
    private final Path out;
    private final Path err;

    private FolddProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** What a command has printed, and its exit code. */
    public record Ended(int code, String out, String err) {

        /** The lines of standard output. */
        public List<String> lines() {
            return out.lines().toList();
        }
    }

    /** Starts a command in a directory; what it prints goes to files there. */
    public static FolddProcess start(Path directory, Map<String, String> environment, List<String> javaOptions,
            List<String> arguments) {
        assertThat(JAR).as("the journeys run after the jar has been packed").exists();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(javaOptions);
        command.addAll(List.of("-jar", JAR.toString()));
        command.addAll(arguments);
        try {
            Path out = Files.createTempFile(directory, "printed-", ".out");
            Path err = Files.createTempFile(directory, "printed-", ".err");
            ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile())
                    .redirectOutput(out.toFile()).redirectError(err.toFile());
            // What the environment of the build says must not reach a test.
            builder.environment().keySet().removeIf(name -> name.matches("(FOLDD|DBAL|DOCKER|JAVA|JDK)_.*|DATABASE_URL"));
            builder.environment().putAll(environment);
            return new FolddProcess(builder.start(), out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a command that asks and leaves, to its end. */
    public static Ended run(Path directory, Object... arguments) {
        return run(directory, Map.of(), arguments);
    }

    /** The same with something in the environment. */
    public static Ended run(Path directory, Map<String, String> environment, Object... arguments) {
        try (FolddProcess command = start(directory, environment, QUESTIONS,
                Arrays.stream(arguments).map(String::valueOf).toList())) {
            return command.ended();
        }
    }

    /** Waits for the end. */
    public Ended ended() {
        try {
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("it ends").isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return new Ended(process.exitValue(), printed(), complained());
    }

    /** Its standard output so far. */
    public String printed() {
        return text(out);
    }

    /** Its standard error so far. */
    public String complained() {
        return text(err);
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    /** The processor's time that it has used so far. */
    public Duration cpu() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    /** Sends a signal such as {@code HUP}. */
    public void signal(String name) {
        try {
            assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor()).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Ends it at once, whatever it does. */
    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
