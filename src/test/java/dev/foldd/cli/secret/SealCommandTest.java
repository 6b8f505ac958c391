package dev.foldd.cli.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldd.cli.CommandRun;
import dev.foldd.cli.part.CommandFailure;
import dev.foldd.config.Problems;
import dev.foldd.config.Secret;
import dev.foldd.config.load.ConfigLoader;
import dev.foldd.config.secret.SecretSource;
import dev.foldd.config.secret.Secrets;
import dev.foldd.daemon.DaemonConfig;
import dev.foldd.json.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SealCommandTest {

    private static final String CANARY = "canary-that-nobody-sees";

    @TempDir
    private Path directory;

    private final CommandRun command = new CommandRun("secret", () -> SecretCommand.with(
            new ConfigLoader(Map.of(), DaemonConfig::read), new SecureRandom(), input(CANARY + "\n")));

    @Test
    void prints_what_only_the_key_of_this_machine_opens() {
        int exit = command.execute("seal", "--data", directory.toString());

        assertThat(exit).as(command.err.toString()).isZero();
        assertThat(command.out.toString().lines()).hasSize(1);
        assertThat(opened("database.connection.password", command.out.toString().strip())).contains(new Secret(CANARY));
        assertThat(command.err.toString()).startsWith("note: there was no key to seal with").doesNotContain(CANARY);
        assertThat(command.out.toString()).doesNotContain(CANARY);
    }

    @Test
    void the_key_is_made_once_and_named_in_json() throws IOException {
        command.execute("seal", "--data", directory.toString());
        Path key = Secrets.in(directory).keyFile();
        byte[] made = Files.readAllBytes(key);
        command.out.getBuffer().setLength(0);
        command.err.getBuffer().setLength(0);

        int exit = command.execute("seal", "--json", "--data", directory.toString());

        Map<?, ?> told = (Map<?, ?>) Json.parse(command.out.toString());
        assertThat(exit).isZero();
        assertThat(told.get("key_file")).isEqualTo(key.toString());
        assertThat(told.get("sealed").toString()).contains(told.get("key_id").toString());
        assertThat(Files.readAllBytes(key)).isEqualTo(made);
        assertThat(command.err.toString()).isEmpty();
    }

    @Test
    void seals_for_one_setting_alone_and_knows_which_there_are() {
        assertThat(command.execute("seal", "--for", "database.connection.password", "--data", directory.toString())).isZero();
        String sealed = command.out.toString().strip();

        assertThat(opened("database.connection.password", sealed)).contains(new Secret(CANARY));
        assertThat(opened("security.jwt.secret", sealed)).isEmpty();
        assertThat(command.execute("seal", "--for", "database.conection.password", "--data", directory.toString())).isEqualTo(2);
        assertThat(command.err.toString()).contains("did you mean 'database.connection.password'?");
    }

    @Test
    void a_secret_among_the_arguments_is_refused_and_not_repeated() {
        int exit = command.execute("seal", "--data", directory.toString(), CANARY);

        assertThat(exit).isEqualTo(2);
        assertThat(command.err.toString()).contains("a secret is never an argument").doesNotContain(CANARY);
        assertThat(command.out.toString()).isEmpty();
    }

    @Test
    void a_key_that_others_may_read_is_refused() throws IOException {
        command.execute("seal", "--data", directory.toString());
        Path key = Secrets.in(directory).keyFile();
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        command.out.getBuffer().setLength(0);

        int exit = command.execute("seal", "--data", directory.toString());

        assertThat(exit).isEqualTo(1);
        assertThat(command.err.toString()).contains("chmod 600 " + key);
        assertThat(command.out.toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"'', there is no secret on standard input", "'\n', there is no secret on standard input"})
    void nothing_is_no_secret(String typed, String sentence) {
        assertThatThrownBy(() -> input(typed).read()).isInstanceOf(CommandFailure.class).hasMessage(sentence);
    }

    @Test
    void what_is_no_text_or_too_long_is_refused() {
        byte[] latin = "süß".getBytes(StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> new StandardInput(new ByteArrayInputStream(latin)).read())
                .hasMessage("a secret must be text in UTF-8");
        assertThatThrownBy(() -> input("x".repeat(64 * 1024 + 1)).read()).hasMessage("a secret has at most 65536 bytes");
        assertThat(input("x".repeat(64 * 1024)).read().reveal()).hasSize(64 * 1024);
        assertThat(input("two\nlines\r\n").read()).isEqualTo(new Secret("two\nlines"));
    }

    private Optional<Secret> opened(String setting, String sealed) {
        return List.of(new SecretSource(setting, SecretSource.Kind.VALUE, new Secret(sealed))).stream()
                .flatMap(source -> Secrets.in(directory).open(source, new Problems()).stream()).findFirst();
    }

    private static SecretInput input(String text) {
        return new StandardInput(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }
}
