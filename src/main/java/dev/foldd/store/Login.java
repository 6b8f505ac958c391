package dev.foldd.store;

import dev.foldd.config.Secret;
import java.util.Objects;
import java.util.Optional;

/** Whom the daemon logs in as at a database server, and with what; absent means what the server's kind has as its usual. */
public record Login(Optional<String> user, Optional<Secret> password) {

    public Login {
        Objects.requireNonNull(user);
        Objects.requireNonNull(password);
    }
}
