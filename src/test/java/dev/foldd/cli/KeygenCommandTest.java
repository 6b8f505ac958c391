package dev.foldd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.auth.sign.Applications;
import dev.foldd.client.ClientKey;
import dev.foldd.config.load.ConfigLoader;
import dev.foldd.daemon.DaemonConfig;
import dev.foldd.identity.NodeKey;
import dev.foldd.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @Test
    void an_application_gets_a_key_of_its_own_and_is_enrolled(@TempDir Path elsewhere) throws IOException {
        Path file = elsewhere.resolve("shop.key");

        int exit = command.execute("--app", "shop", "--out", file.toString(), "--data", data.toString());

        NodeKey node = NodeKey.load(NodeKey.fileIn(data));
        NodeKey key = NodeKey.load(file);
        Path enrolled = data.resolve("apps").resolve("shop.pub");
        assertThat(exit).isZero();
        assertThat(command.out.toString().lines()).containsExactly("application shop", "enrolled " + enrolled,
                "node_id " + node.nodeId(), "public_key " + key.publicKey().text(), "file " + file);
        assertThat(enrolled).hasContent(key.publicKey().text());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
        assertThat(new Applications(data.resolve("apps"), node.publicKey(), List.of()).files()).contains(enrolled);
        assertThat(ClientKey.fromFile(file).publicKey()).isEqualTo(key.publicKey().text());
    }

    @Test
    void an_applications_key_that_is_there_stays_and_is_enrolled_when_it_is_not_yet(@TempDir Path elsewhere) {
        Path file = elsewhere.resolve("shop.key");
        NodeKey key = NodeKey.loadOrCreate(file);

        assertThat(command.execute("--app", "shop", "--out", file.toString(), "--data", data.toString())).isZero();
        assertThat(command.execute("--app", "shop", "--out", file.toString(), "--data", data.toString())).isZero();

        assertThat(data.resolve("apps").resolve("shop.pub")).hasContent(key.publicKey().text());
        assertThat(command.out.toString()).contains("note the key was there already and stays");
    }

    @Test
    void another_key_under_the_name_of_an_application_is_refused_and_leaves_everything(@TempDir Path elsewhere)
            throws IOException {
        Path first = elsewhere.resolve("first.key");
        command.execute("--app", "shop", "--out", first.toString(), "--data", data.toString());
        NodeKey.loadOrCreate(elsewhere.resolve("second.key"));

        for (String other : List.of("second.key", "third.key")) {
            int exit = command.execute("--app", "shop", "--out", elsewhere.resolve(other).toString(), "--data",
                    data.toString());

            assertThat(exit).isEqualTo(1);
        }

        assertThat(command.err.toString()).contains("delete " + data.resolve("apps").resolve("shop.pub") + " first");
        assertThat(elsewhere.resolve("third.key")).doesNotExist();
        assertThat(data.resolve("apps").resolve("shop.pub")).hasContent(NodeKey.load(first).publicKey().text());
    }

    @Test
    void a_key_that_the_application_has_made_itself_is_enrolled_and_no_private_one_is_made(@TempDir Path elsewhere)
            throws IOException {
        ClientKey key = ClientKey.loadOrCreate(elsewhere.resolve("own.key"));

        int exit = command.execute("--app", "shop", "--public-key", key.publicKey(), "--data", data.toString());

        assertThat(exit).isZero();
        assertThat(command.out.toString().lines()).containsExactly("application shop",
                "enrolled " + data.resolve("apps").resolve("shop.pub"), "node_id " + NodeKey.load(NodeKey.fileIn(data)).nodeId(),
                "public_key " + key.publicKey());
        assertThat(data.resolve("apps").resolve("shop.pub")).hasContent(key.publicKey());
        assertThat(command.execute("--app", "shop", "--public-key", NodeKey.generate().publicKey().text(), "--data",
                data.toString())).isEqualTo(1);
        assertThat(command.execute("--app", "other", "--public-key", "no key", "--data", data.toString())).isEqualTo(1);
        assertThat(data.resolve("apps").resolve("other.pub")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--app ../shop", "--app .shop", "--app a/b", "--out shop.key", "--public-key k",
        "--app shop --out shop.key --public-key k"})
    void what_is_no_name_or_has_none_is_a_mistake_in_the_arguments(String arguments) {
        assertThat(command.execute((arguments + " --data " + data).split(" "))).isEqualTo(2);
        assertThat(data).isEmptyDirectory();
    }
}
