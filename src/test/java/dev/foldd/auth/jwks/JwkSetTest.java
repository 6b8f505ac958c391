package dev.foldd.auth.jwks;

import static dev.foldd.testing.Jwks.jwk;
import static dev.foldd.testing.Jwks.material;
import static dev.foldd.testing.Jwks.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.testing.Jwks;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JwkSetTest {

    private static final KeyPair RSA = Jwks.rsa(2048);
    private static final KeyPair EC = Jwks.ec("secp256r1");

    static Stream<Arguments> kinds() {
        return Stream.of(
                argumentSet("RSA", RSA.getPublic()),
                argumentSet("P-256", EC.getPublic()),
                argumentSet("P-384", Jwks.ec("secp384r1").getPublic()),
                argumentSet("P-521", Jwks.ec("secp521r1").getPublic()),
                argumentSet("Ed25519", Jwks.ed25519().getPublic()));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void a_published_key_is_the_key_that_was_meant(PublicKey key) {
        JwkSet read = JwkSet.read(set(jwk("k1", key, ",\"use\":\"sig\",\"key_ops\":[\"verify\"],\"x5t\":\"AA\"")), 8);

        assertThat(read.secrets()).isEmpty();
        assertThat(read.keys()).singleElement().satisfies(jwk -> {
            assertThat(jwk.keyId()).contains("k1");
            assertThat(jwk.algorithm()).isEmpty();
            assertThat(jwk.key().getEncoded()).isEqualTo(key.getEncoded());
        });
        assertThat(read.holds("k1")).isTrue();
        assertThat(read.holds("k2")).isFalse();
    }

    @Test
    void a_key_without_an_id_and_with_an_algorithm_is_read_as_that() {
        JwkSet read = JwkSet.read(set("{" + material(RSA.getPublic()) + ",\"alg\":\"PS256\"}"), 8);

        assertThat(read.keys()).containsExactly(new Jwk(Optional.empty(), Optional.of("PS256"), RSA.getPublic()));
    }

    static Stream<Arguments> leftOut() {
        String ec = material(EC.getPublic());
        String rsa = material(RSA.getPublic());
        return Stream.of(
                argumentSet("for encryption", "{" + rsa + ",\"use\":\"enc\"}"),
                argumentSet("a use that is a list", "{" + rsa + ",\"use\":[\"sig\"]}"),
                argumentSet("operations without verify", "{" + rsa + ",\"key_ops\":[\"encrypt\"]}"),
                argumentSet("operations twice", "{" + rsa + ",\"key_ops\":[\"verify\",\"verify\"]}"),
                argumentSet("operations that are a text", "{" + rsa + ",\"key_ops\":\"verify\"}"),
                argumentSet("no operations", "{" + rsa + ",\"key_ops\":[]}"),
                argumentSet("an id that is a number", "{" + rsa + ",\"kid\":1}"),
                argumentSet("an id that is empty", "{" + rsa + ",\"kid\":\"\"}"),
                argumentSet("an algorithm that is null", "{" + rsa + ",\"alg\":null}"),
                argumentSet("no kind", "{\"n\":\"AQAB\",\"e\":\"AQAB\"}"),
                argumentSet("a kind of the future", "{\"kty\":\"AKP\",\"pub\":\"AQAB\"}"),
                argumentSet("RSA in lower case", "{" + rsa.replace("RSA", "rsa") + "}"),
                argumentSet("no modulus", "{\"kty\":\"RSA\",\"e\":\"AQAB\"}"),
                argumentSet("no exponent", "{" + rsa.substring(0, rsa.indexOf(",\"e\"")) + "}"),
                argumentSet("a padded exponent", "{" + rsa.replace("AQAB", "AQAB====") + "}"),
                argumentSet("an exponent with bits of no byte", "{" + rsa.replace("AQAB", "Ax") + "}"),
                argumentSet("an exponent with a blank", "{" + rsa.replace("AQAB", "AQ AB") + "}"),
                argumentSet("an exponent that is a number", "{" + rsa.replace("\"AQAB\"", "65537") + "}"),
                argumentSet("an absurd modulus", "{\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"" + "_".repeat(4000) + "\"}"),
                argumentSet("a curve of the future", "{" + ec.replace("P-256", "P-257") + "}"),
                argumentSet("the curve of coins", "{" + ec.replace("P-256", "secp256k1") + "}"),
                argumentSet("numbers of another curve", "{" + ec.replace("P-256", "P-384") + "}"),
                argumentSet("no y", "{" + ec.substring(0, ec.indexOf(",\"y\"")) + "}"),
                argumentSet("Ed448", "{\"kty\":\"OKP\",\"crv\":\"Ed448\",\"x\":\"" + "A".repeat(76) + "\"}"),
                argumentSet("a key to agree on keys", "{\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\"" + "A".repeat(43) + "\"}"),
                argumentSet("Ed25519 too short", "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AAAA\"}"),
                argumentSet("Ed25519 beyond its field",
                        "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" + "_".repeat(42) + "8\"}"));
    }

    @ParameterizedTest
    @MethodSource("leftOut")
    void is_left_out_and_the_others_stay(String member) {
        JwkSet read = JwkSet.read(set(member, jwk("good", EC.getPublic(), "")), 8);

        assertThat(read.keys()).extracting(Jwk::keyId).containsExactly(Optional.of("good"));
        assertThat(read.secrets()).isEmpty();
    }

    static Stream<Arguments> secrets() {
        String rsa = material(RSA.getPublic());
        return Stream.of(
                argumentSet("symmetric", "{\"kty\":\"oct\",\"k\":\"AQAB\",\"alg\":\"HS256\"}", "key 1 is symmetric"),
                argumentSet("symmetric without itself", "{\"kty\":\"oct\"}", "key 1 is symmetric"),
                argumentSet("RSA with d", "{" + rsa + ",\"d\":\"AQAB\"}", "key 1 is private"),
                argumentSet("RSA with a prime alone", "{" + rsa + ",\"p\":\"AQAB\"}", "key 1 is private"),
                argumentSet("RSA with other primes", "{" + rsa + ",\"oth\":[]}", "key 1 is private"),
                argumentSet("EC with d", "{" + material(EC.getPublic()) + ",\"d\":null}", "key 1 is private"),
                argumentSet("RSA with k", "{" + rsa + ",\"k\":\"AQAB\"}", "key 1 is private"));
    }

    @ParameterizedTest
    @MethodSource("secrets")
    void is_no_key_and_is_named_without_showing_it(String member, String sentence) {
        JwkSet read = JwkSet.read(set(member, jwk("good", EC.getPublic(), "")), 8);

        assertThat(read.keys()).hasSize(1);
        assertThat(read.secrets()).containsExactly(sentence);
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                argumentSet("nothing", "", "the answer is not JSON"),
                argumentSet("a page", "<html>", "the answer is not JSON"),
                argumentSet("a member twice", "{\"keys\":[],\"keys\":[]}", "the answer is not JSON"),
                argumentSet("a list", "[]", "the answer is not an object with a list of keys"),
                argumentSet("no keys", "{}", "the answer is not an object with a list of keys"),
                argumentSet("keys that are an object", "{\"keys\":{}}", "the answer is not an object with a list of keys"),
                argumentSet("a key that is a text", "{\"keys\":[\"k\"]}", "key 1 is not an object"),
                argumentSet("too many", "{\"keys\":[{},{},{}]}", "the answer holds more than 2 keys"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void is_no_set(String json, String sentence) {
        assertThatThrownBy(() -> JwkSet.read(json, 2)).isInstanceOf(JwksException.class).hasMessage(sentence);
    }
}
