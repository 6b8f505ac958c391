package dev.foldd.limit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemoryShareTest {

    private final MemoryBudget all = new MemoryBudget(100);
    private final MemoryShare greedy = new MemoryShare(all, 40);
    private final MemoryShare modest = new MemoryShare(all, 40);

    @Test
    void one_thing_alone_may_be_as_large_as_all() {
        assertThat(greedy.take(60, 0)).isTrue();
        assertThat(greedy.take(40, 60)).as("it grows").isTrue();
        assertThat(greedy.take(1, 100)).as("and cannot grow any more").isFalse();
    }

    @Test
    void nothing_more_begins_where_the_share_is_held() {
        assertThat(greedy.take(40, 0)).isTrue();

        assertThat(greedy.take(1, 0)).isFalse();

        assertThat(modest.take(40, 0)).isTrue();
        assertThat(all.held()).isEqualTo(80);
    }

    @Test
    void what_is_given_back_is_there_for_all() {
        greedy.take(90, 0);
        assertThat(modest.take(20, 0)).isFalse();

        greedy.give(90);

        assertThat(all.held()).isZero();
        assertThat(modest.take(20, 0)).isTrue();
        assertThat(greedy.take(20, 0)).isTrue();
    }
}
