package dev.foldd.auth.jwt;

import static dev.foldd.auth.jwt.Forge.SECRET;
import static dev.foldd.auth.jwt.Forge.hs256;
import static dev.foldd.auth.jwt.Forge.part;
import static dev.foldd.auth.jwt.Forge.pem;
import static dev.foldd.auth.jwt.Room.claims;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.auth.Proof;
import dev.foldd.contract.Principal;
import dev.foldd.contract.Revocation;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JwtBearersTest {

    private static final String HEADER = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";

    @TempDir
    private Path data;

    @Test
    void a_token_becomes_the_principal_that_it_names() {
        Room room = new Room(data, Map.of("secret", SECRET, "key_id", "own"));

        Proof proof = room.bearers.prove(hs256(HEADER, claims(",\"roles\":[\"user\",\"editor\"],\"tenantId\":\"acme\","
                + "\"username\":\"Zoë\",\"level\":3,\"beta\":true,\"id\":\"u2\",\"nothing\":null,\"jti\":\"t1\","
                + "\"address\":{\"city\":\"x\"}"), SECRET)).result();

        assertThat(proof).isEqualTo(new Proof(new Principal("u1", Principal.Kind.USER, List.of("user", "editor"),
                Optional.of("acme"), OptionalInt.empty(), Map.of("username", "Zoë", "level", 3L, "beta", true)),
                Room.NOW, Room.NOW.plus(Duration.ofHours(1)), Optional.of("t1"), "own"));
    }

    @Test
    void supergod_is_at_distance_0_and_god_is_not() {
        Room room = new Room(data, Map.of("secret", SECRET));

        Principal supergod = prove(room, claims(",\"roles\":[\"supergod\"]")).principal();
        Principal god = prove(room, claims(",\"roles\":[\"god\"]")).principal();

        assertThat(supergod.distance()).hasValue(0);
        assertThat(god.distance()).isEmpty();
    }

    @Test
    void a_token_without_a_role_is_somebody_without_roles() {
        Room room = new Room(data, Map.of("secret", SECRET));

        Proof proof = prove(room, "{\"sub\":\"u1\",\"exp\":" + Room.seconds(Duration.ofMinutes(1)) + "}");

        assertThat(proof.principal().roles()).isEmpty();
        assertThat(proof.issuedAt().toEpochMilli()).isZero();
    }

    @Test
    void a_remembered_token_is_the_same_proof_until_it_expires() {
        Room room = new Room(data, Map.of("secret", SECRET));
        String token = hs256(HEADER, claims(""), SECRET);
        Proof first = room.bearers.prove(token).result();

        Proof again = room.bearers.prove(new String(token.toCharArray())).result();
        room.clock.forward(Duration.ofHours(1));
        Throwable late = room.bearers.prove(token).cause();

        assertThat(again).isSameAs(first);
        assertThat(FaultException.carriedBy(late)).contains(new Fault.Unauthenticated("the token has expired"));
        assertThat(room.refused).containsExactly("rpc expired");
    }

    @Test
    void a_reload_of_keys_reaches_tokens_that_are_remembered() {
        Room room = new Room(data, Map.of("secret", SECRET));
        String token = hs256(HEADER, claims(""), SECRET);
        room.bearers.prove(token);

        room.jwt.reload(Room.keys(Room.config(Map.of("secret", SECRET + " and another")), data));

        assertThat(room.bearers.prove(token).failed()).isTrue();
        assertThat(room.refused).containsExactly("rpc signature");
    }

    @Test
    void a_reload_of_the_same_keys_forgets_nothing() {
        Room room = new Room(data, Map.of("secret", SECRET));
        String token = hs256(HEADER, claims(""), SECRET);
        Proof before = room.bearers.prove(token).result();
        BooleanSupplier standing = room.jwt.standing(before);

        assertThat(room.jwt.reload(Room.keys(Room.config(Map.of("secret", SECRET)), data))).isEmpty();

        assertThat(room.bearers.prove(token).result()).isSameAs(before);
        assertThat(standing.getAsBoolean()).isTrue();
    }

    @Test
    void a_proof_stands_until_its_key_is_gone_or_another_has_its_name() {
        Room room = new Room(data, Map.of("secret", SECRET, "key_id", "own"));
        BooleanSupplier standing = room.jwt.standing(room.bearers.prove(hs256(HEADER, claims(""), SECRET)).result());

        assertThat(room.jwt.reload(Room.keys(Room.config(Map.of("secret", SECRET + " and another", "key_id", "own")),
                data))).containsExactly("own");

        assertThat(standing.getAsBoolean()).isFalse();
    }

    @Test
    void a_proof_stands_when_a_key_is_added_and_falls_when_it_is_revoked() {
        Room room = new Room(data, Map.of("secret", SECRET));
        Proof proof = room.bearers.prove(hs256(HEADER, claims(",\"jti\":\"t1\""), SECRET)).result();
        BooleanSupplier standing = room.jwt.standing(proof);

        assertThat(room.jwt.reload(Room.keys(Room.config(Map.of("secret", SECRET,
                "keys", List.of(Map.of("id", "new", "secret", SECRET + " and another")))), data))).isEmpty();
        assertThat(standing.getAsBoolean()).isTrue();
        room.revocations.revoke(Revocation.Kind.JTI, "t1");

        assertThat(standing.getAsBoolean()).isFalse();
    }

    @Test
    void an_old_secret_is_accepted_beside_the_new_one_and_can_be_revoked_alone() {
        Room room = new Room(data, Map.of("secret", SECRET + " and another",
                "keys", List.of(Map.of("id", "old", "secret", SECRET))));
        String old = hs256(HEADER, claims(""), SECRET);
        String young = hs256(HEADER, claims(""), SECRET + " and another");

        assertThat(room.bearers.prove(old).result().keyId()).isEqualTo("old");
        room.revocations.revoke(Revocation.Kind.KEY, "old");

        assertThat(room.bearers.prove(old).failed()).isTrue();
        assertThat(room.bearers.prove(young).succeeded()).isTrue();
    }

    @Test
    void nothing_of_a_refused_token_is_told() {
        Room room = new Room(data, Map.of("secret", SECRET));
        String token = hs256(HEADER, claims(",\"password\":\"hunter2\""), "another secret");

        Throwable refused = room.bearers.prove(token).cause();

        assertThat(refused).hasMessage("UNAUTHENTICATED {reason=the token is not valid}");
        assertThat(room.refused).containsExactly("rpc signature");
    }

    static Stream<Arguments> algorithms() {
        return Stream.of(
                argumentSet("RS256", "RS256", "SHA256withRSA", pair("RSA", "")),
                argumentSet("RS512", "RS512", "SHA512withRSA", pair("RSA", "")),
                argumentSet("PS256", "PS256", "RSASSA-PSS", pair("RSA", "")),
                argumentSet("ES256", "ES256", "SHA256withECDSAinP1363Format", pair("EC", "secp256r1")),
                argumentSet("ES384", "ES384", "SHA384withECDSAinP1363Format", pair("EC", "secp384r1")),
                argumentSet("ES512", "ES512", "SHA512withECDSAinP1363Format", pair("EC", "secp521r1")),
                argumentSet("EdDSA", "EdDSA", "Ed25519", pair("Ed25519", "")));
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void a_public_key_proves_tokens_of_its_algorithm_and_no_others(String name, String jdkName, KeyPair keys) {
        Room room = new Room(data, Map.of("algorithms", List.of(name),
                "keys", List.of(Map.of("id", "k1", "public_key", pem(keys.getPublic())))));
        String header = "{\"alg\":\"" + name + "\",\"kid\":\"k1\"}";
        String token = Forge.signed(header, claims(""), jdkName, keys.getPrivate());
        String signature = token.substring(token.lastIndexOf('.'));

        assertThat(room.bearers.prove(token).succeeded()).isTrue();
        assertThat(room.bearers.prove(part(header) + "." + part(claims(",\"roles\":[\"god\"]")) + signature).failed())
                .isTrue();
        assertThat(room.bearers.prove(hs256(HEADER, claims(""), pem(keys.getPublic()))).failed()).isTrue();
        assertThat(room.refused).containsExactly("rpc signature", "rpc algorithm");
    }

    @Test
    void the_longer_hmacs_prove_too() {
        String secret = SECRET + SECRET;
        Room room = new Room(data, Map.of("secret", secret, "algorithms", List.of("HS384", "HS512")));
        String text = part("{\"alg\":\"HS512\"}") + "." + part(claims(""));

        assertThat(room.bearers.prove(text + "." + part(Forge.hmac("HmacSHA512", secret, text))).succeeded()).isTrue();
        assertThat(room.bearers.prove(hs256(HEADER, claims(""), secret)).failed()).isTrue();
    }

    @Test
    void without_memory_for_tokens_every_one_is_proved_anew() {
        Room room = new Room(data, Map.of("secret", SECRET, "cache_size", 0));
        String token = hs256(HEADER, claims(""), SECRET);

        Proof first = room.bearers.prove(token).result();
        Proof again = room.bearers.prove(token).result();

        assertThat(again).isEqualTo(first).isNotSameAs(first);
    }

    private static Proof prove(Room room, String payload) {
        return room.bearers.prove(hs256(HEADER, payload, SECRET)).result();
    }

    private static KeyPair pair(String kind, String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
            if (!curve.isEmpty()) {
                generator.initialize(new ECGenParameterSpec(curve));
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
