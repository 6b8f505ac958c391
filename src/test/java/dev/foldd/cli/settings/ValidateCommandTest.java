package dev.foldd.cli.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.config.load.ConfigLoader;
import dev.foldd.daemon.DaemonConfig;
import dev.foldd.json.Json;
import dev.foldd.testing.Certificate;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code config validate} says of settings that are in order and that this version would not start with. */
class ValidateCommandTest {

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int validate(String... arguments) {
        return ConfigCommand.with(new ConfigLoader(Map.of(), DaemonConfig::read))
                .setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true)).execute(arguments);
    }

    @Test
    void the_defaults_are_valid_and_nothing_is_to_be_said_about_them() {
        assertThat(validate("validate")).isZero();

        assertThat(out.toString().strip()).isEqualTo("The configuration is valid.");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void what_the_daemon_would_not_start_with_is_a_warning() {
        assertThat(validate("validate", "--set", "database.shared=true",
                "--set", "server.tls={\"enabled\":true,\"cert_file\":\"/none\",\"key_file\":\"/none\"}")).isZero();

        assertThat(out.toString().strip())
                .isEqualTo("The configuration is valid, but this version does not start with it on this machine.");
        assertThat(err.toString().lines()).containsExactly(
                "warning: database.shared: daemons share a PostgreSQL, MySQL or MariaDB server, and the"
                        + " adapter is sqlite; use one of these, or a single daemon; the daemon does not start with it",
                "warning: server.tls.cert_file: '/none' cannot be read; the daemon does not start with it",
                "warning: server.tls.key_file: '/none' cannot be read; the daemon does not start with it");
    }

    @Test
    void machines_are_told_the_same() {
        assertThat(validate("validate", "--json", "--set", "database.shared=true")).isZero();

        Map<?, ?> report = (Map<?, ?>) Json.parse(out.toString());
        assertThat(report.get("valid")).isEqualTo(true);
        assertThat(report.get("problems")).isEqualTo(List.of());
        assertThat((List<?>) report.get("warnings")).singleElement().asString().startsWith("database.shared: ");
    }

    @Test
    void problems_come_first_and_end_with_78() {
        assertThat(validate("validate", "--set", "server.prot=1", "--set", "database.shared=true")).isEqualTo(78);

        assertThat(out.toString()).isEmpty();
        assertThat(err.toString().lines()).containsExactly(
                "warning: database.shared: daemons share a PostgreSQL, MySQL or MariaDB server, and the"
                        + " adapter is sqlite; use one of these, or a single daemon; the daemon does not start with it",
                "server.prot: is unknown; did you mean 'server.port'?");
    }

    @Test
    void settings_keys_and_rules_are_told_of_in_one_round() throws IOException {
        Path rules = Files.writeString(directory.resolve("rules.yaml"),
                "rules: [{entity: Usr, role: usr, operations: [raed]}]");
        Path secret = Files.writeString(directory.resolve("secret"), "short");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));

        assertThat(validate("validate", "--data", directory.resolve("data").toString(),
                "--set", "srever.prot=70000", "--set", "security.jwt.secret=short",
                "--set", "security.acl.rules_file=" + rules, "--set", "database.entities=/none",
                "--set", "security.jwt.keys=[{\"id\":\"a\",\"secret_file\":\"/none\"},{\"id\":\"b\",\"secret_file\":\""
                        + secret + "\"}]")).isEqualTo(78);

        assertThat(err.toString().lines()).anyMatch(line -> line.startsWith("srever: is unknown; did you mean 'server'?"))
                .anyMatch(line -> line.startsWith("srever.prot: is unknown; did you mean 'server.port'?"))
                .anyMatch(line -> line.startsWith("srever.prot: must be a whole number"))
                .anyMatch(line -> line.startsWith("security.jwt.secret: must be at least 32 bytes long"))
                .anyMatch(line -> line.startsWith("warning: security.jwt.keys[0].secret_file: cannot read /none"))
                .anyMatch(line -> line.startsWith("warning: security.jwt.keys[1].secret_file: must be at least 32 bytes"))
                .anyMatch(line -> line.startsWith("warning: database.entities: '/none' cannot be read"))
                .anyMatch(line -> line.contains("rules[0].role") && line.endsWith("did you mean 'user'?"))
                .anyMatch(line -> line.contains("rules[0].operations") && line.endsWith("did you mean 'read'?"))
                .hasSize(9);
        assertThat(directory.resolve("data")).doesNotExist();
    }

    @Test
    void what_files_hold_is_told_in_the_same_round_as_settings() throws IOException {
        Certificate own = Certificate.in(directory, "own", "dns:localhost");
        Certificate other = Certificate.in(directory, "other", "dns:localhost");
        Path text = Files.writeString(directory.resolve("notes.txt"), "no database");

        assertThat(validate("validate", "--set", "server.prot=1", "--set", "server.tls.enabled=true",
                "--set", "server.tls.cert_file=" + own.certificate(), "--set", "server.tls.key_file=" + other.key(),
                "--set", "database.connection.path=" + text, "--set", "security.audit_log_path=" + text + "/audit.log"))
                .isEqualTo(78);

        assertThat(err.toString().lines()).containsExactly(
                "server.prot: is unknown; did you mean 'server.port'?",
                "database.connection.path: '" + text + "' is no SQLite database; name another file, or move this one away",
                "server.tls.key_file: '" + other.key() + "' is not the private key of the certificate in '" + own.certificate()
                        + "'; name two files that were made together, the server's own certificate first in its file",
                "security.audit_log_path: '" + text + "/audit.log' cannot be made, since '" + text
                        + "' is a file; name another place");
    }

    @Test
    void a_data_directory_that_is_a_file_is_told_once() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");

        assertThat(validate("validate", "--data", file.toString())).isEqualTo(78);

        assertThat(err.toString().lines()).containsExactly("data_dir: '" + file
                + "' is a file, and a directory is wanted there; name another, or move it away");
    }

    @Test
    void entities_of_which_there_is_not_one_are_told_before_what_follows_from_it() throws IOException {
        Path folder = Files.createDirectory(directory.resolve("none"));

        assertThat(validate("validate", "--set", "database.entities=" + folder)).isEqualTo(78);

        assertThat(err.toString().lines()).hasSizeGreaterThan(1)
                .first().isEqualTo("database.entities: '" + folder + "' holds no entity");
    }

    @Test
    void a_character_that_no_path_can_have_is_a_problem_of_its_key() throws IOException {
        Path file = Files.writeString(directory.resolve("nul.yaml"),
                "data_dir: \"a\\0b\"\ndatabase: {connection: {path: \"a\\0b\"}}\n");

        assertThat(validate("validate", file.toString())).isEqualTo(78);

        assertThat(err.toString().lines()).hasSize(2)
                .allMatch(line -> line.endsWith(": must not hold the character 0, which no path and no name can have"));
    }
}
