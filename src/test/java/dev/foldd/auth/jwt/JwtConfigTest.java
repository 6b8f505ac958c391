package dev.foldd.auth.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.auth.Revocations;
import dev.foldd.auth.jwks.JwksConfig;
import dev.foldd.config.Problems;
import dev.foldd.config.Secret;
import dev.foldd.config.Section;
import dev.foldd.testing.Yamls;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JwtConfigTest {

    private static final JwksConfig JWKS = new JwksConfig(Duration.ofMinutes(5), Duration.ofHours(1), Duration.ofHours(6),
            Duration.ofSeconds(10), Duration.ofSeconds(5), 256 << 10, 64, Duration.ofMinutes(5), 1000, Optional.empty());

    private final Problems problems = new Problems();

    @Test
    void by_default_a_generated_secret_signs_with_hs256() {
        JwtConfig config = read(Map.of());

        assertThat(problems.list()).isEmpty();
        assertThat(config).isEqualTo(new JwtConfig(
                new JwtConfig.Issuer("jwt", Optional.empty(), List.of(), Set.of(Algorithm.HS256),
                        List.of(new KeyConfig("jwt", Optional.empty(), KeyConfig.Source.GENERATED, new Secret(""))),
                        Optional.empty()),
                List.of(), Duration.ofSeconds(10), Duration.ofDays(366), 8 << 20, 10_000, JWKS));
        assertThat(config.revocationBounds())
                .isEqualTo(new Revocations.Bounds(Duration.ofDays(366).plusSeconds(10), 10_000));
    }

    @Test
    void every_key_is_read() {
        Problems all = new Problems();
        Map<String, Object> jwt = new HashMap<>(Map.of("secret", "s", "key_id", "own", "issuer", "home",
                "audience", List.of("a", "b"), "algorithms", List.of("HS256", "EdDSA"),
                "leeway", "1s", "max_lifetime", "30d", "cache_size", "1MiB", "max_revocations", 500));
        jwt.put("keys", List.of(Map.of("id", "old", "secret_file", "/old")));
        jwt.put("issuers", List.of(Map.of("issuer", "idp", "audience", "x", "algorithms", "RS256,PS256",
                "keys", List.of(Map.of("id", "k1", "public_key_file", "/k1"), Map.of("public_key", "pem")),
                "key_id", "k3", "public_key_file", "/k3", "public_key_files", List.of("/k4", "/k5"), "jwks_file", "/set"),
                Map.of("issuer", "far", "algorithms", "ES256", "jwks_url", "https://far.example/keys"),
                Map.of("issuer", "near", "algorithms", "ES256", "jwks_url", "http://127.0.0.1:8082/keys")));
        jwt.put("jwks", Map.of("refresh_min", "1s", "refresh_max", "2s", "keep", "3s", "min_interval", "4s",
                "timeout", "5s", "max_size", "6KiB", "max_keys", 7, "unknown_for", "8s", "max_unknown", 9,
                "ca_file", "/ca"));
        Section root = Section.root(Map.of("jwt", jwt), all);

        JwtConfig config = JwtConfig.read(root.section("jwt"));
        root.refuseUnknown();

        assertThat(all.list()).isEmpty();
        assertThat(config).isEqualTo(new JwtConfig(
                new JwtConfig.Issuer("jwt", Optional.of("home"), List.of("a", "b"),
                        Set.of(Algorithm.HS256, Algorithm.EDDSA),
                        List.of(new KeyConfig("jwt", Optional.of("own"), KeyConfig.Source.SECRET, new Secret("s")),
                                new KeyConfig("jwt.keys[0]", Optional.of("old"), KeyConfig.Source.SECRET_FILE,
                                        new Secret("/old"))), Optional.empty()),
                List.of(new JwtConfig.Issuer("jwt.issuers[0]", Optional.of("idp"), List.of("x"),
                        Set.of(Algorithm.RS256, Algorithm.PS256), List.of(
                                new KeyConfig("jwt.issuers[0].keys[0]", Optional.of("k1"),
                                        KeyConfig.Source.PUBLIC_KEY_FILE, new Secret("/k1")),
                                new KeyConfig("jwt.issuers[0].keys[1]", Optional.empty(), KeyConfig.Source.PUBLIC_KEY,
                                        new Secret("pem")),
                                inIssuer(Optional.of("k3"), KeyConfig.Source.PUBLIC_KEY_FILE, "/k3"),
                                inIssuer(Optional.empty(), KeyConfig.Source.PUBLIC_KEY_FILE, "/k4"),
                                inIssuer(Optional.empty(), KeyConfig.Source.PUBLIC_KEY_FILE, "/k5"),
                                inIssuer(Optional.empty(), KeyConfig.Source.JWKS_FILE, "/set")), Optional.empty()),
                        publishing(1, "far", "https://far.example/keys"),
                        publishing(2, "near", "http://127.0.0.1:8082/keys")),
                Duration.ofSeconds(1), Duration.ofDays(30), 1 << 20, 500,
                new JwksConfig(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ofSeconds(4),
                        Duration.ofSeconds(5), 6 << 10, 7, Duration.ofSeconds(8), 9, Optional.of("/ca"))));
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                argumentSet("none", Map.of("algorithms", "none"),
                        "jwt.algorithms: 'none' is not one of HS256, HS384, HS512,"
                        + " RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA"),
                argumentSet("lower case", Map.of("algorithms", "hs256"), "did you mean 'HS256'?"),
                argumentSet("nobody", Map.of("algorithms", List.of()), "jwt.algorithms: must name at least one"),
                argumentSet("secret twice", Map.of("secret", "s", "secret_file", "f"),
                        "jwt.secret_file: cannot stand beside secret"),
                argumentSet("a secret of no use", Map.of("secret", "s", "algorithms", "RS256"),
                        "jwt.algorithms: must name HS256, HS384 or HS512"),
                argumentSet("a blank issuer", Map.of("issuer", " "), "jwt.issuer: must not be blank"),
                argumentSet("a blank audience", Map.of("audience", List.of("")), "jwt.audience: must not hold a blank"),
                argumentSet("a key id", Map.of("secret", "s", "key_id", "x y"), "jwt.key_id: must have 1 to 128"),
                argumentSet("a key id of a generated secret", Map.of("key_id", "x y"),
                        "jwt.key_id: must have 1 to 128"),
                argumentSet("a key without a key", Map.of("keys", List.of(Map.of("id", "k"))),
                        "jwt.keys[0].id: needs one of"),
                argumentSet("an issuer with nothing", Map.of("issuers", List.of(Map.of())),
                        "jwt.issuers[0].issuer: is required"),
                argumentSet("an issuer without algorithms", Map.of("issuers", List.of(Map.of("issuer", "i"))),
                        "jwt.issuers[0].algorithms: must name at least one"),
                argumentSet("an issuer without keys", Map.of("issuers", List.of(Map.of("issuer", "i"))),
                        "jwt.issuers[0].keys: must hold at least one key"),
                argumentSet("keys published without TLS", published(Map.of("jwks_url", "http://idp.example/keys")),
                        "jwt.issuers[0].jwks_url: must be an https:// address, or http:// on this machine"),
                argumentSet("a host that only begins like this machine",
                        published(Map.of("jwks_url", "http://127.0.0.1.evil.example/")), "jwt.issuers[0].jwks_url: must be"),
                argumentSet("keys published in a file", published(Map.of("jwks_url", "file:///etc/keys")),
                        "jwt.issuers[0].jwks_url: must be"),
                argumentSet("a password in the address", published(Map.of("jwks_url", "https://u:p@idp.example/keys")),
                        "jwt.issuers[0].jwks_url: must be"),
                argumentSet("not an address", published(Map.of("jwks_url", "https://[x")),
                        "jwt.issuers[0].jwks_url: must be"),
                argumentSet("a secret beside published keys",
                        published(Map.of("jwks_url", "https://idp.example/keys", "secret", "s")),
                        "jwt.issuers[0].jwks_url: cannot stand beside other keys"),
                argumentSet("HS with published keys",
                        published(Map.of("jwks_url", "https://idp.example/keys", "algorithms", "RS256,HS256")),
                        "jwt.issuers[0].algorithms: must not name HS256"),
                argumentSet("two public keys in one place",
                        published(Map.of("public_key", "pem", "public_key_file", "/k")),
                        "jwt.issuers[0].public_key_file: cannot stand beside public_key"),
                argumentSet("published keys of the own issuer", Map.of("jwks_url", "https://idp.example/keys"),
                        "jwt.jwks_url: is unknown"),
                argumentSet("refresh", Map.of("jwks", Map.of("refresh_min", "2h", "refresh_max", "1h")),
                        "jwt.jwks.refresh_min: must not be longer than refresh_max"),
                argumentSet("refresh_max", Map.of("jwks", Map.of("refresh_max", "2d")), "jwt.jwks.refresh_max: must be"),
                argumentSet("keep", Map.of("jwks", Map.of("keep", "8d")), "jwt.jwks.keep: must be"),
                argumentSet("min_interval", Map.of("jwks", Map.of("min_interval", "0s")), "jwt.jwks.min_interval: must be"),
                argumentSet("timeout", Map.of("jwks", Map.of("timeout", "2m")), "jwt.jwks.timeout: must be"),
                argumentSet("max_size", Map.of("jwks", Map.of("max_size", "5MiB")), "jwt.jwks.max_size: must be"),
                argumentSet("max_keys", Map.of("jwks", Map.of("max_keys", 0)), "jwt.jwks.max_keys: must be"),
                argumentSet("unknown_for", Map.of("jwks", Map.of("unknown_for", "2d")), "jwt.jwks.unknown_for: must be"),
                argumentSet("max_unknown", Map.of("jwks", Map.of("max_unknown", 0)), "jwt.jwks.max_unknown: must be"),
                argumentSet("leeway", Map.of("leeway", "1h"), "jwt.leeway: must be a duration from 0ms to 5m"),
                argumentSet("lifetime", Map.of("max_lifetime", "1s"),
                        "jwt.max_lifetime: must be a duration from 1m to"),
                argumentSet("cache", Map.of("cache_size", "1GiB"), "jwt.cache_size: must be a size from 0 to 256MiB"),
                argumentSet("revocations", Map.of("max_revocations", 1),
                        "jwt.max_revocations: must be a whole number"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void is_refused(Map<String, Object> settings, String sentence) {
        read(settings);

        assertThat(problems.list()).anySatisfy(problem -> assertThat(problem).contains(sentence));
    }

    @Test
    void the_example_in_the_readme_is_in_order() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        int start = readme.indexOf("```yaml", readme.indexOf("## Who is asking")) + "```yaml".length();
        Section root = Section.root(Yamls.tree(readme.substring(start, readme.indexOf("```", start))), problems);

        JwtConfig config = JwtConfig.read(root.section("security").section("jwt"));
        root.refuseUnknown();

        assertThat(problems.list()).isEmpty();
        assertThat(config.issuers()).hasSize(2);
        assertThat(config.issuers().get(0).published()).isPresent();
        assertThat(config.issuers().get(1).keys()).hasSize(2);
        assertThat(config.own().keys()).as("nobody is proved by a secret of the daemon's own").isEmpty();
    }

    @Test
    void nothing_of_a_secret_is_printed() {
        assertThat(read(Map.of("secret", "open-sesame", "keys", List.of(Map.of("id", "k", "secret", "open-sesame"))))
                .toString()).doesNotContain("sesame");
    }

    private static KeyConfig inIssuer(Optional<String> id, KeyConfig.Source source, String value) {
        return new KeyConfig("jwt.issuers[0]", id, source, new Secret(value));
    }

    private static JwtConfig.Issuer publishing(int index, String name, String address) {
        return new JwtConfig.Issuer("jwt.issuers[" + index + "]", Optional.of(name), List.of(), Set.of(Algorithm.ES256),
                List.of(), Optional.of(URI.create(address)));
    }

    private static Map<String, Object> published(Map<String, Object> more) {
        Map<String, Object> issuer = new HashMap<>(Map.of("issuer", "i", "algorithms", "RS256"));
        issuer.putAll(more);
        return Map.of("issuers", List.of(issuer));
    }

    private JwtConfig read(Map<String, Object> settings) {
        Section root = Section.root(Map.of("jwt", settings), problems);
        JwtConfig config = JwtConfig.read(root.section("jwt"));
        root.refuseUnknown();
        return config;
    }
}
