package dev.foldd.auth.jwt;

import java.security.InvalidAlgorithmParameterException;
import java.security.NoSuchAlgorithmException;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The signature algorithms of RFC 7518, section 3.1, and RFC 8037, section 3.1. There is no {@code none} among them.
 */
public enum Algorithm {
    HS256("HS256", Family.SECRET, "HmacSHA256", 256),
    HS384("HS384", Family.SECRET, "HmacSHA384", 384),
    HS512("HS512", Family.SECRET, "HmacSHA512", 512),
    RS256("RS256", Family.RSA, "SHA256withRSA", 256),
    RS384("RS384", Family.RSA, "SHA384withRSA", 384),
    RS512("RS512", Family.RSA, "SHA512withRSA", 512),
    PS256("PS256", Family.RSA_PSS, "RSASSA-PSS", 256),
    PS384("PS384", Family.RSA_PSS, "RSASSA-PSS", 384),
    PS512("PS512", Family.RSA_PSS, "RSASSA-PSS", 512),
    ES256("ES256", Family.EC, "SHA256withECDSAinP1363Format", 256),
    ES384("ES384", Family.EC, "SHA384withECDSAinP1363Format", 384),
    ES512("ES512", Family.EC, "SHA512withECDSAinP1363Format", 521),
    EDDSA("EdDSA", Family.ED25519, "Ed25519", 255);

    /** The kind of key that an algorithm takes. A key fits one kind, so no key can be used as if it were another. */
    enum Family { SECRET, RSA, RSA_PSS, EC, ED25519 }

    private static final Map<String, Algorithm> BY_NAME = Arrays.stream(values())
            .collect(Collectors.toUnmodifiableMap(Algorithm::wireName, Function.identity()));

    private final String wireName;
    private final Family family;
    private final String jdkName;
    private final int bits;

    Algorithm(String wireName, Family family, String jdkName, int bits) {
        this.wireName = wireName;
        this.family = family;
        this.jdkName = jdkName;
        this.bits = bits;
    }

    /** The algorithm of exactly this name; case counts. */
    public static Optional<Algorithm> named(String wireName) {
        return Optional.ofNullable(BY_NAME.get(wireName));
    }

    /** Its name in a token's header. */
    public String wireName() {
        return wireName;
    }

    Family family() {
        return family;
    }

    String jdkName() {
        return jdkName;
    }

    /** Of the hash; for curves, of the field. */
    int bits() {
        return bits;
    }

    /** A new verifier; every Java from 17 on has them all. */
    Signature signature() throws NoSuchAlgorithmException, InvalidAlgorithmParameterException {
        Signature signature = Signature.getInstance(jdkName);
        if (family == Family.RSA_PSS) {
            String hash = "SHA-" + bits;
            signature.setParameter(
                    new PSSParameterSpec(hash, "MGF1", new MGF1ParameterSpec(hash), bits / Byte.SIZE, 1));
        }
        return signature;
    }
}
