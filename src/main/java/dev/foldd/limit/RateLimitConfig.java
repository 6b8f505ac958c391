package dev.foldd.limit;

import dev.foldd.config.Section;

/**
 * {@code security.rate_limit}. What is not set follows what is: writing has half of the user's budget for reading, and
 * an address six times that of a user, so that lowering {@code requests_per_minute} alone lowers them all.
 *
 * @param requestsPerMinute what a user may read
 * @param burst how many of those at once, after a rest
 * @param addressRequestsPerMinute what all users of one address may read and write together
 * @param failedProofsPerMinute how many credentials of one address may prove nobody
 * @param maxKeys how many users, and how many addresses, are remembered
 */
public record RateLimitConfig(boolean enabled, int requestsPerMinute, int burst, int writesPerMinute, int writeBurst,
                              int addressRequestsPerMinute, int addressBurst, int failedProofsPerMinute,
                              int failedProofBurst, int maxKeys) {

    private static final int RATE_MAX = 100_000_000;
    private static final int BURST_MAX = 10_000_000;
    private static final int USERS_PER_ADDRESS = 6;

    /** Reads {@code security.rate_limit}. */
    public static RateLimitConfig read(Section section) {
        int requests = rate(section, "requests_per_minute", 1000);
        int burst = burst(section, "burst", 250);
        return new RateLimitConfig(
                section.flag("enabled", true),
                requests,
                burst,
                rate(section, "writes_per_minute", Math.max(1, requests / 2)),
                burst(section, "write_burst", Math.max(1, burst / 2)),
                rate(section, "address_requests_per_minute", Math.min(RATE_MAX, requests * USERS_PER_ADDRESS)),
                burst(section, "address_burst", Math.min(BURST_MAX, burst * USERS_PER_ADDRESS)),
                rate(section, "failed_proofs_per_minute", 300),
                burst(section, "failed_proof_burst", 100),
                section.integer("max_keys", 65_536, 64, 16_777_216));
    }

    private static int rate(Section section, String key, int fallback) {
        return section.integer(key, fallback, 1, RATE_MAX);
    }

    private static int burst(Section section, String key, int fallback) {
        return section.integer(key, fallback, 1, BURST_MAX);
    }
}
