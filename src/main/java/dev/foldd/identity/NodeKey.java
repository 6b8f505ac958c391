package dev.foldd.identity;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * The one Ed25519 key of this node: it signs what the node says, and its public half is the node's name. Kept as PEM of
 * PKCS#8 (RFC 8410), which {@code openssl pkey -in node.key -pubout} reads. Safe to use from any thread.
 */
public final class NodeKey {

    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";

    /**
     * RFC 8410 section 7: PrivateKeyInfo of version 0 with id-Ed25519, then an OCTET STRING in an OCTET STRING of 32.
     */
    private static final byte[] DER_BEFORE_SEED = {
        0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20};

    private final byte[] seed;
    private final byte[] rawPublicKey;
    private final PublicKey publicKey;

    private NodeKey(byte[] seed) {
        this.seed = seed;
        this.rawPublicKey = new byte[PublicKey.SIZE];
        Ed25519.generatePublicKey(seed, 0, rawPublicKey, 0);
        this.publicKey = PublicKey.parse(rawPublicKey);
    }

    /** Where a node's key stands below its data directory: {@code keys/node.key}. */
    public static Path fileIn(Path dataDirectory) {
        return dataDirectory.resolve("keys").resolve("node.key");
    }

    /** A new key that stands in no file. */
    public static NodeKey generate() {
        byte[] seed = new byte[Ed25519.SECRET_KEY_SIZE];
        Ed25519.generatePrivateKey(new SecureRandom(), seed);
        return new NodeKey(seed);
    }

    /** The key of a known seed of 32 bytes, as test vectors name it. */
    public static NodeKey ofSeed(byte[] seed) {
        if (seed.length != Ed25519.SECRET_KEY_SIZE) {
            throw new KeyException("the seed of an Ed25519 key has " + Ed25519.SECRET_KEY_SIZE + " bytes");
        }
        return new NodeKey(seed.clone());
    }

    /**
     * Reads the key file, or makes a new key in a new file (0600, its directory 0700) when it is missing.
     *
     * @throws KeyException when the file cannot be read or written, is no Ed25519 key, or others have rights to it
     */
    public static NodeKey loadOrCreate(Path file) {
        return parse(file, PrivateFile.readOrCreate(file, () -> generate().pem().getBytes(StandardCharsets.US_ASCII)));
    }

    /**
     * Reads the key file, which must be there.
     *
     * @throws KeyException when the file is missing, cannot be read, is no Ed25519 key, or others have rights to it
     */
    public static NodeKey load(Path file) {
        if (!Files.exists(file)) {
            throw new KeyException("there is no key at " + file + ": `foldd keygen` makes one");
        }
        return parse(file, PrivateFile.read(file));
    }

    public PublicKey publicKey() {
        return publicKey;
    }

    /** See {@link PublicKey#nodeId}. */
    public String nodeId() {
        return publicKey.nodeId();
    }

    /** Signs the bytes as they are, which should be those of {@link SignedBytes}; 64 bytes. */
    public byte[] sign(byte[] message) {
        Objects.requireNonNull(message);
        byte[] signature = new byte[PublicKey.SIGNATURE_SIZE];
        Ed25519.sign(seed, 0, rawPublicKey, 0, message, 0, message.length, signature, 0);
        return signature;
    }

    /** Names the node, never the key. */
    @Override
    public String toString() {
        return "key of node " + nodeId();
    }

    private String pem() {
        byte[] der = Arrays.copyOf(DER_BEFORE_SEED, DER_BEFORE_SEED.length + seed.length);
        System.arraycopy(seed, 0, der, DER_BEFORE_SEED.length, seed.length);
        return BEGIN + '\n' + Base64.getEncoder().encodeToString(der) + '\n' + END + '\n';
    }

    private static NodeKey parse(Path file, byte[] content) {
        String text = new String(content, StandardCharsets.US_ASCII).strip();
        if (text.startsWith(BEGIN) && text.endsWith(END) && text.length() > BEGIN.length() + END.length()) {
            byte[] der = decode(text.substring(BEGIN.length(), text.length() - END.length()));
            int prefix = DER_BEFORE_SEED.length;
            if (der.length == prefix + Ed25519.SECRET_KEY_SIZE
                    && Arrays.equals(der, 0, prefix, DER_BEFORE_SEED, 0, prefix)) {
                return new NodeKey(Arrays.copyOfRange(der, prefix, der.length));
            }
        }
        throw new KeyException(file + " is not an Ed25519 key in PEM (PKCS#8), as `openssl genpkey -algorithm ed25519`"
                + " writes one");
    }

    /** Empty when it is not base64, which is then of the wrong length. */
    private static byte[] decode(String body) {
        try {
            return Base64.getMimeDecoder().decode(body);
        } catch (IllegalArgumentException notBase64) {
            return new byte[0];
        }
    }
}
