package dev.foldd.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.audit.LogFiles;
import dev.foldd.audit.Trails;
import dev.foldd.cli.CommandRun;
import dev.foldd.config.load.ConfigLoader;
import dev.foldd.daemon.DaemonConfig;
import dev.foldd.identity.NodeKey;
import dev.foldd.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProveCommandTest {

    @TempDir
    Path data;

    private final ConfigLoader loader = new ConfigLoader(Map.of(), DaemonConfig::read);
    private final CommandRun command = new CommandRun("audit", () -> AuditCommand.with(loader));
    private Path bundle;

    @BeforeEach
    void writeALog() {
        Trails.written(data.resolve("audit/audit.log"), 60);
        bundle = data.resolve("bundle.json");
    }

    @Test
    void a_bundle_is_checked_without_log_and_data_directory() throws IOException {
        int exit = prove("1-30");
        String node = Trails.KEY.nodeId();
        Files.move(data.resolve("audit"), data.resolve("gone"));

        int checked = command.execute("verify", "--bundle", bundle.toString(), "--node-id", node);

        assertThat(exit).as(command.err.toString()).isZero();
        assertThat(checked).isZero();
        assertThat(command.out.toString()).contains("proved: 1 record\n", "request=1-30", "signed by node " + node);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(bundle))).isEqualTo("rw-------");
    }

    @Test
    void the_key_of_a_data_directory_that_is_there_is_compared() {
        prove("1-30");
        NodeKey.loadOrCreate(NodeKey.fileIn(data));

        assertThat(check("--data", data.toString())).isEqualTo(1);
        assertThat(command.out.toString()).contains("BROKEN wrong key: " + bundle + " proof 1 (record ");
    }

    @Test
    void without_a_key_it_is_unproven_and_exits_1() {
        prove("1-30");

        assertThat(check("--data", data.toString())).isEqualTo(1);
        assertThat(command.out.toString()).contains("UNPROVEN: 1 record\n", "not shown: whose it is", "--node-id");
        assertThat(check("--chain-only")).isZero();
    }

    @Test
    void an_edited_record_is_named() throws IOException {
        prove("1-30");
        Files.writeString(bundle, Files.readString(bundle).replace("user-1234", "user-9999"));

        assertThat(check("--key", Trails.KEY.publicKey().text())).isEqualTo(1);
        assertThat(command.out.toString()).contains("BROKEN edited: " + bundle + " proof 1 (record ")
                .contains("does not have the hash that it had in the log");
    }

    @Test
    void json_tells_the_record_and_whose_it_is() {
        prove("1-30", "1-2");
        command.out.getBuffer().setLength(0);

        check("--json", "--key", Trails.KEY.publicKey().text());

        Map<?, ?> told = (Map<?, ?>) Json.parse(command.out.toString());
        assertThat(told.get("sound")).isEqualTo(true);
        assertThat((List<?>) told.get("records")).hasSize(2).first().asString().contains("requestId=1-2,",
                "node=" + Trails.KEY.nodeId());
    }

    @Test
    void without_a_file_the_bundle_goes_to_standard_output() throws IOException {
        assertThat(command.execute("prove", "7", "--log", data.resolve("audit").toString())).isZero();
        Files.writeString(bundle, command.out.toString());

        assertThat(check("--key", Trails.KEY.publicKey().text())).isZero();
    }

    @Test
    void what_cannot_be_proved_exits_1_and_wrong_usage_2() throws IOException {
        assertThat(prove("1-99")).isEqualTo(1);
        assertThat(command.err.toString()).contains("there is no record 1-99 in the log");
        assertThat(bundle).doesNotExist();
        assertThat(prove()).isEqualTo(2);
        assertThat(prove("no id")).isEqualTo(2);
        assertThat(check()).isEqualTo(2);
        Files.writeString(bundle, "{}");
        assertThat(check()).isEqualTo(1);
        assertThat(command.err.toString()).contains("is no proof bundle: ");
        assertThat(check("--log", data.toString())).isEqualTo(2);
        assertThat(check("--checkpoint", data.toString())).isEqualTo(2);
        assertThat(check("--node-id", "ABC")).isEqualTo(2);
    }

    @Test
    void a_bundle_beyond_its_size_is_refused_before_it_is_read() throws IOException {
        try (var channel = Files.newByteChannel(bundle, Set.of(StandardOpenOption.CREATE,
                StandardOpenOption.WRITE))) {
            channel.position(1L << 30).write(ByteBuffer.wrap(new byte[1]));
        }

        assertThat(check("--chain-only")).isEqualTo(1);
        assertThat(command.err.toString()).contains("larger than a proof bundle may be");
    }

    private int prove(String... records) {
        String[] words = new String[records.length + 5];
        System.arraycopy(records, 0, words, 1, records.length);
        words[0] = "prove";
        words[records.length + 1] = "--out";
        words[records.length + 2] = bundle.toString();
        words[records.length + 3] = "--log";
        words[records.length + 4] = data.resolve("audit").toString();
        return command.execute(words);
    }

    private int check(String... options) {
        String[] words = new String[options.length + 3];
        System.arraycopy(options, 0, words, 3, options.length);
        words[0] = "verify";
        words[1] = "--bundle";
        words[2] = bundle.toString();
        return command.execute(words);
    }
}
