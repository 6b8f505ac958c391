package dev.foldd.testing;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteException;

/**
 * A bridge as a server with Prisma in it is one: takes the token, runs each statement by itself on a real database, and
 * answers in JSON as JavaScript writes it. Every whole number is a double there: what is beyond 2^53 comes out as another.
 */
public final class PrismaBridge {

    public static final String TOKEN = "bridge-token";

    private static final String ENDPOINT = "/api/native-prisma";
    private static final Pattern PLACE = Pattern.compile("\\$(\\d+)");
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final double EXACT_MAX = 1L << 53;

    private final Vertx vertx = Vertx.vertx();
    private final Map<String, Connection> databases = new ConcurrentHashMap<>();
    private final Set<String> absent = ConcurrentHashMap.newKeySet();
    private final Path directory;
    private final int port;

    private PrismaBridge() {
        try {
            directory = Files.createTempDirectory("foldd-bridge");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        port = done(vertx.createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0))
                .requestHandler(this::answer).listen()).actualPort();
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    }

    /** Started when it is first asked for, stopped with the tests. */
    private static final class Holder {
        private static final PrismaBridge BRIDGE = new PrismaBridge();
    }

    /** The address of a bridge in front of an SQLite file of this name, which is made. */
    public static String before(String name) {
        SQLiteConfig config = new SQLiteConfig();
        config.enforceForeignKeys(true);
        config.setSynchronous(SQLiteConfig.SynchronousMode.OFF);
        SQLiteDataSource file = new SQLiteDataSource(config);
        file.setUrl("jdbc:sqlite:" + Holder.BRIDGE.directory.resolve(name + ".db"));
        return before(name, file);
    }

    /** The address of a bridge in front of a database of this name. */
    public static String before(String name, DataSource database) {
        try {
            Holder.BRIDGE.databases.put(name, database.getConnection());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return "http://127.0.0.1:" + Holder.BRIDGE.port + "/" + name + "/";
    }

    /** Whether the bridge of this name is there; without it, whoever comes is cut off. */
    public static void present(String name, boolean present) {
        if (present) {
            Holder.BRIDGE.absent.remove(name);
        } else {
            Holder.BRIDGE.absent.add(name);
        }
    }

    private void answer(HttpServerRequest request) {
        if (absent.contains(request.path().split("/")[1])) {
            request.connection().close();
            return;
        }
        if (!request.path().endsWith(ENDPOINT) || !TOKEN.equals(request.getHeader("x-dbal-native-prisma-token"))) {
            request.response().setStatusCode(request.path().endsWith(ENDPOINT) ? 401 : 404).end();
            return;
        }
        String name = request.path().substring(1, request.path().length() - ENDPOINT.length());
        request.body().map(body -> body.toJsonObject())
                .compose(asked -> vertx.executeBlocking(() -> run(databases.get(name), asked), false))
                .onSuccess(reply -> request.response().putHeader("content-type", "application/json").end(reply.encode()))
                .onFailure(cause -> request.response().setStatusCode(500)
                        .end(new JsonObject().put("error", refusal(cause)).encode()));
    }

    /** As Prisma words it. */
    private static String refusal(Throwable cause) {
        Object code = cause instanceof SQLiteException refused ? refused.getResultCode().code
                : cause instanceof SQLException refused ? refused.getSQLState() : "none";
        return "\nInvalid `prisma.$queryRawUnsafe()` invocation:\n\n\nRaw query failed. Code: `" + code + "`. Message: `"
                + cause.getMessage() + "`";
    }

    private static JsonObject run(Connection database, JsonObject asked) throws SQLException {
        synchronized (database) {
            List<Object> values = new ArrayList<>();
            asked.getJsonArray("params").forEach(value -> values.add(bound(value)));
            try (PreparedStatement statement = prepared(database, asked.getString("sql"), values)) {
                return switch (asked.getString("type")) {
                    case "query" -> new JsonObject().put("rows", rows(statement));
                    case "nonquery" -> new JsonObject().put("affected", statement.executeUpdate());
                    default -> throw new SQLException("unknown type");
                };
            }
        }
    }

    /** SQLite knows these placeholders itself; PostgreSQL does too, but for its JDBC driver. */
    private static PreparedStatement prepared(Connection database, String sql, List<Object> values) throws SQLException {
        boolean itself = database.isWrapperFor(SQLiteConnection.class);
        List<Object> placed = new ArrayList<>(itself ? values : List.of());
        PreparedStatement statement = database.prepareStatement(itself ? sql : PLACE.matcher(sql).replaceAll(place -> {
            placed.add(values.get(Integer.parseInt(place.group(1)) - 1));
            return "?";
        }));
        if (placed.size() != statement.getParameterMetaData().getParameterCount()) {
            throw new SQLException("wrong number of parameters");
        }
        for (int i = 0; i < placed.size(); i++) {
            statement.setObject(i + 1, placed.get(i));
        }
        return statement;
    }

    private static Object bound(Object value) {
        if (value instanceof Boolean flag) {
            return flag ? 1 : 0;
        }
        if (value instanceof Number number) {
            double read = number.doubleValue();
            boolean whole = read == Math.rint(read) && Math.abs(read) <= EXACT_MAX;
            return whole ? (Object) (long) read : (Object) read;
        }
        return value;
    }

    private static JsonArray rows(PreparedStatement statement) throws SQLException {
        List<Object> rows = new ArrayList<>();
        try (ResultSet result = statement.executeQuery()) {
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                JsonObject row = new JsonObject();
                for (int i = 1; i <= columns; i++) {
                    row.put(result.getMetaData().getColumnLabel(i), told(result, i));
                }
                rows.add(row);
            }
        }
        return new JsonArray(rows);
    }

    /** Moments of the time before there was a Gregorian calendar are told in it all the same, as JavaScript does. */
    private static Object told(ResultSet result, int column) throws SQLException {
        Object value = result.getObject(column);
        if (!(value instanceof Timestamp)) {
            return told(value);
        }
        boolean zoned = result.getMetaData().getColumnTypeName(column).equals("timestamptz");
        return MOMENT.format(zoned ? result.getObject(column, OffsetDateTime.class)
                : result.getObject(column, LocalDateTime.class).atOffset(ZoneOffset.UTC));
    }

    /** A whole double has no fraction in JavaScript's JSON; what has no JSON is written as Prisma's types write themselves. */
    private static Object told(Object value) {
        if (value instanceof BigDecimal decimal) {
            return decimal.toPlainString();
        }
        if (value instanceof Date day) {
            return MOMENT.format(day.toLocalDate().atStartOfDay(ZoneOffset.UTC));
        }
        if (!(value instanceof Number number)) {
            return value;
        }
        double told = number.doubleValue();
        return told == Math.rint(told) && Math.abs(told) < 1e15 ? (Object) (long) told : (Object) told;
    }

    private void close() {
        for (Connection database : databases.values()) {
            try {
                database.close();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
        done(vertx.close());
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> T done(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }
}
