package dev.foldd.store.postgres;

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
import dev.foldd.store.tables.PoolQuestions;
import dev.foldd.store.tables.PostgresTables;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgException;
import io.vertx.pgclient.SslMode;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.data.Numeric;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** PostgreSQL, through the reactive client. */
public final class PostgresDriver implements Driver {

    private static final int PORT = 5432;
    /** What the server itself allows a brief statement, in milliseconds. */
    private static final String BRIEF_MILLIS = "1000";
    private static final int PIPELINE = 256;
    /** A server that is silent when it is knocked at is away. */
    private static final int KNOCK_SECONDS = 5;
    private static final int STATEMENTS_KEPT = 256;
    private static final int SQL_KEPT_MAX = 16 * 1024;
    private static final String CANCELED = "57014";
    /** A password that is not right; a role that is not there, may not log in, or not from here. */
    private static final Set<String> REFUSALS = Set.of("28P01", "28000");

    private final Vertx vertx;
    private final DatabaseConfig.Connection config;
    private final Wires wires = new Wires();
    private final Logins logins;
    private final ClientSSLOptions tls;
    private final Pool pool;

    public PostgresDriver(Vertx vertx, DatabaseConfig.Connection config, Logins logins) {
        this.vertx = vertx;
        this.config = config;
        this.logins = logins;
        this.tls = ServerTls.of(config);
        this.pool = PgBuilder.pool().connectingTo(() -> Future.succeededFuture(options(Map.of()))).using(vertx)
                .with(new PoolOptions().setConnectionTimeout(0).setMaxSize(config.poolSize())).with(wires.transport())
                .withConnectHandler(this::made).build();
    }

    @Override
    public SqlClient pipelined() {
        return PgBuilder.client().connectingTo(() -> Future.succeededFuture(
                options(Map.of("statement_timeout", BRIEF_MILLIS)).setPipeliningLimit(PIPELINE))).using(vertx)
                .with(waiting().setMaxSize(1)).with(wires.transport()).withConnectHandler(connection -> {
                    Wires.together(connection);
                    made(connection);
                }).build();
    }

    private void made(SqlConnection connection) {
        wires.made(connection);
        connection.close();
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
            case DATETIME -> Moment.parse((String) value);
            case TEXT, JSON, INTEGER, BIGINT, DOUBLE, BOOLEAN -> value;
        };
    }

    @Override
    public boolean takesArrays() {
        return true;
    }

    /** JSON and decimals travel as texts. */
    @Override
    public Object array(List<Object> values, ValueType type) {
        return switch (type) {
            case TEXT, JSON -> values.toArray(new String[0]);
            case INTEGER, BIGINT -> values.toArray(new Long[0]);
            case DOUBLE -> values.toArray(new Double[0]);
            case BOOLEAN -> values.toArray(new Boolean[0]);
            case DECIMAL -> values.stream().map(value -> value == null ? null : ((BigDecimal) value).toPlainString())
                    .toArray(String[]::new);
            case DATETIME -> values.stream().map(value -> value == null ? null : Moment.parse((String) value))
                    .toArray(OffsetDateTime[]::new);
        };
    }

    @Override
    public Object decode(Object value, ValueType type) {
        return switch (type) {
            case INTEGER, BIGINT -> ((Number) value).longValue();
            case DOUBLE -> ((Number) value).doubleValue();
            case DECIMAL -> Decimals.plain(new BigDecimal(value.toString()));
            case BOOLEAN -> value;
            case DATETIME -> moment(value);
            // Statements ask for JSON as text: what the client library makes of it has doubles for numbers.
            case TEXT, JSON -> value.toString();
        };
    }

    private static String moment(Object value) {
        if (value instanceof OffsetDateTime moment) {
            return Moment.format(moment);
        }
        return value instanceof LocalDateTime local ? Moment.format(local)
                : Moment.format(((LocalDate) value).atStartOfDay());
    }

    @Override
    public List<String> begin(Isolation isolation) {
        return List.of("BEGIN ISOLATION LEVEL " + isolation.name().replace('_', ' '));
    }

    @Override
    public Supplier<Future<Void>> stopper(SqlConnection connection) {
        return PgConnection.cast(connection)::cancelRequest;
    }

    @Override
    public Optional<Fault> faultOf(Throwable failure) {
        return PostgresFaults.of(failure);
    }

    @Override
    public boolean isOfOne(Throwable failure) {
        return failure instanceof PgException refused && PostgresFaults.OF_ONE.contains(
                String.valueOf(refused.getSqlState()));
    }

    @Override
    public boolean isStop(Throwable failure) {
        return failure instanceof PgException refused && CANCELED.equals(refused.getSqlState());
    }

    @Override
    public boolean isStale(Throwable failure) {
        return failure instanceof PgException refused && PostgresFaults.STALE.equals(refused.getSqlState());
    }

    @Override
    public Future<Void> knock() {
        return vertx.executeBlocking(() -> {
            logins.look();
            return options(Map.of());
        }, false).compose(options -> PgConnection.connect(vertx, options)).compose(SqlConnection::close)
                .timeout(KNOCK_SECONDS, TimeUnit.SECONDS);
    }

    /** A connection beside those of the pool, as whoever listens needs one; the caller closes it. */
    Future<PgConnection> apart() {
        return Future.succeededFuture().compose(start -> PgConnection.connect(vertx, options(Map.of())))
                .timeout(KNOCK_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public boolean isRefusal(Throwable failure) {
        return failure instanceof PgException refused && REFUSALS.contains(String.valueOf(refused.getSqlState()));
    }

    @Override
    public boolean definesInTransactions() {
        return true;
    }

    @Override
    public Future<List<Table>> tables() {
        return new PostgresTables(new PoolQuestions(pool)).read();
    }

    @Override
    public Future<Void> close() {
        return pool.close();
    }

    /** How many may wait for a line; for how long is bounded elsewhere, see {@code Lending} and {@code Watch}. */
    private PoolOptions waiting() {
        return new PoolOptions().setMaxWaitQueueSize(config.waitingMax()).setConnectionTimeout(0);
    }

    private PgConnectOptions options(Map<String, String> further) {
        Login login = logins.now();
        PgConnectOptions options = new PgConnectOptions()
                .setHost(config.host())
                .setPort(config.port().orElse(PORT))
                .setDatabase(config.database().orElse("postgres"))
                .setUser(login.user().orElse("postgres"))
                .setCachePreparedStatements(true)
                .setPreparedStatementCacheMaxSize(STATEMENTS_KEPT)
                .setPreparedStatementCacheSqlLimit(SQL_KEPT_MAX)
                .setSslMode(SslMode.of(config.sslMode().name().toLowerCase(Locale.ROOT).replace('_', '-')));
        login.password().ifPresent(password -> options.setPassword(password.reveal()));
        options.addProperty("application_name", "foldd").addProperty("TimeZone", "UTC");
        further.forEach(options::addProperty);
        options.setSslOptions(tls);
        return options;
    }
}
