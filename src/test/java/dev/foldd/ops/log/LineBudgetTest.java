package dev.foldd.ops.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LineBudgetTest {

    private final AtomicLong nanos = new AtomicLong();
    private final LineBudget budget = new LineBudget(3, Duration.ofSeconds(10), nanos::get);

    @Test
    void after_a_burst_one_line_per_interval_tells_how_many_were_held_back() {
        assertThat(admitted("a", 1_000)).isEqualTo(3);

        nanos.addAndGet(Duration.ofSeconds(10).toNanos());

        assertThat(budget.admit("a")).isEqualTo(OptionalLong.of(997));
        assertThat(budget.admit("a")).isEmpty();
    }

    @Test
    void a_burst_is_saved_up_but_no_more_than_a_burst() {
        admitted("a", 10);

        nanos.addAndGet(Duration.ofDays(1).toNanos());

        assertThat(admitted("a", 10)).isEqualTo(3);
    }

    @Test
    void kinds_do_not_take_from_each_other() {
        admitted("a", 10);

        assertThat(admitted("b", 10)).isEqualTo(3);
    }

    @Test
    void kinds_without_number_share_one_budget() {
        long admitted = IntStream.range(0, 100_000).filter(i -> budget.admit("kind" + i).isPresent()).count();

        assertThat(admitted).isEqualTo(256 + 3);
    }

    private long admitted(String kind, int lines) {
        return IntStream.range(0, lines).filter(i -> budget.admit(kind).isPresent()).count();
    }
}
