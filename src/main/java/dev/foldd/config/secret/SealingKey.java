package dev.foldd.config.secret;

import dev.foldd.config.Secret;
import dev.foldd.identity.KeyException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals and opens secrets: AES-256-GCM (NIST SP 800-38D) with a random nonce of 96 bits and a tag of 128. With random nonces
 * one key may seal some billions of values; a configuration holds a few.
 */
public final class SealingKey {

    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;
    private static final int ID_BYTES = 8;
    private static final int SECRET_BYTES_MAX = 64 * 1024;
    private static final Pattern SCOPE = Pattern.compile("[A-Za-z0-9_.\\[\\]-]{0,200}");

    private final SecretKeySpec key;
    private final String id;

    private SealingKey(byte[] key) {
        this.key = new SecretKeySpec(key, "AES");
        this.id = idOf(key);
    }

    /**
     * The key in a file: 256 bits in Base64.
     *
     * @throws KeyException when it cannot be read, is no such key, or others have rights to it
     */
    public static SealingKey read(Path file) {
        return of(file, SecretFile.readOwn(file));
    }

    /**
     * The same for a credential, which the group of its file may read too.
     *
     * @throws KeyException when it cannot be read, is no such key, or anybody else has rights to it
     */
    public static SealingKey readCredential(Path file) {
        return of(file, SecretFile.read(file));
    }

    /**
     * The same for the daemon's own file, which is made when it is missing.
     *
     * @throws KeyException when it can be neither read nor made, is no such key, or others have rights to it
     */
    public static SealingKey readOrGenerate(Path file, SecureRandom random) {
        return of(file, SecretFile.readOrGenerate(file, random));
    }

    private static SealingKey of(Path file, Secret text) {
        try {
            byte[] key = Base64.getUrlDecoder().decode(text.reveal().strip().replace('+', '-').replace('/', '_'));
            if (key.length == KEY_BYTES) {
                return new SealingKey(key);
            }
        } catch (IllegalArgumentException notBase64) {
            // Falls through to the one sentence that tells what is wanted.
        }
        throw new KeyException(file + " is no sealing key: it must hold " + KEY_BYTES + " bytes in Base64");
    }

    /** What tells this key from others and nothing about it. */
    public String id() {
        return id;
    }

    /**
     * Seals a secret.
     *
     * @param scope the only setting that it shall be good for; empty for any
     * @throws KeyException when the secret is too long, or the scope cannot be a setting's
     */
    public String seal(Secret secret, String scope, SecureRandom random) {
        byte[] plain = secret.reveal().getBytes(StandardCharsets.UTF_8);
        if (plain.length > SECRET_BYTES_MAX) {
            throw new KeyException("a secret has at most " + SECRET_BYTES_MAX + " bytes");
        }
        if (!SCOPE.matcher(scope).matches()) {
            throw new KeyException("'" + scope + "' cannot be a setting");
        }
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, scope).doFinal(plain);
            return new SealedText(id, scope,
                    ByteBuffer.allocate(nonce.length + sealed.length).put(nonce).put(sealed).array()).text();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES-GCM", e);
        }
    }

    /**
     * Opens what has been sealed.
     *
     * @param setting what the secret is for
     * @throws KeyException in words that follow on the name of a setting: sealed with another key, for another setting, or
     *     damaged
     */
    Secret open(SealedText sealed, String setting) {
        if (!sealed.keyId().equals(id)) {
            throw new KeyException("is sealed with the key " + sealed.keyId() + ", and this machine has the key " + id);
        }
        if (!sealed.scope().isEmpty() && !sealed.scope().equals(setting)) {
            throw new KeyException("is sealed for " + sealed.scope() + " alone");
        }
        if (sealed.bytes().length < NONCE_BYTES + TAG_BYTES) {
            throw new KeyException("is sealed and damaged");
        }
        ByteBuffer bytes = ByteBuffer.wrap(sealed.bytes());
        byte[] nonce = new byte[NONCE_BYTES];
        bytes.get(nonce);
        byte[] rest = new byte[bytes.remaining()];
        bytes.get(rest);
        try {
            byte[] plain = cipher(Cipher.DECRYPT_MODE, nonce, sealed.scope()).doFinal(rest);
            return new Secret(new String(plain, StandardCharsets.UTF_8));
        } catch (AEADBadTagException changed) {
            throw new KeyException("is sealed and damaged");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES-GCM", e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String scope) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
        cipher.updateAAD(SealedText.head(id, scope).getBytes(StandardCharsets.US_ASCII));
        return cipher;
    }

    private static String idOf(byte[] key) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update("foldd sealing key".getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest.digest(key), 0, ID_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
