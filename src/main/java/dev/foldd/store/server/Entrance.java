package dev.foldd.store.server;

import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * What happens when the server lets the daemon in no more: most often its password is being changed, and is known to one of
 * the two and not yet to the other. Whoever needs a new connection then waits, for a while, until a knock is answered.
 */
final class Entrance {

    /** Longer than it takes at the default interval of reload to notice that a file has changed. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final long PAUSE_MILLIS = 250;
    private static final int WAITING_MAX = 1_000;
    private static final Fault FULL =
            new Fault.Unavailable("the database lets nobody in, and too many requests wait for it", Duration.ofSeconds(1));

    private final Vertx vertx;
    private final Driver driver;
    private final LongSupplier nanoTime;
    private Promise<Void> opened = Promise.promise();
    private boolean knocking;
    private boolean closed;
    private long since;
    private int waiting;

    Entrance(Vertx vertx, Driver driver, LongSupplier nanoTime) {
        this.vertx = vertx;
        this.driver = driver;
        this.nanoTime = nanoTime;
    }

    /**
     * Completes, on the context of whoever asks, when the server lets the daemon in again; fails when that takes too long, and
     * then at once for everybody until it does.
     */
    Future<Void> reopened() {
        PromiseInternal<Void> here = ((ContextInternal) vertx.getOrCreateContext()).promise();
        synchronized (this) {
            if (waiting >= WAITING_MAX) {
                return Future.failedFuture(new FaultException(FULL));
            }
            waiting++;
            if (!knocking) {
                knocking = true;
                since = nanoTime.getAsLong();
                opened = Promise.promise();
                knock();
            }
            opened.future().onComplete(here);
        }
        return here.future().onComplete(done -> leave());
    }

    synchronized void close() {
        closed = true;
    }

    private synchronized void leave() {
        waiting--;
    }

    private void knock() {
        driver.knock().onComplete(this::answered);
    }

    private void answered(AsyncResult<Void> knock) {
        Promise<Void> told;
        synchronized (this) {
            told = opened;
            boolean over = closed || knock.succeeded() || !driver.isRefusal(knock.cause());
            knocking = !over;
            if (!over) {
                vertx.setTimer(PAUSE_MILLIS, tick -> knock());
                if (nanoTime.getAsLong() - since < PATIENCE.toNanos()) {
                    return;
                }
            }
        }
        if (knock.succeeded()) {
            told.tryComplete();
        } else {
            told.tryFail(knock.cause());
        }
    }
}
