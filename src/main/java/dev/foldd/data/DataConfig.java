package dev.foldd.data;

import dev.foldd.config.Section;
import dev.foldd.data.entity.ValueLimits;
import dev.foldd.data.filter.CallerFilter;
import dev.foldd.data.query.IncludeConfig;
import dev.foldd.data.tx.TransactionConfig;
import dev.foldd.store.Query;
import java.time.Duration;

/**
 * The bounds of one request to data.
 *
 * @param maxComplexity the highest static cost of a request; what counts how much stands in the README
 * @param defaultLimit rows of a page when a page is asked for without a limit
 * @param maxRows the most rows that one reply may hold
 * @param maxBatch the most rows that one createMany may bring
 * @param answersKept how long the answer of a write is kept under its idempotency key
 * @param include how far one request may go through relations
 */
public record DataConfig(Query.Limits statement, int maxComplexity, int defaultLimit, int maxRows, int maxBatch,
                         CallerFilter.Limits filter, ValueLimits values, TransactionConfig transactions,
                         Duration answersKept, IncludeConfig include) {

    private static final long KIB = 1024;

    /** @param performance the section {@code performance} */
    public static DataConfig read(Section performance) {
        int maxRows = performance.integer("max_rows", 1_000, 1, 100_000);
        long maxBytes = performance.size("max_reply_size", 4 * KIB * KIB, KIB, 64 * KIB * KIB);
        Duration timeout = performance.duration("query_timeout",
                Duration.ofSeconds(25), Duration.ofMillis(10), Duration.ofMinutes(10));
        ValueLimits values = ValueLimits.read(performance);
        CallerFilter.Limits filter = new CallerFilter.Limits(
                performance.integer("max_filter_depth", 8, 1, 32),
                performance.integer("max_filter_terms", 500, 1, 10_000),
                performance.integer("max_filter_list", 500, 1, 10_000), values.textMax());
        return new DataConfig(new Query.Limits(timeout, maxRows + 1, maxBytes),
                performance.integer("max_query_complexity", 1_000, 1, 1_000_000),
                performance.integer("default_limit", 50, 1, 100_000), maxRows,
                performance.integer("max_batch", 1_000, 1, 100_000), filter, values,
                TransactionConfig.read(performance.section("transactions")),
                performance.duration("idempotency_kept", Duration.ofHours(24), Duration.ofSeconds(1), Duration.ofDays(90)),
                IncludeConfig.read(performance.section("include")));
    }
}
