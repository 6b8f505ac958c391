package dev.foldd.auth.jwt;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a token is to say.
 *
 * @param subject the user's id
 * @param roles at least one
 * @param ttl how long it is valid from now on
 */
public record Grant(String subject, List<String> roles, Optional<String> tenant, Optional<String> username,
                    Duration ttl) {

    private static final List<String> RESERVED = List.of("key:", "node:");
    private static final int CLAIM_LENGTH_MAX = 255;

    /** @throws IllegalArgumentException with a sentence, when a token of this would not be accepted */
    public Grant {
        roles = List.copyOf(roles);
        require(isName(subject) && subject.length() <= ClaimsReader.NAME_LENGTH_MAX,
                "a subject has 1 to " + ClaimsReader.NAME_LENGTH_MAX + " characters, and no control characters");
        require(!isReserved(subject), "a subject cannot begin with key: or node:, which name applications and nodes");
        require(!roles.isEmpty() && roles.stream().allMatch(Grant::isClaim), "a role has 1 to 255 characters");
        require(tenant.stream().allMatch(Grant::isClaim), "a tenant has 1 to 255 characters");
        require(username.stream().allMatch(Grant::isClaim), "a username has 1 to 255 characters");
        require(ttl.toMillis() > 0, "a token is valid for more than nothing");
    }

    /** Subjects that no token may claim, since other proofs give them. */
    static boolean isReserved(String subject) {
        return RESERVED.stream().anyMatch(subject::startsWith);
    }

    /** Not empty, no control characters, and no half of a surrogate pair, which no database or log could hold. */
    static boolean isName(String text) {
        if (text.isEmpty()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c)) {
                return false;
            }
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c) && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    private static boolean isClaim(String text) {
        return isName(text) && text.length() <= CLAIM_LENGTH_MAX;
    }

    private static void require(boolean holds, String sentence) {
        if (!holds) {
            throw new IllegalArgumentException(sentence);
        }
    }
}
