package dev.foldd.auth.sign;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads on which signatures are checked and made, since either takes tens of microseconds and an event loop has others
 * to serve. What waits for them is bounded; beyond that it is refused at once.
 */
public final class Signatures {

    private final Vertx vertx;
    private final ThreadPoolExecutor threads;

    public Signatures(Vertx vertx, SignedConfig config) {
        this.vertx = vertx;
        this.threads = new ThreadPoolExecutor(config.workers(), config.workers(), 0, TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(config.waitingMax()), work -> {
                    Thread thread = new Thread(work, "signatures");
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /**
     * Does it on one of the threads, and comes back to the event loop that asked.
     *
     * @return fails with {@link RejectedExecutionException} when too much is waiting
     */
    public <T> Future<T> check(Callable<T> work) {
        Context context = vertx.getOrCreateContext();
        Promise<T> done = Promise.promise();
        try {
            threads.execute(() -> {
                try {
                    T result = work.call();
                    context.runOnContext(back -> done.complete(result));
                } catch (Exception e) {
                    context.runOnContext(back -> done.fail(e));
                }
            });
        } catch (RejectedExecutionException full) {
            return Future.failedFuture(full);
        }
        return done.future();
    }

    /** Lets what waits be done, as far as there is time. Waits. */
    public void close(Duration patience) throws InterruptedException {
        threads.shutdown();
        if (!threads.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            threads.shutdownNow();
        }
    }
}
