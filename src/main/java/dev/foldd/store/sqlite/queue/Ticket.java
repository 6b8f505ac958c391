package dev.foldd.store.sqlite.queue;

import dev.foldd.contract.Cancellation;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.store.Query;
import dev.foldd.store.Rows;
import io.vertx.core.Future;
import io.vertx.core.internal.PromiseInternal;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * One request on its way through the store. Its state decides who may act on it, so that it is answered once and an
 * interrupt never reaches the statement of another:
 *
 * <pre>
 * WAITING ──begin──▶ RUNNING ──end──▶ HELD ──begin──▶ RUNNING …   (held: done, not yet committed)
 *    │                 │  ▲
 *    │                 ▼  │ while STOPPING the worker waits, so the interrupt hits this one or nothing
 *    │              STOPPING ──▶ STOPPED ──end──▶ HELD
 *    └──refuse──▶ ANSWERED ◀── whoever has the outcome
 * </pre>
 */
public final class Ticket<W> {

    private static final int WAITING = 0;
    private static final int RUNNING = 1;
    private static final int STOPPING = 2;
    private static final int STOPPED = 3;
    private static final int HELD = 4;
    private static final int ANSWERED = 5;

    @SuppressWarnings("rawtypes")
    private static final AtomicIntegerFieldUpdater<Ticket> STATE =
            AtomicIntegerFieldUpdater.newUpdater(Ticket.class, "state");

    /** The next one in the mailbox. */
    Ticket<?> next;

    private final W wish;
    private final Query.Limits limits;
    private final Cancellation life;
    private final long deadlineNanos;
    private final PromiseInternal<Rows> promise;
    private final Mailbox mailbox;
    private volatile int state = WAITING;
    private Fault stopFault;
    private Rows rows;
    private Throwable failure;

    public Ticket(W wish, Query.Limits limits, Cancellation life, PromiseInternal<Rows> promise, Mailbox mailbox,
            long nowNanos) {
        this.wish = wish;
        this.limits = limits;
        this.life = life;
        this.promise = promise;
        this.mailbox = mailbox;
        this.deadlineNanos = nowNanos + limits.timeout().toNanos();
    }

    public W wish() {
        return wish;
    }

    public Query.Limits limits() {
        return limits;
    }

    public Future<Rows> future() {
        return promise.future();
    }

    /** The worker takes it up. False when it was answered meanwhile. */
    public boolean begin() {
        return STATE.compareAndSet(this, WAITING, RUNNING) || STATE.compareAndSet(this, HELD, RUNNING);
    }

    /** The worker is done with it; from here on no interrupt can be meant for it. Saying so twice does no harm. */
    public void end() {
        int now = state;
        while (now != HELD) {
            if (now == STOPPING) {
                Thread.onSpinWait();
            } else {
                STATE.compareAndSet(this, now, HELD);
            }
            now = state;
        }
    }

    /** Between two statements: an interrupt hits only what runs, so what is stopped must also ask. */
    public void refuseIfStopped() {
        if (state != RUNNING) {
            throw new FaultException(stopReason());
        }
    }

    /** Why it is to be stopped; valid once the worker has met the interrupt. */
    public Fault stopReason() {
        while (state == STOPPING) {
            Thread.onSpinWait();
        }
        return stopFault == null ? new Fault.Timeout(limits.timeout()) : stopFault;
    }

    /** Whether its time is over or its caller has left. */
    public boolean isOverdue(long nowNanos) {
        return nowNanos - deadlineNanos >= 0 || life.isCancelled();
    }

    /** What to tell when {@link #isOverdue}. */
    public Fault overdueFault() {
        return life.isCancelled()
                ? new Fault.Unavailable("the caller has left", Duration.ofSeconds(1))
                : new Fault.Timeout(limits.timeout());
    }

    /** Answers one that has not been taken up. */
    public void refuseIfWaiting(Fault fault) {
        if (STATE.compareAndSet(this, WAITING, ANSWERED)) {
            fail(new FaultException(fault));
        }
    }

    /**
     * Interrupts it when it runs, again at every call: an interrupt before the first step of a statement is lost.
     * The worker cannot go on to another ticket before this returns.
     */
    public void stop(Fault fault, Runnable interrupt) {
        if (STATE.compareAndSet(this, RUNNING, STOPPING) || STATE.compareAndSet(this, STOPPED, STOPPING)) {
            try {
                stopFault = fault;
                interrupt.run();
            } finally {
                state = STOPPED;
            }
        }
    }

    /** Keeps the result until it may be told. */
    public void hold(Rows result) {
        rows = result;
        failure = null;
    }

    /** Keeps the failure until it may be told. */
    public void holdFailure(Throwable cause) {
        rows = null;
        failure = cause;
    }

    /** Answers one that the worker has ended with what it holds. */
    public void answer() {
        state = ANSWERED;
        mailbox.put(this);
    }

    /** Answers one that the worker has ended, or never begun. */
    public void fail(Throwable cause) {
        holdFailure(cause);
        answer();
    }

    /** On the event loop that asked. */
    public void complete() {
        if (failure == null) {
            promise.complete(rows);
        } else {
            promise.fail(failure);
        }
    }
}
