package dev.foldd.cli.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SeriesTest {

    @Test
    void one_noisy_slice_decides_nothing() {
        Series series = series(100, 2, 110, 105, 1_000);

        assertThat(series.perSecond()).isEqualTo(105);
        assertThat(series.rates()).isEqualTo(new Series.Range(2, 1_000));
        assertThat(series.cpuMicrosPerRequest()).contains(1e6 / 105);
        assertThat(series.replies()).isEqualTo(1_317);
    }

    @Test
    void of_two_slices_the_middle_counts() {
        assertThat(series(100, 200).perSecond()).isEqualTo(150);
    }

    @Test
    void neighbours_are_compared() {
        assertThat(series(50, 8, 60).ratios(series(100, 10, 120))).containsExactly(new double[] {0.5, 0.8, 0.5}, within(1e-9));
    }

    @Test
    void nothing_is_no_measurement() {
        assertThatThrownBy(() -> new Series(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    /** Slices of one second each, in which the daemon used one second of processor time. */
    private static Series series(long... replies) {
        return new Series(Arrays.stream(replies).mapToObj(count -> new Phase(Operation.READ, 1, count, 0, Optional.empty(),
                Duration.ofSeconds(1), new Histogram(), Optional.of(Duration.ofSeconds(1)))).toList());
    }
}
