package dev.foldd.config.secret;

import dev.foldd.config.Secret;
import dev.foldd.identity.PrivateFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;

/** A secret in a file of its own: text in UTF-8, of which line breaks at the end are not a part. */
public final class SecretFile {

    private static final int GENERATED_BYTES = 32;

    private SecretFile() {
    }

    /**
     * Reads a secret that an operator has put there.
     *
     * @throws dev.foldd.identity.KeyException as {@link PrivateFile#readMounted} does
     */
    public static Secret read(Path file) {
        return secret(PrivateFile.readMounted(file));
    }

    /**
     * Reads our own secret.
     *
     * @throws dev.foldd.identity.KeyException as {@link PrivateFile#read} does
     */
    public static Secret readOwn(Path file) {
        return secret(PrivateFile.read(file));
    }

    /**
     * Reads our own secret; where there is none, generates 256 random bits first.
     *
     * @throws dev.foldd.identity.KeyException as {@link PrivateFile#readOrCreate} does
     */
    public static Secret readOrGenerate(Path file, SecureRandom random) {
        return secret(PrivateFile.readOrCreate(file, () -> {
            byte[] bits = new byte[GENERATED_BYTES];
            random.nextBytes(bits);
            return (Base64.getUrlEncoder().withoutPadding().encodeToString(bits) + "\n")
                    .getBytes(StandardCharsets.US_ASCII);
        }));
    }

    private static Secret secret(byte[] content) {
        String text = new String(content, StandardCharsets.UTF_8);
        int end = text.length();
        while (end > 0 && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
            end--;
        }
        return new Secret(text.substring(0, end));
    }
}
