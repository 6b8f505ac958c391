package dev.foldd.store.sqlite;

import dev.foldd.contract.Observation;
import dev.foldd.contract.Observer;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.store.sqlite.queue.Ticket;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import org.sqlite.core.Codes;

/** What SQLite's result codes mean for a caller, and what an operator is told of them. */
final class SqliteFaults {

    private static final Duration SOON = Duration.ofSeconds(1);
    private static final long WARNING_EVERY_NANOS = Duration.ofSeconds(10).toNanos();
    private static final int PRIMARY = 0xff;
    /** SQLITE_NOTADB, which the driver's list of codes lacks. */
    private static final int NOT_A_DATABASE = 26;

    private final Observer observer;
    private final long valueMaxBytes;
    private final Map<SQLiteErrorCode, Long> warnedAt = new ConcurrentHashMap<>();

    SqliteFaults(Observer observer, long valueMaxBytes) {
        this.observer = observer;
        this.valueMaxBytes = valueMaxBytes;
    }

    static Fault queueFull() {
        return new Fault.Unavailable("too much is waiting for the database", SOON);
    }

    static Fault noMemory() {
        return new Fault.Unavailable("too many large answers are being made", SOON);
    }

    static Fault stopping() {
        return new Fault.Unavailable("the database is being closed", SOON);
    }

    static Fault closed() {
        return new Fault.Unavailable("the database is closed", SOON);
    }

    /** The failure to answer with: a fault where the code means one, else the cause itself, which is unforeseen. */
    Throwable of(Throwable cause, Ticket<?> ticket) {
        if (!(cause instanceof SQLException e)) {
            return cause;
        }
        SQLiteErrorCode code = codeOf(e);
        if (primary(code) == Codes.SQLITE_INTERRUPT) {
            return new FaultException(ticket.stopReason());
        }
        return fault(e, code);
    }

    /** The same for what is no ticket's doing. */
    Throwable of(SQLException cause) {
        return fault(cause, codeOf(cause));
    }

    /** After these SQLite may have undone everything since BEGIN, not the failed statement alone. */
    static boolean undoesTransaction(SQLException cause) {
        return switch (primary(codeOf(cause))) {
            case Codes.SQLITE_CONSTRAINT, Codes.SQLITE_TOOBIG, Codes.SQLITE_MISMATCH, Codes.SQLITE_ERROR -> false;
            default -> true;
        };
    }

    /** Whether another process holds the file. */
    static boolean isBusy(SQLException cause) {
        return primary(codeOf(cause)) == Codes.SQLITE_BUSY;
    }

    /** Whether the next unit of work would most likely meet the same. */
    static boolean isOfOneWork(SQLException cause) {
        return primary(codeOf(cause)) == Codes.SQLITE_INTERRUPT;
    }

    /** Whether a failed commit can be the doing of one unit of work in the group. */
    static boolean mayBeOfOneWork(SQLException cause) {
        int primary = primary(codeOf(cause));
        return primary == Codes.SQLITE_CONSTRAINT || primary == Codes.SQLITE_FULL;
    }

    /** Tells the operator the name of the code, at most once in ten seconds for each. */
    void warn(SQLException cause) {
        SQLiteErrorCode code = codeOf(cause);
        long now = System.nanoTime();
        Long before = warnedAt.get(code);
        if (before == null || now - before > WARNING_EVERY_NANOS) {
            warnedAt.put(code, now);
            observer.observe(new Observation.Warned("store", "SQLite answers " + code.name()));
        }
    }

    private Throwable fault(SQLException cause, SQLiteErrorCode code) {
        return switch (primary(code)) {
            case Codes.SQLITE_CONSTRAINT -> new FaultException(constraint(code));
            case Codes.SQLITE_MISMATCH -> new FaultException(
                    new Fault.Invalid("data", "a value is not of the type of its column"));
            case Codes.SQLITE_TOOBIG -> new FaultException(new Fault.TooLarge("a value in bytes", valueMaxBytes));
            case Codes.SQLITE_FULL -> {
                warn(cause);
                yield new FaultException(new Fault.StorageFull("the database cannot grow"));
            }
            case Codes.SQLITE_BUSY, Codes.SQLITE_LOCKED, Codes.SQLITE_PROTOCOL ->
                    new FaultException(new Fault.Unavailable("the database is in use by another process", SOON));
            case Codes.SQLITE_IOERR, Codes.SQLITE_CANTOPEN, Codes.SQLITE_CORRUPT, Codes.SQLITE_READONLY,
                    Codes.SQLITE_PERM, Codes.SQLITE_NOMEM, NOT_A_DATABASE -> {
                warn(cause);
                yield new FaultException(new Fault.Unavailable("the database cannot be used", SOON));
            }
            default -> cause;
        };
    }

    private static Fault constraint(SQLiteErrorCode code) {
        return switch (code) {
            case SQLITE_CONSTRAINT_UNIQUE, SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_ROWID ->
                    new Fault.Conflict("a row with this key or unique value exists");
            case SQLITE_CONSTRAINT_FOREIGNKEY ->
                    new Fault.Conflict("a referenced row does not exist, or is still referred to");
            case SQLITE_CONSTRAINT_NOTNULL -> new Fault.Invalid("data", "a required value is missing");
            case SQLITE_CONSTRAINT_CHECK -> new Fault.Invalid("data", "a value is outside what its column allows");
            case SQLITE_CONSTRAINT_DATATYPE -> new Fault.Invalid("data", "a value is not of the type of its column");
            default -> new Fault.Conflict("the database's own rules refuse it");
        };
    }

    private static SQLiteErrorCode codeOf(SQLException cause) {
        return cause instanceof SQLiteException e ? e.getResultCode() : SQLiteErrorCode.UNKNOWN_ERROR;
    }

    private static int primary(SQLiteErrorCode code) {
        return code == SQLiteErrorCode.UNKNOWN_ERROR ? -1 : code.code & PRIMARY;
    }
}
