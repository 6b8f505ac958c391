package dev.foldd.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foldd.testing.Certificate;
import dev.foldd.testing.DaemonProcess;
import dev.foldd.testing.Fixtures;
import dev.foldd.testing.FolddProcess;
import dev.foldd.testing.WireClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an operator is told about a configuration before anything is started. */
@Timeout(120)
class ConfigurationJourneyIT {

    private static final String WRONG = """
            servr: {port: 1}
            server: {host: 0.0.0.0, port: 70000, idle_timeout: soon}
            database: {adaptor: sqlite, connection: {pool_size: 0}}
            security:
              rate_limit: {requests_per_minute: many}
              audit: {mode: lenient}
            logging: {level: loud}
            """;

    @TempDir
    private Path directory;

    @Test
    void every_problem_of_a_bad_configuration_is_listed_and_nothing_is_started() throws IOException {
        Path file = Files.writeString(directory.resolve("wrong.yaml"), WRONG);

        FolddProcess.Ended run = FolddProcess.run(directory, "run", "--config", file, "--data", directory.resolve("data"));
        FolddProcess.Ended older = FolddProcess.run(directory, "--validate-config", "--config=" + file);
        FolddProcess.Ended json = FolddProcess.run(directory, "config", "validate", "--json", file);

        assertThat(run.code()).isEqualTo(78);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines()).anyMatch(line -> line.startsWith("servr") && line.contains("did you mean 'server'"))
                .anyMatch(line -> line.startsWith("database.adaptor") && line.contains("adapter'"))
                .anyMatch(line -> line.startsWith("server.host: ")).anyMatch(line -> line.startsWith("server.port: "))
                .anyMatch(line -> line.startsWith("server.idle_timeout: "))
                .anyMatch(line -> line.startsWith("database.connection.pool_size: "))
                .anyMatch(line -> line.startsWith("security.rate_limit.requests_per_minute: "))
                .anyMatch(line -> line.startsWith("security.audit.mode: ") && line.contains("strict"))
                .anyMatch(line -> line.startsWith("logging.level: ") && line.contains("info"));
        assertThat(directory.resolve("data")).doesNotExist();
        assertThat(older.code()).isEqualTo(78);
        assertThat(older.err()).isEqualTo(run.err());
        JsonNode report = WireClient.parse(json.out());
        assertThat(json.code()).isEqualTo(78);
        assertThat(report.get("valid").booleanValue()).isFalse();
        assertThat(report.get("problems")).hasSize((int) run.err().lines().count());
    }

    @Test
    void rules_that_are_not_in_order_or_fail_their_own_tests_start_nothing() throws IOException {
        Path wrong = Files.writeString(directory.resolve("wrong.yaml"), "rules: [{entity: User, role: usr, operations: [raed]}]");
        Path failing = Files.writeString(directory.resolve("failing.yaml"), Files.readString(Fixtures.rules())
                .replace("expect: denied", "expect: allowed"));

        FolddProcess.Ended first = DaemonProcess.in(directory).set("security.acl.rules_file", wrong).startInVain();
        FolddProcess.Ended second = DaemonProcess.in(directory).withFixtures().set("security.acl.rules_file", failing)
                .startInVain();

        assertThat(first.code()).isEqualTo(78);
        assertThat(first.err().lines()).anyMatch(line -> line.contains("rules[0].role") && line.contains("did you mean 'user'"))
                .anyMatch(line -> line.contains("rules[0].operations") && line.contains("did you mean 'read'"));
        assertThat(second.code()).isEqualTo(78);
        assertThat(second.err()).contains("tests[1]", "is denied, not allowed");
        assertThat(first.out() + second.out()).isEmpty();
        assertThat(directory.resolve("data")).doesNotExist();
    }

    @Test
    void files_with_the_wrong_content_start_nothing_and_are_told_together() throws IOException {
        Certificate own = Certificate.in(directory, "own", "ip:127.0.0.1");
        Path stranger = Certificate.in(directory, "stranger", "ip:127.0.0.1").key();
        Path text = Files.writeString(directory.resolve("notes.txt"), "no database");

        FolddProcess.Ended run = DaemonProcess.in(directory).set("server.tls.enabled", true)
                .set("server.tls.cert_file", own.certificate()).set("server.tls.key_file", stranger)
                .set("database.connection.path", text).set("http.prot", 1).with("--json").startInVain();

        assertThat(run.code()).isEqualTo(78);
        assertThat(WireClient.parse(run.out()).get("error").get("problems")).hasSize(3).map(JsonNode::asText)
                .anyMatch(line -> line.startsWith("http.prot: is unknown"))
                .anyMatch(line -> line.startsWith("database.connection.path: ") && line.contains("is no SQLite database"))
                .anyMatch(line -> line.startsWith("server.tls.key_file: ") && line.contains("is not the private key"));
        assertThat(directory.resolve("data")).doesNotExist();
        assertThat(text).hasContent("no database");
    }

    @Test
    void what_kubernetes_says_of_services_does_not_hinder() {
        Map<String, String> injected = Map.of("FOLDD_SERVICE_HOST", "10.0.0.7", "FOLDD_SERVICE_PORT", "50051", "FOLDD_PORT",
                "tcp://10.0.0.7:50051", "FOLDD_PORT_50051_TCP_ADDR", "10.0.0.7", "FOLDD_SERVER_PORT", "tcp://10.0.0.7:50051");

        FolddProcess.Ended valid = FolddProcess.run(directory, injected, "config", "validate");
        FolddProcess.Ended printed = FolddProcess.run(directory, injected, "config", "print", "--json");

        assertThat(valid.code()).isZero();
        assertThat(valid.err().lines()).hasSize(5).allMatch(line -> line.startsWith("warning: the environment variable FOLDD_"));
        assertThat(WireClient.parse(printed.out()).get("server").get("port").intValue()).isEqualTo(50051);
    }

    @Test
    void a_port_that_is_taken_is_told_in_a_sentence() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            FolddProcess.Ended rpc = DaemonProcess.in(directory).set("server.port", taken.getLocalPort()).startInVain();
            FolddProcess.Ended admin = DaemonProcess.in(directory).set("admin.port", taken.getLocalPort()).startInVain();

            assertThat(rpc.code()).isEqualTo(1);
            assertThat(rpc.err()).contains("server.port", "cannot listen on").doesNotContain("Exception", "\tat ");
            assertThat(rpc.out()).isEmpty();
            assertThat(admin.code()).isEqualTo(1);
            assertThat(admin.err()).contains("admin.port", "cannot listen on");
            assertThat(FolddProcess.run(directory, "audit", "verify", "--data", directory.resolve("data")).code())
                    .as("what was begun was closed").isZero();
        }
    }

    @Test
    void the_configuration_that_counts_is_printed_without_its_secrets() throws IOException {
        Path file = Files.writeString(directory.resolve("foldd.yaml"), """
                server: {port: 6000}
                security: {jwt: {secret: "${JWT_SECRET}"}}
                """);
        Map<String, String> environment = Map.of("JWT_SECRET", "thirty-two-bytes-that-nobody-sees", "FOLDD_HTTP_PORT", "6001");

        FolddProcess.Ended printed = FolddProcess.run(directory, environment, "config", "print", "--json", "--config", file,
                "--set", "admin.port=6002");
        FolddProcess.Ended defaults = FolddProcess.run(directory, "--print-default-config");
        FolddProcess.Ended schema = FolddProcess.run(directory, "config", "schema", "--json");

        JsonNode tree = WireClient.parse(printed.out());
        assertThat(printed.code()).as(printed.err()).isZero();
        assertThat(tree.get("server").get("port").intValue()).isEqualTo(6000);
        assertThat(tree.get("http").get("port").asText()).isEqualTo("6001");
        assertThat(tree.get("admin").get("port").asText()).isEqualTo("6002");
        assertThat(printed.out()).doesNotContain("thirty-two-bytes");
        assertThat(defaults.code()).isZero();
        assertThat(defaults.out()).contains("port: 50051", "requests_per_minute: 1000");
        assertThat(WireClient.parse(schema.out()).get("properties").get("server").get("properties").get("port").get("default")
                .intValue()).isEqualTo(50051);
    }

    @Test
    void the_older_daemons_example_lacks_nothing_but_the_files_of_its_machine() {
        Path example = Path.of("src/test/resources/dev/foldd/config/load/older-daemon.yaml").toAbsolutePath();

        FolddProcess.Ended valid = FolddProcess.run(directory, Map.of("DBAL_DB_PASSWORD", "p"), "config", "validate", example);

        assertThat(valid.code()).isZero();
        assertThat(valid.err().lines()).isNotEmpty().allMatch(line -> line.startsWith("warning: "));
        assertThat(valid.err()).contains("server.tls.cert_file", "security.acl.rules_file");
    }
}
