package dev.foldd.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * One daemon in a process of its own, on free ports, with its data below a directory of the test's. Knows of it only
 * what it prints.
 */
public final class DaemonProcess implements AutoCloseable {

    /** As small as the launcher makes it; the better compiler would not pay in so short a life. */
    private static final List<String> DAEMON = List.of("-XX:+UseSerialGC", "-Xmx128m", "-XX:TieredStopAtLevel=1");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final FolddProcess process;
    private final Path data;

    private DaemonProcess(FolddProcess process, Path data) {
        this.process = process;
        this.data = data;
    }

    /** How a daemon is to be started. */
    public static final class Launch {

        private final Path directory;
        private final Path data;
        private final List<String> arguments = new ArrayList<>(List.of("run"));

        private Launch(Path directory) {
            this.directory = directory;
            this.data = directory.resolve("data");
            arguments.addAll(List.of("--data", data.toString()));
            set("server.port", 0).set("http.port", 0).set("admin.port", 0);
        }

        /** One setting. */
        public Launch set(String key, Object value) {
            return with("--set", key + "=" + value);
        }

        /** Further words of the command line. */
        public Launch with(String... words) {
            arguments.addAll(List.of(words));
            return this;
        }

        /** With the entities and rules of the journeys, and rates that no test meets by accident. */
        public Launch withFixtures() {
            return set("database.entities", Fixtures.entities()).set("security.acl.rules_file", Fixtures.rules())
                    .unhurried();
        }

        /** In front of a database of its own. */
        public Launch on(Database database) {
            database.fresh().forEach((key, value) -> set("database." + key, value));
            return this;
        }

        /** With rates that no test meets by accident. */
        public Launch unhurried() {
            return set("security.rate_limit.enabled", false).set("security.rate_limit.failed_proofs_per_minute", 100_000);
        }

        /** Starts it and waits until it is ready. */
        public DaemonProcess start() {
            DaemonProcess daemon = new DaemonProcess(FolddProcess.start(directory, Map.of(), DAEMON, arguments), data);
            try {
                await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(
                        () -> !daemon.process.isAlive() || daemon.process.printed().endsWith("ready\n"));
                assertThat(daemon.process.printed()).as(daemon.process.complained()).endsWith("ready\n");
            } catch (Throwable e) {
                daemon.close();
                throw e;
            }
            return daemon;
        }

        /** Starts one that is expected to end by itself. */
        public FolddProcess.Ended startInVain() {
            try (FolddProcess command = FolddProcess.start(directory, Map.of(), DAEMON, arguments)) {
                return command.ended();
            }
        }
    }

    /** A daemon whose working directory this is and whose data stands in {@code data} below it. */
    public static Launch in(Path directory) {
        return new Launch(directory);
    }

    /** Where a door listens, such as {@code ws://127.0.0.1:50051} for {@code rpc}. */
    public URI listening(String door) {
        return process.printed().lines().filter(line -> line.startsWith("listening " + door + " "))
                .map(line -> URI.create(line.substring("listening ".length() + door.length() + 1))).findFirst()
                .orElseThrow();
    }

    /** What it printed when it had started. */
    public List<String> printed() {
        return process.printed().lines().toList();
    }

    /** A page of a door that speaks HTTP; the WebSocket door does so too. */
    public URI page(String door, String path) {
        URI listening = listening(door);
        return URI.create("http://" + listening.getRawAuthority() + path);
    }

    /** Its log so far, line by line; the last may be incomplete while it runs. */
    public List<String> log() {
        return process.complained().lines().toList();
    }

    public Path data() {
        return data;
    }

    public FolddProcess process() {
        return process;
    }

    /** Makes tokens that this daemon believes, out of the secret that it has generated. */
    public TokenForge tokens() {
        try {
            return new TokenForge(Files.readString(data.resolve("keys").resolve("jwt.key")).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A client that proves in the handshake who it is; the token is good for an hour. */
    public WireClient client(String subject, String role) {
        return WireClient.bearing(listening("rpc"), tokens().token(subject, role));
    }

    /** The same for a member of a tenant. */
    public WireClient client(String subject, String role, String tenant) {
        return WireClient.bearing(listening("rpc"), tokens().token(subject, role, tenant));
    }

    /** Resident memory in KiB. */
    public long residentKib() {
        try {
            return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:")).mapToLong(line -> Long.parseLong(
                            line.replaceAll("\\D", ""))).findFirst().orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks it to stop and waits until it has. */
    public FolddProcess.Ended stop() {
        process.signal("TERM");
        return process.ended();
    }

    /** A name that no other test uses. */
    public static String fresh(String prefix) {
        return prefix + "-" + Long.toString(ThreadLocalRandom.current().nextLong(1L << 40, 1L << 50), 36);
    }

    /** Ends it at once, as {@code kill -9} does. */
    @Override
    public void close() {
        process.close();
    }
}
