package dev.foldd.store.mysql;

import dev.foldd.fault.Fault;
import dev.foldd.store.DatabaseConfig;
import dev.foldd.store.Login;
import dev.foldd.store.Logins;
import dev.foldd.store.Table;
import dev.foldd.store.Transaction.Isolation;
import dev.foldd.store.ValueType;
import dev.foldd.store.server.Decimals;
import dev.foldd.store.server.Driver;
import dev.foldd.store.server.Moment;
import dev.foldd.store.server.ServerTls;
import dev.foldd.store.server.Wires;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.Json;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.mysqlclient.MySQLBuilder;
import io.vertx.mysqlclient.MySQLConnectOptions;
import io.vertx.mysqlclient.MySQLConnection;
import io.vertx.mysqlclient.MySQLException;
import io.vertx.mysqlclient.SslMode;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import io.vertx.sqlclient.data.Numeric;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** MySQL 8 and MariaDB, through the reactive client. */
public final class MySqlDriver implements Driver {

    private static final int PORT = 3306;
    private static final int PIPELINE = 256;
    /** A server that is silent when it is knocked at is away. */
    private static final int KNOCK_SECONDS = 5;
    private static final int STOP_SECONDS = 2;
    /** One part in so many of a packet is for what it holds beside the values of a statement. */
    private static final int PACKET_PARTS = 16;
    private static final int STATEMENTS_KEPT = 256;
    private static final int SQL_KEPT_MAX = 16 * 1024;
    /** MariaDB's cache of subqueries takes two values for one that only a column's collation calls equal. */
    private static final String SESSION = "SET SESSION sql_mode='ANSI_QUOTES,STRICT_ALL_TABLES,NO_BACKSLASH_ESCAPES,"
            + "NO_ENGINE_SUBSTITUTION', time_zone='+00:00' /*M!100101 , optimizer_switch='subquery_cache=off' */";
    /** What the server itself allows a brief statement; each of the two has its own word, and reads only that. */
    private static final String BRIEFLY = " /*M!100101 , max_statement_time=1 */ /*!50708 , max_execution_time=1000 */"
            + ", innodb_lock_wait_timeout=1";
    private static final String ISOLATION = "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED";
    /** ER_QUERY_INTERRUPTED, ER_QUERY_TIMEOUT of MySQL, ER_STATEMENT_TIMEOUT of MariaDB. */
    private static final List<Integer> STOPS = List.of(1317, 3024, 1969);
    /** ER_ACCESS_DENIED_ERROR, ER_ACCESS_DENIED_NO_PASSWORD_ERROR, ER_ACCOUNT_HAS_BEEN_LOCKED. */
    private static final List<Integer> REFUSALS = List.of(1045, 1698, 3118);

    private final Vertx vertx;
    private final DatabaseConfig.Connection config;
    private final Wires wires = new Wires();
    private final Logins logins;
    private final ClientSSLOptions tls;
    private final Pool pool;
    /** What the server takes in one packet; beyond it the server ends the connection. */
    private volatile long requestMax = Long.MAX_VALUE;
    /** Whoever is to be stopped may hold the last connection of the pool. */
    private final Pool stoppers;

    public MySqlDriver(Vertx vertx, DatabaseConfig.Connection config, Logins logins) {
        this.vertx = vertx;
        this.config = config;
        this.logins = logins;
        this.tls = ServerTls.of(config);
        this.pool = MySQLBuilder.pool().connectingTo(() -> Future.succeededFuture(options())).using(vertx)
                .with(new PoolOptions().setConnectionTimeout(0).setMaxSize(config.poolSize())).with(wires.transport())
                .withConnectHandler(connection -> prepare(connection, SESSION)).build();
        this.stoppers = MySQLBuilder.pool().connectingTo(() -> Future.succeededFuture(options())).using(vertx)
                .with(waiting().setMaxSize(1)).with(wires.transport())
                .withConnectHandler(connection -> prepare(connection, SESSION)).build();
    }

    @Override
    public SqlClient pipelined() {
        return MySQLBuilder.client().connectingTo(
                () -> Future.succeededFuture(options().setPipeliningLimit(PIPELINE))).using(vertx)
                .with(waiting().setMaxSize(1)).with(wires.transport())
                .withConnectHandler(connection -> prepare(connection, SESSION + BRIEFLY)).build();
    }

    @Override
    public Wires wires() {
        return wires;
    }

    @Override
    public Pool pool() {
        return pool;
    }

    @Override
    public Duration patience() {
        return config.timeout();
    }

    @Override
    public int waitingMax() {
        return config.waitingMax();
    }

    @Override
    public Object encode(Object value, ValueType type) {
        return switch (type) {
            case DECIMAL -> Numeric.create((BigDecimal) value);
            case DATETIME -> Moment.parse((String) value).toLocalDateTime();
            case TEXT, JSON, INTEGER, BIGINT, DOUBLE, BOOLEAN -> value;
        };
    }

    @Override
    public long requestMax() {
        return requestMax;
    }

    @Override
    public boolean takesArrays() {
        return false;
    }

    @Override
    public Object decode(Object value, ValueType type) {
        return switch (type) {
            case INTEGER, BIGINT -> value instanceof Numeric unsigned ? whole(unsigned) : ((Number) value).longValue();
            case DOUBLE -> ((Number) value).doubleValue();
            case DECIMAL -> Decimals.plain(new BigDecimal(value.toString()));
            case BOOLEAN -> value instanceof Boolean flag ? flag : ((Number) value).intValue() != 0;
            case DATETIME -> value instanceof LocalDateTime moment ? Moment.format(moment)
                    : Moment.format(((LocalDate) value).atStartOfDay());
            case JSON -> value instanceof String text ? text : value == Tuple.JSON_NULL ? "null" : Json.encode(value);
            case TEXT -> value.toString();
        };
    }

    /** An unsigned number may be beyond what a long holds. */
    private static Number whole(Numeric unsigned) {
        BigInteger number = unsigned.bigIntegerValue();
        return number.bitLength() < Long.SIZE ? (Number) number.longValue() : number;
    }

    @Override
    public List<String> begin(Isolation isolation) {
        return List.of("SET TRANSACTION ISOLATION LEVEL " + isolation.name().replace('_', ' '), "START TRANSACTION");
    }

    /** Only another connection can stop a statement, and it must know the first one's number. */
    @Override
    public Supplier<Future<Void>> stopper(SqlConnection connection) {
        long number = Wires.numberOf(connection);
        return () -> stoppers.getConnection().compose(other -> stop(other, number));
    }

    private static Future<Void> stop(SqlConnection other, long number) {
        return other.query("KILL QUERY " + number).execute().timeout(STOP_SECONDS, TimeUnit.SECONDS)
                .onFailure(late -> Wires.cut(other)).eventually(other::close).mapEmpty();
    }

    @Override
    public Optional<Fault> faultOf(Throwable failure) {
        return MySqlFaults.of(failure);
    }

    @Override
    public boolean isOfOne(Throwable failure) {
        return failure instanceof MySQLException refused && MySqlFaults.OF_ONE.contains(refused.getErrorCode());
    }

    @Override
    public boolean isStop(Throwable failure) {
        return failure instanceof MySQLException refused && STOPS.contains(refused.getErrorCode());
    }

    @Override
    public Future<Void> knock() {
        return vertx.executeBlocking(() -> {
            logins.look();
            return options();
        }, false).compose(options -> MySQLConnection.connect(vertx, options)).compose(SqlConnection::close)
                .timeout(KNOCK_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public boolean isRefusal(Throwable failure) {
        return failure instanceof MySQLException refused && REFUSALS.contains(refused.getErrorCode());
    }

    /** Every statement that changes the schema commits by itself. */
    @Override
    public boolean definesInTransactions() {
        return false;
    }

    @Override
    public Future<List<Table>> tables() {
        return new MySqlTables(pool).read();
    }

    @Override
    public Future<Void> close() {
        return Future.join(pool.close(), stoppers.close()).mapEmpty();
    }

    private void prepare(SqlConnection connection, String session) {
        // Until then the other end must not be silent; without these words the connection is not what statements count on.
        connection.query(session).execute().compose(set -> connection.query(ISOLATION).execute())
                .compose(set -> connection.query("SELECT CONNECTION_ID(), @@max_allowed_packet").execute())
                .onSuccess(rows -> learn(connection, rows.iterator().next()))
                .onSuccess(done -> wires.made(connection)).onFailure(silent -> Wires.cut(connection))
                .eventually(connection::close);
    }

    private void learn(SqlConnection connection, Row told) {
        Wires.number(connection, told.getLong(0));
        long packet = told.getLong(1);
        requestMax = packet - packet / PACKET_PARTS;
    }

    /** How many may wait for a line; for how long is bounded elsewhere, see {@code Lending} and {@code Watch}. */
    private PoolOptions waiting() {
        return new PoolOptions().setMaxWaitQueueSize(config.waitingMax()).setConnectionTimeout(0);
    }

    private MySQLConnectOptions options() {
        Login login = logins.now();
        MySQLConnectOptions options = new MySQLConnectOptions()
                .setHost(config.host())
                .setPort(config.port().orElse(PORT))
                .setUser(login.user().orElse("root"))
                .setCharset("utf8mb4")
                .setCachePreparedStatements(true)
                .setPreparedStatementCacheMaxSize(STATEMENTS_KEPT)
                .setPreparedStatementCacheSqlLimit(SQL_KEPT_MAX)
                .setSslMode(switch (config.sslMode()) {
                    case DISABLE -> SslMode.DISABLED;
                    case ALLOW, PREFER -> SslMode.PREFERRED;
                    case REQUIRE -> SslMode.REQUIRED;
                    case VERIFY_CA -> SslMode.VERIFY_CA;
                    case VERIFY_FULL -> SslMode.VERIFY_IDENTITY;
                });
        config.database().ifPresent(options::setDatabase);
        login.password().ifPresent(password -> options.setPassword(password.reveal()));
        options.setSslOptions(tls);
        return options;
    }
}
