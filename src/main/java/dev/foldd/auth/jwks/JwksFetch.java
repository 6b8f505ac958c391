package dev.foldd.auth.jwks;

import io.vertx.core.Future;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** Brings what stands at an address. Never blocks; every answer comes within the configured time, or is a failure. */
@FunctionalInterface
public interface JwksFetch {

    /**
     * What was there.
     *
     * @param maxAge for how long the server says that it stays so; empty when it says nothing
     */
    record Fetched(String body, Optional<Duration> maxAge) {
        public Fetched {
            Objects.requireNonNull(body);
            Objects.requireNonNull(maxAge);
        }
    }

    /** Fails with a {@link JwksException} where the reason can be told, and with anything else where it cannot. */
    Future<Fetched> fetch(URI address);
}
