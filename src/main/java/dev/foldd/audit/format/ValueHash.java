package dev.foldd.audit.format;

import dev.foldd.identity.KeyException;
import dev.foldd.identity.PrivateFile;
import dev.foldd.json.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What stands in the log in place of values: HMAC-SHA256 over their JSON. Who holds the key can show that a known value
 * was the one written; who holds the log alone cannot even guess at short ones. For one thread.
 */
public final class ValueHash {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_SIZE = 32;

    private final Mac mac;

    public ValueHash(byte[] key) {
        try {
            this.mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has " + ALGORITHM, e);
        }
    }

    /** Where the key stands below a data directory: {@code keys/audit.key}. */
    public static Path fileIn(Path dataDirectory) {
        return dataDirectory.resolve("keys").resolve("audit.key");
    }

    /**
     * Reads the key, 64 hexadecimal digits, or makes a new one (0600) when it is missing.
     *
     * @throws KeyException when the file cannot be read or written, holds no key, or others have rights to it
     */
    public static ValueHash loadOrCreate(Path file) {
        byte[] text = PrivateFile.readOrCreate(file, ValueHash::newKeyText);
        try {
            byte[] key = HexFormat.of().parseHex(new String(text, StandardCharsets.US_ASCII).strip());
            if (key.length == KEY_SIZE) {
                return new ValueHash(key);
            }
        } catch (IllegalArgumentException notHexadecimal) {
            // Falls through to the one sentence that tells what is wanted.
        }
        throw new KeyException(file + " does not hold " + 2 * KEY_SIZE
                + " hexadecimal digits; remove it to get a new key"
                + " (the hashes of values written before can then no longer be compared)");
    }

    /** 64 hexadecimal digits. */
    public String of(Object values) {
        return new String(bytesOf(values), StandardCharsets.US_ASCII);
    }

    byte[] bytesOf(Object values) {
        return Chain.hex(mac.doFinal(Json.write(values).getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] newKeyText() {
        byte[] key = new byte[KEY_SIZE];
        new SecureRandom().nextBytes(key);
        return (HexFormat.of().formatHex(key) + "\n").getBytes(StandardCharsets.US_ASCII);
    }
}
