package dev.foldd.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldd.limit.ConnectionLimit.Full;
import org.junit.jupiter.api.Test;

class ConnectionLimitTest {

    private final ConnectionLimit limit = new ConnectionLimit(3, 2);

    @Test
    void an_address_and_all_together_have_their_bounds() {
        assertThat(limit.enter("a")).isEmpty();
        assertThat(limit.enter("a")).isEmpty();
        assertThat(limit.enter("a")).contains(Full.FOR_ADDRESS);
        assertThat(limit.enter("b")).isEmpty();
        assertThat(limit.enter("c")).contains(Full.IN_ALL);
        assertThat(limit.total()).isEqualTo(3);
        assertThat(limit.addresses()).isEqualTo(2);
    }

    @Test
    void whoever_leaves_makes_room_and_leaves_nothing_behind() {
        limit.enter("2001:db8::1");
        limit.enter("2001:db8::2");

        limit.leave("2001:db8::3");
        limit.leave("2001:db8::1");

        assertThat(limit.total()).isZero();
        assertThat(limit.addresses()).isZero();
        assertThat(limit.enter("2001:db8::1")).isEmpty();
    }

    @Test
    void nobody_leaves_who_had_not_entered() {
        assertThatThrownBy(() -> limit.leave("a")).isInstanceOf(IllegalStateException.class);
        assertThat(limit.total()).isZero();
    }
}
