package dev.foldd.daemon.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.config.Problems;
import dev.foldd.testing.Certificate;
import dev.foldd.wire.Tls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TlsContentTest {

    @TempDir
    private static Path directory;

    @BeforeAll
    static void write() throws IOException, GeneralSecurityException {
        Certificate.in(directory, "own", "dns:localhost");
        Certificate.in(directory, "other", "dns:localhost");
        write("both.pem", text("own.crt") + text("own.key"));
        write("told.crt", "subject=CN = own\n" + text("own.crt"));
        write("junk.crt", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        write("junk.key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        write("locked.key", text("own.key").replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY"));
        write("rsa.key", pem(KeyPairGenerator.getInstance("RSA").generateKeyPair().getPrivate().getEncoded()));
        write("ed25519.key", pem(KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate().getEncoded()));
        write("empty", "");
        Files.write(directory.resolve("garbage"), new byte[] {0, -1, 13, 127, -128});
        Files.createDirectory(directory.resolve("folder"));
    }

    private static void write(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }

    private static String text(String name) throws IOException {
        return Files.readString(directory.resolve(name));
    }

    private static String pem(byte[] key) {
        return "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(key) + "\n-----END PRIVATE KEY-----\n";
    }

    static Stream<Arguments> pairs() {
        return Stream.of(
                argumentSet("a pair", "own.crt", "own.key"), argumentSet("a pair in one file", "both.pem", "both.pem"),
                argumentSet("words before it", "told.crt", "own.key"),
                argumentSet("files that are not there, which is told elsewhere", "none", "folder"));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void nothing_is_wrong_with(String certificate, String key) {
        assertThat(problems(certificate, key, "own.crt")).isEmpty();
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                argumentSet("exchanged files: the certificate", "own.key", "own.key", "cert_file", "exchanged?"),
                argumentSet("exchanged files: the key", "own.crt", "own.crt", "key_file", "exchanged?"),
                argumentSet("an empty certificate", "empty", "own.key", "cert_file", "holds no certificate in PEM"),
                argumentSet("an empty key", "own.crt", "empty", "key_file", "holds no private key in PEM"),
                argumentSet("a certificate of garbage", "garbage", "own.key", "cert_file", "holds no certificate in PEM"),
                argumentSet("a key of garbage", "own.crt", "garbage", "key_file", "holds no private key in PEM"),
                argumentSet("a certificate that only looks like one", "junk.crt", "own.key", "cert_file", "cannot be read"),
                argumentSet("a key that only looks like one", "own.crt", "junk.key", "key_file", "cannot be read"),
                argumentSet("a key with a passphrase", "own.crt", "locked.key", "key_file", "openssl pkey -in "),
                argumentSet("the key of another certificate", "own.crt", "other.key", "key_file",
                        "is not the private key of the certificate in"),
                argumentSet("a key of another kind", "own.crt", "rsa.key", "key_file",
                        "is not the private key of the certificate in"),
                argumentSet("a key that listeners cannot use", "own.crt", "ed25519.key", "key_file", "neither RSA nor EC"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void is_told_with_its_key_and_file(String certificate, String key, String name, String sentence) {
        String file = name.equals("cert_file") ? certificate : key;

        assertThat(problems(certificate, key, "own.crt")).singleElement().asString()
                .startsWith("server.tls." + name + ": '" + directory.resolve(file) + "' ").contains(sentence);
    }

    @Test
    void every_file_is_looked_at_in_one_round() {
        assertThat(problems("own.key", "own.crt", "garbage")).hasSize(3)
                .anyMatch(line -> line.startsWith("server.tls.ca_file: ") && line.contains("holds no certificate in PEM"));
    }

    private static List<String> problems(String certificate, String key, String authority) {
        Problems problems = new Problems();
        TlsContent.check(new Tls(directory.resolve(certificate).toString(), directory.resolve(key).toString(),
                Optional.of(directory.resolve(authority).toString()), Tls.ClientCertificate.REQUIRE), "server.tls", problems);
        return problems.list();
    }
}
