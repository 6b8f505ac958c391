package dev.foldd.client.socket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;

/**
 * The bytes that signatures cover, and who has made one. The encoding: the number of fields, then each as its length and its
 * bytes, numbers and lengths as u32 big-endian; the first field is the tag.
 */
public final class Signed {

    /** RFC 8410, section 4: SubjectPublicKeyInfo with id-Ed25519; the raw key follows. */
    private static final byte[] DER_BEFORE_KEY = {
        0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};
    private static final int RAW_KEY_BYTES = 32;
    /** RFC 4648, section 6, in lower case. */
    private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int NODE_ID_LENGTH = 32;
    private static final int BASE32_BITS = 5;

    private Signed() {
    }

    /** All fields as one text of bytes; the first is the tag. */
    public static byte[] encoded(byte[]... fields) {
        int size = Integer.BYTES;
        for (byte[] field : fields) {
            size = Math.addExact(size, Integer.BYTES + field.length);
        }
        ByteBuffer bytes = ByteBuffer.allocate(size).putInt(fields.length);
        for (byte[] field : fields) {
            bytes.putInt(field.length).put(field);
        }
        return bytes.array();
    }

    /** A field of UTF-8. */
    public static byte[] text(String value) {
        return value.getBytes(StandardCharsets.UTF_8);
    }

    /** A field of 8 bytes, big-endian. */
    public static byte[] integer(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    /** The name of the node whose key this is: 32 characters of base32 of the SHA-256 of the raw key. */
    public static String nodeId(byte[] rawKey) {
        byte[] hash = sha256(rawKey);
        StringBuilder id = new StringBuilder(NODE_ID_LENGTH);
        for (int bit = 0; id.length() < NODE_ID_LENGTH; bit += BASE32_BITS) {
            int at = bit / Byte.SIZE;
            int pair = (hash[at] & 0xFF) << Byte.SIZE | hash[at + 1] & 0xFF;
            id.append(BASE32.charAt(pair >>> 2 * Byte.SIZE - BASE32_BITS - bit % Byte.SIZE & 0x1F));
        }
        return id.toString();
    }

    /** Whether the owner of the raw key has signed exactly these bytes; false for what is no key or no signature. */
    public static boolean by(byte[] rawKey, byte[] message, byte[] signature) {
        if (rawKey.length != RAW_KEY_BYTES) {
            return false;
        }
        byte[] der = ByteBuffer.allocate(DER_BEFORE_KEY.length + RAW_KEY_BYTES).put(DER_BEFORE_KEY).put(rawKey).array();
        try {
            PublicKey key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der));
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(key);
            verifier.update(message);
            return verifier.verify(signature);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime from 15 on has Ed25519", e);
        } catch (GeneralSecurityException notSigned) {
            return false;
        }
    }

    /** SHA-256 (FIPS 180-4). */
    public static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
