package dev.foldd.auth.jwt;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
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

        /** Whether a token that names this issuer, or names none, is what it expects. */
        boolean isNamed(Object claimed) {
            return name.isEmpty() || name.get().equals(claimed);
        }
    }

    private static final int ED25519_BYTES = 64;

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
     * What has to be so of a signature, whatever the Java platform makes of it. An ECDSA signature is two numbers of the
     * curve's length, RFC 7518, section 3.4, and each is from 1 to below the order, FIPS 186-5, section 6.4.2: some
     * Java 17 builds took zeros for everybody's signature (CVE-2022-21449). One of Ed25519 is of 64 bytes, RFC 8032,
     * section 5.1.6: Java takes zeros behind it for part of it.
     */
    private boolean isPlausible(CompactToken token) {
        byte[] signature = token.signature();
        if (token.algorithm().family() == Algorithm.Family.ED25519) {
            return signature.length == ED25519_BYTES;
        }
        if (!(publicKey instanceof ECPublicKey key)) {
            return true;
        }
        int half = (key.getParams().getCurve().getField().getFieldSize() + 7) / Byte.SIZE;
        return signature.length == 2 * half && isScalar(key, signature, 0, half) && isScalar(key, signature, half, half);
    }

    private static boolean isScalar(ECPublicKey key, byte[] bytes, int from, int length) {
        BigInteger number = new BigInteger(1, bytes, from, length);
        return number.signum() > 0 && number.compareTo(key.getParams().getOrder()) < 0;
    }
}
