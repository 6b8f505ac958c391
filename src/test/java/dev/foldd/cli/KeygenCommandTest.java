package dev.foldd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.config.load.ConfigLoader;
import dev.foldd.daemon.DaemonConfig;
import dev.foldd.identity.NodeKey;
import dev.foldd.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeygenCommandTest {

    @TempDir
    Path data;

    private final CommandRun command = new CommandRun("keygen", () ->
            new KeygenCommand(new ConfigLoader(Map.of(), DaemonConfig::read)));

    @Test
    void makes_the_key_and_prints_its_public_half_alone() throws IOException {
        int exit = command.execute("--data", data.toString());

        NodeKey key = NodeKey.load(NodeKey.fileIn(data));
        assertThat(exit).isZero();
        assertThat(command.out.toString().lines()).containsExactly("node_id " + key.nodeId(),
                "public_key " + key.publicKey().text(),
                "file " + NodeKey.fileIn(data));
        assertThat(command.out.toString()).doesNotContain(Files.readAllLines(NodeKey.fileIn(data)).get(1));
    }

    @Test
    void a_key_that_is_there_stays_and_is_printed() throws IOException {
        NodeKey key = NodeKey.loadOrCreate(NodeKey.fileIn(data));
        String before = Files.readString(NodeKey.fileIn(data));

        int exit = command.execute("--json", "--data", data.toString());

        assertThat(exit).isZero();
        assertThat((Map<?, ?>) Json.parse(command.out.toString())).hasToString("{node_id=" + key.nodeId() + ", public_key="
                + key.publicKey().text() + ", file=" + NodeKey.fileIn(data) + ", created=false}");
        assertThat(NodeKey.fileIn(data)).hasContent(before);
    }

    @Test
    void a_key_that_others_may_read_exits_78_with_what_to_do() throws IOException {
        NodeKey.loadOrCreate(NodeKey.fileIn(data));
        Files.setPosixFilePermissions(NodeKey.fileIn(data), PosixFilePermissions.fromString("rw-r--r--"));

        int exit = command.execute("--data", data.toString());

        assertThat(exit).isEqualTo(78);
        assertThat(command.err.toString()).contains("chmod 600");
        assertThat(command.out.toString()).isEmpty();
    }
}
