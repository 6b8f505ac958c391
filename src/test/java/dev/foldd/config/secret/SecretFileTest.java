package dev.foldd.config.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldd.config.Secret;
import dev.foldd.identity.KeyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretFileTest {

    private final SecureRandom random = new SecureRandom();

    @TempDir
    private Path directory;

    @Test
    void a_secret_is_generated_once_for_the_owner_alone() throws IOException {
        Path file = directory.resolve("data/keys/jwt.key");

        Secret first = SecretFile.readOrGenerate(file, random);
        Secret again = SecretFile.readOrGenerate(file, random);

        assertThat(first.reveal()).matches("[A-Za-z0-9_-]{43}").isEqualTo(again.reveal());
        assertThat(rights(file)).isEqualTo("rw-------");
        assertThat(rights(file.getParent())).isEqualTo("rwx------");
        try (var files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void first_starts_at_the_same_moment_agree_on_one_secret() throws Exception {
        int starts = 8;
        Path file = directory.resolve("keys/jwt.key");
        CyclicBarrier together = new CyclicBarrier(starts);
        Set<String> secrets = ConcurrentHashMap.newKeySet();
        Callable<Boolean> start = () -> {
            together.await();
            return secrets.add(SecretFile.readOrGenerate(file, random).reveal());
        };

        ExecutorService threads = Executors.newFixedThreadPool(starts);
        try {
            List<Future<Boolean>> done = new ArrayList<>();
            for (int i = 0; i < starts; i++) {
                done.add(threads.submit(start));
            }
            for (Future<Boolean> one : done) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(secrets).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"rw-------,true,true", "r--------,true,true", "rw-r-----,false,true", "r--r-----,false,true",
        "rw-rw----,false,false", "rw----r--,false,false", "rw-r--r--,false,false", "rwxrwxrwx,false,false"})
    void rights_decide(String rights, boolean generated, boolean configured) throws IOException {
        Path file = Files.writeString(directory.resolve("jwt.key"), "a secret\r\n");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(rights));

        assertThat(outcome(() -> SecretFile.readOrGenerate(file, random))).isEqualTo(generated ? "a secret"
                : refusal(file, rights, "rw-------"));
        assertThat(outcome(() -> SecretFile.read(file))).isEqualTo(configured ? "a secret"
                : refusal(file, rights, "rw-r-----"));
    }

    @Test
    void a_directory_that_others_can_write_is_refused() throws IOException {
        Path file = directory.resolve("keys/jwt.key");
        SecretFile.readOrGenerate(file, random);
        Files.setPosixFilePermissions(file.getParent(), PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThatThrownBy(() -> SecretFile.readOrGenerate(file, random)).isInstanceOf(KeyException.class)
                .hasMessageContaining("may be written by others");
    }

    @Test
    void a_file_that_is_missing_or_too_large_is_refused() throws IOException {
        Path large = Files.writeString(directory.resolve("large"), "x".repeat(70_000));
        Files.setPosixFilePermissions(large, PosixFilePermissions.fromString("rw-------"));

        assertThat(outcome(() -> SecretFile.read(directory.resolve("none")))).endsWith("none: it does not exist");
        assertThat(outcome(() -> SecretFile.read(large))).contains("too large to be a key");
    }

    private static String outcome(Callable<Secret> reading) {
        try {
            return reading.call().reveal();
        } catch (KeyException refused) {
            return refused.getMessage();
        } catch (Exception unforeseen) {
            throw new AssertionError(unforeseen);
        }
    }

    private static String refusal(Path file, String rights, String allowed) {
        return file + " has the rights " + rights + ", beyond " + allowed + ": run `chmod 600 " + file
                + "`, and replace what is in it if others may have read it";
    }

    private static String rights(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
