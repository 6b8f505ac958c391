package dev.foldd.store.sqlite;

import dev.foldd.fault.FaultException;
import dev.foldd.store.Query;
import dev.foldd.store.Rows;
import dev.foldd.store.sqlite.driver.Session;
import dev.foldd.store.sqlite.queue.Lane;
import dev.foldd.store.sqlite.queue.Ticket;
import dev.foldd.store.sqlite.queue.TicketQueue;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A thread that reads. While more statements wait, they share one snapshot, which saves each of them the file locks;
 * the snapshot is renewed as soon as a write has been acknowledged, so every read sees every acknowledged write.
 */
final class Reader implements Runnable {

    /** Smaller results cost less than counting them. */
    private static final int UNCOUNTED = 4096;
    /** How many must wait for a snapshot to be worth its two statements. */
    private static final int SNAPSHOT_WORTH = 2;
    /** After so many reads the snapshot is renewed, so that the write-ahead log can be emptied. */
    private static final int SNAPSHOT_READS = 64;

    private final Lane lane;
    private final Session session;
    private final TicketQueue<Query> queue;
    private final AtomicLong commits;
    private final SqliteFaults faults;
    private final Patience patience;
    private boolean inSnapshot;
    private long snapshotCommits;
    private int snapshotReads;

    /** @param commits counted up by the writer after each commit and before it is acknowledged */
    Reader(Lane lane, TicketQueue<Query> queue, AtomicLong commits, SqliteFaults faults,
           Patience patience) {
        this.lane = lane;
        this.session = lane.session();
        this.queue = queue;
        this.commits = commits;
        this.faults = faults;
        this.patience = patience;
    }

    @Override
    public void run() {
        TicketQueue.Seat seat = new TicketQueue.Seat();
        Ticket<Query> ticket = queue.take(seat);
        while (ticket != null) {
            serve(ticket);
            ticket = queue.poll();
            if (ticket == null) {
                leaveSnapshot();
                ticket = queue.take(seat);
            }
        }
    }

    private void serve(Ticket<Query> ticket) {
        if (!ticket.begin()) {
            return;
        }
        lane.takes(ticket);
        Throwable failure = null;
        try {
            if (ticket.isOverdue(System.nanoTime())) {
                throw new FaultException(ticket.overdueFault());
            }
            prepareFor();
            Query query = ticket.wish();
            Rows rows = patience.wait(ticket::isOverdue, () ->
                    session.run(query.statement(), query.parameters(), query.limits()));
            long bytes = session.returnedBytes();
            if (bytes > UNCOUNTED && !query.life().holds(bytes)) {
                throw new FaultException(SqliteFaults.noMemory());
            }
            ticket.hold(rows);
        } catch (SQLException | RuntimeException | Error e) {
            failure = e;
        }
        lane.takes(null);
        ticket.end();
        if (failure == null) {
            ticket.answer();
        } else {
            leaveSnapshot();
            ticket.fail(faults.of(failure, ticket));
        }
    }

    private void prepareFor() throws SQLException {
        if (inSnapshot && (snapshotReads++ == SNAPSHOT_READS || snapshotCommits != commits.get())) {
            leaveSnapshot();
        }
        if (!inSnapshot && queue.size() >= SNAPSHOT_WORTH) {
            // Taken before the snapshot: a commit in between then only renews it once too often.
            snapshotCommits = commits.get();
            snapshotReads = 0;
            session.control("BEGIN");
            inSnapshot = true;
        }
    }

    private void leaveSnapshot() {
        if (inSnapshot) {
            inSnapshot = false;
            try {
                session.control("COMMIT");
            } catch (SQLException e) {
                faults.warn(e);
            }
        }
    }
}
