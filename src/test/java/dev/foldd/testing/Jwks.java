package dev.foldd.testing;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;

/** Publishes keys as issuers do, with the JDK alone: nothing of what is tested takes part. */
public final class Jwks {

    private Jwks() {
    }

    /** A set of these members, each a JSON object. */
    public static String set(String... members) {
        return "{\"keys\":[" + String.join(",", members) + "]}";
    }

    /** A key with its id; {@code more} begins with a comma. */
    public static String jwk(String id, PublicKey key, String more) {
        return "{\"kid\":\"" + id + "\"," + material(key) + more + "}";
    }

    /** The members that hold the key itself. */
    public static String material(PublicKey key) {
        if (key instanceof RSAPublicKey rsa) {
            return "\"kty\":\"RSA\",\"n\":\"" + part(rsa.getModulus()) + "\",\"e\":\"" + part(rsa.getPublicExponent()) + "\"";
        }
        if (key instanceof ECPublicKey ec) {
            int bits = ec.getParams().getCurve().getField().getFieldSize();
            int length = (bits + 7) / 8;
            return "\"kty\":\"EC\",\"crv\":\"P-" + bits + "\",\"x\":\"" + part(fixed(ec.getW().getAffineX(), length))
                    + "\",\"y\":\"" + part(fixed(ec.getW().getAffineY(), length)) + "\"";
        }
        if (key instanceof EdECPublicKey) {
            byte[] encoded = key.getEncoded();
            return "\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\""
                    + part(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length)) + "\"";
        }
        throw new IllegalArgumentException(key.getAlgorithm());
    }

    public static KeyPair rsa(int bits) {
        KeyPairGenerator generator = generator("RSA");
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    public static KeyPair ec(String curve) {
        try {
            KeyPairGenerator generator = generator("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static KeyPair ed25519() {
        return generator("Ed25519").generateKeyPair();
    }

    public static String part(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    public static String part(BigInteger number) {
        return part(fixed(number, (number.bitLength() + 7) / 8));
    }

    private static byte[] fixed(BigInteger number, int length) {
        byte[] bytes = number.toByteArray();
        byte[] fixed = new byte[length];
        int count = Math.min(length, bytes.length);
        System.arraycopy(bytes, bytes.length - count, fixed, length - count, count);
        return fixed;
    }

    private static KeyPairGenerator generator(String kind) {
        try {
            return KeyPairGenerator.getInstance(kind);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
