package dev.foldd.store.sqlite;

import dev.foldd.fault.FaultException;
import dev.foldd.store.Query;
import dev.foldd.store.Rows;
import dev.foldd.store.Statement;
import dev.foldd.store.Step;
import dev.foldd.store.Work;
import dev.foldd.store.sqlite.driver.Budget;
import dev.foldd.store.sqlite.driver.Session;
import dev.foldd.store.sqlite.queue.Ticket;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.sqlite.core.Codes;

/**
 * Runs one unit of work inside the group's transaction, and undoes it alone when it fails. A unit of a single statement
 * needs no savepoint for that, since SQLite undoes a failed statement by itself; the rare one that has changed rows and
 * is refused afterwards costs the group another run instead.
 */
final class UnitRun {

    /**
     * @param failure null when the unit has been carried out
     * @param groupLost whether the transaction is gone, or holds something of the failed unit
     * @param ofThisUnitAlone whether the others of the group may be run together again
     */
    record Outcome(Throwable failure, boolean groupLost, boolean ofThisUnitAlone) {
        private static final Outcome DONE = new Outcome(null, false, true);
    }

    private final Session session;
    private final Budget budget = new Budget();

    UnitRun(Session session) {
        this.session = session;
    }

    Outcome run(Ticket<Change> ticket) {
        Work work = ((Change.Unit) ticket.wish()).work();
        boolean guarded = work.steps().size() > 1 || work.closing().isPresent()
                || work.steps().get(0).parameters().size() > 1;
        long changes = 0;
        try {
            if (ticket.isOverdue(System.nanoTime())) {
                return new Outcome(new FaultException(ticket.overdueFault()), false, true);
            }
            changes = session.totalChanges();
            if (guarded) {
                session.control("SAVEPOINT unit");
            }
            ticket.hold(run(ticket, work));
            if (guarded) {
                session.control("RELEASE unit");
            }
            return Outcome.DONE;
        } catch (SQLException e) {
            boolean lost = SqliteFaults.undoesTransaction(e) || !(guarded ? undo() : isTransactionOpen());
            return new Outcome(e, lost, SqliteFaults.isOfOneWork(e) || !SqliteFaults.undoesTransaction(e));
        } catch (RuntimeException | Error e) {
            return new Outcome(e, !(guarded ? undo() : isUnchangedSince(changes)), true);
        }
    }

    private Rows run(Ticket<Change> ticket, Work work) throws SQLException {
        Rows result = steps(ticket, work);
        if (work.closing().isPresent()) {
            Step closing = work.closing().get().apply(result);
            closing.isLastWith(step(ticket, closing, work.limits()));
        }
        return result;
    }

    private Rows steps(Ticket<Change> ticket, Work work) throws SQLException {
        Rows rows = Rows.affecting(0);
        for (Step step : work.steps()) {
            rows = step(ticket, step, work.limits());
            if (step.isLastWith(rows)) {
                return rows;
            }
        }
        return rows;
    }

    private Rows step(Ticket<Change> ticket, Step step, Query.Limits limits) throws SQLException {
        budget.open(limits);
        Rows changed = changed(ticket, step);
        if (step.readBack().isEmpty() || changed.affected() == 0) {
            return changed;
        }
        ticket.refuseIfStopped();
        Step.ReadBack reading = step.readBack().get();
        return session.runWithin(reading.statement(), reading.parameters(), budget);
    }

    private Rows changed(Ticket<Change> ticket, Step step) throws SQLException {
        Statement statement = step.statement();
        if (step.parameters().size() == 1) {
            ticket.refuseIfStopped();
            return session.runWithin(statement, step.parameters().get(0), budget);
        }
        List<Object[]> values = new ArrayList<>();
        long affected = 0;
        for (List<Object> parameters : step.parameters()) {
            ticket.refuseIfStopped();
            Rows rows = session.runWithin(statement, parameters, budget);
            values.addAll(rows.values());
            affected += rows.affected();
        }
        return new Rows(statement.columns(), values, affected);
    }

    /** False when the savepoint is gone, and the transaction with it. */
    private boolean undo() {
        try {
            return session.tryControl("ROLLBACK TO unit") == Codes.SQLITE_DONE
                    && session.tryControl("RELEASE unit") == Codes.SQLITE_DONE;
        } catch (SQLException e) {
            return false;
        }
    }

    /** A trigger or a conflict clause of ROLLBACK ends the transaction; then another one can be begun. */
    private boolean isTransactionOpen() {
        try {
            return session.tryControl("BEGIN") != Codes.SQLITE_DONE;
        } catch (SQLException e) {
            return false;
        }
    }

    private boolean isUnchangedSince(long changes) {
        try {
            return session.totalChanges() == changes;
        } catch (SQLException e) {
            return false;
        }
    }
}
