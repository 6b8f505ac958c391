package dev.foldd.auth.jwt;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.EllipticCurve;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Public keys as PEM, {@code SubjectPublicKeyInfo} (RFC 7468, section 13), what they may verify, and their names. */
final class PublicKeys {

    private static final Pattern PEM =
            Pattern.compile("\\s*-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\\s]+)-----END PUBLIC KEY-----\\s*");
    private static final int RSA_BITS_MIN = 2048;
    private static final int RSA_BITS_MAX = 16_384;
    private static final int RSA_EXPONENT_BITS_MAX = 64;
    private static final int FINGERPRINT_BYTES = 8;

    private PublicKeys() {
    }

    /** An RSA, EC or Ed25519 key; empty when the text is not one. */
    static Optional<PublicKey> read(String pem) {
        Matcher matcher = PEM.matcher(pem);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        byte[] encoded;
        try {
            encoded = Base64.getMimeDecoder().decode(matcher.group(1));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
        return List.of("RSA", "EC", "Ed25519").stream().flatMap(kind -> of(kind, encoded).stream()).findFirst();
    }

    /**
     * Whether this key is of the kind, the curve and the size that the algorithm wants: RFC 7518, sections 3.3 to 3.5.
     */
    static boolean fits(PublicKey key, Algorithm algorithm) {
        return switch (algorithm.family()) {
            case SECRET -> false;
            case RSA, RSA_PSS -> key instanceof RSAPublicKey rsa && isStrong(rsa);
            case EC -> key instanceof ECPublicKey ec && isCurve(ec.getParams(), "secp" + algorithm.bits() + "r1")
                    && isOnCurve(ec);
            case ED25519 -> key.getAlgorithm().equals("EdDSA") || key.getAlgorithm().equals("Ed25519");
        };
    }

    /** Names a key by what it is, so that revoking one says nothing about its successor. */
    static String fingerprint(byte[] key) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update("foldd key id ".getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest.digest(key), 0, FINGERPRINT_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** With an exponent of 1 every text is its own signature; a huge one costs its verifier dearly. */
    private static boolean isStrong(RSAPublicKey key) {
        BigInteger exponent = key.getPublicExponent();
        int bits = key.getModulus().bitLength();
        return bits >= RSA_BITS_MIN && bits <= RSA_BITS_MAX && key.getModulus().testBit(0) && exponent.testBit(0)
                && exponent.compareTo(BigInteger.ONE) > 0 && exponent.bitLength() <= RSA_EXPONENT_BITS_MAX;
    }

    /** y² = x³ + ax + b, FIPS 186-5, appendix A.3; the readers of keys do not look. */
    private static boolean isOnCurve(ECPublicKey key) {
        EllipticCurve curve = key.getParams().getCurve();
        BigInteger x = key.getW().getAffineX();
        BigInteger y = key.getW().getAffineY();
        if (!(curve.getField() instanceof ECFieldFp field) || x == null || y == null || x.signum() < 0
                || y.signum() < 0 || x.compareTo(field.getP()) >= 0 || y.compareTo(field.getP()) >= 0) {
            return false;
        }
        BigInteger right = x.pow(3).add(curve.getA().multiply(x)).add(curve.getB());
        return y.pow(2).subtract(right).mod(field.getP()).signum() == 0;
    }

    private static Optional<PublicKey> of(String kind, byte[] encoded) {
        try {
            return Optional.of(KeyFactory.getInstance(kind).generatePublic(new X509EncodedKeySpec(encoded)));
        } catch (InvalidKeySpecException anotherKind) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has keys of " + kind, e);
        }
    }

    private static boolean isCurve(ECParameterSpec found, String name) {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec(name));
            ECParameterSpec wanted = parameters.getParameterSpec(ECParameterSpec.class);
            return wanted.getCurve().equals(found.getCurve()) && wanted.getGenerator().equals(found.getGenerator())
                    && wanted.getOrder().equals(found.getOrder()) && wanted.getCofactor() == found.getCofactor();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has the curve " + name, e);
        }
    }
}
