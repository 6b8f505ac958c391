package dev.foldd.auth.jwks;

import java.security.PublicKey;
import java.util.Objects;
import java.util.Optional;

/**
 * A public key for signatures, as it is published: RFC 7517, section 4.
 *
 * @param keyId its {@code kid}
 * @param algorithm the only one that it is for, if it says so
 */
public record Jwk(Optional<String> keyId, Optional<String> algorithm, PublicKey key) {
    public Jwk {
        Objects.requireNonNull(keyId);
        Objects.requireNonNull(algorithm);
        Objects.requireNonNull(key);
    }
}
