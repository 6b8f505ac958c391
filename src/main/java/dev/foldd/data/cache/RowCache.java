package dev.foldd.data.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.foldd.contract.Observation;
import dev.foldd.store.Query;
import dev.foldd.store.Rows;
import dev.foldd.store.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * Rows that statements gave, under the statement and its values. Policy and claims are both in there: what a caller may see is
 * decided by conditions that stand in the text, and his claims are values among the others, so two callers share an answer
 * exactly when the database itself could not tell them apart. A new policy writes new statements, which are other keys. Safe
 * from any thread.
 */
final class RowCache {

    /** One answer that takes more than this part, as a divisor, would only drive out others. */
    private static final long SHARE = 16;
    /** What is smaller is not counted among the answers that callers have on their way to them. */
    private static final int UNCOUNTED = 4_096;
    private static final int ENTRY_BYTES = 256;
    private static final int VALUE_BYTES = 32;

    private final Cache<Key, Entry> entries;
    private final long bytesMax;
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder passed = new LongAdder();
    private final LongAdder evicted = new LongAdder();

    /** Statements are one object for one text as long as a policy holds, and are not compared by anything else. */
    private static final class Key {
        private final Statement statement;
        private final List<Object> values;
        private final int hash;

        Key(Query query) {
            this.statement = query.statement();
            this.values = query.parameters();
            this.hash = 31 * System.identityHashCode(statement) + values.hashCode();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && statement == key.statement && hash == key.hash && values.equals(key.values);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    /** @param born when its statement was asked for, in the time of the cache's clock */
    private record Entry(Rows rows, Tables.States states, Query.Limits limits, long born, int weight) {
    }

    /** @param bytesMax how much memory it takes at most, as far as that can be estimated */
    RowCache(long bytesMax, Duration ttl, Ticker clock) {
        this.bytesMax = bytesMax;
        this.entries = Caffeine.newBuilder().executor(Runnable::run).ticker(clock).maximumWeight(bytesMax)
                .weigher((Key key, Entry entry) -> entry.weight())
                .expireAfter(Expiry.writing((Key key, Entry entry) ->
                        ttl.minusNanos(clock.read() - entry.born())))
                .evictionListener((key, entry, cause) -> evicted.increment()).build();
    }

    /** What is known to be the answer now, if there is room for one more of it on its way. */
    Optional<Rows> find(Query query) {
        Entry entry = entries.getIfPresent(new Key(query));
        if (entry == null || !entry.states().hold() || !entry.limits().equals(query.limits())) {
            return Optional.empty();
        }
        if (entry.weight() > UNCOUNTED && !query.life().holds(entry.weight())) {
            return Optional.empty();
        }
        hits.increment();
        return Optional.of(entry.rows());
    }

    /**
     * Keeps an answer.
     *
     * @param states those of the tables before the statement was asked for
     * @param born the moment when it was
     */
    void keep(Query query, Rows rows, Tables.States states, long born) {
        long weight = weight(query, rows);
        if (weight <= bytesMax / SHARE && states.hold()) {
            entries.put(new Key(query), new Entry(rows, states, query.limits(), born, (int) weight));
        }
    }

    void missed() {
        misses.increment();
    }

    /** A question was asked whose answer cannot be kept. */
    void passed() {
        passed.increment();
    }

    void clear() {
        entries.invalidateAll();
    }

    /** How it has been used up to now. */
    Observation.CacheUsed used() {
        entries.cleanUp();
        long bytes = entries.policy().eviction().orElseThrow().weightedSize().orElse(0);
        return new Observation.CacheUsed(hits.sum(), misses.sum(), passed.sum(), evicted.sum(), entries.estimatedSize(), bytes);
    }

    private static long weight(Query query, Rows rows) {
        long bytes = ENTRY_BYTES;
        for (Object value : query.parameters()) {
            bytes += weight(value);
        }
        for (Object[] row : rows.values()) {
            bytes += VALUE_BYTES;
            for (Object value : row) {
                bytes += weight(value);
            }
        }
        return bytes;
    }

    /** A text takes one or two bytes a character; the dearer is reckoned with. */
    private static long weight(Object value) {
        return value instanceof String text ? VALUE_BYTES + 2L * text.length() : VALUE_BYTES;
    }
}
