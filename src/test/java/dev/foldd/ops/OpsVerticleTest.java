package dev.foldd.ops;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.foldd.bus.Bus;
import dev.foldd.contract.Address;
import dev.foldd.contract.Addresses;
import dev.foldd.contract.Incidents;
import dev.foldd.contract.data.DataHealth;
import dev.foldd.contract.ops.HealthQuestion;
import dev.foldd.contract.ops.HealthReport;
import dev.foldd.contract.ops.MetricsQuestion;
import dev.foldd.contract.ops.ReloadReport;
import dev.foldd.contract.ops.ReloadRequest;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OpsVerticleTest {

    private static final DataHealth WELL = new DataHealth(true, Duration.ofMillis(2));

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger pings = new AtomicInteger();
    private final AtomicInteger pages = new AtomicInteger();
    private final AtomicInteger rounds = new AtomicInteger();
    private final CountDownLatch mayReload = new CountDownLatch(1);
    private final Lifecycle lifecycle = new Lifecycle();
    private final Vertx vertx = Vertx.vertx();
    private final Incidents incidents = new Incidents(observation -> { });
    private final Bus bus = new Bus(vertx, incidents, Duration.ofSeconds(10));
    private volatile Supplier<Future<DataHealth>> database = () -> Future.succeededFuture(WELL);

    @BeforeEach
    void deploy() throws Exception {
        Reloader slow = Reloader.of("slow", () -> {
            rounds.incrementAndGet();
            awaitPermission();
        });
        OpsVerticle verticle = new OpsVerticle(bus, new Health("1.0.0", lifecycle, new Vitals(), nanos::get),
                () -> "page " + pages.incrementAndGet(),
                new Reloads(List.of(slow), observation -> { }, incidents), nanos::get);
        done(vertx.deployVerticle(verticle));
        bus.answer(Addresses.DATA_PING, ping -> {
            pings.incrementAndGet();
            return database.get();
        });
        lifecycle.serving();
    }

    @AfterEach
    void close() throws Exception {
        mayReload.countDown();
        done(vertx.close());
    }

    @Test
    void a_flood_of_questions_reaches_the_database_once_a_second() throws Exception {
        for (int i = 0; i < 200; i++) {
            assertThat(health().ready()).isTrue();
        }
        assertThat(pings).hasValue(1);

        nanos.addAndGet(SECONDS.toNanos(1));
        health();

        assertThat(pings).hasValue(2);
    }

    @Test
    void what_does_not_cost_anything_is_never_old() throws Exception {
        assertThat(health().ready()).isTrue();

        lifecycle.stopping();

        assertThat(health().problems()).containsExactly("the daemon is stopping");
    }

    @Test
    void a_database_that_fails_is_a_problem_and_no_error() throws Exception {
        database = () -> Future.failedFuture(new IllegalStateException("no"));

        HealthReport report = health();

        assertThat(report.database().connected()).isFalse();
        assertThat(report.problems()).containsExactly("the database does not answer");
    }

    @Test
    void a_database_that_hangs_is_asked_once_and_not_waited_for() throws Exception {
        Promise<DataHealth> never = Promise.promise();
        database = never::future;

        for (int i = 0; i < 3; i++) {
            assertThat(health().ready()).isFalse();
            nanos.addAndGet(SECONDS.toNanos(1));
        }
        assertThat(pings).hasValue(1);

        never.complete(WELL);
        database = () -> Future.succeededFuture(WELL);
        await().until(() -> {
            nanos.addAndGet(SECONDS.toNanos(1));
            return health().ready();
        });
    }

    @Test
    void the_metrics_page_is_shared_for_a_moment() throws Exception {
        assertThat(ask(Addresses.OPS_METRICS, new MetricsQuestion()).text()).isEqualTo("page 1");
        assertThat(ask(Addresses.OPS_METRICS, new MetricsQuestion()).text()).isEqualTo("page 1");

        nanos.addAndGet(SECONDS.toNanos(1));

        assertThat(ask(Addresses.OPS_METRICS, new MetricsQuestion()).text()).isEqualTo("page 2");
    }

    @Test
    void reloads_that_are_asked_for_during_a_reload_share_the_next_one() throws Exception {
        Future<ReloadReport> first = bus.ask(Addresses.OPS_RELOAD, new ReloadRequest("test"));
        await().until(() -> rounds.get() == 1);
        List<Future<ReloadReport>> more = List.of(bus.ask(Addresses.OPS_RELOAD, new ReloadRequest("second")),
                bus.ask(Addresses.OPS_RELOAD, new ReloadRequest("third")),
                bus.ask(Addresses.OPS_RELOAD, new ReloadRequest("fourth")));

        health(); // Answered by the same event loop, hence after the three have arrived there.

        mayReload.countDown();

        assertThat(done(first).reloaded()).containsExactly("slow");
        for (Future<ReloadReport> one : more) {
            assertThat(done(one).reloaded()).containsExactly("slow");
        }
        assertThat(rounds).hasValue(2);
        done(bus.ask(Addresses.OPS_RELOAD, new ReloadRequest("fifth")));
        assertThat(rounds).hasValue(3);
    }

    private void awaitPermission() {
        try {
            mayReload.await(10, SECONDS);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private HealthReport health() throws Exception {
        return ask(Addresses.OPS_HEALTH, new HealthQuestion());
    }

    private <Q, A> A ask(Address<Q, A> to, Q question) throws Exception {
        return done(bus.ask(to, question));
    }

    private static <T> T done(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(15, SECONDS);
    }
}
