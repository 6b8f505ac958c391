package dev.foldd.auth.jwks;

import dev.foldd.config.Section;
import java.time.Duration;
import java.util.Optional;

/**
 * {@code security.jwt.jwks}: how keys that issuers publish are fetched and kept; the same for every issuer.
 *
 * @param refreshMin keys are fetched again no sooner than this, whatever the server says, and also when it says nothing
 * @param refreshMax and no later than this
 * @param keep for how long after that the last good keys count while the server is away
 * @param interval the least time between two attempts, whatever unknown keys tokens name
 * @param timeout of one attempt as a whole
 * @param sizeMax of an answer, in bytes
 * @param keysMax in an answer
 * @param unknownFor for how long a key that was asked for in vain is not asked for again
 * @param unknownMax how many such keys are remembered
 * @param caFile the authorities, in PEM, that the servers' certificates must come from; those of Java when empty
 */
public record JwksConfig(Duration refreshMin, Duration refreshMax, Duration keep, Duration interval, Duration timeout,
                         int sizeMax, int keysMax, Duration unknownFor, int unknownMax, Optional<String> caFile) {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration DAY = Duration.ofDays(1);

    /** Reads {@code security.jwt.jwks}. */
    public static JwksConfig read(Section section) {
        JwksConfig config = new JwksConfig(
                section.duration("refresh_min", Duration.ofMinutes(5), SECOND, DAY),
                section.duration("refresh_max", Duration.ofHours(1), SECOND, DAY),
                section.duration("keep", Duration.ofHours(6), Duration.ZERO, Duration.ofDays(7)),
                section.duration("min_interval", Duration.ofSeconds(10), SECOND, Duration.ofHours(1)),
                section.duration("timeout", Duration.ofSeconds(5), Duration.ofMillis(100), Duration.ofMinutes(1)),
                (int) section.size("max_size", 256 << 10, 1 << 10, 4 << 20),
                section.integer("max_keys", 64, 1, 256),
                section.duration("unknown_for", Duration.ofMinutes(5), SECOND, DAY),
                section.integer("max_unknown", 1000, 1, 100_000),
                section.optionalText("ca_file"));
        if (config.refreshMin.compareTo(config.refreshMax) > 0) {
            section.problem("refresh_min", "must not be longer than refresh_max");
        }
        return config;
    }
}
