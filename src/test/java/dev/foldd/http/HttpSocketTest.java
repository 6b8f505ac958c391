package dev.foldd.http;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.foldd.bus.Bus;
import dev.foldd.contract.Incidents;
import dev.foldd.contract.Observation;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.ByteArrayOutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The door at a file instead of an address. */
@Timeout(30)
class HttpSocketTest {

    private static final DoorConfig CONFIG = new DoorConfig("http", true, "127.0.0.1", 0, List.of("*"), 3,
            Duration.ofSeconds(10), 1_024, Optional.empty());

    @TempDir
    private Path directory;
    private final Queue<Observation> observed = new ConcurrentLinkedQueue<>();
    private final Vertx vertx = Vertx.builder().with(new VertxOptions().setPreferNativeTransport(true)).build();

    @AfterEach
    void close() throws Exception {
        done(vertx.close());
    }

    @Test
    void whoever_comes_by_a_file_is_served_and_known_by_his_user() throws Exception {
        Queue<String> remotes = new ConcurrentLinkedQueue<>();
        Incidents incidents = new Incidents(observed::add);
        HttpDoor door = new HttpDoor(vertx, CONFIG, new StatusParts(new Bus(vertx, incidents, Duration.ofSeconds(5)),
                observed::add, incidents, "1.0.0", System::nanoTime), Duration.ofSeconds(5), (router, place) ->
                router.route("/who").handler(context -> {
                    remotes.add(place.visitors().of(context.request().connection()).remote());
                    Replies.json(context.request(), 200, java.util.Map.of());
                }));
        Path socket = directory.resolve("h.sock");
        done(door.openAt(socket, 2));

        for (int i = 0; i < 4; i++) {
            assertThat(ask(socket, "/version")).startsWith("HTTP/1.1 200 ").contains("\"foldd\"");
        }
        assertThat(ask(socket, "/who")).startsWith("HTTP/1.1 200 ");

        String uid = Files.getAttribute(Path.of("/proc/self"), "unix:uid").toString();
        assertThat(remotes).singleElement().asString().satisfiesAnyOf(
                remote -> assertThat(remote).isEqualTo("unix:uid=" + uid + ",gid="
                        + gid() + ",pid=" + ProcessHandle.current().pid()),
                remote -> assertThat(vertx.isNativeTransportEnabled()).isFalse());
        await().until(() -> observed.stream().filter(Observation.ConnectionClosed.class::isInstance).count() == 5);
        done(door.close());
        assertThat(directory.resolve("h.sock")).satisfiesAnyOf(
                gone -> assertThat(Files.exists(gone)).isFalse(), left -> assertThat(ask(left, "/version")).isEmpty());
    }

    private static String gid() throws Exception {
        return Files.getAttribute(Path.of("/proc/self"), "unix:gid").toString();
    }

    private static String ask(Path socket, String path) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.wrap(("GET " + path + " HTTP/1.1\r\nHost: anything\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII)));
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            ByteBuffer part = ByteBuffer.allocate(4_096);
            while (channel.read(part) >= 0) {
                all.write(part.array(), 0, part.position());
                part.clear();
            }
            return all.toString(StandardCharsets.UTF_8);
        } catch (java.io.IOException nobody) {
            return "";
        }
    }

    private static <T> T done(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, SECONDS);
    }
}
