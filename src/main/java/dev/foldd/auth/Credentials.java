package dev.foldd.auth;

import java.util.Optional;

/**
 * Which of several credentials counts. The first one present decides, and there is no falling back: a caller who sends
 * a bad one and a good one is refused, so that nobody is ever taken for someone he did not name first.
 */
public final class Credentials {

    private static final String SCHEME = "Bearer";

    private Credentials() {
    }

    /**
     * The credential of a handshake: its {@code Authorization: Bearer}, else the {@code token} of its URL. Another
     * scheme, such as the Basic of a proxy, is not a credential of ours.
     *
     * @param authorization the header, null when it was not sent
     * @param queryToken the decoded parameter, null when it was not sent
     */
    public static Optional<String> ofHandshake(String authorization, String queryToken) {
        return bearerIn(authorization).or(() -> Optional.ofNullable(queryToken));
    }

    /** The scheme is compared without case and followed by blanks: RFC 9110, sections 11.1 and 11.4. */
    private static Optional<String> bearerIn(String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        String rest = authorization.substring(SCHEME.length());
        return rest.isEmpty() || rest.charAt(0) == ' ' ? Optional.of(rest.strip()) : Optional.empty();
    }
}
