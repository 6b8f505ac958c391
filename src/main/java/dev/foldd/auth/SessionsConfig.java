package dev.foldd.auth;

import dev.foldd.config.Section;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * {@code security.sessions}: where opaque session tokens are looked up.
 *
 * @param entity the entity whose rows are sessions
 * @param token the field that holds the token, in the form that {@code hash} says
 * @param user the field that holds the user's id
 * @param expiry the field that holds the moment at which the session ends
 * @param created the field that holds the moment at which it began, if there is one
 * @param users the entity of the users; the one that the field {@code user} refers to when it is not named
 * @param role the users' field that holds their role
 * @param cacheTtl for how long a session is believed to be as it was found, when this daemon has not changed it
 * @param maxSessions how many may be in use at once
 * @param maxLookups how many lookups may be under way at once
 */
public record SessionsConfig(String entity, String token, Hash hash, String user, String expiry, Optional<String> created,
                             Optional<String> users, String role, Duration cacheTtl, int maxSessions, int maxLookups) {

    /** In what form tokens are stored. */
    public enum Hash {
        /** As they are. */
        NONE,
        /** The SHA-256 of their UTF-8 bytes in lower-case hexadecimal. */
        SHA256
    }

    public SessionsConfig {
        Objects.requireNonNull(created);
        Objects.requireNonNull(users);
    }

    /** Reads {@code security.sessions}; empty when no entity is named. */
    public static Optional<SessionsConfig> read(Section section) {
        Optional<String> entity = section.optionalText("entity");
        Optional<String> token = section.optionalText("token");
        Optional<String> user = section.optionalText("user");
        Optional<String> expiry = section.optionalText("expiry");
        boolean any = entity.isPresent() || token.isPresent() || user.isPresent() || expiry.isPresent();
        SessionsConfig config = new SessionsConfig(any ? section.text("entity") : "", any ? section.text("token") : "",
                section.choice("hash", Hash.NONE), any ? section.text("user") : "", any ? section.text("expiry") : "",
                section.optionalText("created"), section.optionalText("users"), section.text("role", "role"),
                section.duration("cache_ttl", Duration.ofSeconds(10), Duration.ofMillis(100), Duration.ofHours(1)),
                section.integer("max_sessions", 100_000, 1, 10_000_000), section.integer("max_lookups", 64, 1, 10_000));
        return any ? Optional.of(config) : Optional.empty();
    }
}
