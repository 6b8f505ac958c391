package dev.foldd.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.foldd.identity.NodeKey;
import dev.foldd.testing.DaemonProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that shares no line with the daemon: a script of Python's standard library, with an Ed25519 of its own. */
class SocketScriptJourneyIT {

    private static final String SEED = "07".repeat(32);
    private static final String STRANGER = "09".repeat(32);
    private static final String SCHEMA = """
            {"name": "Card", "payment_config": {"base_multiplier": 1.0, "min_payment_threshold": 0}, "fields": {
              "title": {"field_type": "Single", "permission_policy": {"read_policy": "NoRequirement", "write_policy": {"Distance": 1}},
                "payment_config": {"base_multiplier": 1.0, "trust_distance_scaling": "None"}, "field_mappers": {}},
              "secret": {"field_type": "Single", "permission_policy": {"read_policy": {"Distance": 1}, "write_policy": {"Distance": 1}},
                "payment_config": {"base_multiplier": 1.0, "trust_distance_scaling": "None"}, "field_mappers": {}}}}
            """;

    @Test
    void a_script_speaks_lines_and_frames_and_logs_in(@TempDir Path directory) throws Exception {
        assumeTrue(isThere("python3"), "python3 is not installed here");
        Path schemas = Files.createDirectories(directory.resolve("schemas"));
        Files.writeString(schemas.resolve("Card.json"), SCHEMA);
        Path apps = Files.createDirectories(directory.resolve("data/apps"));
        byte[] seed = new byte[32];
        Arrays.fill(seed, (byte) 7);
        Files.writeString(apps.resolve("script.pub"), NodeKey.ofSeed(seed).publicKey().text());

        try (DaemonProcess daemon = DaemonProcess.in(directory).unhurried().set("fold.schemas", schemas)
                .set("socket.path", directory.resolve("s.sock")).set("tcp.enabled", true).set("tcp.port", 0).start()) {
            String nodeId = NodeKey.load(NodeKey.fileIn(daemon.data())).nodeId();
            String said = run(List.of("python3", Path.of("src/test/resources/dev/foldd/socket/client.py").toAbsolutePath().toString(),
                    place(daemon, "socket"), place(daemon, "tcp"), nodeId, SEED, STRANGER));

            assertThat(said).doesNotContain("NOT").contains("ok a login", "ok a method of the WebSocket");
            assertThat(said.lines().filter(line -> line.startsWith("ok "))).hasSize(28);
        }
    }

    private static String place(DaemonProcess daemon, String door) {
        String start = "listening " + door + " ";
        return daemon.printed().stream().filter(line -> line.startsWith(start)).map(line -> line.substring(start.length()))
                .findFirst().orElseThrow();
    }

    private static boolean isThere(String command) throws InterruptedException {
        try {
            return new ProcessBuilder(command, "--version").start().waitFor() == 0;
        } catch (IOException missing) {
            return false;
        }
    }

    private static String run(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }
}
