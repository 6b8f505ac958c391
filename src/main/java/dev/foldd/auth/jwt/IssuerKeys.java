package dev.foldd.auth.jwt;

import dev.foldd.auth.jwks.Jwk;
import dev.foldd.auth.jwks.JwkSet;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Makes published keys an issuer's own: each for the algorithms that the issuer, the key and its kind agree on. */
final class IssuerKeys {

    private IssuerKeys() {
    }

    /** Keys of which nothing is left are left out. One without an id is named by what it is. */
    static List<VerificationKey> of(JwkSet set, JwtConfig.Issuer issuer) {
        VerificationKey.Issuer demands = new VerificationKey.Issuer(issuer.name(), issuer.audience());
        List<VerificationKey> keys = new ArrayList<>();
        for (Jwk jwk : set.keys()) {
            Set<Algorithm> algorithms = EnumSet.noneOf(Algorithm.class);
            issuer.algorithms().stream().filter(one -> jwk.algorithm().orElse(one.wireName()).equals(one.wireName()))
                    .filter(one -> PublicKeys.fits(jwk.key(), one)).forEach(algorithms::add);
            String id = jwk.keyId().orElseGet(() -> PublicKeys.fingerprint(jwk.key().getEncoded()));
            if (!algorithms.isEmpty() && CompactToken.isKeyId(id)) {
                keys.add(VerificationKey.ofPublicKey(id, demands, algorithms, jwk.key()));
            }
        }
        return keys;
    }
}
