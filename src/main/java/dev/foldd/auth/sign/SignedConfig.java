package dev.foldd.auth.sign;

import dev.foldd.config.Section;
import java.time.Duration;

/**
 * The bounds on signed requests, the section {@code security.signatures}.
 *
 * @param window how far a timestamp may be from this node's clock
 * @param noncesKept how long a nonce is remembered
 * @param noncesMax how many are remembered at once
 * @param workers threads that check and make signatures
 * @param waitingMax how many signatures may wait to be checked
 */
public record SignedConfig(Duration window, Duration noncesKept, int noncesMax, int workers, int waitingMax) {

    private static final int NONCES_MAX = 1_000_000;
    /** Measured: itself, its entry and its place in a table that is half full. */
    private static final int HEAP_PER_NONCE = 80;

    public static SignedConfig read(Section section) {
        Duration window = section.duration("window", Duration.ofSeconds(300), Duration.ofSeconds(1), Duration.ofMinutes(15));
        Duration kept = section.duration("nonces_kept", Duration.ofSeconds(600), Duration.ofSeconds(2), Duration.ofHours(1));
        if (kept.compareTo(window.multipliedBy(2)) < 0) {
            section.problem("nonces_kept", "must be at least twice the window, or a request could be sent again after it");
        }
        return new SignedConfig(window, kept, nonces(section.integer("max_nonces", 0, 0, 50_000_000)),
                section.integer("workers", Math.max(1, Runtime.getRuntime().availableProcessors()), 1, 256),
                section.integer("max_waiting", 1_000, 1, 1_000_000));
    }

    /** 0 stands for what an eighth of the heap has room for. */
    private static int nonces(int wanted) {
        return wanted == 0 ? (int) Math.min(NONCES_MAX, Runtime.getRuntime().maxMemory() / 8 / HEAP_PER_NONCE) : wanted;
    }
}
