package dev.foldd.store.sqlite;

import dev.foldd.store.Query;
import dev.foldd.store.SqliteConfig;
import dev.foldd.store.sqlite.driver.DatabaseFile;
import dev.foldd.store.sqlite.driver.Session;
import dev.foldd.store.sqlite.queue.Lane;
import dev.foldd.store.sqlite.queue.TicketQueue;
import dev.foldd.store.sqlite.queue.Turns;
import dev.foldd.store.sqlite.queue.Watchdog;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** The threads of the store with their connections and queues: started together, finished together. */
final class SqliteThreads {

    /** How long a stop lets run what runs; with the doors' own time to drain it stays below ten seconds. */
    private static final Duration STOP_GRACE = Duration.ofSeconds(3);

    private final TicketQueue<Query> reads;
    private final Turns<Change> writes;
    private final List<Session> sessions = new ArrayList<>();
    private final List<Thread> workers = new ArrayList<>();
    private final SqliteFaults faults;
    private final List<Lane> lanes = new ArrayList<>();
    private final Watchdog watchdog;
    private Thread watching;

    private SqliteThreads(SqliteConfig config, SqliteFaults faults) {
        this.reads = new TicketQueue<>(config.readQueue());
        this.writes = new Turns<>(config.writeQueue(), Change.Interactive.class::isInstance, SqliteFaults.queueFull());
        this.faults = faults;
        this.watchdog = new Watchdog(lanes, List.of(reads, writes.waiting(), writes.aside()));
    }

    static SqliteThreads start(DatabaseFile file, SqliteConfig config, SqliteFaults faults) throws SQLException {
        SqliteThreads threads = new SqliteThreads(config, faults);
        try {
            threads.open(file, config);
        } catch (SQLException e) {
            threads.closeSessions();
            throw e;
        }
        threads.workers.forEach(Thread::start);
        threads.watching.start();
        return threads;
    }

    TicketQueue<Query> reads() {
        return reads;
    }

    TicketQueue<Change> writes() {
        return writes.waiting();
    }

    /**
     * Blocks until everything that was taken in is answered, and the log is merged into the file. What takes longer than a
     * stop may wait is interrupted.
     */
    void finish() throws InterruptedException, SQLException {
        watchdog.stopAllAt(System.nanoTime() + STOP_GRACE.toNanos(), SqliteFaults.stopping());
        reads.close();
        writes.waiting().close();
        for (Thread worker : workers) {
            worker.join();
        }
        watchdog.stop();
        watching.join();
        closeSessions();
    }

    private void open(DatabaseFile file, SqliteConfig config) throws SQLException {
        AtomicLong commits = new AtomicLong();
        Patience patience = new Patience(config.busyTimeout(), watchdog);
        Lane writing = lane(file.openWriter());
        workers.add(thread("foldd-sqlite-writer", new Writer(writing, writes, commits, faults, patience,
                config.groupMax())));
        int readers = config.readersOn(Runtime.getRuntime().availableProcessors());
        for (int i = 0; i < readers; i++) {
            Lane reading = lane(file.openReader());
            workers.add(thread("foldd-sqlite-reader-" + i, new Reader(reading, reads, commits, faults, patience)));
        }
        watching = thread("foldd-sqlite-watchdog", watchdog);
    }

    private Lane lane(Session session) {
        sessions.add(session);
        Lane lane = new Lane(session);
        lanes.add(lane);
        return lane;
    }

    /** The writer last: SQLite merges the log when the last connection leaves, and only that one may write. */
    private void closeSessions() throws SQLException {
        for (int i = sessions.size() - 1; i >= 0; i--) {
            if (i == 0) {
                emptyLog(sessions.get(i));
            }
            sessions.get(i).close();
        }
        sessions.clear();
    }

    /** Merged now, it is empty even where another process keeps the file open and the log with it. */
    private void emptyLog(Session writing) {
        try {
            writing.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        } catch (SQLException e) {
            // Whoever opens the file next merges it then.
            faults.warn(e);
        }
    }

    private static Thread thread(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }
}
