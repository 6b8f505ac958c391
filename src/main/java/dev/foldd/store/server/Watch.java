package dev.foldd.store.server;

import dev.foldd.contract.Cancellation;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.store.Query;
import dev.foldd.store.Rows;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Ends what takes too long or what nobody waits for any more. A server that does not even stop a statement when it is asked is
 * taken to be away: its caller is answered all the same, and the connection is cut. Safe from any thread.
 */
public final class Watch {

    private static final long GRACE_NANOS = Duration.ofSeconds(2).toNanos();

    private final LongSupplier nanoTime;
    private final Set<Running> running = ConcurrentHashMap.newKeySet();

    /** @param nanoTime as {@link System#nanoTime()} gives it */
    public Watch(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** One piece of work under way. */
    public static final class Running {
        private final long deadline;
        private final Query.Limits limits;
        private final Cancellation life;
        private final Promise<Rows> promise = Promise.promise();
        private Supplier<Future<Void>> stop;
        private Runnable cut;
        private Future<Void> stopping = Future.succeededFuture();

        private Running(Query.Limits limits, Cancellation life, long now) {
            this.deadline = now + limits.timeout().toNanos();
            this.limits = limits;
            this.life = life;
        }

        /** From now on it can be stopped in this way. */
        public synchronized void stoppedBy(Supplier<Future<Void>> way) {
            stop = way;
        }

        /** From now on the connection below it can be cut in this way. */
        synchronized void cutBy(Runnable way) {
            cut = way;
        }

        /** It cannot be stopped any more; completes when no stop is on its way that would hit whoever comes next. */
        public synchronized Future<Void> isOver() {
            stop = null;
            cut = null;
            return stopping.otherwiseEmpty();
        }

        /** Nothing has come back, not even from the attempt to stop it, and nothing is waited for any more. */
        private synchronized void cutNow() {
            if (cut != null) {
                stop = null;
                stopping = Future.succeededFuture();
                cut.run();
                cut = null;
            }
        }

        /** Again and again, since a stop that comes before the statement is lost. */
        private synchronized void stopNow() {
            if (stop != null && stopping.isComplete()) {
                stopping = stop.get();
            }
        }

        /** Whether there is no use in beginning. */
        public boolean isDue(long now) {
            return now - deadline >= 0 || life.isCancelled();
        }

        /** Why it was stopped. */
        public Fault reason() {
            return life.isCancelled() ? new Fault.Unavailable("the caller has left", Duration.ofSeconds(1))
                    : new Fault.Timeout(limits.timeout());
        }
    }

    /** Work begins now, and has as long as its limits say. */
    public Running begin(Query.Limits limits, Cancellation life) {
        Running begun = new Running(limits, life, nanoTime.getAsLong());
        running.add(begun);
        return begun;
    }

    /** The answer to the caller: that of the work, or that it took too long. */
    public Future<Rows> answer(Running work, Future<Rows> done) {
        done.onComplete(result -> {
            running.remove(work);
            if (result.succeeded()) {
                work.promise.tryComplete(result.result());
            } else {
                work.promise.tryFail(result.cause());
            }
        });
        return work.promise.future();
    }

    /** To be called now and then. */
    public void look() {
        long now = nanoTime.getAsLong();
        for (Running work : running) {
            if (work.isDue(now)) {
                work.stopNow();
            }
            if (now - work.deadline >= GRACE_NANOS) {
                running.remove(work);
                work.promise.tryFail(new FaultException(work.reason()));
                work.cutNow();
            }
        }
    }

    /** Whether something has been under way for so long. */
    boolean hasRunFor(Duration time) {
        long now = nanoTime.getAsLong();
        return running.stream().anyMatch(work -> now - work.deadline + work.limits.timeout().toNanos() >= time.toNanos());
    }
}
