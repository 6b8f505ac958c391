package dev.foldd.auth;

import io.vertx.core.Future;

/** Turns the text of a bearer credential into a proof of who is asking. Safe from any thread, and it never blocks. */
@FunctionalInterface
public interface Bearers {

    /**
     * The future is already complete where nothing has to be fetched from elsewhere, which is the rule.
     *
     * @return a proof that holds now; or a failure, {@link dev.foldd.fault.FaultException} with {@code
     *     Unauthenticated}, or {@code Unavailable} when it cannot be told now whether it proves anybody; either has been
     *     observed as {@code CredentialRefused} before it is returned
     */
    Future<Proof> prove(String bearer);
}
