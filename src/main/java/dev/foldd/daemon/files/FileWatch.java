package dev.foldd.daemon.files;

import dev.foldd.bus.Bus;
import dev.foldd.contract.Addresses;
import dev.foldd.contract.Observation;
import dev.foldd.contract.Observer;
import dev.foldd.contract.ops.ReloadRequest;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;

/** Asks for a reload when a file has changed. To be deployed on a worker, since it looks at files. */
public final class FileWatch extends VerticleBase {

    private static final String CAUSE = "file change";

    private final Bus bus;
    private final WatchedFiles files;
    private final Duration interval;
    private final Observer observer;

    public FileWatch(Bus bus, WatchedFiles files, Duration interval, Observer observer) {
        this.bus = bus;
        this.files = files;
        this.interval = interval;
        this.observer = observer;
    }

    @Override
    public Future<?> start() {
        vertx.setPeriodic(interval.toMillis(), tick -> look());
        return Future.succeededFuture();
    }

    /** What is wrong with a file is told by the reload itself. */
    private void look() {
        if (files.changed()) {
            bus.ask(Addresses.OPS_RELOAD, new ReloadRequest(CAUSE)).onFailure(failure -> observer.observe(
                    new Observation.Warned("reload", "a file has changed and was not read again: " + failure.getMessage())));
        }
    }
}
