package dev.foldd.auth.jwt;

import static dev.foldd.auth.jwt.Forge.SECRET;
import static dev.foldd.auth.jwt.Forge.pem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.List;
import java.util.Map;

/** A room with several issuers and kinds of key, for attacks to try themselves on. */
final class Attacked {

    static final String HEADER = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";
    static final String ACCEPTED = "";
    static final KeyPair RSA = pair("RSA", "");
    static final KeyPair EC = pair("EC", "secp256r1");
    static final Map<String, Object> SETTINGS = Map.of("secret", SECRET, "issuer", "home", "audience", "foldd",
            "key_id", "own", "issuers", List.of(
                    Map.of("issuer", "idp", "algorithms", List.of("RS256"),
                            "keys", List.of(Map.of("id", "idp-1", "public_key", pem(RSA.getPublic())))),
                    Map.of("issuer", "ec", "algorithms", List.of("ES256"),
                            "keys", List.of(Map.of("id", "ec-1", "public_key", pem(EC.getPublic()))))));

    private Attacked() {
    }

    /** @param word why it is refused; empty when it is accepted */
    static void assertRefused(Room asked, String token, String word) {
        var proved = asked.bearers.prove(token);

        if (word.equals(ACCEPTED)) {
            assertThat(proved.succeeded()).as("accepted, not %s", asked.refused).isTrue();
            assertThat(asked.refused).isEmpty();
        } else {
            assertThat(proved.failed()).as("refused").isTrue();
            assertThat(FaultException.carriedBy(proved.cause())).get().isInstanceOf(Fault.Unauthenticated.class);
            assertThat(asked.refused).containsExactly("rpc " + word);
        }
    }

    /** The keys of the token's issuer cannot be had, so it is neither believed nor called a forgery. */
    static void assertRefusedAway(Room asked, String token) {
        assertThat(FaultException.carriedBy(asked.bearers.prove(token).cause())).get().isInstanceOf(Fault.Unavailable.class);
        assertThat(asked.refused).containsExactly("rpc keys-away");
    }

    private static KeyPair pair(String kind, String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
            if (curve.isEmpty()) {
                generator.initialize(2048);
            } else {
                generator.initialize(new ECGenParameterSpec(curve));
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
