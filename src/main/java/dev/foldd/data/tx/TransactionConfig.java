package dev.foldd.data.tx;

import dev.foldd.config.Section;
import java.time.Duration;

/**
 * The bounds of transactions that callers lead.
 *
 * @param idle after which one that nobody uses is rolled back
 * @param total after which one is rolled back, whatever goes on in it; a database may allow less
 * @param perUserMax how many one user may have open
 * @param batchMax calls in one batch
 */
public record TransactionConfig(Duration idle, Duration total, int perUserMax, int batchMax) {

    /** @param section the section {@code performance.transactions} */
    public static TransactionConfig read(Section section) {
        return new TransactionConfig(
                section.duration("idle_timeout", Duration.ofSeconds(5), Duration.ofMillis(10), Duration.ofMinutes(5)),
                section.duration("timeout", Duration.ofSeconds(30), Duration.ofMillis(10), Duration.ofMinutes(30)),
                section.integer("max_per_user", 4, 1, 1_000),
                section.integer("max_batch", 100, 1, 10_000));
    }
}
