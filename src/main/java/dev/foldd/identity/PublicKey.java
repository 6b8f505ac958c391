package dev.foldd.identity;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * An Ed25519 public key (RFC 8032) that is worth trusting: canonically encoded, on the curve and of the prime order, so
 * that no other encoding and no small-order point can stand in for it. A value: equal when the bytes are.
 */
public final class PublicKey {

    /** Bytes of a raw public key. */
    public static final int SIZE = Ed25519.PUBLIC_KEY_SIZE;

    /** Bytes of a signature. */
    public static final int SIGNATURE_SIZE = Ed25519.SIGNATURE_SIZE;

    private static final String PEM_BEGIN = "-----BEGIN PUBLIC KEY-----";
    private static final String PEM_END = "-----END PUBLIC KEY-----";

    /** RFC 8410 section 4: SubjectPublicKeyInfo with id-Ed25519, then a BIT STRING without unused bits. */
    private static final byte[] DER_BEFORE_KEY = {
        0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};

    private static final int NODE_ID_LENGTH = 32;

    private final byte[] raw;
    private final Ed25519.PublicPoint point;

    private PublicKey(byte[] raw, Ed25519.PublicPoint point) {
        this.raw = raw;
        this.point = point;
    }

    /**
     * Reads a raw key of 32 bytes.
     *
     * @throws KeyException when it is of another length, not canonical, not on the curve or not of the prime order
     */
    public static PublicKey parse(byte[] raw) {
        if (raw.length != SIZE) {
            throw new KeyException("an Ed25519 public key has " + SIZE + " bytes, this one has " + raw.length);
        }
        byte[] copy = raw.clone();
        Ed25519.PublicPoint point = Ed25519.validatePublicKeyFullExport(copy, 0);
        if (point == null) {
            throw new KeyException("this is not a valid Ed25519 public key: "
                    + "not canonical, not on the curve, or of small order");
        }
        return new PublicKey(copy, point);
    }

    /**
     * Reads the text form: base64 of the raw key, with or without padding, in the standard or the URL alphabet; or PEM
     * of SubjectPublicKeyInfo (RFC 8410), as {@code openssl pkey -pubout} writes it.
     *
     * @throws KeyException when it is not such a text or not a valid key
     */
    public static PublicKey parse(String text) {
        String written = text.strip();
        try {
            if (written.startsWith(PEM_BEGIN) && written.endsWith(PEM_END)) {
                return parseDer(Base64.getMimeDecoder().decode(
                        written.substring(PEM_BEGIN.length(), written.length() - PEM_END.length())));
            }
            return parse(Base64.getDecoder().decode(written.replace('-', '+').replace('_', '/')));
        } catch (IllegalArgumentException notBase64) {
            throw new KeyException("a public key is written as base64 of its " + SIZE + " bytes", notBase64);
        }
    }

    private static PublicKey parseDer(byte[] der) {
        int prefix = DER_BEFORE_KEY.length;
        if (der.length != prefix + SIZE || !Arrays.equals(der, 0, prefix, DER_BEFORE_KEY, 0, prefix)) {
            throw new KeyException("this PEM is not an Ed25519 public key");
        }
        return parse(Arrays.copyOfRange(der, prefix, der.length));
    }

    /** A copy of the raw key. */
    public byte[] raw() {
        return raw.clone();
    }

    /** Base64 of the raw key, as configuration files and the wire write it. */
    public String text() {
        return Base64.getEncoder().encodeToString(raw);
    }

    /** The node id: the first 32 characters of base32 (RFC 4648, lower case) of SHA-256 over the raw key. */
    public String nodeId() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(raw);
            return Base32.encode(digest).substring(0, NODE_ID_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    /** True when this key's owner has signed exactly these bytes. A signature whose S is not reduced is refused. */
    public boolean verify(byte[] message, byte[] signature) {
        return signature.length == SIGNATURE_SIZE
                && Ed25519.verify(signature, 0, point, message, 0, message.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PublicKey key && Arrays.equals(raw, key.raw);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(raw);
    }

    @Override
    public String toString() {
        return text();
    }
}
