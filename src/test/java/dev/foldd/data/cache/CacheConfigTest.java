package dev.foldd.data.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.config.Problems;
import dev.foldd.config.Section;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CacheConfigTest {

    private static final long MIB = 1024L * 1024;

    @Test
    void has_defaults() {
        CacheConfig config = CacheConfig.read(Section.root(Map.of(), new Problems()));

        assertThat(config).isEqualTo(new CacheConfig(true, 256 * MIB, Duration.ofSeconds(2)));
        assertThat(config.keeps()).isTrue();
    }

    @Test
    void reads_every_key() {
        Problems problems = new Problems();

        CacheConfig config = CacheConfig.read(Section.root(
                Map.of("cache_enabled", false, "cache_size_mb", 8, "cache_ttl", "5s"), problems));

        assertThat(config).isEqualTo(new CacheConfig(false, 8 * MIB, Duration.ofSeconds(5)));
        assertThat(config.keeps()).isFalse();
        assertThat(problems.list()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"cache_enabled, perhaps", "cache_size_mb, -1", "cache_ttl, 0", "cache_ttl, 2h"})
    void refuses(String key, String value) {
        Problems problems = new Problems();

        CacheConfig.read(Section.root(Map.of(key, value), problems));

        assertThat(problems.list()).singleElement().asString().startsWith(key);
    }

    @ParameterizedTest
    @CsvSource({"256, 4096, 256", "256, 400, 100", "0, 400, 0"})
    void takes_no_more_than_a_quarter_of_the_heap(int wanted, int heap, int taken) {
        CacheConfig config = new CacheConfig(true, wanted * MIB, Duration.ofSeconds(1));

        assertThat(config.bytes(heap * MIB)).isEqualTo(taken * MIB);
        assertThat(config.keeps()).isEqualTo(wanted > 0);
    }
}
