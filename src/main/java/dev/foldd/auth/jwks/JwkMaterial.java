package dev.foldd.auth.jwks;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.KeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * The numbers of a key: RFC 7518, sections 6.2 and 6.3, and RFC 8037, section 2. Whether a key is strong enough for an
 * algorithm, and its point on its curve, is looked at by whoever wants to use it.
 */
final class JwkMaterial {

    private static final Map<String, String> CURVES =
            Map.of("P-256", "secp256r1", "P-384", "secp384r1", "P-521", "secp521r1");
    private static final int RSA_BYTES_MAX = 2049;
    private static final int ED25519_BYTES = 32;
    private static final BigInteger ED25519_PRIME = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));

    private JwkMaterial() {
    }

    /** Empty for a kind or a curve that is not known, and where a number is missing or not written as it must be. */
    static Optional<PublicKey> publicKey(Map<?, ?> jwk) {
        if (!(jwk.get("kty") instanceof String kind)) {
            return Optional.empty();
        }
        return switch (kind) {
            case "RSA" -> rsa(jwk);
            case "EC" -> ec(jwk);
            case "OKP" -> ed25519(jwk);
            default -> Optional.empty();
        };
    }

    private static Optional<PublicKey> rsa(Map<?, ?> jwk) {
        byte[] modulus = bytes(jwk.get("n"));
        byte[] exponent = bytes(jwk.get("e"));
        if (modulus.length == 0 || modulus.length > RSA_BYTES_MAX || exponent.length == 0
                || exponent.length > RSA_BYTES_MAX) {
            return Optional.empty();
        }
        return key("RSA", new RSAPublicKeySpec(new BigInteger(1, modulus), new BigInteger(1, exponent)));
    }

    private static Optional<PublicKey> ec(Map<?, ?> jwk) {
        if (!(jwk.get("crv") instanceof String name) || !CURVES.containsKey(name)) {
            return Optional.empty();
        }
        ECParameterSpec curve = curve(CURVES.get(name));
        int length = (curve.getCurve().getField().getFieldSize() + 7) / Byte.SIZE;
        byte[] x = bytes(jwk.get("x"));
        byte[] y = bytes(jwk.get("y"));
        if (x.length != length || y.length != length) {
            return Optional.empty();
        }
        return key("EC", new ECPublicKeySpec(new ECPoint(new BigInteger(1, x), new BigInteger(1, y)), curve));
    }

    /** A point as RFC 8032, section 5.1.2, writes it: y from its lowest byte on, and one bit of x above. */
    private static Optional<PublicKey> ed25519(Map<?, ?> jwk) {
        byte[] point = bytes(jwk.get("x"));
        if (!"Ed25519".equals(jwk.get("crv")) || point.length != ED25519_BYTES) {
            return Optional.empty();
        }
        byte[] y = new byte[ED25519_BYTES];
        for (int i = 0; i < y.length; i++) {
            y[i] = point[ED25519_BYTES - 1 - i];
        }
        boolean odd = y[0] < 0;
        y[0] &= 0x7f;
        BigInteger number = new BigInteger(1, y);
        if (number.compareTo(ED25519_PRIME) >= 0) {
            return Optional.empty();
        }
        return key("Ed25519", new EdECPublicKeySpec(NamedParameterSpec.ED25519, new EdECPoint(odd, number)));
    }

    /** Base64url without padding, in its one canonical spelling; empty for anything else. */
    private static byte[] bytes(Object value) {
        if (value instanceof String text) {
            try {
                byte[] decoded = Base64.getUrlDecoder().decode(text);
                if (Base64.getUrlEncoder().withoutPadding().encodeToString(decoded).equals(text)) {
                    return decoded;
                }
            } catch (IllegalArgumentException notBase64) {
                return new byte[0];
            }
        }
        return new byte[0];
    }

    private static Optional<PublicKey> key(String kind, KeySpec numbers) {
        try {
            return Optional.of(KeyFactory.getInstance(kind).generatePublic(numbers));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has keys of " + kind, e);
        } catch (GeneralSecurityException notAKey) {
            return Optional.empty();
        }
    }

    private static ECParameterSpec curve(String name) {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec(name));
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has the curve " + name, e);
        }
    }
}
