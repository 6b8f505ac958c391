package dev.foldd.client.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {

    @ParameterizedTest
    @CsvSource({"1, 50", "2, 100", "3, 200", "6, 1600", "7, 2000", "20, 2000", "1000000, 2000"})
    void a_pause_is_anything_up_to_a_bound_that_doubles(int tries, long boundMillis) {
        Backoff backoff = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(2), new SplittableRandom(1));

        long[] pauses = LongStream.range(0, 2_000).map(one -> backoff.nanos(tries)).toArray();

        long bound = boundMillis * 1_000_000;
        assertThat(LongStream.of(pauses).max().orElseThrow()).isBetween(bound * 95 / 100, bound);
        assertThat(LongStream.of(pauses).min().orElseThrow()).isBetween(0L, bound / 20);
        assertThat(LongStream.of(pauses).average().orElseThrow()).isBetween(bound * 0.45, bound * 0.55);
    }

    @Test
    void no_pause_at_all_is_one_too() {
        assertThat(new Backoff(Duration.ZERO, Duration.ZERO, new SplittableRandom(1)).nanos(3)).isZero();
    }
}
