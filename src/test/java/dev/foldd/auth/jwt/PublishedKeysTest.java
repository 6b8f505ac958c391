package dev.foldd.auth.jwt;

import static dev.foldd.auth.jwt.Forge.SECRET;
import static dev.foldd.auth.jwt.Room.claims;
import static dev.foldd.testing.Jwks.jwk;
import static dev.foldd.testing.Jwks.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.auth.Proof;
import dev.foldd.auth.jwks.FakeFetch;
import dev.foldd.auth.jwks.JwkSet;
import dev.foldd.auth.jwks.JwksFetch;
import dev.foldd.contract.Revocation;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.testing.Jwks;
import io.vertx.core.Future;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tokens of issuers that publish their keys, from the first fetch to the last. */
class PublishedKeysTest {

    private static final Idp OLD = Idp.ES256;
    private static final Idp YOUNG = OLD.stranger();

    @TempDir
    private Path data;

    private final FakeFetch server = new FakeFetch();

    @Test
    void tokens_that_come_before_the_first_answer_wait_for_it_together() {
        Room room = new Room(data, Idp.settings(List.of("ES256")), server);
        room.jwt.look();
        List<Future<Proof>> proofs = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            proofs.add(room.bearers.prove(OLD.good()));
        }
        assertThat(proofs).noneMatch(Future::isComplete);

        server.answer(published(OLD, "k1"));

        assertThat(proofs).allMatch(Future::succeeded);
        assertThat(proofs.get(0).result().keyId()).isEqualTo("k1");
        assertThat(proofs.get(0).result().principal().subject()).isEqualTo("u1");
        assertThat(server.asked()).isEqualTo(1);
        assertThat(room.refused).isEmpty();
    }

    @Test
    void a_new_key_is_fetched_when_a_token_names_it_and_the_old_one_counts_as_long_as_it_is_published() {
        Room room = OLD.room(data, server);
        String young = YOUNG.signed(OLD.header(",\"kid\":\"k2\""), claims(Idp.CLAIMS));
        BooleanSupplier standing = room.jwt.standing(room.bearers.prove(OLD.good()).result());
        server.serve(set(jwk("k1", OLD.keys().getPublic(), ""), jwk("k2", YOUNG.keys().getPublic(), "")), null);

        room.clock.forward(Duration.ofSeconds(10));
        Future<Proof> proof = room.bearers.prove(young);

        assertThat(proof.result().keyId()).isEqualTo("k2");
        assertThat(room.bearers.prove(OLD.good()).succeeded()).as("overlap").isTrue();
        assertThat(standing.getAsBoolean()).isTrue();
        assertThat(room.lost).isEmpty();
    }

    @Test
    void a_key_that_is_no_longer_published_proves_nothing_not_even_what_it_has_proved() {
        Room room = OLD.room(data, server);
        BooleanSupplier standing = room.jwt.standing(room.bearers.prove(OLD.good()).result());
        server.serve(published(YOUNG, "k2"), null);

        room.clock.forward(Duration.ofMinutes(5));
        room.jwt.look();

        assertThat(room.lost).containsExactly("k1");
        assertThat(standing.getAsBoolean()).isFalse();
        Attacked.assertRefused(room, OLD.good(), "key");
    }

    @Test
    void another_key_under_the_same_id_is_another_key() {
        Room room = OLD.room(data, server);
        BooleanSupplier standing = room.jwt.standing(room.bearers.prove(OLD.good()).result());
        server.serve(published(YOUNG, "k1"), null);

        room.clock.forward(Duration.ofMinutes(5));
        room.jwt.look();

        assertThat(room.lost).containsExactly("k1");
        assertThat(standing.getAsBoolean()).isFalse();
        Attacked.assertRefused(room, OLD.good(), "signature");
    }

    @Test
    void a_proof_whose_key_went_before_anybody_asked_does_not_stand() {
        Room room = OLD.room(data, server);
        Proof proof = room.bearers.prove(OLD.good()).result();
        server.serve(set(), null);
        room.clock.forward(Duration.ofMinutes(5));
        room.jwt.look();

        assertThat(room.jwt.standing(proof).getAsBoolean()).isFalse();
    }

    @Test
    void a_remembered_token_ends_at_its_own_end() {
        Room room = OLD.room(data, server);
        assertThat(room.bearers.prove(OLD.good()).succeeded()).isTrue();

        room.clock.forward(Duration.ofHours(1));

        Attacked.assertRefused(room, OLD.good(), "expired");
    }

    static Stream<Arguments> revocations() {
        return Stream.of(
                argumentSet("the token", Revocation.Kind.JTI, "t1"),
                argumentSet("its subject", Revocation.Kind.SUB, "u1"),
                argumentSet("its key", Revocation.Kind.KEY, "k1"));
    }

    @ParameterizedTest
    @MethodSource("revocations")
    void what_is_taken_back_ends_though_it_is_remembered(Revocation.Kind kind, String value) {
        Room room = OLD.room(data, server);
        String token = OLD.signed(OLD.header(), claims(Idp.CLAIMS + ",\"jti\":\"t1\""));
        BooleanSupplier standing = room.jwt.standing(room.bearers.prove(token).result());

        room.revocations.revoke(kind, value);

        assertThat(standing.getAsBoolean()).isFalse();
        Attacked.assertRefused(room, token, "revoked");
    }

    @Test
    void a_key_that_was_taken_back_signs_no_later_tokens_either() {
        Room room = OLD.room(data, server);
        room.revocations.revoke(Revocation.Kind.KEY, "k1");
        room.clock.forward(Duration.ofMinutes(1));

        String later = OLD.signed(OLD.header(), "{\"sub\":\"u1\",\"iat\":" + Room.seconds(Duration.ofMinutes(1))
                + ",\"exp\":" + Room.seconds(Duration.ofHours(1)) + Idp.CLAIMS + "}");

        Attacked.assertRefused(room, later, "revoked");
    }

    @Test
    void while_no_keys_can_be_had_it_is_said_that_nothing_can_be_told() {
        server.fail();
        Room room = new Room(data, Idp.settings(List.of("ES256")), server);
        room.jwt.look();

        Throwable cause = room.bearers.prove(OLD.good()).cause();

        assertThat(FaultException.carriedBy(cause)).get().isInstanceOfSatisfying(Fault.Unavailable.class,
                fault -> assertThat(fault.reason()).isEqualTo("the issuer's keys cannot be had now"));
        assertThat(room.refused).containsExactly("rpc keys-away");
        server.serve(published(OLD, "k1"), null);
        room.clock.forward(Duration.ofSeconds(10));
        assertThat(room.bearers.prove(OLD.good()).succeeded()).as("without another look").isTrue();
    }

    @Test
    void keys_outlast_a_server_that_is_away_for_a_while_and_no_longer() {
        Room room = OLD.room(data, server);
        String token = OLD.signed(OLD.header(), "{\"sub\":\"u1\",\"exp\":" + Room.seconds(Duration.ofDays(9)) + Idp.CLAIMS + "}");
        BooleanSupplier standing = room.jwt.standing(room.bearers.prove(token).result());
        server.fail();

        room.clock.forward(Duration.ofHours(6));
        room.jwt.look();
        assertThat(room.bearers.prove(token).succeeded()).isTrue();
        room.clock.forward(Duration.ofMinutes(5));
        room.jwt.look();

        assertThat(room.lost).containsExactly("k1");
        assertThat(standing.getAsBoolean()).isFalse();
        Attacked.assertRefusedAway(room, token);
    }

    @Test
    void a_flood_of_unknown_keys_is_one_question_and_of_unknown_issuers_none() {
        Room room = OLD.room(data, server);
        room.clock.forward(Duration.ofSeconds(10));

        for (int i = 0; i < 200; i++) {
            room.bearers.prove(YOUNG.signed(OLD.header(",\"kid\":\"x" + i + "\""), claims(Idp.CLAIMS)));
        }
        assertThat(server.asked()).isEqualTo(2);
        room.clock.forward(Duration.ofSeconds(10));
        room.bearers.prove(YOUNG.signed(OLD.header(",\"kid\":\"x\""), claims(",\"iss\":\"evil\"")));
        room.bearers.prove(YOUNG.signed("{\"alg\":\"ES384\",\"kid\":\"x\"}", claims(Idp.CLAIMS)));
        room.bearers.prove(YOUNG.good());
        room.bearers.prove("x.y.z");

        assertThat(server.asked()).as("neither for others' tokens nor for bad signatures").isEqualTo(2);
        assertThat(room.bearers.prove(OLD.good()).succeeded()).isTrue();
    }

    @Test
    void issuers_that_name_their_keys_alike_are_told_apart() {
        Room room = new Room(data, Map.of("secret", SECRET, "issuers",
                List.of(Idp.issuer("a", List.of("ES256")), Idp.issuer("b", List.of("ES256")))), address ->
                served(address.getHost().equals("a.example") ? published(OLD, "1") : published(YOUNG, "1")));
        room.jwt.look();

        assertThat(room.bearers.prove(issued(OLD, "1", "a")).succeeded()).isTrue();
        assertThat(room.bearers.prove(issued(YOUNG, "1", "b")).succeeded()).isTrue();
        assertThat(room.bearers.prove(issued(OLD, "1", "b")).failed()).isTrue();
        assertThat(room.bearers.prove(issued(YOUNG, "1", "a")).failed()).isTrue();
        assertThat(room.refused).containsExactly("rpc issuer", "rpc issuer");
    }

    @Test
    void issuers_that_share_a_key_are_told_apart_by_their_names() {
        Room room = new Room(data, Map.of("secret", SECRET, "issuers",
                List.of(Idp.issuer("a", List.of("ES256")), Idp.issuer("b", List.of("ES256")))),
                address -> served(published(OLD, "1")));
        room.jwt.look();

        assertThat(room.bearers.prove(issued(OLD, "1", "a")).succeeded()).isTrue();
        assertThat(room.bearers.prove(issued(OLD, "1", "b")).succeeded()).isTrue();
        assertThat(room.bearers.prove(issued(OLD, "1", "c")).failed()).isTrue();
    }

    @Test
    void each_issuer_has_its_own_algorithms() {
        Room room = new Room(data, Map.of("secret", SECRET, "issuers",
                List.of(Idp.issuer("a", List.of("RS256")), Idp.issuer("b", List.of("PS256")))),
                address -> served(set(jwk("k1", Idp.RS256.keys().getPublic(), ""))));
        room.jwt.look();
        Idp pss = new Idp("PS256", "RSASSA-PSS", Idp.RS256.keys());

        assertThat(room.bearers.prove(issued(Idp.RS256, "k1", "a")).succeeded()).isTrue();
        assertThat(room.bearers.prove(issued(pss, "k1", "b")).succeeded()).isTrue();
        assertThat(room.bearers.prove(issued(Idp.RS256, "k1", "b")).failed()).isTrue();
        assertThat(room.bearers.prove(issued(pss, "k1", "a")).failed()).isTrue();
        assertThat(room.refused).containsExactly("rpc issuer", "rpc issuer");
    }

    @Test
    void a_token_that_names_no_key_is_tried_with_few_and_with_those_of_its_issuer_first() {
        List<String> many = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            many.add(jwk("m" + i, Jwks.ec("secp256r1").getPublic(), ""));
        }
        String crowd = set(many.toArray(String[]::new));
        many.add(0, jwk("good", OLD.keys().getPublic(), ""));
        String crowdWithGood = set(many.toArray(String[]::new));
        Room room = new Room(data, Map.of("secret", SECRET, "issuers", List.of(
                Idp.issuer("a", List.of("ES256")), Idp.issuer("b", List.of("ES256")), Idp.issuer("c", List.of("ES256")))),
                address -> served(switch (address.getHost()) {
                    case "a.example" -> crowdWithGood;
                    case "b.example" -> published(YOUNG, "k1");
                    default -> crowd;
                }));
        room.jwt.look();

        Future<Proof> few = room.bearers.prove(YOUNG.signed(OLD.header(""), claims(",\"iss\":\"b\",\"aud\":\"foldd\"")));
        Future<Proof> many9 = room.bearers.prove(OLD.signed(OLD.header(""), claims(",\"iss\":\"a\",\"aud\":\"foldd\"")));
        Future<Proof> named = room.bearers.prove(issued(OLD, "good", "a"));

        assertThat(few.succeeded()).isTrue();
        assertThat(many9.failed()).as("ten keys are too many to be tried").isTrue();
        assertThat(named.succeeded()).isTrue();
        assertThat(room.refused).containsExactly("rpc key");
    }

    static Stream<Arguments> unfit() {
        RSAPublicKey rsa = (RSAPublicKey) Idp.RS256.keys().getPublic();
        String modulus = "{\"kid\":\"k1\",\"kty\":\"RSA\",\"n\":\"" + Jwks.part(rsa.getModulus()) + "\",\"e\":\"";
        String curve = "{\"kid\":\"k1\",\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"";
        return Stream.of(
                argumentSet("RSA of 1024 bits", jwk("k1", Jwks.rsa(1024).getPublic(), "")),
                argumentSet("RSA with the exponent 1", modulus + Jwks.part(BigInteger.ONE) + "\"}"),
                argumentSet("RSA with an even exponent", modulus + Jwks.part(BigInteger.TWO) + "\"}"),
                argumentSet("RSA with a huge exponent", modulus + Jwks.part(BigInteger.TWO.pow(80).add(BigInteger.ONE)) + "\"}"),
                argumentSet("RSA with an even modulus", "{\"kid\":\"k1\",\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\""
                        + Jwks.part(rsa.getModulus().add(BigInteger.ONE)) + "\"}"),
                argumentSet("a point beside its curve", curve + Jwks.part(new byte[31]).concat("B") + "\",\"y\":\""
                        + Jwks.part(new byte[31]).concat("B") + "\"}"),
                argumentSet("a point of zeros", curve + Jwks.part(new byte[32]) + "\",\"y\":\"" + Jwks.part(new byte[32]) + "\"}"),
                argumentSet("a point beyond its field", curve + "_".repeat(42) + "8\",\"y\":\"" + "_".repeat(42) + "8\"}"),
                argumentSet("for another algorithm", jwk("k1", rsa, ",\"alg\":\"RS512\"")),
                argumentSet("for HS256", jwk("k1", rsa, ",\"alg\":\"HS256\"")),
                argumentSet("for none", jwk("k1", rsa, ",\"alg\":\"none\"")),
                argumentSet("an id that no token can name", jwk("k 1", rsa, "")),
                argumentSet("of a curve that is not listed", jwk("k1", Jwks.ec("secp384r1").getPublic(), "")));
    }

    @ParameterizedTest
    @MethodSource("unfit")
    void a_key_is_not_used(String member) {
        JwtConfig config = Room.config(Idp.settings(List.of("RS256", "PS256", "ES256")));

        List<VerificationKey> keys =
                IssuerKeys.of(JwkSet.read(set(member), 8), config.issuers().get(0));

        assertThat(keys).isEmpty();
    }

    @Test
    void a_key_that_says_its_algorithm_is_for_that_alone() {
        PublicKey rsa = Idp.RS256.keys().getPublic();
        JwtConfig config = Room.config(Idp.settings(List.of("RS256", "PS256")));

        List<VerificationKey> keys = IssuerKeys.of(
                JwkSet.read(set(jwk("k1", rsa, ",\"alg\":\"PS256\""), jwk("k2", rsa, "")), 8),
                config.issuers().get(0));

        assertThat(keys.get(0).algorithms()).containsExactly(Algorithm.PS256);
        assertThat(keys.get(1).algorithms()).containsExactlyInAnyOrder(Algorithm.RS256, Algorithm.PS256);
    }

    private static Future<JwksFetch.Fetched> served(String body) {
        return Future.succeededFuture(new JwksFetch.Fetched(body, Optional.empty()));
    }

    private static String published(Idp idp, String id) {
        return set(jwk(id, idp.keys().getPublic(), ""));
    }

    private static String issued(Idp idp, String keyId, String issuer) {
        return idp.signed(idp.header(",\"kid\":\"" + keyId + "\""), claims(",\"iss\":\"" + issuer + "\",\"aud\":\"foldd\""));
    }
}
