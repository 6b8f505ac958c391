package dev.foldd.auth.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.auth.Revocations;
import dev.foldd.config.Problems;
import dev.foldd.config.Secret;
import dev.foldd.config.Section;
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

    private final Problems problems = new Problems();

    @Test
    void by_default_a_generated_secret_signs_with_hs256() {
        JwtConfig config = read(Map.of());

        assertThat(problems.list()).isEmpty();
        assertThat(config).isEqualTo(new JwtConfig(
                new JwtConfig.Issuer("jwt", Optional.empty(), List.of(), Set.of(Algorithm.HS256),
                        List.of(new KeyConfig("jwt", Optional.empty(), KeyConfig.Source.GENERATED, new Secret("")))),
                List.of(), Duration.ofSeconds(10), Duration.ofDays(366), 8 << 20, 10_000));
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
                "keys", List.of(Map.of("id", "k1", "public_key_file", "/k1"), Map.of("public_key", "pem")))));
        Section root = Section.root(Map.of("jwt", jwt), all);

        JwtConfig config = JwtConfig.read(root.section("jwt"));
        root.refuseUnknown();

        assertThat(all.list()).isEmpty();
        assertThat(config).isEqualTo(new JwtConfig(
                new JwtConfig.Issuer("jwt", Optional.of("home"), List.of("a", "b"),
                        Set.of(Algorithm.HS256, Algorithm.EDDSA),
                        List.of(new KeyConfig("jwt", Optional.of("own"), KeyConfig.Source.SECRET, new Secret("s")),
                                new KeyConfig("jwt.keys[0]", Optional.of("old"), KeyConfig.Source.SECRET_FILE,
                                        new Secret("/old")))),
                List.of(new JwtConfig.Issuer("jwt.issuers[0]", Optional.of("idp"), List.of("x"),
                        Set.of(Algorithm.RS256, Algorithm.PS256), List.of(
                                new KeyConfig("jwt.issuers[0].keys[0]", Optional.of("k1"),
                                        KeyConfig.Source.PUBLIC_KEY_FILE, new Secret("/k1")),
                                new KeyConfig("jwt.issuers[0].keys[1]", Optional.empty(), KeyConfig.Source.PUBLIC_KEY,
                                        new Secret("pem"))))),
                Duration.ofSeconds(1), Duration.ofDays(30), 1 << 20, 500));
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
                argumentSet("a key id", Map.of("secret", "s", "key_id", "../x"), "jwt.key_id: must have 1 to 128"),
                argumentSet("a key id of a generated secret", Map.of("key_id", "../x"),
                        "jwt.key_id: must have 1 to 128"),
                argumentSet("a key without a key", Map.of("keys", List.of(Map.of("id", "k"))),
                        "jwt.keys[0].id: needs one of"),
                argumentSet("an issuer with nothing", Map.of("issuers", List.of(Map.of())),
                        "jwt.issuers[0].issuer: is required"),
                argumentSet("an issuer without algorithms", Map.of("issuers", List.of(Map.of("issuer", "i"))),
                        "jwt.issuers[0].algorithms: must name at least one"),
                argumentSet("an issuer without keys", Map.of("issuers", List.of(Map.of("issuer", "i"))),
                        "jwt.issuers[0].keys: must hold at least one key"),
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
    void nothing_of_a_secret_is_printed() {
        assertThat(read(Map.of("secret", "open-sesame", "keys", List.of(Map.of("id", "k", "secret", "open-sesame"))))
                .toString()).doesNotContain("sesame");
    }

    private JwtConfig read(Map<String, Object> settings) {
        return JwtConfig.read(Section.root(Map.of("jwt", settings), problems).section("jwt"));
    }
}
