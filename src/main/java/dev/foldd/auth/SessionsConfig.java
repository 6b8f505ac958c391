package dev.foldd.auth;

import dev.foldd.config.Section;
import java.util.Optional;

/**
 * {@code security.sessions}: where opaque session tokens would be looked up. This version reads and checks it, and
 * refuses to start with it: a daemon that took the setting and then turned away every session would only look as if it
 * worked.
 *
 * @param entity the entity whose rows are sessions
 * @param token the field that holds the token
 * @param user the field that holds the user's id
 * @param expiry the field that holds the moment at which the session ends
 */
public record SessionsConfig(String entity, String token, String user, String expiry) {

    /** Reads {@code security.sessions}; empty when nothing of it is set. */
    public static Optional<SessionsConfig> read(Section section) {
        Optional<String> entity = section.optionalText("entity");
        Optional<String> token = section.optionalText("token");
        Optional<String> user = section.optionalText("user");
        Optional<String> expiry = section.optionalText("expiry");
        if (entity.isEmpty() && token.isEmpty() && user.isEmpty() && expiry.isEmpty()) {
            return Optional.empty();
        }
        SessionsConfig config = new SessionsConfig(
                section.text("entity"), section.text("token"), section.text("user"), section.text("expiry"));
        section.problem("entity", "session tokens cannot be looked up by this version; remove security.sessions,"
                + " and give callers JWTs");
        return Optional.of(config);
    }
}
