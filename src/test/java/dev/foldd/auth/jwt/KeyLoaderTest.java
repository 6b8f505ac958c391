package dev.foldd.auth.jwt;

import static dev.foldd.auth.jwt.Forge.SECRET;
import static dev.foldd.auth.jwt.Forge.pem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.config.Problems;
import dev.foldd.config.Section;
import dev.foldd.config.secret.Secrets;
import dev.foldd.testing.Jwks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class KeyLoaderTest {

    @TempDir
    private Path data;

    static Stream<Arguments> refusals() {
        return Stream.of(
                argumentSet("in order", Map.of("secret", SECRET), ""),
                argumentSet("exactly 32 bytes", Map.of("secret", "x".repeat(32)), ""),
                argumentSet("a short secret", Map.of("secret", "x".repeat(31)),
                        "jwt.secret: must be at least 32 bytes long for HS256"),
                argumentSet("an empty secret", Map.of("secret", ""),
                        "jwt.secret: must be at least 32 bytes long for HS256"),
                argumentSet("too short for the longer hash", Map.of("secret", SECRET, "algorithms", "HS512"),
                        "jwt.secret: must be at least 64 bytes long for HS512"),
                argumentSet("a public key as the secret", Map.of("secret", "\n" + rsa(2048)),
                        "jwt.secret: is a PEM block, which is no shared secret; a public key belongs in public_key"),
                argumentSet("a missing file", Map.of("secret_file", "/nowhere/jwt.key"),
                        "jwt.secret_file: cannot read /nowhere/jwt.key: it does not exist"),
                argumentSet("a public key", key("RS256", rsa(2048)), ""),
                argumentSet("a small RSA key", key("RS256", rsa(1024)), "jwt.issuers[0].keys[0].public_key: fits none"),
                argumentSet("a key of another kind", key("ES256", rsa(2048)),
                        "jwt.issuers[0].keys[0].public_key: fits none"),
                argumentSet("a key of its curve", key("ES256", ec("secp256r1")), ""),
                argumentSet("a key of another curve", key("ES384", ec("secp256r1")),
                        "jwt.issuers[0].keys[0].public_key: fits none"),
                argumentSet("not PEM", key("RS256", "AAAA"), "must be an RSA, EC or Ed25519 key in PEM"),
                argumentSet("PEM of nothing",
                        key("RS256", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"),
                        "must be an RSA, EC or Ed25519 key in PEM"),
                argumentSet("a private key",
                        key("RS256", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"),
                        "must be an RSA, EC or Ed25519 key in PEM"),
                argumentSet("a secret for an issuer without HS", Map.of("issuers", List.of(Map.of("issuer", "i",
                        "algorithms", "RS256", "keys", List.of(Map.of("id", "k", "secret", SECRET))))),
                        "jwt.issuers[0].keys[0].secret: fits none of the issuer's algorithms"),
                argumentSet("the same key twice", Map.of("secret", SECRET, "keys", List.of(Map.of("secret", SECRET))),
                        "a second time"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void keys_are_checked(Map<String, Object> settings, String sentence) {
        List<String> problems = problems(settings);

        if (sentence.isEmpty()) {
            assertThat(problems).isEmpty();
        } else {
            assertThat(problems).singleElement().asString().contains(sentence).doesNotContain(SECRET);
        }
    }

    static Stream<Arguments> sets() {
        PublicKey rsa = Jwks.rsa(2048).getPublic();
        String file = "jwt.issuers[0].jwks_file: ";
        return Stream.of(
                argumentSet("in order", Jwks.set(Jwks.jwk("k", rsa, "")), ""),
                argumentSet("with a key of another kind beside",
                        Jwks.set(Jwks.jwk("k", rsa, ""), Jwks.jwk("e", Jwks.ed25519().getPublic(), "")), ""),
                argumentSet("empty", Jwks.set(), file + "holds no key that fits one of the issuer's algorithms"),
                argumentSet("of another kind", Jwks.set(Jwks.jwk("e", Jwks.ed25519().getPublic(), "")), file + "holds no key"),
                argumentSet("too small", Jwks.set(Jwks.jwk("k", Jwks.rsa(1024).getPublic(), "")), file + "holds no key"),
                argumentSet("private", Jwks.set(Jwks.jwk("k", rsa, ",\"d\":\"AQAB\"")),
                        file + "key 1 is private; only public keys belong there"),
                argumentSet("symmetric", Jwks.set(Jwks.jwk("k", rsa, ""), "{\"kty\":\"oct\",\"k\":\"AQAB\"}"),
                        file + "key 2 is symmetric; only public keys belong there"),
                argumentSet("no set", "{}", file + "cannot be used: the answer is not an object with a list of keys"),
                argumentSet("not JSON", "-----BEGIN", file + "cannot be used: the answer is not JSON"));
    }

    @ParameterizedTest
    @MethodSource("sets")
    void a_file_of_published_keys_is_checked(String json, String sentence) throws IOException {
        Path file = Files.writeString(data.resolve("keys.json"), json);

        List<String> problems = problems(Map.of("issuers",
                List.of(Map.of("issuer", "i", "algorithms", "RS256", "jwks_file", file.toString()))));

        if (sentence.isEmpty()) {
            assertThat(problems).isEmpty();
        } else {
            assertThat(problems).singleElement().asString().contains(sentence);
        }
    }

    @Test
    void public_keys_may_stand_in_files_of_an_issuers_own() throws IOException {
        Path first = Files.writeString(data.resolve("first.pem"), rsa(2048));
        Path second = Files.writeString(data.resolve("second.pem"), rsa(2048));

        assertThat(problems(Map.of("issuers", List.of(Map.of("issuer", "i", "algorithms", "RS256", "public_key_files",
                List.of(first.toString(), second.toString())))))).isEmpty();
        assertThat(problems(Map.of("issuers", List.of(Map.of("issuer", "i", "algorithms", "RS256", "public_key_files",
                List.of(first.toString(), "/nowhere")))))).singleElement().asString().contains("cannot be read");
    }

    @Test
    void authorities_that_cannot_be_read_are_refused_at_start() throws IOException {
        Path empty = Files.writeString(data.resolve("ca.pem"), "");

        assertThat(problems(Map.of("jwks", Map.of("ca_file", empty.toString()))))
                .containsExactly("jwt.jwks.ca_file: holds no certificate");
        assertThat(problems(Map.of("jwks", Map.of("ca_file", "/nowhere"))))
                .containsExactly("jwt.jwks.ca_file: cannot be read (NoSuchFileException)");
    }

    @Test
    void a_secret_file_that_others_can_read_is_refused() throws IOException {
        Path file = Files.writeString(data.resolve("secret"), SECRET);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(problems(Map.of("secret_file", file.toString()))).containsExactly(
                "jwt.secret_file: " + file + " has the rights rw-r--r--, beyond rw-r-----: run `chmod 600 " + file
                        + "`, and replace what is in it if others may have read it");
    }

    @Test
    void the_own_secret_is_generated_where_none_is_configured_and_not_otherwise() {
        problems(Map.of("secret", SECRET));
        assertThat(data.resolve("keys")).doesNotExist();

        problems(Map.of());
        assertThat(data.resolve("keys/jwt.key")).exists();
    }

    private List<String> problems(Map<String, Object> settings) {
        Problems problems = new Problems();
        JwtConfig config = JwtConfig.read(Section.root(Map.of("jwt", settings), problems).section("jwt"));
        KeyLoader.load(config, Secrets.in(data), new SecureRandom(), problems);
        return problems.list();
    }

    private static Map<String, Object> key(String algorithm, String pem) {
        return Map.of("issuers", List.of(
                Map.of("issuer", "i", "algorithms", algorithm, "keys", List.of(Map.of("id", "k", "public_key", pem)))));
    }

    private static String rsa(int bits) {
        return made("RSA", new RSAKeyGenParameterSpec(bits, RSAKeyGenParameterSpec.F4));
    }

    private static String ec(String curve) {
        return made("EC", new ECGenParameterSpec(curve));
    }

    private static String made(String kind, AlgorithmParameterSpec parameters) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
            generator.initialize(parameters);
            return pem(generator.generateKeyPair().getPublic());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
