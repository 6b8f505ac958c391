package dev.foldd.identity.trust;

import dev.foldd.identity.KeyException;
import dev.foldd.identity.PublicKey;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/** Texts of which each stands for its own bytes alone, so that what is compared as text is compared as bytes. */
final class Canonical {

    private Canonical() {
    }

    /** @throws TrustException when it is not the one base64 (RFC 4648, with padding) of so many bytes */
    static String base64(Object text, int size, String name) {
        if (text instanceof String written && written.length() == (size + 2) / 3 * 4) {
            try {
                byte[] bytes = Base64.getDecoder().decode(written);
                if (bytes.length == size && Base64.getEncoder().encodeToString(bytes).equals(written)) {
                    return written;
                }
            } catch (IllegalArgumentException notBase64) {
                // Falls through to the one sentence that tells what is wanted.
            }
        }
        throw new TrustException(name + " must be base64 of " + size + " bytes");
    }

    /** @throws TrustException when it is none, or lies outside the bounds */
    static long integer(Object number, long min, long max, String name) {
        if (number instanceof Long whole && whole >= min && whole <= max) {
            return whole;
        }
        throw new TrustException(name + " must be a whole number from " + min + " to " + max);
    }

    static byte[] bytes(String base64) {
        return Base64.getDecoder().decode(base64);
    }

    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** SHA-256 in hexadecimal digits. */
    static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    /** The key, if it is canonical and of the prime order. That costs as much as to check a signature. */
    static Optional<PublicKey> key(String base64) {
        try {
            return Optional.of(PublicKey.parse(bytes(base64)));
        } catch (KeyException notOne) {
            return Optional.empty();
        }
    }
}
