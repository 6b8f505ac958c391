package dev.foldd.socket.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SocketFileTest {

    @TempDir
    private Path directory;

    private Path path() {
        return directory.resolve("run").resolve("foldd.sock");
    }

    private static ServerSocketChannel bound(Path path) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(path));
        return server;
    }

    private SocketFile reserved() {
        return SocketFile.reserve(path(), 0660, Optional.empty());
    }

    @Test
    void a_socket_appears_at_its_name_with_its_rights_and_goes_with_its_owner() throws Exception {
        SocketFile file = reserved();
        try (ServerSocketChannel server = bound(file.temporary())) {
            assertThat(rights(file.temporary().getParent())).isEqualTo("rwx------");
            assertThat(path()).doesNotExist();
            file.publish();

            assertThat(server.isOpen()).isTrue();
            assertThat(rights(path())).isEqualTo("rw-rw----");
            assertThat(rights(path().getParent())).isEqualTo("rwxr-x---");
            assertThat(rights(path().resolveSibling("foldd.sock.lock"))).isEqualTo("rw-------");
            try (Stream<Path> left = Files.list(path().getParent())) {
                assertThat(left.map(entry -> entry.getFileName().toString())).containsExactlyInAnyOrder("foldd.sock", "foldd.sock.lock");
            }
        }
        file.close();
        assertThat(path()).doesNotExist();
    }

    @Test
    void nobody_ever_sees_it_with_other_rights() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Set<String>> looking = CompletableFuture.supplyAsync(() -> {
            Set<String> seen = new TreeSet<>();
            while (!done.get()) {
                try {
                    seen.add(rights(path()));
                } catch (IOException notThere) {
                    assertThat(notThere).isInstanceOf(NoSuchFileException.class);
                }
            }
            return seen;
        });

        for (int i = 0; i < 500; i++) {
            try (SocketFile file = reserved(); ServerSocketChannel server = bound(file.temporary())) {
                file.publish();
                assertThat(server.isOpen()).isTrue();
            }
        }
        done.set(true);

        assertThat(looking.get(10, TimeUnit.SECONDS)).containsExactly("rw-rw----");
    }

    @Test
    void its_group_may_be_a_number() throws Exception {
        Object gid = Files.getAttribute(directory, "unix:gid");
        try (SocketFile file = SocketFile.reserve(path(), 0600, Optional.of(String.valueOf(gid)));
                ServerSocketChannel server = bound(file.temporary())) {
            file.publish();

            assertThat(server.isOpen()).isTrue();
            assertThat(Files.getAttribute(path(), "unix:gid")).isEqualTo(gid);
            assertThat(rights(path())).isEqualTo("rw-------");
        }
    }

    @Test
    void a_group_that_is_none_is_refused() {
        assertThatThrownBy(() -> SocketFile.reserve(path(), 0660, Optional.of("no-such-group")))
                .isInstanceOf(SocketFileException.class).hasMessage("there is no group 'no-such-group'");
    }

    @Test
    void two_cannot_have_it_and_the_next_can_when_the_first_has_gone() throws Exception {
        try (SocketFile first = reserved()) {
            assertThat(first.temporary()).isNotNull();
            assertThatThrownBy(this::reserved).isInstanceOf(SocketFileException.class).hasMessage("another daemon has '" + path() + "'");
        }
        reserved().close();
    }

    @Test
    void a_socket_that_a_crash_has_left_is_replaced() throws Exception {
        Files.createDirectories(path().getParent());
        bound(path()).close();
        assertThat(path()).exists();

        try (SocketFile file = reserved(); ServerSocketChannel server = bound(file.temporary())) {
            file.publish();

            assertThat(server.isOpen()).isTrue();
            assertThat(path()).exists();
        }
        assertThat(path()).doesNotExist();
    }

    static Stream<Arguments> obstacles() {
        return Stream.of(
                argumentSet("a directory", (Obstacle) Files::createDirectory, "is a directory"),
                argumentSet("a file", (Obstacle) Files::createFile, "is a file that is no socket"),
                argumentSet("a link that leads nowhere", (Obstacle) path ->
                        Files.createSymbolicLink(path, Path.of("/nowhere")), "is a symbolic link"),
                argumentSet("a link to its neighbour", (Obstacle) path -> Files.createSymbolicLink(path, path.resolveSibling("other")),
                        "is a symbolic link"));
    }

    /** Puts something where the socket is to be. */
    @FunctionalInterface
    interface Obstacle {
        void put(Path path) throws IOException;
    }

    @ParameterizedTest
    @MethodSource("obstacles")
    void what_is_no_socket_stays_and_is_told(Obstacle obstacle, String sentence) throws Exception {
        Files.createDirectories(path().getParent());
        obstacle.put(path());

        assertThatThrownBy(this::reserved).isInstanceOf(SocketFileException.class).hasMessageContaining(sentence);
        assertThat(Files.exists(path(), LinkOption.NOFOLLOW_LINKS)).isTrue();
    }

    @Test
    void a_socket_at_which_another_listens_is_not_taken() throws Exception {
        Files.createDirectories(path().getParent());
        try (ServerSocketChannel other = bound(path())) {
            assertThat(other.isOpen()).isTrue();
            assertThatThrownBy(this::reserved).isInstanceOf(SocketFileException.class)
                    .hasMessage("another process listens at '" + path() + "'");
        }
    }

    @Test
    void a_lock_that_is_a_link_is_not_followed() throws Exception {
        Files.createDirectories(path().getParent());
        Path victim = Files.createFile(directory.resolve("victim"));
        Files.createSymbolicLink(path().resolveSibling("foldd.sock.lock"), victim);

        assertThatThrownBy(this::reserved).isInstanceOf(SocketFileException.class);
    }

    @Test
    void another_s_socket_that_came_into_its_place_is_left() throws Exception {
        SocketFile file = reserved();
        try (ServerSocketChannel own = bound(file.temporary())) {
            file.publish();
            Files.delete(path());
            try (ServerSocketChannel other = bound(path())) {
                file.close();

                assertThat(own.isOpen() && other.isOpen()).isTrue();
                assertThat(path()).exists();
            }
        }
    }

    private static String rights(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
