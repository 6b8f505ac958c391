package dev.foldd.store.postgres;

import dev.foldd.fault.Fault;
import dev.foldd.store.DatabaseConfig;
import dev.foldd.store.Table;
import dev.foldd.store.Transaction.Isolation;
import dev.foldd.store.ValueType;
import dev.foldd.store.server.Decimals;
import dev.foldd.store.server.Driver;
import dev.foldd.store.server.Moment;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.Json;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgException;
import io.vertx.pgclient.SslMode;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import io.vertx.sqlclient.data.Numeric;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** PostgreSQL, through the reactive client. */
public final class PostgresDriver implements Driver {

    private static final int PORT = 5432;
    /** What the server itself allows a brief statement, in milliseconds. */
    private static final String BRIEF_MILLIS = "1000";
    private static final int PIPELINE = 256;
    private static final int STATEMENTS_KEPT = 256;
    private static final int SQL_KEPT_MAX = 16 * 1024;
    private static final String CANCELED = "57014";

    private final Vertx vertx;
    private final DatabaseConfig.Connection config;
    private final Pool pool;

    public PostgresDriver(Vertx vertx, DatabaseConfig.Connection config) {
        this.vertx = vertx;
        this.config = config;
        this.pool = PgBuilder.pool().connectingTo(options(Map.of())).using(vertx).with(new PoolOptions()
                .setMaxSize(config.poolSize()).setMaxWaitQueueSize(config.waitingMax())
                .setConnectionTimeout((int) config.timeout().toMillis()).setConnectionTimeoutUnit(TimeUnit.MILLISECONDS))
                .build();
    }

    @Override
    public SqlClient pipelined() {
        return PgBuilder.client().connectingTo(options(Map.of("statement_timeout", BRIEF_MILLIS))
                .setPipeliningLimit(PIPELINE)).using(vertx).with(new PoolOptions().setMaxSize(1)
                .setMaxWaitQueueSize(config.waitingMax()).setConnectionTimeout((int) config.timeout().toMillis())
                .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS)).build();
    }

    @Override
    public Pool pool() {
        return pool;
    }

    @Override
    public Object encode(Object value, ValueType type) {
        return switch (type) {
            case DECIMAL -> Numeric.create((BigDecimal) value);
            case DATETIME -> Moment.parse((String) value);
            case TEXT, JSON, INTEGER, BIGINT, DOUBLE, BOOLEAN -> value;
        };
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
            case JSON -> value == Tuple.JSON_NULL ? "null" : Json.encode(value);
            case TEXT -> value.toString();
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
    public boolean isStop(Throwable failure) {
        return failure instanceof PgException refused && CANCELED.equals(refused.getSqlState());
    }

    @Override
    public boolean definesInTransactions() {
        return true;
    }

    @Override
    public Future<List<Table>> tables() {
        return new PostgresTables(pool).read();
    }

    @Override
    public Future<Void> close() {
        return pool.close();
    }

    private PgConnectOptions options(Map<String, String> further) {
        PgConnectOptions options = new PgConnectOptions()
                .setHost(config.host())
                .setPort(config.port().orElse(PORT))
                .setDatabase(config.database().orElse("postgres"))
                .setUser(config.user().orElse("postgres"))
                .setCachePreparedStatements(true)
                .setPreparedStatementCacheMaxSize(STATEMENTS_KEPT)
                .setPreparedStatementCacheSqlLimit(SQL_KEPT_MAX)
                .setSslMode(SslMode.of(config.sslMode().name().toLowerCase(Locale.ROOT).replace('_', '-')));
        config.password().ifPresent(password -> options.setPassword(password.reveal()));
        options.addProperty("application_name", "foldd").addProperty("TimeZone", "UTC");
        further.forEach(options::addProperty);
        ClientSSLOptions tls = new ClientSSLOptions().setHostnameVerificationAlgorithm(
                config.sslMode() == DatabaseConfig.SslMode.VERIFY_FULL ? "HTTPS" : "");
        config.caFile().ifPresentOrElse(file -> tls.setTrustOptions(new PemTrustOptions().addCertPath(file)),
                () -> tls.setTrustAll(config.sslMode().ordinal() < DatabaseConfig.SslMode.VERIFY_CA.ordinal()));
        options.setSslOptions(tls);
        return options;
    }
}
