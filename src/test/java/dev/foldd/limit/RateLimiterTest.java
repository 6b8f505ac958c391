package dev.foldd.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimiterTest {

    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong nanos = new AtomicLong(Long.MIN_VALUE + 7);

    @Test
    void a_user_has_a_burst_and_then_what_the_rate_gives() {
        RateLimiter limiter = limiter(60, 3, 60, 2, 6000, 1000);

        assertThat(admitted(limiter, "u1", "a", false, 10)).isEqualTo(3);
        nanos.addAndGet(2 * SECOND);
        assertThat(admitted(limiter, "u1", "a", false, 10)).isEqualTo(2);
        assertThat(admitted(limiter, "u2", "a", false, 10)).isEqualTo(3);
    }

    @Test
    void reading_and_writing_do_not_keep_each_other_out() {
        RateLimiter limiter = limiter(60, 3, 60, 2, 6000, 1000);

        assertThat(admitted(limiter, "u1", "a", false, 10)).isEqualTo(3);
        assertThat(admitted(limiter, "u1", "a", true, 10)).isEqualTo(2);
    }

    @Test
    void an_address_bounds_all_its_users_together() {
        RateLimiter limiter = limiter(60, 3, 60, 2, 60, 5);

        assertThat(admitted(limiter, "u1", "a", false, 3) + admitted(limiter, "u2", "a", true, 2)).isEqualTo(5);
        assertThat(admitted(limiter, "u3", "a", false, 3)).isZero();
        assertThat(admitted(limiter, "u4", "b", false, 3)).isEqualTo(3);
    }

    @Test
    void what_a_user_is_refused_does_not_use_up_his_address() {
        RateLimiter limiter = limiter(60, 3, 60, 2, 60, 5);

        admitted(limiter, "u1", "a", false, 1000);

        assertThat(admitted(limiter, "u2", "a", false, 10)).isEqualTo(2);
    }

    @Test
    void addresses_of_one_ipv6_network_count_together() {
        RateLimiter limiter = limiter(60, 3, 60, 2, 60, 5);

        int admitted = 0;
        for (int i = 0; i < 100; i++) {
            admitted += admitted(limiter, "u" + i, "2001:db8:0:1:0:0:0:" + Integer.toHexString(i), false, 1);
        }

        assertThat(admitted).isEqualTo(5);
        assertThat(admitted(limiter, "v", "2001:db8:0:2:0:0:0:1", false, 1)).isEqualTo(1);
    }

    @Test
    void a_refusal_tells_when_to_come_again() {
        RateLimiter limiter = limiter(60, 1, 60, 1, 6000, 1000);
        limiter.admit("u1", "a", false);
        nanos.addAndGet(SECOND / 4);

        assertThatThrownBy(() -> limiter.admit("u1", "a", false)).isInstanceOfSatisfying(FaultException.class,
                refused -> assertThat(refused.fault()).isEqualTo(new Fault.RateLimited(Duration.ofMillis(750))));
        nanos.addAndGet(3 * SECOND / 4);
        assertThatCode(() -> limiter.admit("u1", "a", false)).doesNotThrowAnyException();
    }

    @Test
    void switched_off_it_admits_everything() {
        RateLimiter limiter = new RateLimiter(new RateLimitConfig(false, 1, 1, 1, 1, 1, 1, 1, 1, 64), nanos::get, 1);

        assertThat(admitted(limiter, "u1", "a", true, 1000)).isEqualTo(1000);
        assertThat(limiter.keys()).isZero();
    }

    @Test
    void threads_together_get_no_more_than_the_burst() throws Exception {
        RateLimiter limiter = limiter(60, 1000, 60, 1, 60, 100_000);
        int threads = 4;

        ExecutorService pool = Executors.newFixedThreadPool(threads);
        int admitted = 0;
        try {
            List<Future<Integer>> counts = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                counts.add(pool.submit(() -> admitted(limiter, "u1", "a", false, 5000)));
            }
            for (Future<Integer> count : counts) {
                admitted += count.get();
            }
        } finally {
            pool.shutdownNow();
        }

        assertThat(admitted).isBetween(1000, 1000 + threads);
    }

    @Test
    void only_failed_proofs_count_against_an_address() {
        FailedProofs proofs = new FailedProofs(
                new RateLimitConfig(true, 1, 1, 1, 1, 1, 1, 60, 2, 64), nanos::get, 1);

        for (int i = 0; i < 100; i++) {
            proofs.admit("a");
        }
        proofs.count("a");
        proofs.admit("a");
        proofs.count("a");

        assertThatThrownBy(() -> proofs.admit("a")).isInstanceOf(FaultException.class);
        assertThatCode(() -> proofs.admit("b")).doesNotThrowAnyException();
        nanos.addAndGet(SECOND);
        assertThatCode(() -> proofs.admit("a")).doesNotThrowAnyException();
    }

    private RateLimiter limiter(int reads, int burst, int writes, int writeBurst, int address, int addressBurst) {
        return new RateLimiter(new RateLimitConfig(true, reads, burst, writes, writeBurst, address, addressBurst, 1, 1,
                4096),
                nanos::get, 1);
    }

    private static int admitted(RateLimiter limiter, String user, String address, boolean write, int tries) {
        int admitted = 0;
        for (int i = 0; i < tries; i++) {
            try {
                limiter.admit(user, address, write);
                admitted++;
            } catch (FaultException refused) {
                assertThat(refused.fault()).isInstanceOf(Fault.RateLimited.class);
            }
        }
        return admitted;
    }
}
