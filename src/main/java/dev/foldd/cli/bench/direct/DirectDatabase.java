package dev.foldd.cli.bench.direct;

import dev.foldd.cli.bench.load.Histogram;
import dev.foldd.cli.bench.load.Operation;
import dev.foldd.cli.bench.load.Phase;
import dev.foldd.cli.bench.load.Population;
import dev.foldd.cli.bench.load.Rows;
import dev.foldd.cli.bench.load.Scope;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The same statements on the same SQLite file with nothing in between: what an application would do that had the
 * database to itself. Each instance is one connection for one thread; SQLite itself lets one of them write at a time.
 */
final class DirectDatabase implements AutoCloseable {

    private static final int BUSY_MILLIS = 10_000;
    private static final String INSERT =
            "INSERT INTO \"User\" (\"id\", \"username\", \"email\", \"role\", \"bio\", \"createdAt\", \"tenantId\","
                    + " \"isInstanceOwner\", \"firstLogin\") VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0)";

    private final Connection connection;
    private final Scope scope;
    private final Map<Operation, PreparedStatement> statements = new EnumMap<>(Operation.class);
    private final PreparedStatement count;
    private final PreparedStatement read;

    private DirectDatabase(Connection connection, Scope scope) throws SQLException {
        this.connection = connection;
        this.scope = scope;
        this.count = connection.prepareStatement(
                "SELECT count(*) FROM \"User\" WHERE \"tenantId\" = ? AND \"role\" = 'moderator'");
        this.read = connection.prepareStatement(sql(Operation.READ));
    }

    /** @param synchronous as in SQLite's pragma; the daemon's default is FULL */
    static DirectDatabase open(Path file, String synchronous, Scope scope) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        try (Statement pragma = connection.createStatement()) {
            pragma.execute("PRAGMA busy_timeout = " + BUSY_MILLIS);
            pragma.execute("PRAGMA journal_mode = WAL");
            pragma.execute("PRAGMA synchronous = " + synchronous);
        }
        return new DirectDatabase(connection, scope);
    }

    /** Runs one phase in this thread. */
    Phase run(Operation operation, Rows rows, Duration duration, LongSupplier nanoClock) throws SQLException {
        Histogram latencies = new Histogram();
        long begun = nanoClock.getAsLong();
        long now = begun;
        long failures = 0;
        while (now - begun < duration.toNanos()) {
            long row = rows.take(operation.target());
            if (row < 0) {
                break;
            }
            boolean right = carryOut(operation, row);
            long done = nanoClock.getAsLong();
            if (right) {
                latencies.record(done - now);
            } else {
                failures++;
            }
            now = done;
        }
        return new Phase(operation, 1, latencies.total(), failures,
                failures == 0 ? Optional.empty() : Optional.of("a row that is not there"),
                Duration.ofNanos(now - begun), latencies, Optional.empty());
    }

    /** A hundred rows in one transaction. */
    void insertBatch(long first) throws SQLException {
        PreparedStatement insert = statement(Operation.CREATE_MANY);
        connection.setAutoCommit(false);
        for (int i = 0; i < Population.BATCH; i++) {
            bind(insert, first + i);
            insert.executeUpdate();
        }
        connection.commit();
        connection.setAutoCommit(true);
    }

    /** Takes away rows that were made, from one number up to and without another. */
    void deleteMade(long from, long to) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(
                "DELETE FROM \"User\" WHERE \"id\" >= ? AND \"id\" < ?")) {
            delete.setString(1, Population.madeId(from));
            delete.setString(2, Population.madeId(to));
            delete.executeUpdate();
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    /** Prepared when it is first wanted: a database need not have the tables of what is not measured. */
    private PreparedStatement statement(Operation operation) throws SQLException {
        PreparedStatement kept = statements.get(operation);
        if (kept == null) {
            kept = connection.prepareStatement(sql(operation));
            statements.put(operation, kept);
        }
        return kept;
    }

    private boolean carryOut(Operation operation, long row) throws SQLException {
        PreparedStatement statement = statement(operation);
        return switch (operation) {
            case READ -> readsOne(statement, Population.preparedId(row));
            case LIST -> listsPage(statement, row);
            case CREATE -> {
                bind(statement, row);
                yield statement.executeUpdate() == 1 && readsOne(read, Population.madeId(row));
            }
            case UPDATE -> {
                statement.setString(1, "Changed by request " + Population.hex(row));
                statement.setString(2, Population.preparedId(row));
                bindTenant(statement, 3);
                yield statement.executeUpdate() == 1 && readsOne(read, Population.preparedId(row));
            }
            case CREATE_MANY -> {
                insertBatch(row);
                yield true;
            }
            case DELETE -> {
                statement.setString(1, Population.madeId(row));
                bindTenant(statement, 2);
                yield statement.executeUpdate() == 1;
            }
            case JOIN -> readsOne(statement, Population.pageId(row));
        };
    }

    private boolean listsPage(PreparedStatement statement, long row) throws SQLException {
        statement.setString(1, Population.tenant(row));
        count.setString(1, Population.tenant(row));
        return fetched(statement) == Population.PAGE && fetched(count) == 1;
    }

    private void bind(PreparedStatement insert, long row) throws SQLException {
        Map<String, Object> user = Population.made(row);
        insert.setString(1, (String) user.get("id"));
        insert.setString(2, (String) user.get("username"));
        insert.setString(3, (String) user.get("email"));
        insert.setString(4, (String) user.get("role"));
        insert.setString(5, (String) user.get("bio"));
        insert.setLong(6, row);
        insert.setString(7, scope.tenant());
    }

    private boolean readsOne(PreparedStatement statement, String id) throws SQLException {
        statement.setString(1, id);
        bindTenant(statement, 2);
        return fetched(statement) == 1;
    }

    /** Takes every column out of every row, as whoever wants them would. */
    private static int fetched(PreparedStatement statement) throws SQLException {
        try (ResultSet result = statement.executeQuery()) {
            int columns = result.getMetaData().getColumnCount();
            int rows = 0;
            while (result.next()) {
                for (int column = 1; column <= columns; column++) {
                    result.getObject(column);
                }
                rows++;
            }
            return rows;
        }
    }

    private void bindTenant(PreparedStatement statement, int at) throws SQLException {
        if (scope.isOfTenant()) {
            statement.setString(at, scope.tenant());
        }
    }

    /** With a tenant's scope his predicate stands in every statement, as in the daemon's. */
    private String sql(Operation operation) {
        String owned = scope.isOfTenant() ? " AND \"tenantId\" = ?" : "";
        return switch (operation) {
            case READ -> "SELECT * FROM \"User\" WHERE \"id\" = ?" + owned;
            case LIST -> "SELECT * FROM \"User\" WHERE \"tenantId\" = ? AND \"role\" = 'moderator' ORDER BY \"id\" LIMIT "
                    + Population.PAGE;
            case CREATE, CREATE_MANY -> INSERT;
            case UPDATE -> "UPDATE \"User\" SET \"bio\" = ? WHERE \"id\" = ?" + owned;
            case DELETE -> "DELETE FROM \"User\" WHERE \"id\" = ?" + owned;
            case JOIN -> "SELECT * FROM \"Page\" AS p LEFT JOIN \"User\" AS u ON u.\"id\" = p.\"authorId\""
                    + (scope.isOfTenant() ? " AND u.\"tenantId\" = ?2" : "") + " WHERE p.\"id\" = ?1";
        };
    }
}
