package dev.foldd.store.sqlite.driver;

import dev.foldd.contract.Observation;
import dev.foldd.contract.Observer;
import dev.foldd.store.SqliteConfig;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Set;
import javax.sql.DataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteLimits;
import org.sqlite.SQLiteOpenMode;

/** The file, and how connections to it are opened. Only the owner may read it, and the directory it is created in. */
public final class DatabaseFile {

    /** The log is cut back to this after it has grown in a burst. */
    private static final long LOG_KEPT_BYTES = 64L * 1024 * 1024;
    /** Room for the 10,000 tests that a filter may be configured to hold, each on a field that is open in some rows only. */
    private static final int SQL_LENGTH_MAX = 8 * 1024 * 1024;
    private static final int TRIGGER_DEPTH_MAX = 100;
    /** SQLite waits for a lock without listening to anybody, so it is asked to wait this long only, again and again. */
    private static final int BUSY_SLICE_MILLIS = 50;
    private static final int KIB = 1024;

    private final Path path;
    private final SqliteConfig config;

    public DatabaseFile(Path path, SqliteConfig config) {
        this.path = path.toAbsolutePath().normalize();
        this.config = config;
    }

    /** Creates the file and its directory where they are missing, readable by nobody else. */
    public void create(Observer observer) throws IOException {
        Path directory = path.getParent();
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        try {
            Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException e) {
            warnIfOpenToOthers(observer);
        }
    }

    /** The writer's connection; the first to be opened, since it recovers what a crash has left. */
    public Session openWriter() throws SQLException {
        SQLiteConnection connection = connect(SQLiteOpenMode.READWRITE);
        try (Statement statement = connection.createStatement()) {
            expect(statement, "PRAGMA journal_mode=WAL", "wal");
            expect(statement, "PRAGMA encoding", "utf-8");
            statement.execute("PRAGMA synchronous=" + config.synchronous());
            statement.execute("PRAGMA foreign_keys=ON");
            statement.execute("PRAGMA wal_autocheckpoint=" + config.checkpointPages());
            waitInSlices(statement);
            // Not for readers: they would check every cell of every page at every visit.
            statement.execute("PRAGMA cell_size_check=ON");
            statement.execute("PRAGMA journal_size_limit=" + LOG_KEPT_BYTES);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        return new Session(connection, config.statementCache());
    }

    public Session openReader() throws SQLException {
        SQLiteConnection connection = connect(SQLiteOpenMode.READONLY);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA mmap_size=" + config.mmapBytes());
            waitInSlices(statement);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        return new Session(connection, config.statementCache());
    }

    /** Connections that cannot write, for what is asked rarely. */
    public DataSource reading() {
        SQLiteDataSource source = new SQLiteDataSource(driver(SQLiteOpenMode.READONLY));
        source.setUrl(url());
        return source;
    }

    private SQLiteConnection connect(SQLiteOpenMode mode) throws SQLException {
        SQLiteConnection connection = (SQLiteConnection) driver(mode).createConnection(url());
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA trusted_schema=OFF");
            statement.execute("PRAGMA cache_size=-" + config.cacheBytes() / KIB);
            connection.setLimit(SQLiteLimits.SQLITE_LIMIT_LENGTH, Math.toIntExact(config.valueMaxBytes()));
            connection.setLimit(SQLiteLimits.SQLITE_LIMIT_SQL_LENGTH, SQL_LENGTH_MAX);
            connection.setLimit(SQLiteLimits.SQLITE_LIMIT_ATTACHED, 0);
            connection.setLimit(SQLiteLimits.SQLITE_LIMIT_TRIGGER_DEPTH, TRIGGER_DEPTH_MAX);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        return connection;
    }

    private SQLiteConfig driver(SQLiteOpenMode mode) {
        SQLiteConfig driver = new SQLiteConfig();
        driver.resetOpenMode(SQLiteOpenMode.READWRITE);
        driver.resetOpenMode(SQLiteOpenMode.CREATE);
        driver.setOpenMode(mode);
        // Each connection belongs to one thread, so SQLite's own locks would be taken for nothing.
        driver.setOpenMode(SQLiteOpenMode.NOMUTEX);
        driver.setBusyTimeout(Math.toIntExact(config.busyTimeout().toMillis()));
        return driver;
    }

    /** With the path as a URI, so that no character of it is taken for an option. */
    private String url() {
        return "jdbc:sqlite:file:" + path.toUri().getRawPath();
    }

    private void warnIfOpenToOthers(Observer observer) throws IOException {
        Set<PosixFilePermission> granted = Files.getPosixFilePermissions(path);
        if (granted.contains(PosixFilePermission.OTHERS_READ) || granted.contains(PosixFilePermission.GROUP_READ)) {
            observer.observe(new Observation.Warned("store",
                    "the database file can be read by other users of this machine"));
        }
    }

    /** From here on; until the connection stands, the whole time is waited. */
    private void waitInSlices(Statement statement) throws SQLException {
        statement.execute("PRAGMA busy_timeout=" + Math.min(BUSY_SLICE_MILLIS, config.busyTimeout().toMillis()));
    }

    private static void expect(Statement statement, String pragma, String wanted) throws SQLException {
        try (ResultSet result = statement.executeQuery(pragma)) {
            if (!result.next() || !result.getString(1).toLowerCase(Locale.ROOT).equals(wanted)) {
                throw new SQLException("the database file does not take '" + pragma + "' = " + wanted);
            }
        }
    }
}
