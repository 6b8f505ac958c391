package dev.foldd.auth.jwt;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A shared secret for one algorithm. Safe from any thread: the keyed state is copied for every use and never changed.
 */
final class Hmac {

    private static final byte[] PROBE = "foldd probe of a key".getBytes(StandardCharsets.US_ASCII);

    private final Mac keyed;

    Hmac(Algorithm algorithm, byte[] secret) {
        try {
            keyed = Mac.getInstance(algorithm.jdkName());
            keyed.init(new SecretKeySpec(secret, algorithm.jdkName()));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java platform has " + algorithm.jdkName() + " for any key", e);
        }
    }

    /** The code of the first {@code length} bytes. */
    byte[] sign(byte[] input, int length) {
        try {
            Mac mac = (Mac) keyed.clone();
            mac.update(input, 0, length);
            return mac.doFinal();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the HMAC of this Java platform cannot be copied", e);
        }
    }

    /** Takes the same time wherever the first difference is. */
    boolean holds(byte[] input, int length, byte[] signature) {
        return MessageDigest.isEqual(sign(input, length), signature);
    }

    /** Whether both have the same secret, told by what they make of the same text. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Hmac hmac && keyed.getAlgorithm().equals(hmac.keyed.getAlgorithm())
                && hmac.holds(PROBE, PROBE.length, sign(PROBE, PROBE.length));
    }

    @Override
    public int hashCode() {
        return keyed.getAlgorithm().hashCode();
    }

    /** Shows nothing of the secret. */
    @Override
    public String toString() {
        return keyed.getAlgorithm();
    }
}
