package dev.foldd.journey;

import static dev.foldd.testing.SocketClient.line;
import static dev.foldd.testing.SocketClient.signature;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.identity.NodeKey;
import dev.foldd.testing.DaemonProcess;
import dev.foldd.testing.FolddProcess;
import dev.foldd.testing.OtherUser;
import dev.foldd.testing.SmallDisk;
import dev.foldd.testing.SocketClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Where a socket stands, who gets its place, what holds from one daemon to the next, and a disk without room. */
@Timeout(240)
class SocketPlacesJourneyIT {

    private static final int GROUP = 61_500;
    private static final String NAME = "{\"schema_name\":\"Card\"}";

    @TempDir
    private Path directory;

    @FunctionalInterface
    private interface Obstacle {
        void at(Path place) throws IOException;
    }

    @Test
    void the_socket_has_its_rights_from_the_first_moment() throws Exception {
        assumeThat(OtherUser.obstacle()).as("only root gives files to other groups").isEmpty();
        Path run = directory.resolve("run");
        DaemonProcess.Launch launch = DaemonProcess.in(directory).set("socket.path", run.resolve("app.sock"))
                .set("socket.group", GROUP).set("http.socket", run.resolve("http.sock")).set("http.socket_group", GROUP);
        AtomicBoolean ready = new AtomicBoolean();
        CompletableFuture<Set<String>> looking = CompletableFuture.supplyAsync(() -> seen(run.resolve("app.sock"), ready));

        try (DaemonProcess daemon = launch.start()) {
            ready.set(true);

            assertThat(looking.get(30, TimeUnit.SECONDS)).containsExactly("140660 61500");
            assertThat(rights(run.resolve("http.sock"))).isEqualTo("140660 61500");
            assertThat(rights(run)).isEqualTo("40750 61500");
            assertThat(rights(run.resolve("app.sock.lock"))).isEqualTo("100600 0");
            assertThat(run).isDirectoryNotContaining(file -> file.getFileName().toString().startsWith("."));
            assertThat(daemon.stop().code()).isZero();
        }
        assertThat(run.resolve("app.sock")).doesNotExist();
    }

    /** The rights and group of a file, looked at as often as can be until all is ready. */
    private static Set<String> seen(Path file, AtomicBoolean ready) {
        Set<String> seen = new TreeSet<>();
        boolean last = false;
        while (!last) {
            last = ready.get();
            try {
                seen.add(rights(file));
            } catch (NoSuchFileException notYet) {
                assertThat(last).isFalse();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return seen;
    }

    private static String rights(Path file) throws IOException {
        Map<String, Object> is = Files.readAttributes(file, "unix:mode,gid", LinkOption.NOFOLLOW_LINKS);
        return Integer.toOctalString((Integer) is.get("mode")) + " " + is.get("gid");
    }

    @Test
    void a_second_daemon_on_the_same_socket_does_not_start_and_the_first_goes_on() throws Exception {
        Path socket = directory.resolve("app.sock");
        Path other = Files.createDirectory(directory.resolve("other"));
        try (DaemonProcess first = DaemonProcess.in(directory).set("socket.path", socket).start()) {
            FolddProcess.Ended second = DaemonProcess.in(other).set("socket.path", socket).startInVain();

            assertThat(second.code()).as(second.err()).isNotZero();
            assertThat(second.out() + second.err()).contains("socket: another daemon has '" + socket + "'");
            assertIsAnswered(first, socket);

            first.process().close();
            assertThat(socket).as("what a killed daemon leaves").exists();
            try (DaemonProcess third = DaemonProcess.in(other).set("socket.path", socket).start()) {
                assertIsAnswered(third, socket);
            }
        }
    }

    static Stream<Arguments> obstacles() {
        return Stream.of(
                argumentSet("a symbolic link to nothing", obstacle(place ->
                        Files.createSymbolicLink(place, place.resolveSibling("elsewhere"))), "is a symbolic link"),
                argumentSet("a symbolic link to a directory", obstacle(place ->
                        Files.createSymbolicLink(place, Files.createDirectory(place.resolveSibling("there")))), "is a symbolic link"),
                argumentSet("a directory", obstacle(Files::createDirectory), "is a directory"),
                argumentSet("a file", obstacle(place -> Files.writeString(place, "kept")), "is a file that is no socket"));
    }

    private static Obstacle obstacle(Obstacle obstacle) {
        return obstacle;
    }

    @ParameterizedTest
    @MethodSource("obstacles")
    void what_stands_in_the_socket_s_place_stays_and_the_daemon_does_not_start(Obstacle obstacle, String sentence)
            throws Exception {
        Path socket = directory.resolve("app.sock");
        obstacle.at(socket);
        Object before = Files.getAttribute(socket, "unix:ino", LinkOption.NOFOLLOW_LINKS);

        FolddProcess.Ended ended = DaemonProcess.in(directory).set("socket.path", socket).startInVain();

        assertThat(ended.code()).as(ended.err()).isNotZero();
        assertThat(ended.out() + ended.err()).contains("'" + socket + "' " + sentence);
        assertThat(Files.getAttribute(socket, "unix:ino", LinkOption.NOFOLLOW_LINKS)).isEqualTo(before);
    }

    @Test
    void what_was_signed_for_one_node_passes_on_no_other_and_not_after_its_restart() throws Exception {
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        NodeKey app = NodeKey.generate();
        enrol(directory, app);
        enrol(elsewhere, app);
        String nodeId;
        String captured;
        try (DaemonProcess node = foldDaemon(directory).start(); DaemonProcess other = foldDaemon(elsewhere).start()) {
            awaitNextSecond();
            nodeId = NodeKey.load(NodeKey.fileIn(node.data())).nodeId();
            String signed = getSchema(signature(app, nodeId, "get_schema", NAME));

            assertThat(asked(other, signed)).contains("Authentication required: the signature does not fit this request to this node");
            assertThat(asked(node, signed)).contains("name=Card");
            captured = getSchema(signature(app, nodeId, "get_schema", NAME));
            assertThat(node.stop().code()).isZero();
        }

        try (DaemonProcess again = foldDaemon(directory).start()) {
            awaitNextSecond();

            assertThat(asked(again, captured)).as("its nonce was never used").contains("or lies before its start");
            assertThat(asked(again, getSchema(signature(app, nodeId, "get_schema", NAME)))).contains("name=Card");
        }
    }

    @Test
    void a_full_disk_is_told_in_the_words_of_each_door_and_nothing_is_half_written() throws Exception {
        Optional<SmallDisk> mounted = SmallDisk.mount(directory.resolve("disk"), "3m");
        assumeThat(mounted).as("this needs the right to mount a tmpfs").isPresent();
        try (SmallDisk disk = mounted.get(); DaemonProcess daemon = foldDaemon(directory)
                .set("database.connection.path", disk.path().resolve("foldd.db")).start();
                SocketClient client = SocketClient.unix(socket(directory))) {
            NodeKey node = NodeKey.load(NodeKey.fileIn(daemon.data()));
            client.login(node, node.nodeId(), "socket:" + socket(directory));
            Path ballast = Files.write(disk.path().resolve("ballast"), new byte[1 << 20]);
            int stored = 0;
            Map<String, Object> answer = client.askLine(line("1", "mutation", card(stored)));
            while (answer.get("status").equals("success") && stored < 200) {
                answer = client.askLine(line("1", "mutation", card(++stored)));
            }
            HttpResponse<String> posted = post(daemon, card(stored));

            assertThat(stored).isPositive();
            assertThat(answer.get("error")).isEqualTo(Map.of("code", "MUTATION_ERROR", "message",
                    "Storage quota exceeded: the database cannot grow"));
            assertThat(posted.statusCode()).as(posted.body()).isEqualTo(507);
            assertKept(client, stored);

            Files.delete(ballast);
            await().untilAsserted(() -> assertThat(client.askLine(line("1", "mutation", card(1_000)))).containsEntry("status", "success"));
            assertKept(client, stored + 1);
            assertThat(daemon.stop().code()).isZero();
        }
    }

    /** Both fields have as many values one after the other as were told to be written, and the same ones. */
    private static void assertKept(SocketClient client, int stored) throws IOException {
        List<Object> titles = history(client, "title");
        List<Object> secrets = history(client, "secret");

        assertThat(titles).hasSize(stored).isEqualTo(secrets).doesNotHaveDuplicates();
    }

    private static List<Object> history(SocketClient client, String field) throws IOException {
        Map<?, ?> answer = client.askLine(line("1", "history", "{\"schema\":\"Card\",\"field\":\"" + field + "\",\"limit\":1000}"));
        List<?> atoms = (List<?>) ((Map<?, ?>) answer.get("data")).get("atoms");
        return atoms.stream().<Object>map(atom -> ((Map<?, ?>) atom).get("content")).toList();
    }

    /** Of about 50 kB. */
    private static String card(int number) {
        String value = "\"" + number + " " + "x".repeat(25_000) + "\"";
        return "{\"schema\":\"Card\",\"mutation_type\":\"update\",\"data\":{\"title\":" + value + ",\"secret\":" + value + "}}";
    }

    private static HttpResponse<String> post(DaemonProcess daemon, String operation) throws Exception {
        URI place = daemon.page("http", "/api/mutation");
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(place).header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + daemon.tokens().token("root", "supergod"))
                .POST(BodyPublishers.ofString(operation)).build(), BodyHandlers.ofString());
    }

    private static DaemonProcess.Launch foldDaemon(Path directory) throws IOException {
        Path schemas = Files.createDirectories(directory.resolve("schemas"));
        Files.writeString(schemas.resolve("Card.json"), SocketJourneyIT.CARD);
        return DaemonProcess.in(directory).unhurried().set("fold.schemas", schemas).set("socket.path", socket(directory));
    }

    private static Path socket(Path directory) {
        return directory.resolve("app.sock");
    }

    private static void enrol(Path directory, NodeKey app) throws IOException {
        Files.writeString(Files.createDirectories(directory.resolve("data/apps")).resolve("app.pub"), app.publicKey().text());
    }

    private static String getSchema(String signature) {
        return "{\"operation\":\"get_schema\",\"params\":" + NAME + "," + signature + "}";
    }

    private static String asked(DaemonProcess daemon, String frame) throws IOException {
        try (SocketClient client = SocketClient.unix(socket(daemon.data().getParent()))) {
            return client.askFrame(frame).toString();
        }
    }

    private static void assertIsAnswered(DaemonProcess daemon, Path socket) throws IOException {
        NodeKey key = NodeKey.load(NodeKey.fileIn(daemon.data()));
        try (SocketClient client = SocketClient.unix(socket)) {
            assertThat(client.login(key, key.nodeId(), "socket:" + socket)).containsEntry("status", "success");
        }
    }

    /** Timestamps are whole seconds, and what was signed in the second of a start may be from before it. */
    static void awaitNextSecond() {
        long now = System.currentTimeMillis() / 1000;
        await().until(() -> System.currentTimeMillis() / 1000 > now);
    }
}
