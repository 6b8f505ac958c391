package dev.foldd.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A user of this machine under whose number processes are run. Nobody else needs to know him.
 *
 * @param gid his own group
 * @param groups of which he is a member besides
 */
public record OtherUser(int uid, int gid, List<Integer> groups) {

    /** One that every user of the machine may run, which cannot be said of the first in this process's path. */
    public static final Path PYTHON = Path.of("/usr/bin/python3");
    private static final int PATIENCE_SECONDS = 60;

    /** What a process has printed, on either output, and its exit code. */
    public record Ran(int code, String said) {
    }

    /** Why processes cannot be run as other users here; empty when they can. */
    public static Optional<String> obstacle() throws IOException, InterruptedException {
        if (!(Files.getAttribute(Path.of("/proc/self"), "unix:uid") instanceof Integer uid) || uid != 0) {
            return Optional.of("only root can run processes as other users");
        }
        try {
            return new OtherUser(61_000, 61_000, List.of()).run(Map.of(), "", List.of(PYTHON.toString(), "--version")).code() == 0
                    ? Optional.empty() : Optional.of("other users cannot run " + PYTHON);
        } catch (IOException missing) {
            return Optional.of("there is no setpriv here");
        }
    }

    /** Runs a command to its end, from the root directory, with a text as its input and variables in its environment. */
    public Ran run(Map<String, String> environment, String input, List<String> command)
            throws IOException, InterruptedException {
        List<String> whole = new ArrayList<>(List.of("setpriv", "--reuid=" + uid, "--regid=" + gid, groups.isEmpty()
                ? "--clear-groups" : "--groups=" + groups.stream().map(String::valueOf).collect(Collectors.joining(","))));
        whole.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(whole).directory(Path.of("/").toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            try (OutputStream in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException endedBefore) {
                assertThat(endedBefore).hasMessageContaining("Broken pipe");
            }
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            return new Ran(process.exitValue(), said);
        } finally {
            process.destroyForcibly();
        }
    }
}
