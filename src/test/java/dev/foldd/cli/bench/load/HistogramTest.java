package dev.foldd.cli.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistogramTest {

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 63, 64, 65, 127, 128, 1_000, 12_345, 999_999, 1L << 20, 123_456_789L, 1L << 40,
            Long.MAX_VALUE})
    void a_value_is_found_again_within_its_bucket(long value) {
        Histogram histogram = new Histogram();
        histogram.record(value);

        assertThat(histogram.percentile(0.5)).isBetween(value, (long) Math.min(Long.MAX_VALUE, value * 1.016 + 1));
    }

    @Test
    void percentiles_are_those_of_the_values() {
        Histogram histogram = new Histogram();
        for (long value = 1; value <= 100_000; value++) {
            histogram.record(value * 100);
        }

        assertThat(histogram.percentile(0.5)).isCloseTo(5_000_000, withinPercentage(1.6));
        assertThat(histogram.percentile(0.99)).isCloseTo(9_900_000, withinPercentage(1.6));
        assertThat(histogram.percentile(1)).isCloseTo(10_000_000, withinPercentage(1.6));
        assertThat(histogram.total()).isEqualTo(100_000);
    }

    @Test
    void two_histograms_add_up_and_an_empty_one_says_0() {
        Histogram one = new Histogram();
        Histogram other = new Histogram();
        other.record(10);
        other.record(-5);
        assertThat(one.percentile(0.5)).isZero();

        one.add(other);

        assertThat(one.total()).isEqualTo(2);
        assertThat(one.percentile(1)).isEqualTo(10);
    }
}
