package dev.foldd.store.sqlite;

import dev.foldd.store.sqlite.driver.Session;
import dev.foldd.store.sqlite.queue.Lane;
import dev.foldd.store.sqlite.queue.Ticket;
import dev.foldd.store.sqlite.queue.TicketQueue;
import dev.foldd.store.sqlite.queue.Turns;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The one thread that writes. It takes whatever waits into one transaction and answers after the commit, so that many
 * units of work share one wait for the disk, while a single one never waits for company. A unit that fails is undone
 * alone. Where SQLite, or an interrupt, has undone the whole group, the others are run again without the culprit:
 * nothing had been acknowledged.
 */
final class Writer implements Runnable {

    /** A group that has run this long is committed, whoever else may be coming. */
    private static final long GROUP_NANOS = 5_000_000;

    private final Lane lane;
    private final Session session;
    private final Turns<Change> turns;
    private final AtomicLong commits;
    private final SqliteFaults faults;
    private final Patience patience;
    private final int groupMax;
    private final UnitRun units;
    private final Listener listener;
    private final Deque<Ticket<Change>> pending = new ArrayDeque<>();
    private final List<Ticket<Change>> held = new ArrayList<>();
    private boolean oneByOne;
    private int losses;

    /**
     * @param commits counted up after each commit and before it is acknowledged, so that readers renew their snapshots
     */
    Writer(Lane lane, Turns<Change> turns, AtomicLong commits, SqliteFaults faults, Patience patience,
           int groupMax) {
        this.lane = lane;
        this.session = lane.session();
        this.turns = turns;
        this.commits = commits;
        this.faults = faults;
        this.patience = patience;
        this.groupMax = groupMax;
        this.units = new UnitRun(session);
        this.listener = new Listener(lane, units, commits, faults);
    }

    @Override
    public void run() {
        TicketQueue.Seat seat = new TicketQueue.Seat();
        Ticket<Change> ticket = turns.take(seat);
        while (ticket != null) {
            pending.add(ticket);
            while (!pending.isEmpty()) {
                round();
            }
            oneByOne = false;
            losses = 0;
            ticket = turns.take(seat);
        }
    }

    private void round() {
        Ticket<Change> first = pending.peek();
        lane.takes(first);
        try {
            if (first.wish() instanceof Change.Definition definition) {
                pending.remove();
                define(first, definition);
            } else if (first.wish() instanceof Change.Interactive interactive) {
                pending.remove();
                listener.serve(first, interactive.dialogue());
                turns.longOneEnded();
            } else if (begin()) {
                gather();
                commit();
            }
        } catch (RuntimeException | Error e) {
            // Nothing that is foreseen comes here; whatever it is, everybody is answered and the thread lives on.
            session.rollback();
            failAll(e);
        } finally {
            lane.takes(null);
        }
    }

    private boolean begin() {
        try {
            beginImmediately();
            return true;
        } catch (SQLException e) {
            failAll(faults.of(e));
            return false;
        }
    }

    /** Others may come to wait with the first, so it is not for that one to say when to give up; its own time runs apart. */
    private void beginImmediately() throws SQLException {
        patience.wait(now -> false, () -> {
            session.control("BEGIN IMMEDIATE");
            return true;
        });
    }

    /** Runs units until nothing waits, or the group is large or old enough, or one of them has undone it. */
    private void gather() {
        long until = System.nanoTime() + GROUP_NANOS;
        Ticket<Change> ticket = pending.poll();
        while (ticket != null) {
            if (!(ticket.wish() instanceof Change.Unit)) {
                pending.addFirst(ticket);
                return;
            }
            lane.takes(ticket);
            if (ticket.begin() && !attempt(ticket)) {
                restoreGroup();
                return;
            }
            boolean more = !oneByOne && held.size() < groupMax && System.nanoTime() - until < 0;
            ticket = more ? next() : null;
        }
    }

    private Ticket<Change> next() {
        Ticket<Change> ticket = pending.poll();
        return ticket != null ? ticket : turns.pollShort();
    }

    /**
     * False when the group has been undone with it. A unit that fails alone is answered after the commit like the others,
     * since its failure may speak of their rows.
     */
    private boolean attempt(Ticket<Change> ticket) {
        UnitRun.Outcome outcome = units.run(ticket);
        ticket.end();
        if (outcome.groupLost()) {
            losses++;
            oneByOne = losses > 1 || !outcome.ofThisUnitAlone();
            ticket.fail(faults.of(outcome.failure(), ticket));
            return false;
        }
        if (outcome.failure() != null) {
            ticket.holdFailure(faults.of(outcome.failure(), ticket));
        }
        held.add(ticket);
        return true;
    }

    /** Puts the group back in its order; the culprit has been answered already. */
    private void restoreGroup() {
        session.rollback();
        for (int i = held.size() - 1; i >= 0; i--) {
            pending.addFirst(held.get(i));
        }
        held.clear();
    }

    private void commit() {
        if (held.isEmpty()) {
            session.rollback();
            return;
        }
        try {
            session.control("COMMIT");
        } catch (SQLException e) {
            if (held.size() > 1 && SqliteFaults.mayBeOfOneWork(e)) {
                oneByOne = true;
                restoreGroup();
            } else {
                session.rollback();
                held.forEach(ticket -> ticket.fail(faults.of(e)));
                held.clear();
            }
            return;
        }
        commits.incrementAndGet();
        held.forEach(Ticket::answer);
        held.clear();
    }

    private void define(Ticket<Change> ticket, Change.Definition definition) {
        if (!ticket.begin()) {
            return;
        }
        Throwable failure = null;
        try {
            beginImmediately();
            for (String sql : definition.statements()) {
                ticket.refuseIfStopped();
                session.execute(sql);
            }
            ticket.end();
            session.control("COMMIT");
            commits.incrementAndGet();
        } catch (SQLException | RuntimeException | Error e) {
            failure = e;
        }
        ticket.end();
        if (failure == null) {
            ticket.answer();
        } else {
            session.rollback();
            ticket.fail(faults.of(failure, ticket));
        }
    }

    private void failAll(Throwable cause) {
        held.forEach(ticket -> ticket.fail(cause));
        held.clear();
        while (!pending.isEmpty()) {
            Ticket<Change> ticket = pending.remove();
            if (ticket.begin()) {
                ticket.end();
                ticket.fail(cause);
            }
        }
    }
}
