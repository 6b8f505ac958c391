package dev.foldd.store.sqlite;

import dev.foldd.contract.Cancellation;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.store.Query;
import dev.foldd.store.Rows;
import dev.foldd.store.Transaction;
import dev.foldd.store.Work;
import dev.foldd.store.sqlite.queue.Ticket;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A transaction as its owner and the writer share it: the owner asks, the writer answers in that order. The writer is called
 * by the first statement, so whoever has sent none keeps nobody waiting. Whichever of them ends it, what is asked afterwards
 * is told so.
 */
final class Dialogue implements Transaction {

    private static final int WAITING_MAX = 1_000;
    private static final Query.Limits ENDING = new Query.Limits(Duration.ofSeconds(30), 0, 0);
    private static final Fault TOO_MANY = new Fault.Unavailable("too much is waiting for this transaction",
            Duration.ofSeconds(1));
    private static final Fault OVER = new Fault.Conflict("the transaction has ended; begin another");

    /** How a wish of the owner becomes a ticket that answers on his event loop. */
    @FunctionalInterface
    interface Tickets {
        Ticket<Change> issue(Change wish, Query.Limits limits, Cancellation life);
    }

    /** How the writer is called; fails where it does not come. */
    @FunctionalInterface
    interface Turn {
        Future<Rows> queueUp(Dialogue dialogue, Query.Limits first, Cancellation caller);
    }

    private final Tickets tickets;
    private final Turn turn;
    private final Duration limit;
    private final Cancellation life;
    private final BlockingQueue<Ticket<Change>> asked = new ArrayBlockingQueue<>(WAITING_MAX);
    private boolean called;
    private Fault end;

    Dialogue(Tickets tickets, Turn turn, Duration limit, Cancellation life) {
        this.tickets = tickets;
        this.turn = turn;
        this.limit = limit;
        this.life = life;
    }

    @Override
    public Future<Rows> read(Query query) {
        return ask(new Change.Reading(query), query.limits(), query.life());
    }

    @Override
    public Future<Rows> write(Work work) {
        return ask(new Change.Unit(work), work.limits(), work.life());
    }

    @Override
    public Future<Void> commit() {
        return ask(new Change.End(true), ENDING, new Cancellation()).mapEmpty();
    }

    @Override
    public Future<Void> rollback() {
        Future<Void> asked = ask(new Change.End(false), ENDING, new Cancellation()).mapEmpty();
        return asked.recover(cause -> isOver() ? Future.succeededFuture() : Future.failedFuture(cause));
    }

    Cancellation life() {
        return life;
    }

    Duration limit() {
        return limit;
    }

    /** For the writer: what is asked next, or nothing when nothing has been asked for so long. */
    Optional<Ticket<Change>> next(long nanos) throws InterruptedException {
        return Optional.ofNullable(asked.poll(nanos, TimeUnit.NANOSECONDS));
    }

    /** From here on, and for what still waits, there is only this answer; the first one stands. */
    void close(Optional<Fault> reason) {
        synchronized (this) {
            end = end != null ? end : reason.orElse(OVER);
        }
        for (Ticket<Change> late = asked.poll(); late != null; late = asked.poll()) {
            late.refuseIfWaiting(end);
        }
    }

    private synchronized boolean isOver() {
        return end != null;
    }

    private Future<Rows> ask(Change wish, Query.Limits limits, Cancellation caller) {
        Ticket<Change> ticket = tickets.issue(wish, limits, caller);
        boolean first;
        synchronized (this) {
            if (end != null) {
                return Future.failedFuture(new FaultException(end));
            }
            first = !called;
            if (first && wish instanceof Change.End) {
                end = OVER;
                return Future.succeededFuture(Rows.affecting(0));
            }
            called = true;
            if (!asked.offer(ticket)) {
                return Future.failedFuture(new FaultException(TOO_MANY));
            }
        }
        if (first) {
            turn.queueUp(this, limits, caller).onFailure(cause -> close(FaultException.carriedBy(cause)));
        }
        return ticket.future();
    }
}
