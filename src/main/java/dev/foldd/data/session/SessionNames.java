package dev.foldd.data.session;

import java.util.Objects;
import java.util.Optional;

/**
 * The names, as configured, by which sessions are found.
 *
 * @param entity whose rows are sessions
 * @param created the field that tells when a session began
 * @param users the entity of the users; the one that the field {@code user} refers to when it is empty
 * @param role the users' field
 */
public record SessionNames(String entity, String token, String user, String expiry, Optional<String> created,
                           Optional<String> users, String role) {
    public SessionNames {
        Objects.requireNonNull(created);
        Objects.requireNonNull(users);
    }
}
