package dev.foldd.config.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.config.Problems;
import dev.foldd.config.Secret;
import dev.foldd.config.Section;
import dev.foldd.identity.KeyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {

    private static final String CANARY = "hunter2-with-ünicode";
    private static final String SETTING = "database.connection.password";

    private final SecureRandom random = new SecureRandom();
    private final Problems problems = new Problems();

    @TempDir
    private Path directory;

    @Test
    void a_value_stands_for_itself() {
        assertThat(opened(secrets(), SecretSource.Kind.VALUE, CANARY)).contains(new Secret(CANARY));
        assertThat(problems.list()).isEmpty();
    }

    @Test
    void a_file_and_a_credential_are_read_anew_each_time_and_without_the_line_break_at_their_end() throws IOException {
        Path file = secretFile("password", CANARY + "\n");
        Secrets secrets = withCredentials();

        assertThat(opened(secrets, SecretSource.Kind.FILE, file.toString())).contains(new Secret(CANARY));
        assertThat(opened(secrets, SecretSource.Kind.CREDENTIAL, "password")).contains(new Secret(CANARY));
        secretFile("password", "other\r\n");

        assertThat(opened(secrets, SecretSource.Kind.FILE, file.toString())).contains(new Secret("other"));
        assertThat(opened(secrets, SecretSource.Kind.CREDENTIAL, "password")).contains(new Secret("other"));
        assertThat(problems.list()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "p", CANARY, "with\nlines\n"})
    void what_is_sealed_is_opened_wherever_it_stands(String plain) throws IOException {
        Secrets secrets = withCredentials();
        String sealed = secrets.sealingKey(random).seal(new Secret(plain), "", random);
        Path file = secretFile("sealed", sealed + "\n");

        assertThat(opened(secrets, SecretSource.Kind.VALUE, sealed)).contains(new Secret(plain));
        if (!plain.isEmpty()) {
            assertThat(opened(secrets, SecretSource.Kind.FILE, file.toString())).contains(new Secret(plain));
            assertThat(opened(secrets, SecretSource.Kind.CREDENTIAL, "sealed")).contains(new Secret(plain));
        }
        assertThat(sealed).startsWith("sealed:v1:").doesNotContain(CANARY);
        assertThat(problems.list()).isEmpty();
    }

    @Test
    void the_same_secret_is_never_sealed_the_same_way_twice() {
        SealingKey key = secrets().sealingKey(random);

        List<String> sealed = Stream.generate(() -> key.seal(new Secret(CANARY), "", random)).limit(100).toList();

        assertThat(sealed).doesNotHaveDuplicates();
    }

    @Test
    void what_is_sealed_for_one_setting_is_good_for_no_other() {
        String sealed = secrets().sealingKey(random).seal(new Secret(CANARY), SETTING, random);

        assertThat(opened(secrets(), SecretSource.Kind.VALUE, sealed)).contains(new Secret(CANARY));
        assertThat(secrets().open(new SecretSource("security.jwt.secret", SecretSource.Kind.VALUE, new Secret(sealed)),
                problems)).isEmpty();
        assertThat(opened(secrets(), SecretSource.Kind.VALUE, sealed.replace(":" + SETTING + ":", "::"))).isEmpty();
        assertThat(problems.list()).containsExactly("security.jwt.secret: is sealed for " + SETTING + " alone",
                SETTING + ": is sealed and damaged");
    }

    @Test
    void a_change_of_any_character_is_noticed() {
        String sealed = secrets().sealingKey(random).seal(new Secret(CANARY), SETTING, random);

        for (int i = 0; i < sealed.length(); i++) {
            char other = sealed.charAt(i) == 'A' ? 'B' : 'A';
            String changed = sealed.substring(0, i) + other + sealed.substring(i + 1);
            assertThat(opened(secrets(), SecretSource.Kind.VALUE, changed)).as("character " + i)
                    .isNotEqualTo(Optional.of(new Secret(CANARY)));
        }
        for (int end = "sealed:v1:".length(); end < sealed.length(); end++) {
            assertThat(opened(secrets(), SecretSource.Kind.VALUE, sealed.substring(0, end))).as("cut at " + end).isEmpty();
        }
        assertThat(problems.list()).allMatch(problem -> problem.startsWith(SETTING + ": is sealed"))
                .noneMatch(problem -> problem.contains(sealed.substring(sealed.lastIndexOf(':') + 1)));
    }

    @Test
    void another_key_is_told_from_damage() throws IOException {
        Secrets other = Secrets.in(Files.createDirectory(directory.resolve("other")));
        String sealed = other.sealingKey(random).seal(new Secret(CANARY), "", random);
        String id = secrets().sealingKey(random).id();

        assertThat(opened(secrets(), SecretSource.Kind.VALUE, sealed)).isEmpty();

        assertThat(problems.list()).containsExactly(SETTING + ": is sealed with the key " + other.sealingKey(random).id()
                + ", and this machine has the key " + id);
    }

    @Test
    void a_key_that_is_missing_is_named_and_never_made_by_opening() {
        String sealed = Secrets.in(directory.resolve("other")).sealingKey(random).seal(new Secret(CANARY), "", random);

        assertThat(opened(secrets(), SecretSource.Kind.VALUE, sealed)).isEmpty();

        assertThat(problems.list()).singleElement().asString().startsWith(SETTING + ": is sealed, and its key cannot be had: ")
                .endsWith("secrets.key: it does not exist");
        assertThat(directory.resolve("data")).doesNotExist();
    }

    @Test
    void the_key_is_made_for_its_owner_alone_and_refused_when_others_may_read_it() throws IOException {
        SealingKey key = secrets().sealingKey(random);
        Path file = secrets().keyFile();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
        assertThat(secrets().sealingKey(random).id()).isEqualTo(key.id());
        String sealed = key.seal(new Secret(CANARY), "", random);

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

        assertThatThrownBy(() -> secrets().sealingKey(random)).isInstanceOf(KeyException.class)
                .hasMessageContaining("chmod 600");
        assertThat(opened(secrets(), SecretSource.Kind.VALUE, sealed)).isEmpty();
        assertThat(problems.list()).singleElement().asString().contains("is sealed, and its key cannot be had", "chmod 600");
    }

    @Test
    void the_key_may_be_a_credential_in_either_kind_of_base_64() throws IOException {
        byte[] key = new byte[32];
        java.util.Arrays.fill(key, (byte) 0xFB);
        secretFile("key", Base64.getEncoder().encodeToString(key) + "\n");
        secretFile("url", Base64.getUrlEncoder().withoutPadding().encodeToString(key));
        Secrets secrets = new Secrets(new SecretsConfig(Optional.empty(), Optional.of("key"),
                Optional.of(directory.toString())), directory.resolve("data"));
        Secrets same = new Secrets(new SecretsConfig(Optional.empty(), Optional.of("url"),
                Optional.of(directory.toString())), directory.resolve("data"));

        String sealed = secrets.sealingKey(random).seal(new Secret(CANARY), "", random);

        assertThat(opened(same, SecretSource.Kind.VALUE, sealed)).contains(new Secret(CANARY));
        assertThat(directory.resolve("data")).doesNotExist();
    }

    static Stream<Arguments> unusable() {
        return Stream.of(
                argumentSet("a file that is not there", SecretSource.Kind.FILE, "/nowhere",
                        "_file: cannot read /nowhere: it does not exist"),
                argumentSet("no name of a file", SecretSource.Kind.FILE, "a\0b", "_file: is not the name of a file"),
                argumentSet("a credential without a directory", SecretSource.Kind.CREDENTIAL, "password",
                        "_credential: names a credential, and there are none: neither CREDENTIALS_DIRECTORY is set nor"
                                + " security.secrets.credentials_dir"),
                argumentSet("a credential with a path", SecretSource.Kind.CREDENTIAL, "../password",
                        "_credential: must be the name of a credential: letters, digits and . _ - @ : +, and no path"),
                argumentSet("a form of the future", SecretSource.Kind.VALUE, "sealed:v2:hunter2",
                        ": is sealed, and damaged or in a form that this version does not know"));
    }

    @ParameterizedTest
    @MethodSource("unusable")
    void is_refused_under_the_name_of_its_setting(SecretSource.Kind kind, String value, String problem) {
        assertThat(opened(secrets(), kind, value)).isEmpty();
        assertThat(problems.list()).containsExactly(SETTING + problem);
    }

    @Test
    void a_file_that_is_empty_or_open_to_others_is_refused() throws IOException {
        Path empty = secretFile("empty", "\n");
        Path open = secretFile("open", CANARY);
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(opened(secrets(), SecretSource.Kind.FILE, empty.toString())).isEmpty();
        assertThat(opened(secrets(), SecretSource.Kind.FILE, open.toString())).isEmpty();

        assertThat(problems.list()).hasSize(2).contains(SETTING + "_file: is empty")
                .noneMatch(problem -> problem.contains(CANARY));
    }

    @Test
    void the_places_of_a_secret_exclude_each_other() {
        Section section = Section.root(Map.of("password", CANARY, "password_file", "/f", "password_credential", "c"), problems);

        SecretSource.read(section, "password");

        assertThat(problems.list()).containsExactly("password_file: cannot stand beside password",
                "password_credential: cannot stand beside password");
    }

    @Test
    void settings_of_the_key_are_read_and_checked() {
        assertThat(SecretsConfig.read(Section.root(Map.of(), problems))).isEqualTo(SecretsConfig.DEFAULT);
        assertThat(SecretsConfig.read(Section.root(Map.of("key_credential", "k", "credentials_dir", "/run/c"), problems)))
                .isEqualTo(new SecretsConfig(Optional.empty(), Optional.of("k"), Optional.of("/run/c")));
        assertThat(SecretsConfig.read(Section.root(Map.of("key_file", "/k"), problems)).keyFile()).contains("/k");
        assertThat(problems.list()).isEmpty();

        SecretsConfig.read(Section.root(Map.of("key_file", "/k", "key_credential", "a/b"), problems));

        assertThat(problems.list()).containsExactly("key_credential: cannot stand beside key_file",
                "key_credential: must be the name of a credential: letters, digits and . _ - @ : +, and no path");
    }

    @Test
    void nothing_of_it_is_printed() {
        SecretSource source = new SecretSource(SETTING, SecretSource.Kind.VALUE, new Secret(CANARY));
        SealingKey key = secrets().sealingKey(random);

        assertThat(source + " " + key + " " + secrets()).doesNotContain(CANARY);
    }

    private Secrets secrets() {
        return Secrets.in(directory.resolve("data"));
    }

    private Secrets withCredentials() {
        return new Secrets(new SecretsConfig(Optional.empty(), Optional.empty(), Optional.of(directory.toString())),
                directory.resolve("data"));
    }

    private Optional<Secret> opened(Secrets secrets, SecretSource.Kind kind, String value) {
        return secrets.open(new SecretSource(SETTING, kind, new Secret(value)), problems);
    }

    private Path secretFile(String name, String content) throws IOException {
        Path file = Files.writeString(directory.resolve(name), content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
