package dev.foldd.auth.jwks;

import static dev.foldd.testing.Jwks.jwk;
import static dev.foldd.testing.Jwks.set;
import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.contract.Observation;
import dev.foldd.testing.Jwks;
import dev.foldd.testing.TestClock;
import io.vertx.core.Future;
import java.net.URI;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RemoteSetTest {

    private static final URI ADDRESS = URI.create("https://idp.example/keys");
    private static final PublicKey KEY = Jwks.ec("secp256r1").getPublic();
    private static final JwksConfig CONFIG = new JwksConfig(Duration.ofMinutes(5), Duration.ofHours(1), Duration.ofHours(6),
            Duration.ofSeconds(10), Duration.ofSeconds(5), 1 << 18, 8, Duration.ofMinutes(2), 100, Optional.empty());

    private final TestClock clock = new TestClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final FakeFetch server = new FakeFetch();
    private final List<String> warned = new ArrayList<>();
    private final AtomicInteger changes = new AtomicInteger();
    private final RemoteSet remote = new RemoteSet(new RemoteSet.Source("idp", ADDRESS), CONFIG, server, clock, told -> {
        if (told instanceof Observation.Warned warning) {
            warned.add(warning.text());
        }
    }, changes::incrementAndGet);

    @Test
    void keys_are_fetched_at_the_first_look_and_not_again_before_they_are_due() {
        server.serve(keys("a"), Duration.ofMinutes(20));

        remote.look();
        pass(Duration.ofMinutes(14));
        assertThat(server.asked()).isEqualTo(1);
        pass(Duration.ofMinutes(1));

        assertThat(server.addresses()).containsExactly(ADDRESS, ADDRESS);
        assertThat(remote.keys().holds("a")).isTrue();
        assertThat(changes).hasValue(1);
        assertThat(warned).isEmpty();
    }

    @Test
    void whatever_the_server_says_about_age_is_bounded_from_both_sides() {
        server.serve(keys("a"), Duration.ZERO);
        remote.look();
        pass(Duration.ofSeconds(224));
        assertThat(server.asked()).as("no sooner than three quarters of refresh_min").isEqualTo(1);

        server.serve(keys("a"), Duration.ofDays(365));
        pass(Duration.ofSeconds(1));
        pass(Duration.ofMinutes(44));
        assertThat(server.asked()).isEqualTo(2);
        pass(Duration.ofMinutes(1));

        assertThat(server.asked()).as("no later than refresh_max").isEqualTo(3);
    }

    @Test
    void a_new_key_comes_and_an_old_one_goes_as_the_server_says() {
        server.serve(keys("a"), null);
        remote.look();
        server.serve(keys("a", "b"), null);
        pass(Duration.ofMinutes(5));
        assertThat(remote.keys().holds("a")).isTrue();
        assertThat(remote.keys().holds("b")).isTrue();

        server.serve(keys("b"), null);
        pass(Duration.ofMinutes(5));

        assertThat(remote.keys().holds("a")).isFalse();
        assertThat(remote.keys().holds("b")).isTrue();
        assertThat(changes).hasValue(3);
    }

    @Test
    void whoever_asks_while_keys_are_on_their_way_waits_for_the_same_answer() {
        remote.look();
        List<Future<Void>> waiting = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            waiting.add(remote.lookFor(Optional.of("k" + i)));
        }
        assertThat(waiting).noneMatch(Future::isComplete);

        server.answer(keys("k1"));

        assertThat(waiting).allMatch(Future::succeeded);
        assertThat(server.asked()).isEqualTo(1);
    }

    @Test
    void unknown_keys_are_asked_for_at_most_once_in_an_interval() {
        server.serve(keys("a"), null);
        remote.look();

        for (int second = 0; second < 100; second++) {
            for (int i = 0; i < 20; i++) {
                assertThat(remote.lookFor(Optional.of("k" + second + "-" + i)).succeeded()).isTrue();
            }
            clock.forward(Duration.ofSeconds(1));
        }

        assertThat(server.asked()).as("once at first, and then every ten seconds").isEqualTo(1 + 9);
    }

    @Test
    void a_key_that_was_asked_for_in_vain_is_not_asked_for_again_for_a_while() {
        server.serve(keys("a"), null);
        remote.look();
        clock.forward(CONFIG.interval());
        remote.lookFor(Optional.of("gone"));
        assertThat(server.asked()).isEqualTo(2);

        for (int i = 0; i < 11; i++) {
            clock.forward(CONFIG.interval());
            remote.lookFor(Optional.of("gone"));
        }
        assertThat(server.asked()).as("within two minutes").isEqualTo(2);
        clock.forward(CONFIG.interval());
        remote.lookFor(Optional.of("gone"));

        assertThat(server.asked()).as("after two minutes").isEqualTo(3);
    }

    @Test
    void a_key_that_comes_too_early_is_found_when_it_is_asked_for_after_the_interval() {
        server.serve(keys("a"), null);
        remote.look();
        remote.lookFor(Optional.of("b"));
        assertThat(remote.keys().holds("b")).isFalse();
        server.serve(keys("a", "b"), null);

        clock.forward(CONFIG.interval());
        remote.lookFor(Optional.of("b"));

        assertThat(remote.keys().holds("b")).isTrue();
    }

    @Test
    void while_the_server_is_away_the_last_good_keys_count_for_so_long_and_no_longer() {
        server.serve(keys("a"), Duration.ofMinutes(20));
        remote.look();
        server.fail();

        pass(Duration.ofMinutes(20).plus(CONFIG.keep()).minusSeconds(1));
        assertThat(remote.keys().holds("a")).isTrue();
        assertThat(remote.isAway()).isFalse();
        pass(Duration.ofSeconds(1));

        assertThat(remote.keys()).isEqualTo(JwkSet.EMPTY);
        assertThat(remote.isAway()).isTrue();
        assertThat(changes).hasValue(2);
        assertThat(warned).hasSize(2).first().asString().isEqualTo("the keys of the issuer idp cannot be fetched: the server"
                + " is away; those at hand count until 2026-03-01T18:20:00Z");
        assertThat(warned).last().asString().contains("are dropped");
    }

    @Test
    void everything_recovers_by_itself_and_is_warned_of_again_the_next_time() {
        server.fail();
        remote.look();
        assertThat(remote.isAway()).isTrue();

        server.serve(keys("a"), null);
        pass(Duration.ofSeconds(10));
        assertThat(remote.keys().holds("a")).isTrue();
        assertThat(remote.isAway()).isFalse();
        server.fail();
        pass(Duration.ofMinutes(5));

        assertThat(warned).hasSize(2).allMatch(text -> text.contains("cannot be fetched"));
    }

    @Test
    void failures_in_a_row_are_ever_further_apart_up_to_a_bound() {
        server.fail();

        for (int second = 0; second < 1800; second++) {
            remote.look();
            clock.forward(Duration.ofSeconds(1));
        }

        // At 0, 10, 30, 70, 150, 310, 630, 950, 1270 and 1590 seconds.
        assertThat(server.asked()).isEqualTo(10);
        assertThat(warned).hasSize(1);
    }

    @Test
    void a_bad_answer_is_a_failure_and_an_empty_one_takes_all_keys_away() {
        server.serve(keys("a"), null);
        remote.look();
        server.serve("<html>", null);
        pass(Duration.ofMinutes(5));
        assertThat(remote.keys().holds("a")).isTrue();
        assertThat(warned).singleElement().asString().contains("the answer is not JSON");

        server.serve(set(), null);
        pass(Duration.ofMinutes(5));

        assertThat(remote.keys()).isEqualTo(JwkSet.EMPTY);
        assertThat(remote.isAway()).as("the server is there, and says that there are none").isFalse();
    }

    @Test
    void a_defect_is_a_failure_of_which_nothing_is_told() {
        remote.look();
        Future<Void> waiting = remote.lookFor(Optional.of("a"));

        server.breakDown();

        assertThat(waiting.succeeded()).isTrue();
        assertThat(warned).containsExactly("the keys of the issuer idp cannot be fetched: no answer came");
    }

    @Test
    void a_secret_that_was_published_is_warned_of_once_and_not_used() {
        server.serve(set("{\"kty\":\"oct\",\"kid\":\"s\",\"k\":\"c2VjcmV0\"}", jwk("a", KEY, "")), null);
        remote.look();
        pass(Duration.ofMinutes(5));

        assertThat(remote.keys().keys()).hasSize(1);
        assertThat(warned).singleElement().asString().contains("key 1 is symmetric").doesNotContain("c2VjcmV0");
    }

    @Test
    void a_clock_that_goes_back_does_not_stop_the_fetching() {
        server.serve(keys("a"), null);
        remote.look();
        clock.forward(Duration.ofDays(-30));

        pass(Duration.ofSeconds(1));

        assertThat(server.asked()).isEqualTo(2);
    }

    @Test
    void a_clock_that_leaps_ahead_costs_a_fetch_and_no_keys() {
        server.serve(keys("a"), null);
        remote.look();

        pass(Duration.ofDays(30));

        assertThat(server.asked()).isEqualTo(2);
        assertThat(remote.keys().holds("a")).isTrue();
        assertThat(changes).hasValue(1);
    }

    private void pass(Duration time) {
        clock.forward(time);
        remote.look();
    }

    private static String keys(String... ids) {
        List<String> members = new ArrayList<>();
        for (String id : ids) {
            members.add(jwk(id, KEY, ""));
        }
        return set(members.toArray(String[]::new));
    }
}
