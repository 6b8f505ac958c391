package dev.foldd.auth;

import dev.foldd.contract.Principal;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Proves who a bearer token speaks for. */
@FunctionalInterface
public interface Prover {

    /**
     * Fails with a {@code FaultException}: {@code Unauthenticated} when the token proves nobody, which has then been
     * observed as {@code CredentialRefused}; anything else when that cannot be told now.
     *
     * @param remote the peer's address without its port
     */
    Future<Proven> prove(String bearer, String remote);

    /**
     * Who was proved, and for how long.
     *
     * @param expiresAt empty when the credential has no end of its own
     * @param stillValid whether neither the credential nor its key has been taken back since; asked after every
     *     revocation, must be quick
     */
    record Proven(Principal principal, Optional<Instant> expiresAt, BooleanSupplier stillValid) {
        public Proven {
            Objects.requireNonNull(principal);
            Objects.requireNonNull(expiresAt);
            Objects.requireNonNull(stillValid);
        }
    }
}
