package dev.foldd.cli.secret;

import dev.foldd.config.Secret;

/** Where a secret comes from that is never an argument. */
@FunctionalInterface
public interface SecretInput {

    /** @throws dev.foldd.cli.part.CommandFailure when there is none, or it is no text */
    Secret read();
}
