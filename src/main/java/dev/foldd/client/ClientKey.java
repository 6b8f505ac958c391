package dev.foldd.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.util.Arrays;
import java.util.Base64;

/**
 * An application's Ed25519 key, by which a daemon knows it. {@code foldd keygen --app NAME} makes one, and
 * {@code openssl genpkey -algorithm ed25519} too. Safe to use from any thread.
 */
public final class ClientKey {

    private static final int SEED_BYTES = 32;
    private static final int RAW_KEY_BYTES = 32;
    private static final int FILE_BYTES_MAX = 16_384;
    private static final String PEM_BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String PEM_END = "-----END PRIVATE KEY-----";

    /** RFC 8410, section 7: PrivateKeyInfo of version 0 with id-Ed25519; the seed follows. */
    private static final byte[] DER_BEFORE_SEED = {
        0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20};

    private final PrivateKey privateKey;
    private final byte[] rawPublicKey;

    private ClientKey(PrivateKey privateKey, byte[] rawPublicKey) {
        this.privateKey = privateKey;
        this.rawPublicKey = rawPublicKey;
    }

    /**
     * Reads a file that holds what {@link #parse} takes. Nobody but the application should be able to read it.
     *
     * @throws IOException when it cannot be read
     * @throws IllegalArgumentException when it holds no such key
     */
    public static ClientKey fromFile(Path file) throws IOException {
        if (Files.size(file) > FILE_BYTES_MAX) {
            throw new IllegalArgumentException(file + " is too large to be a key");
        }
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        try {
            return parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Reads the file, or makes a new key in a new file for its owner alone when it is missing. A daemon enrols its public half:
     * {@code foldd keygen --app NAME --public-key KEY}.
     *
     * @throws IOException when it can be neither read nor written
     * @throws IllegalArgumentException when it holds no such key
     */
    public static ClientKey loadOrCreate(Path file) throws IOException {
        if (!Files.exists(file)) {
            byte[] der = Arrays.copyOf(DER_BEFORE_SEED, DER_BEFORE_SEED.length + SEED_BYTES);
            byte[] seed = new byte[SEED_BYTES];
            new SecureRandom().nextBytes(seed);
            System.arraycopy(seed, 0, der, DER_BEFORE_SEED.length, SEED_BYTES);
            String pem = PEM_BEGIN + '\n' + Base64.getEncoder().encodeToString(der) + '\n' + PEM_END + '\n';
            create(file, pem.getBytes(StandardCharsets.US_ASCII));
        }
        return fromFile(file);
    }

    /** The file appears whole or not at all; when another is faster, it is his that stays. */
    private static void create(Path file, byte[] content) throws IOException {
        Path written = Files.createTempFile(file.toAbsolutePath().getParent(), ".new-", ".key",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.write(written, content);
            Files.createLink(file, written);
        } catch (FileAlreadyExistsException theOtherWasFaster) {
            return;
        } finally {
            Files.delete(written);
        }
    }

    /**
     * Reads a key from a text: PEM of PKCS#8 (RFC 8410), or base64 of the 32 bytes of its seed.
     *
     * @throws IllegalArgumentException when it is neither; the message holds nothing of the text
     */
    public static ClientKey parse(String text) {
        String written = text.strip();
        boolean pem = written.startsWith(PEM_BEGIN) && written.endsWith(PEM_END)
                && written.length() > PEM_BEGIN.length() + PEM_END.length();
        byte[] bytes = pem
                ? decoded(written.substring(PEM_BEGIN.length(), written.length() - PEM_END.length())) : decoded(written);
        int prefix = DER_BEFORE_SEED.length;
        if (!pem && bytes.length == SEED_BYTES) {
            return ofSeed(bytes);
        }
        if (pem && bytes.length == prefix + SEED_BYTES && Arrays.equals(bytes, 0, prefix, DER_BEFORE_SEED, 0, prefix)) {
            return ofSeed(Arrays.copyOfRange(bytes, prefix, bytes.length));
        }
        throw new IllegalArgumentException("this is neither an Ed25519 private key in PEM (PKCS#8) nor base64 of a seed of "
                + SEED_BYTES + " bytes");
    }

    /** The key of a seed of 32 bytes (RFC 8032, section 5.1.5). */
    public static ClientKey ofSeed(byte[] seed) {
        if (seed.length != SEED_BYTES) {
            throw new IllegalArgumentException("the seed of an Ed25519 key has " + SEED_BYTES + " bytes");
        }
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
            generator.initialize(255, new Given(seed.clone()));
            KeyPair pair = generator.generateKeyPair();
            byte[] used = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElse(new byte[0]);
            if (!Arrays.equals(used, seed)) {
                throw new IllegalStateException("this Java runtime makes Ed25519 keys in a way of its own");
            }
            // SubjectPublicKeyInfo (RFC 8410, section 4) ends in the raw key.
            byte[] encoded = pair.getPublic().getEncoded();
            return new ClientKey(pair.getPrivate(),
                    Arrays.copyOfRange(encoded, encoded.length - RAW_KEY_BYTES, encoded.length));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime from 15 on has Ed25519", e);
        }
    }

    /** Base64 of the raw public key, as it stands in {@code apps/NAME.pub} of the daemon. */
    public String publicKey() {
        return Base64.getEncoder().encodeToString(rawPublicKey);
    }

    /** The raw public key, 32 bytes. */
    public byte[] rawPublicKey() {
        return rawPublicKey.clone();
    }

    /** Signs the bytes as they are; 64 bytes. */
    public byte[] sign(byte[] message) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(privateKey);
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key that was made here can sign", e);
        }
    }

    /** Names the public half alone. */
    @Override
    public String toString() {
        return "key " + publicKey();
    }

    /** Empty when it is not base64, which is then of the wrong length. */
    private static byte[] decoded(String text) {
        try {
            return Base64.getMimeDecoder().decode(text);
        } catch (IllegalArgumentException notBase64) {
            return new byte[0];
        }
    }

    /** The JDK derives a public key only from what it takes to be a new seed; this hands it the one that is known. */
    private static final class Given extends SecureRandom {

        private static final long serialVersionUID = 1L;

        private final byte[] seed;

        Given(byte[] seed) {
            this.seed = seed;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            System.arraycopy(seed, 0, bytes, 0, Math.min(seed.length, bytes.length));
        }
    }
}
