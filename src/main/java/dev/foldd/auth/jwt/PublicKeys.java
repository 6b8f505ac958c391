package dev.foldd.auth.jwt;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Public keys as PEM, {@code SubjectPublicKeyInfo} (RFC 7468, section 13), and what they may verify. */
final class PublicKeys {

    private static final Pattern PEM =
            Pattern.compile("\\s*-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\\s]+)-----END PUBLIC KEY-----\\s*");
    private static final int RSA_BITS_MIN = 2048;
    private static final int RSA_BITS_MAX = 16_384;

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
            case RSA, RSA_PSS -> key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() >= RSA_BITS_MIN
                    && rsa.getModulus().bitLength() <= RSA_BITS_MAX;
            case EC -> key instanceof ECPublicKey ec && isCurve(ec.getParams(), "secp" + algorithm.bits() + "r1");
            case ED25519 -> key.getAlgorithm().equals("EdDSA") || key.getAlgorithm().equals("Ed25519");
        };
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
