package dev.foldd.cli.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/** The daemon's process as Linux shows it under {@code /proc}: its processor time and its memory. */
final class ServerProcess {

    /** {@code sysconf(_SC_CLK_TCK)}: 100 on every Linux that Java runs on. */
    private static final long TICKS_PER_SECOND = 100;
    /**
     * proc(5), /proc/pid/stat: utime and stime are fields 14 and 15; the fields after the name begin with the third.
     */
    private static final int UTIME = 14 - 3;
    private static final int STIME = 15 - 3;
    /** proc(5), /proc/net/tcp: local address, state and inode. */
    private static final int LOCAL_ADDRESS = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;
    private static final String LISTENING = "0A";
    /** proc(5), /proc/net/unix: flags, inode and path; the flag is __SO_ACCEPTCON. */
    private static final int UNIX_FLAGS = 3;
    private static final int UNIX_INODE = 6;
    private static final int UNIX_PATH = 7;
    private static final String UNIX_LISTENING = "00010000";

    private final Path directory;

    private ServerProcess(Path directory) {
        this.directory = directory;
    }

    /**
     * The process with that id, or the one of this machine that listens on the URL's port; empty when it cannot be
     * seen.
     */
    static Optional<ServerProcess> find(OptionalLong pid, URI url) {
        if (pid.isPresent()) {
            return of(Path.of("/proc", Long.toString(pid.getAsLong())));
        }
        try {
            if (!InetAddress.getByName(url.getHost()).isLoopbackAddress()) {
                return Optional.empty();
            }
            return listeningOn(url.getPort());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * The process with that id, or the one of this machine that listens on a socket below the directory of that one; empty when
     * it cannot be seen. Only the directory counts, since a socket is known to Linux by the name under which it was made,
     * and the daemon renames its own.
     */
    static Optional<ServerProcess> find(OptionalLong pid, Path socket) {
        if (pid.isPresent()) {
            return of(Path.of("/proc", Long.toString(pid.getAsLong())));
        }
        try {
            return holding(socketsListening(socket.toAbsolutePath().normalize().getParent()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** User and system time since its start; empty when it has gone. */
    Optional<Duration> cpu() {
        try {
            String stat = Files.readString(directory.resolve("stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            long ticks = Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME]);
            return Optional.of(Duration.ofMillis(ticks * 1000 / TICKS_PER_SECOND));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** What it has in memory now, in MiB. */
    OptionalLong residentMiB() {
        try (Stream<String> lines = Files.lines(directory.resolve("status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024).findFirst();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    private static Optional<ServerProcess> of(Path directory) {
        return Files.isReadable(directory.resolve("stat")) ? Optional.of(new ServerProcess(directory))
                : Optional.empty();
    }

    private static Optional<ServerProcess> listeningOn(int port) throws IOException {
        Set<String> sockets = new HashSet<>();
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            if (Files.isReadable(Path.of(table))) {
                sockets.addAll(socketsListening(Path.of(table), port));
            }
        }
        return holding(sockets);
    }

    private static Set<String> socketsListening(Path directory) throws IOException {
        Set<String> sockets = new HashSet<>();
        for (String line : Files.readAllLines(Path.of("/proc/net/unix"))) {
            String[] fields = line.trim().split("\\s+", UNIX_PATH + 1);
            if (fields.length > UNIX_PATH && fields[UNIX_FLAGS].equals(UNIX_LISTENING)
                    && Path.of(fields[UNIX_PATH]).startsWith(directory)) {
                sockets.add("socket:[" + fields[UNIX_INODE] + "]");
            }
        }
        return sockets;
    }

    private static Optional<ServerProcess> holding(Set<String> sockets) throws IOException {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes.filter(process -> process.getFileName().toString().matches("\\d+"))
                    .filter(process -> holds(process, sockets)).findFirst().flatMap(ServerProcess::of);
        }
    }

    private static Set<String> socketsListening(Path table, int port) throws IOException {
        Set<String> sockets = new HashSet<>();
        String ending = String.format(":%04X", port);
        for (String line : Files.readAllLines(table)) {
            String[] fields = line.trim().split("\\s+");
            if (fields.length > INODE && fields[LOCAL_ADDRESS].endsWith(ending) && fields[STATE].equals(LISTENING)) {
                sockets.add("socket:[" + fields[INODE] + "]");
            }
        }
        return sockets;
    }

    /** Other users' processes do not show their files, and processes end while we look; neither is the one we want. */
    private static boolean holds(Path process, Set<String> sockets) {
        try (Stream<Path> files = Files.list(process.resolve("fd"))) {
            return files.anyMatch(file -> isOneOf(file, sockets));
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    private static boolean isOneOf(Path file, Set<String> sockets) {
        try {
            return sockets.contains(Files.readSymbolicLink(file).toString());
        } catch (IOException e) {
            return false;
        }
    }
}
