package dev.foldd.cli.bench.direct;

import dev.foldd.cli.bench.load.Scope;
import dev.foldd.cli.part.CommandFailure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.mysqlclient.MySQLConnectOptions;
import io.vertx.mysqlclient.MySQLConnection;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.SqlConnectOptions;
import io.vertx.sqlclient.SqlConnection;
import java.util.Locale;
import java.util.Optional;

/** A database server to be measured, through the client library that the daemon uses too. */
final class ServerAddress {

    /** Table and column names stand in double quotes everywhere. */
    private static final String MYSQL_SESSION = "SET SESSION sql_mode='ANSI_QUOTES,STRICT_ALL_TABLES'";

    private final boolean postgres;
    private final SqlConnectOptions options;

    private ServerAddress(boolean postgres, SqlConnectOptions options) {
        this.postgres = postgres;
        this.options = options;
    }

    /**
     * Reads {@code postgresql://USER:PASSWORD@HOST:PORT/NAME}, or the same with {@code mysql} or {@code mariadb}.
     *
     * @param password counts before one in the address
     * @throws CommandFailure when it is no such address; it does not repeat what may hold a password
     */
    static ServerAddress parse(String address, Optional<String> password) {
        String scheme = address.substring(0, address.indexOf(':')).toLowerCase(Locale.ROOT);
        String rest = address.substring(address.indexOf(':'));
        try {
            SqlConnectOptions options = switch (scheme) {
                case "postgresql", "postgres" -> PgConnectOptions.fromUri("postgresql" + rest);
                case "mysql", "mariadb" -> MySQLConnectOptions.fromUri("mysql" + rest).setCharset("utf8mb4");
                case "http", "https", "prisma" -> throw CommandFailure.ofUsage("a bridge cannot be measured directly: it is"
                        + " no client library's, and each of its answers is work of its own; name the database behind it");
                default -> throw CommandFailure.ofUsage("--database knows postgresql://, mysql:// and mariadb://, not "
                        + scheme + "://");
            };
            password.ifPresent(options::setPassword);
            return new ServerAddress(scheme.startsWith("postgres"), options.setCachePreparedStatements(true));
        } catch (IllegalArgumentException e) {
            throw CommandFailure.ofUsage("--database is not an address such as " + scheme + "://USER@HOST:PORT/NAME");
        }
    }

    /** Opens a connection of its own. */
    Future<SqlConnection> connect(Vertx vertx) {
        if (postgres) {
            return PgConnection.connect(vertx, (PgConnectOptions) options).map(SqlConnection.class::cast);
        }
        return MySQLConnection.connect(vertx, (MySQLConnectOptions) options).compose(connection ->
                connection.query(MYSQL_SESSION).execute().map(set -> (SqlConnection) connection));
    }

    ServerStatements statements(Scope scope) {
        return new ServerStatements(postgres, scope);
    }
}
