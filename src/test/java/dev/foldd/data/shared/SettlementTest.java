package dev.foldd.data.shared;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.data.shared.ChangeTable.Range;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SettlementTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Settlement settlement = new Settlement(Duration.ofSeconds(100));

    private long upTo(long lowest, long next, long second) {
        return settlement.upTo(Optional.of(new Range(lowest, next)), second * SECOND) / SECOND;
    }

    @Test
    void without_a_word_of_the_database_it_is_as_long_ago_as_a_transaction_may_take() {
        assertThat(settlement.upTo(Optional.empty(), 7)).isEqualTo(7 - 100 * SECOND);
        assertThat(upTo(5, 9, 0)).as("nothing to compare with").isEqualTo(-100);
    }

    @Test
    void when_all_have_ended_that_were_under_way_it_is_a_little_before_that_moment() {
        upTo(5, 9, 0);

        assertThat(upTo(5, 12, 10)).as("one is still there").isEqualTo(-90);
        assertThat(upTo(8, 20, 20)).as("another").isEqualTo(-80);
        assertThat(upTo(9, 20, 30)).isEqualTo(-5);
        assertThat(upTo(19, 30, 40)).as("those of the next moment").isEqualTo(-60);
        assertThat(upTo(30, 30, 50)).isEqualTo(25);
    }

    @Test
    void one_that_does_not_end_is_waited_for_no_longer_than_any_may_take() {
        upTo(5, 9, 0);

        assertThat(upTo(5, 50, 99)).isEqualTo(-1);
        assertThat(upTo(5, 50, 100)).isZero();
        assertThat(upTo(5, 60, 150)).isEqualTo(50);
        assertThat(upTo(50, 60, 160)).isEqualTo(95);
    }
}
