package dev.foldd.data.cache;

import dev.foldd.config.Section;
import java.time.Duration;

/**
 * What may be kept of answers.
 *
 * @param wantedBytes how much memory it may take, if the heap is large enough; 0 keeps nothing
 * @param ttl after which an answer is not used any more, whatever this daemon knows: so late at most is noticed what other
 *     programs write into the database
 */
public record CacheConfig(boolean enabled, long wantedBytes, Duration ttl) {

    /** The part of the heap, as a divisor, that is the most that the cache takes. */
    private static final long HEAP_PART = 4;
    private static final long MIB = 1024L * 1024;

    /** @param performance the section {@code performance} */
    public static CacheConfig read(Section performance) {
        return new CacheConfig(performance.flag("cache_enabled", true),
                performance.integer("cache_size_mb", 256, 0, 1_000_000) * MIB,
                performance.duration("cache_ttl", Duration.ofSeconds(2), Duration.ofMillis(1), Duration.ofHours(1)));
    }

    /** Whether anything is kept at all. */
    public boolean keeps() {
        return enabled && wantedBytes > 0;
    }

    /** The memory that it really takes at most, in bytes. */
    public long bytes(long heapBytes) {
        return Math.min(wantedBytes, heapBytes / HEAP_PART);
    }
}
