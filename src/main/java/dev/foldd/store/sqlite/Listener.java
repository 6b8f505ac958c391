package dev.foldd.store.sqlite;

import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.store.Query;
import dev.foldd.store.Rows;
import dev.foldd.store.sqlite.driver.Session;
import dev.foldd.store.sqlite.queue.Lane;
import dev.foldd.store.sqlite.queue.Ticket;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The writer's part in a transaction that its owner leads. Everybody else who writes waits meanwhile, so its time is short;
 * it ends with the first statement that fails, so that what is committed is all that was asked.
 */
final class Listener {

    /** How soon it is noticed that the owner has left. */
    private static final long LOOK_NANOS = Duration.ofMillis(20).toNanos();
    private static final Fault BROKEN = new Fault.Conflict(
            "the transaction has ended, since one of its statements failed; begin another");
    private static final Fault LEFT = new Fault.Unavailable("the caller has left", Duration.ofSeconds(1));

    private final Lane lane;
    private final Session session;
    private final UnitRun units;
    private final AtomicLong commits;
    private final SqliteFaults faults;

    Listener(Lane lane, UnitRun units, AtomicLong commits, SqliteFaults faults) {
        this.lane = lane;
        this.session = lane.session();
        this.units = units;
        this.commits = commits;
        this.faults = faults;
    }

    /** Begins the transaction, says so, and serves it until it ends. */
    void serve(Ticket<Change> opening, Dialogue dialogue) {
        if (!opening.begin()) {
            // It was refused while it waited, and whoever asked for it closes the dialogue with that reason.
            return;
        }
        try {
            session.control("BEGIN IMMEDIATE");
        } catch (SQLException e) {
            Throwable cause = faults.of(e);
            dialogue.close(FaultException.carriedBy(cause));
            opening.end();
            opening.fail(cause);
            return;
        }
        opening.end();
        opening.hold(Rows.affecting(0));
        opening.answer();
        Optional<Fault> end = Optional.of(BROKEN);
        try {
            end = converse(dialogue);
        } catch (InterruptedException nobodyInterrupts) {
            throw new IllegalStateException(nobodyInterrupts);
        } finally {
            session.rollback();
            dialogue.close(end);
        }
    }

    /** Answers until the end; returns why, where it was not the owner's doing. */
    private Optional<Fault> converse(Dialogue dialogue) throws InterruptedException {
        long until = System.nanoTime() + dialogue.limit().toNanos();
        while (true) {
            long left = until - System.nanoTime();
            if (left <= 0) {
                return Optional.of(new Fault.Timeout(dialogue.limit()));
            }
            if (dialogue.life().isCancelled()) {
                return Optional.of(LEFT);
            }
            Optional<Ticket<Change>> asked = dialogue.next(Math.min(left, LOOK_NANOS));
            if (asked.isEmpty()) {
                continue;
            }
            Ticket<Change> ticket = asked.get();
            if (ticket.wish() instanceof Change.End ending) {
                end(ticket, ending.commit());
                return Optional.empty();
            }
            if (ticket.begin() && !carryOut(ticket)) {
                return Optional.of(BROKEN);
            }
        }
    }

    private boolean carryOut(Ticket<Change> ticket) {
        lane.takes(ticket);
        Throwable failure = ticket.wish() instanceof Change.Reading reading ? read(ticket, reading.query())
                : units.run(ticket).failure();
        lane.takes(null);
        ticket.end();
        if (failure == null) {
            ticket.answer();
            return true;
        }
        session.rollback();
        ticket.fail(faults.of(failure, ticket));
        return false;
    }

    private Throwable read(Ticket<Change> ticket, Query query) {
        try {
            if (ticket.isOverdue(System.nanoTime())) {
                return new FaultException(ticket.overdueFault());
            }
            ticket.hold(session.run(query.statement(), query.parameters(), query.limits()));
            return null;
        } catch (SQLException | RuntimeException | Error e) {
            return e;
        }
    }

    private void end(Ticket<Change> ticket, boolean commit) {
        if (!ticket.begin()) {
            return;
        }
        ticket.end();
        try {
            session.control(commit ? "COMMIT" : "ROLLBACK");
        } catch (SQLException e) {
            ticket.fail(faults.of(e));
            return;
        }
        if (commit) {
            commits.incrementAndGet();
        }
        ticket.hold(Rows.affecting(0));
        ticket.answer();
    }
}
