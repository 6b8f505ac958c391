package dev.foldd.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.contract.Principal;
import dev.foldd.socket.settings.DoorBounds;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ApplicationLimitsTest {

    private final ApplicationLimits limits = new ApplicationLimits(new DoorBounds.Application(1, 2, 100));

    @Test
    void each_bound_holds_by_itself_and_for_each_application() {
        assertThat(limits.enter("a")).isTrue();
        assertThat(limits.enter("a")).isFalse();
        assertThat(limits.enter("b")).isTrue();
        assertThat(limits.begin("a", 60)).isTrue();
        assertThat(limits.begin("a", 41)).isFalse();
        assertThat(limits.begin("a", 40)).isTrue();
        assertThat(limits.begin("a", 0)).isFalse();
    }

    @Test
    void what_has_ended_is_forgotten() {
        limits.enter("a");
        limits.begin("a", 100);
        limits.end("a", 100);
        limits.leave("a");

        assertThat(limits.size()).isZero();
        assertThat(limits.enter("a")).isTrue();
    }

    @Test
    void a_connection_belongs_to_the_first_that_proves_itself_on_it() {
        ApplicationLimits.Membership one = limits.membership();
        ApplicationLimits.Membership other = limits.membership();

        assertThat(one.isOpenTo("a")).isTrue();
        assertThat(one.isOpenTo("b")).isTrue();
        assertThat(other.isOpenTo("a")).isFalse();
        assertThat(other.isRefused()).isTrue();
        one.end();
        other.end();
        assertThat(limits.size()).isZero();
    }

    @Test
    void strangers_share_one_budget() {
        assertThat(ApplicationLimits.nameOf(principal("key:x", OptionalInt.empty()))).isEqualTo("strangers");
        assertThat(ApplicationLimits.nameOf(principal("key:x", OptionalInt.of(3)))).isEqualTo("key:x");
    }

    private static Principal principal(String subject, OptionalInt distance) {
        return new Principal(subject, Principal.Kind.APPLICATION, List.of("public"), Optional.empty(), distance, Map.of());
    }
}
