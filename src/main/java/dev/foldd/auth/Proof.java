package dev.foldd.auth;

import dev.foldd.contract.Principal;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * That a caller is who he says, as far as his credential goes.
 *
 * @param issuedAt the beginning of 1970 when the credential does not tell, so that every revocation of its subject
 *     reaches it
 * @param expiresAt from this moment on it proves nothing
 * @param tokenId the credential's own name ({@code jti}), if it has one
 * @param keyId the key that it was signed with
 */
public record Proof(Principal principal, Instant issuedAt, Instant expiresAt, Optional<String> tokenId, String keyId) {
    public Proof {
        Objects.requireNonNull(principal);
        Objects.requireNonNull(issuedAt);
        Objects.requireNonNull(expiresAt);
        Objects.requireNonNull(tokenId);
        Objects.requireNonNull(keyId);
    }
}
