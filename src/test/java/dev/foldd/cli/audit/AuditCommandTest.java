package dev.foldd.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.foldd.audit.AuditConfig;
import dev.foldd.audit.AuditLog;
import dev.foldd.audit.LogFiles;
import dev.foldd.audit.Trails;
import dev.foldd.cli.CommandRun;
import dev.foldd.config.load.ConfigLoader;
import dev.foldd.daemon.DaemonConfig;
import dev.foldd.identity.NodeKey;
import dev.foldd.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditCommandTest {

    @TempDir
    Path data;

    private final ConfigLoader loader = new ConfigLoader(Map.of(), DaemonConfig::read);
    private final CommandRun command = new CommandRun("audit", () -> AuditCommand.with(loader));
    private LogFiles files;

    @BeforeEach
    void writeALog() {
        files = new LogFiles(data.resolve("audit/audit.log"));
        try (AuditLog log = Trails.open(files.path(), Trails.config())) {
            log.record(Trails.read("1-1")).toCompletableFuture().join();
            log.record(Trails.read("1-\u001b[31m")).toCompletableFuture().join();
        }
    }

    @Test
    void a_sound_log_exits_0_and_says_how_far_it_is_signed() {
        int exit = command.execute("verify", "--data", data.toString(), "--key", Trails.KEY.publicKey().text());

        assertThat(exit).isZero();
        assertThat(command.out.toString()).startsWith("sound: 8 records (1 to 8) in 1 segments")
                .contains("signed through record 7 by node "
                + Trails.KEY.nodeId()).doesNotContain("note:");
    }

    @Test
    void a_broken_log_exits_1_and_names_file_line_and_record() throws IOException {
        tamper();

        int exit = command.execute("verify", "--log", data.resolve("audit").toString());

        assertThat(exit).isEqualTo(1);
        assertThat(command.out.toString())
                .startsWith("BROKEN edited: audit.log.00000001 line 4 (record 4): does not have the hash");
    }

    @Test
    void a_torn_line_exits_0_with_a_note() throws IOException {
        Files.writeString(files.segment(1), Files.readString(files.segment(1)) + "{\"seq\"");

        int exit = command.execute("verify", "--data", data.toString(), "--node-id", Trails.KEY.nodeId());

        assertThat(exit).isZero();
        assertThat(command.out.toString()).contains("note: the last line of audit.log.00000001 is torn: 6 bytes");
    }

    @Test
    void without_a_key_to_compare_it_exits_1_and_names_the_option_that_would_show_whose_log_it_is() {
        int exit = command.execute("verify", "--log", data.resolve("audit").toString());

        assertThat(exit).isEqualTo(1);
        assertThat(command.out.toString()).startsWith("UNPROVEN: 8 records").contains("not shown: whose it is", "--key",
                "--node-id", "--data");
    }

    @Test
    void without_the_newest_checkpoint_it_exits_1_and_names_the_option_that_would_show_the_end() throws IOException {
        Path kept = data.resolve("kept");
        Files.move(files.checkpoint(), kept);
        String key = Trails.KEY.publicKey().text();

        int exit = command.execute("verify", "--data", data.toString(), "--key", key);
        String told = command.out.toString();

        assertThat(exit).isEqualTo(1);
        assertThat(told).startsWith("UNPROVEN: 8 records").contains("not shown: that its end is there", "--checkpoint")
                .doesNotContain("whose");
        assertThat(command.execute("verify", "--data", data.toString(), "--key", key, "--checkpoint", kept.toString()))
                .isZero();
    }

    @Test
    void the_chain_alone_is_enough_for_whoever_says_so() throws IOException {
        Files.delete(files.checkpoint());

        assertThat(command.execute("verify", "--chain-only", "--log", files.path().toString())).isZero();
        assertThat(command.out.toString()).startsWith("chain intact: 8 records").contains("not shown: whose it is",
                "not shown: that its end is there");
        tamper();
        assertThat(command.execute("verify", "--chain-only", "--log", files.path().toString())).isEqualTo(1);
    }

    @Test
    void json_says_what_is_not_shown() {
        command.execute("verify", "--json", "--log", files.path().toString());

        Map<?, ?> told = (Map<?, ?>) Json.parse(command.out.toString());
        assertThat(told.get("sound")).isEqualTo(false);
        assertThat(told.get("intact")).isEqualTo(true);
        assertThat(told.get("not_shown")).asString().contains("--node-id");
    }

    @Test
    void json_tells_the_same() throws IOException {
        tamper();

        int exit = command.execute("verify", "--json", "--data", data.toString());

        assertThat(exit).isEqualTo(1);
        Map<?, ?> told = (Map<?, ?>) Json.parse(command.out.toString());
        assertThat(told.get("sound")).isEqualTo(false);
        assertThat((Map<?, ?>) told.get("breach")).hasToString("{kind=edited, file=audit.log.00000001, line=4, seq=4,"
                + " sentence=does not have the hash that the record after it names}");
    }

    @Test
    void the_key_may_be_a_pem_file_and_defaults_to_that_of_the_data_directory() throws IOException {
        Path pem = data.resolve("node.pub");
        Files.writeString(pem,
                "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAO2onvM62pC1io6jQKm8Nc2UyFXcd4kOmOsBIoYtZ2ik=\n"
                + "-----END PUBLIC KEY-----\n");
        NodeKey.loadOrCreate(NodeKey.fileIn(data));

        assertThat(command.execute("verify", "--data", data.toString(), "--key", pem.toString())).isZero();
        assertThat(command.execute("verify", "--data", data.toString())).isEqualTo(1);
        assertThat(command.out.toString()).contains("BROKEN wrong key: audit.log.00000001 line 2");
        command.out.getBuffer().setLength(0);
        assertThat(command.execute("verify", "--log", files.path().toString(), "--data", data.toString())).isEqualTo(1);
        assertThat(command.out.toString()).startsWith("BROKEN wrong key");
    }

    @Test
    void wrong_usage_exits_2_and_a_missing_log_1() {
        assertThat(command.execute("verify", "--key", "hello")).isEqualTo(2);
        assertThat(command.execute("verify", "--checkpoint", data.resolve("none").toString())).isEqualTo(2);
        assertThat(command.execute("tail", "-n", "-1")).isEqualTo(2);
        assertThat(command.execute()).isEqualTo(2);
        assertThat(command.execute("verify", "--log", data.resolve("none").toString())).isEqualTo(1);
        assertThat(command.err.toString()).contains("there is no audit log at");
        assertThat(command.execute("verify", "--data", data.toString(), "--set", "server.prot=1")).isEqualTo(78);
    }

    @Test
    void the_log_is_where_the_configuration_says() {
        String path = files.path().toString();

        assertThat(command.execute("verify", "--set", "security.audit_log_path=" + path, "--key",
                Trails.KEY.publicKey().text())).isZero();
        assertThat(command.out.toString()).startsWith("sound: 8 records");
    }

    @Test
    void tail_prints_the_newest_records_and_nothing_that_steers_a_terminal() {
        int exit = command.execute("tail", "-n", "4", "--data", data.toString());

        assertThat(exit).isZero();
        assertThat(command.out.toString().lines()).hasSize(4).first().asString()
                .startsWith("5 ").contains("record door=rpc remote=127.0.0.1 subject=user-1234 roles=user tenant=tenant-7"
                        + " operation=read entity=User").contains("outcome=succeeded rules=User#2 rows=1 83us request=1-?[31m");
        assertThat(command.out.toString()).doesNotContain("\u001b").contains("tree from=3 to=6");
    }

    @Test
    void tail_shows_the_newest_of_one_subject_or_one_outcome() {
        try (AuditLog log = Trails.open(files.path(), Trails.config())) {
            log.record(Trails.refused("2-1")).toCompletableFuture().join();
        }

        command.execute("tail", "-n", "1", "--subject", "user-1234", "--data", data.toString());
        command.execute("tail", "-n", "9", "--outcome", "refused", "--data", data.toString());
        command.execute("tail", "--subject", "user-1234", "--outcome", "refused", "--data", data.toString());

        assertThat(command.out.toString().lines()).hasSize(2).first().asString().contains("request=1-?[31m");
        assertThat(command.out.toString().lines()).last().asString().contains("outcome=refused error=FORBIDDEN")
                .endsWith("request=2-1");
        assertThat(command.execute("tail", "--outcome", "gone", "--data", data.toString())).isEqualTo(2);
    }

    @Test
    void tail_as_json_prints_the_lines_as_they_stand() throws IOException {
        command.execute("tail", "--json", "-n", "100", "--log", files.path().toString());

        assertThat(command.out.toString()).isEqualToNormalizingNewlines(Files.readString(files.segment(1)));
    }

    @Test
    void tail_follows_into_the_next_segments() throws InterruptedException {
        Thread tail = new Thread(() -> command.execute("tail", "--follow", "--json", "-n", "1", "--data", data.toString()));
        tail.start();
        await().untilAsserted(() -> assertThat(command.out.toString()).contains("\n"));
        try (AuditLog log = Trails.open(files.path(), Trails.config(AuditConfig.Mode.STANDARD, 3_000, 9, 100))) {
            for (int i = 0; i < 20; i++) {
                log.record(Trails.read("2-" + i)).toCompletableFuture().join();
            }
            await().untilAsserted(() -> assertThat(command.out.toString()).contains("\"requestId\":\"2-19\""));
        }

        tail.interrupt();
        tail.join(10_000);

        assertThat(tail.isAlive()).isFalse();
        assertThat(command.out.toString().lines().filter(line -> line.contains("\"requestId\":\"2-"))).hasSize(20);
    }

    private void tamper() throws IOException {
        Files.writeString(files.segment(1), Files.readString(files.segment(1)).replaceFirst("user-1234", "user-9999"));
    }
}
