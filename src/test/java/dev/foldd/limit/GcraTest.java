package dev.foldd.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GcraTest {

    private static final long MINUTE = 60_000_000_000L;

    /** A bucket as everybody imagines it: it holds what is left, in nanoseconds, and time pours some in. */
    private static final class Bucket {
        private final long interval;
        private final long depth;
        private long level;
        private long filledAt;

        Bucket(long interval, int burst, long now) {
            this.interval = interval;
            this.depth = interval * burst;
            this.level = depth;
            this.filledAt = now;
        }

        long take(long now) {
            level = Math.min(depth, level + (now - filledAt));
            filledAt = now;
            if (level < interval) {
                return interval - level;
            }
            level -= interval;
            return 0;
        }
    }

    @ParameterizedTest
    @CsvSource({"1000,250", "60,1", "1,1", "600000,10", "7,3"})
    void it_answers_as_a_bucket_does_whatever_arrives(int perMinute, int burst) {
        Random random = new Random(20260301);
        long interval = MINUTE / perMinute;
        long now = Long.MAX_VALUE - interval * 40_000;
        Gcra gcra = new Gcra(perMinute, burst);
        AtomicLong arrival = new AtomicLong(now);
        Bucket bucket = new Bucket(interval, burst, now);

        for (int i = 0; i < 100_000; i++) {
            now += random.nextInt(100) == 0 ? interval * random.nextInt(2 * burst + 1)
                    : (long) (random.nextDouble() * 2 * interval);
            long wait = gcra.peek(arrival, now);
            assertThat(gcra.take(arrival, now)).isEqualTo(bucket.take(now)).isEqualTo(wait);
        }
    }

    @Test
    void after_the_wait_it_admits_and_a_moment_before_it_does_not() {
        Gcra gcra = new Gcra(60, 1);
        AtomicLong arrival = new AtomicLong(0);
        gcra.take(arrival, 0);

        long wait = gcra.take(arrival, 0);

        assertThat(wait).isEqualTo(1_000_000_000L);
        assertThat(gcra.take(arrival, wait - 1)).isEqualTo(1);
        assertThat(gcra.take(arrival, wait)).isZero();
    }

    @Test
    void nothing_is_no_rate() {
        assertThatThrownBy(() -> new Gcra(0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Gcra(1, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
