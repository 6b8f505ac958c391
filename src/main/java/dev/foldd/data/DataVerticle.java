package dev.foldd.data;

import dev.foldd.bus.Bus;
import dev.foldd.contract.Addresses;
import dev.foldd.contract.data.DataHealth;
import dev.foldd.store.Store;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;

/** Answers for data on one event loop. */
public final class DataVerticle extends VerticleBase {

    private static final long LOOK_EVERY_MILLIS = 250;

    private final Bus bus;
    private final RequestPath path;
    private final Store store;

    public DataVerticle(Bus bus, RequestPath path, Store store) {
        this.bus = bus;
        this.path = path;
        this.store = store;
    }

    @Override
    public Future<?> start() {
        RequestPath here = path.returningBy(stage -> Future.fromCompletionStage(stage, context));
        bus.answer(Addresses.DATA_EXECUTE, here::handle);
        vertx.setPeriodic(LOOK_EVERY_MILLIS, tick -> path.look());
        bus.answer(Addresses.DATA_PING, ping -> store.ping().map(latency -> new DataHealth(true, latency))
                .otherwise(new DataHealth(false, Duration.ZERO)));
        return Future.succeededFuture();
    }
}
