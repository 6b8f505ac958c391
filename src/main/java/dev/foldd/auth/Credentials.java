package dev.foldd.auth;

import java.util.List;
import java.util.Optional;

/**
 * Which of several credentials counts. The first one present decides, and there is no falling back: a caller who sends
 * a bad one and a good one is refused, so that nobody is ever taken for someone he did not name first.
 */
public final class Credentials {

    private static final String NOBODY = "";
    private static final String SCHEME = "Bearer";

    private Credentials() {
    }

    /**
     * The credential of a handshake: its {@code Authorization: Bearer}, else the {@code token} of its URL. Another
     * scheme, such as the Basic of a proxy, is not a credential of ours. Where there are two of a kind nobody can say
     * which one counts, so that the credential is then one that proves nobody: a header {@code Authorization} is there
     * once (RFC 9110, section 5.3), whatever its scheme.
     *
     * @param authorizations the headers of this name, in their order
     * @param queryTokens the decoded parameters of this name
     */
    public static Optional<String> ofHandshake(List<String> authorizations, List<String> queryTokens) {
        return authorizations.size() > 1 ? Optional.of(NOBODY)
                : authorizations.stream().findFirst().flatMap(Credentials::bearerIn).or(() -> onlyOne(queryTokens));
    }

    private static Optional<String> onlyOne(List<String> credentials) {
        return credentials.size() > 1 ? Optional.of(NOBODY) : credentials.stream().findFirst();
    }

    /** The scheme is compared without case and followed by blanks: RFC 9110, sections 11.1 and 11.4. */
    private static Optional<String> bearerIn(String authorization) {
        String text = authorization.strip();
        if (!text.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        String rest = text.substring(SCHEME.length());
        return rest.isEmpty() || Character.isWhitespace(rest.charAt(0)) ? Optional.of(rest.strip()) : Optional.empty();
    }
}
