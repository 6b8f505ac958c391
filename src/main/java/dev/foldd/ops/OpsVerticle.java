package dev.foldd.ops;

import dev.foldd.bus.Bus;
import dev.foldd.contract.Addresses;
import dev.foldd.contract.data.DataHealth;
import dev.foldd.contract.data.DataPing;
import dev.foldd.contract.ops.HealthReport;
import dev.foldd.contract.ops.MetricsPage;
import dev.foldd.contract.ops.ReloadReport;
import dev.foldd.contract.ops.ReloadRequest;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Answers how the daemon does, what its meters say, and carries out reloads. One instance. */
public final class OpsVerticle extends VerticleBase {

    /** A probe is answered within the second that a kubelet waits by default, whatever the database does. */
    private static final Duration DATABASE_PATIENCE = Duration.ofMillis(900);

    /** Questions of one second share one look at the database: a flood of health checks does not reach it. */
    private static final Duration DATABASE_FRESH = Duration.ofSeconds(1);

    /** Writing the page costs about a millisecond; nobody scrapes five times a second. */
    private static final Duration METRICS_FRESH = Duration.ofMillis(200);

    private static final DataHealth NO_ANSWER = new DataHealth(false, Duration.ZERO);

    private final Bus bus;
    private final Health health;
    private final Supplier<String> metrics;
    private final Reloads reloads;
    private final SharedAnswer<DataHealth> database;
    private final SharedAnswer<MetricsPage> page;
    private Future<DataHealth> ping = Future.succeededFuture(NO_ANSWER);
    private Future<ReloadReport> round = Future.succeededFuture();
    private Future<ReloadReport> nextRound;

    /**
     * @param metrics writes the page of all meters; called on a worker thread
     * @param nanos a clock that only counts up, as {@code System.nanoTime}
     */
    public OpsVerticle(Bus bus, Health health, Supplier<String> metrics, Reloads reloads, LongSupplier nanos) {
        this.bus = bus;
        this.health = health;
        this.metrics = metrics;
        this.reloads = reloads;
        this.database = new SharedAnswer<>(DATABASE_FRESH, nanos, this::lookAtDatabase);
        this.page = new SharedAnswer<>(METRICS_FRESH, nanos, this::writePage);
    }

    @Override
    public Future<?> start() {
        bus.answer(Addresses.OPS_HEALTH, question -> report());
        bus.answer(Addresses.OPS_METRICS, question -> page.get());
        bus.answer(Addresses.OPS_RELOAD, this::reload);
        return Future.succeededFuture();
    }

    /** Only the database's state is remembered; the phase and the audit log are as they are at this moment. */
    private Future<HealthReport> report() {
        return database.get().map(health::report);
    }

    /** A database that hangs is asked once, not once a second: while a ping is under way, no other is sent. */
    private Future<DataHealth> lookAtDatabase() {
        if (ping.isComplete()) {
            ping = bus.ask(Addresses.DATA_PING, new DataPing());
        }
        return ping.timeout(DATABASE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS).otherwise(NO_ANSWER);
    }

    private Future<MetricsPage> writePage() {
        return vertx.executeBlocking(metrics::get, false).map(MetricsPage::new);
    }

    /** One at a time. Whoever asks during a round shares the one after it, since files may have changed meanwhile. */
    private Future<ReloadReport> reload(ReloadRequest request) {
        if (round.isComplete()) {
            round = startRound(request);
            return round;
        }
        if (nextRound == null) {
            nextRound = round.transform(over -> {
                round = nextRound;
                nextRound = null;
                return startRound(request);
            });
        }
        return nextRound;
    }

    private Future<ReloadReport> startRound(ReloadRequest request) {
        return vertx.executeBlocking(() -> reloads.run(request.cause()), false);
    }
}
