package dev.foldd.data.shared;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.data.shared.ChangeTable.Range;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NumbersTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Numbers numbers = new Numbers();

    @BeforeEach
    void begin() {
        numbers.begin(10, List.of(), 0);
    }

    @Test
    void rows_in_order_are_new_once() {
        assertThat(numbers.take(11, 0)).isTrue();
        assertThat(numbers.take(12, 0)).isTrue();
        assertThat(numbers.take(12, 0)).isFalse();
        assertThat(numbers.take(10, 0)).as("before the beginning").isFalse();
        assertThat(numbers.missing()).isEmpty();
        assertThat(numbers.last()).isEqualTo(12);
    }

    @Test
    void a_number_that_was_passed_over_is_looked_for_and_new_when_it_comes() {
        numbers.take(14, 0);
        assertThat(numbers.missing()).containsExactly(11L, 12L, 13L);

        assertThat(numbers.take(12, SECOND)).isTrue();

        assertThat(numbers.take(12, SECOND)).isFalse();
        assertThat(numbers.missing()).containsExactly(11L, 13L);
        assertThat(numbers.last()).isEqualTo(14);
    }

    @Test
    void what_has_not_come_when_its_transaction_has_ended_is_given_up() {
        numbers.take(12, 0);
        numbers.take(14, 50 * SECOND);

        numbers.settle(-1);
        assertThat(numbers.missing()).containsExactly(11L, 13L);
        numbers.settle(0);
        assertThat(numbers.missing()).containsExactly(13L);
        numbers.settle(50 * SECOND);
        assertThat(numbers.missing()).isEmpty();
    }

    @Test
    void a_beginning_knows_what_was_missing_before_it() {
        numbers.begin(40, List.of(new Range(30, 31), new Range(8, 8), new Range(1, 0)), 0);

        assertThat(numbers.missing()).containsExactly(8L, 30L, 31L);
        assertThat(numbers.take(31, 0)).isTrue();
        assertThat(numbers.take(40, 0)).isFalse();
        assertThat(numbers.take(41, 0)).isTrue();
    }

    @Test
    void more_missing_numbers_than_can_be_looked_for_make_blind_until_they_are_settled() {
        numbers.take(11 + Numbers.OPEN_MAX, 0);
        assertThat(numbers.isBlind()).isFalse();
        assertThat(numbers.missing()).hasSize(Numbers.OPEN_MAX);

        numbers.take(13 + Numbers.OPEN_MAX, 10 * SECOND);

        assertThat(numbers.isBlind()).isTrue();
        assertThat(numbers.missing()).hasSize(Numbers.OPEN_MAX).doesNotContain(11L).contains(12L, 12L + Numbers.OPEN_MAX);
        numbers.settle(9 * SECOND);
        assertThat(numbers.isBlind()).isTrue();
        numbers.settle(10 * SECOND);
        assertThat(numbers.isBlind()).isFalse();
    }

    @Test
    void a_leap_is_bounded_and_makes_blind() {
        numbers.take(1L << 60, 0);

        assertThat(numbers.isBlind()).isTrue();
        assertThat(numbers.missing()).hasSize(Numbers.OPEN_MAX).contains((1L << 60) - 1);
        numbers.begin(5, List.of(), SECOND);
        assertThat(numbers.isBlind()).isFalse();
    }
}
