package dev.foldd.store.sqlite.driver;

import dev.foldd.store.Query;
import dev.foldd.store.Rows;
import dev.foldd.store.Statement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sqlite.SQLiteConnection;
import org.sqlite.core.Codes;
import org.sqlite.core.DB;

/**
 * One connection with the statements it keeps; when a table changes, SQLite prepares them again by itself. Used by one
 * thread; only {@link #interrupt} may be called by another.
 */
public final class Session implements AutoCloseable {

    private final SQLiteConnection connection;
    private final DB db;
    private final int keptMax;
    private final Budget budget = new Budget();
    private final Map<String, Prepared> kept = new LinkedHashMap<>(64, 0.75f, true);
    private final Map<String, Prepared> controls = new LinkedHashMap<>();

    public Session(SQLiteConnection connection, int keptMax) {
        this.connection = connection;
        this.db = connection.getDatabase();
        this.keptMax = keptMax;
    }

    /** Runs a statement with limits of its own. */
    public Rows run(Statement statement, List<Object> parameters, Query.Limits limits) throws SQLException {
        budget.open(limits);
        return runWithin(statement, parameters, budget);
    }

    /** How many bytes {@link #run} has just returned. */
    public long returnedBytes() {
        return budget.spent();
    }

    /** Runs a statement that shares a budget with others. */
    public Rows runWithin(Statement statement, List<Object> parameters, Budget shared) throws SQLException {
        Prepared prepared = kept.get(statement.sql());
        if (prepared == null) {
            prepared = prepare(statement.sql());
        }
        try {
            return prepared.run(statement, parameters, shared);
        } finally {
            if (!prepared.isUsable()) {
                kept.remove(statement.sql());
                prepared.close();
            }
        }
    }

    /** Runs one of the few statements that steer transactions. */
    public void control(String sql) throws SQLException {
        int code = tryControl(sql);
        if (code != Codes.SQLITE_DONE) {
            db.throwex(code);
        }
    }

    /** The same, answering SQLite's result code instead of throwing. */
    public int tryControl(String sql) throws SQLException {
        Prepared prepared = controls.get(sql);
        if (prepared == null) {
            prepared = new Prepared(connection, sql);
            controls.put(sql, prepared);
        }
        return prepared.control();
    }

    /** Ends a transaction without its changes; does nothing when SQLite has ended it already. */
    public void rollback() {
        try {
            tryControl("ROLLBACK");
        } catch (SQLException e) {
            // A connection that cannot even do this refuses the next BEGIN, and whoever asks then is told.
            return;
        }
    }

    /** Runs a statement that is not worth keeping. */
    public void execute(String sql) throws SQLException {
        try (java.sql.Statement once = connection.createStatement()) {
            once.execute(sql);
        }
    }

    /** Rows changed since the connection was opened, by cascades too. */
    public long totalChanges() throws SQLException {
        return db.total_changes();
    }

    /** Stops what runs on this connection now; without effect when nothing does. */
    public void interrupt() {
        try {
            db.interrupt();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private Prepared prepare(String sql) throws SQLException {
        Prepared prepared = new Prepared(connection, sql);
        kept.put(sql, prepared);
        if (kept.size() > keptMax) {
            var eldest = kept.entrySet().iterator();
            Prepared dropped = eldest.next().getValue();
            eldest.remove();
            dropped.close();
        }
        return prepared;
    }
}
