package dev.foldd.auth.jwt;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A key that tokens may be signed with, for one issuer and for the algorithms that fit both it and the issuer.
 *
 * <p>The kind of the key decides which algorithms can be asked of it: a public key is never in reach of an HMAC.
 */
final class VerificationKey {

    /** Who signs with it, and what his tokens must say. */
    record Issuer(Optional<String> name, List<String> audience) {
        Issuer {
            audience = List.copyOf(audience);
        }
    }

    private final String id;
    private final Issuer issuer;
    private final Set<Algorithm> algorithms;
    private final Map<Algorithm, Hmac> hmacs;
    private final PublicKey publicKey;

    private VerificationKey(String id, Issuer issuer, Set<Algorithm> algorithms, Map<Algorithm, Hmac> hmacs,
                            PublicKey publicKey) {
        this.id = Objects.requireNonNull(id);
        this.issuer = Objects.requireNonNull(issuer);
        this.algorithms = Set.copyOf(algorithms);
        this.hmacs = Map.copyOf(hmacs);
        this.publicKey = publicKey;
    }

    static VerificationKey ofSecret(String id, Issuer issuer, Map<Algorithm, Hmac> hmacs) {
        return new VerificationKey(id, issuer, hmacs.keySet(), hmacs, null);
    }

    static VerificationKey ofPublicKey(String id, Issuer issuer, Set<Algorithm> algorithms, PublicKey publicKey) {
        return new VerificationKey(id, issuer, algorithms, Map.of(), Objects.requireNonNull(publicKey));
    }

    String id() {
        return id;
    }

    Issuer issuer() {
        return issuer;
    }

    Set<Algorithm> algorithms() {
        return algorithms;
    }

    /** Whether both prove the same tokens. */
    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof VerificationKey key && id.equals(key.id) && issuer.equals(key.issuer)
                && algorithms.equals(key.algorithms) && hmacs.equals(key.hmacs)
                && Objects.equals(publicKey, key.publicKey);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    /** Whether the token was signed with this key; anything wrong with the signature is a no. */
    boolean signed(CompactToken token) {
        Hmac hmac = hmacs.get(token.algorithm());
        if (hmac != null) {
            return hmac.holds(token.bytes(), token.signedLength(), token.signature());
        }
        if (publicKey == null || !algorithms.contains(token.algorithm())) {
            return false;
        }
        try {
            Signature signature = token.algorithm().signature();
            signature.initVerify(publicKey);
            signature.update(token.bytes(), 0, token.signedLength());
            return isPlausible(token) && signature.verify(token.signature());
        } catch (GeneralSecurityException notASignature) {
            return false;
        }
    }

    /**
     * Some Java 17 builds took an ECDSA signature of zeros for everybody's (CVE-2022-21449), so zeros do not get there.
     */
    private static boolean isPlausible(CompactToken token) {
        if (token.algorithm().family() != Algorithm.Family.EC) {
            return true;
        }
        byte[] signature = token.signature();
        int half = signature.length / 2;
        return hasBits(signature, 0, half) && hasBits(signature, half, signature.length);
    }

    private static boolean hasBits(byte[] bytes, int from, int to) {
        int bits = 0;
        for (int i = from; i < to; i++) {
            bits |= bytes[i];
        }
        return bits != 0;
    }
}
