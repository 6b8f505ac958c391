package dev.foldd.socket.file;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.SocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The file of a Unix socket. It is bound in a directory that nobody else can enter, given its rights there, and moved to its
 * name as a whole, so that it never stands there with others; a lock beside it decides between two daemons. Everything here
 * waits for the disk.
 */
public final class SocketFile implements AutoCloseable {

    private static final int FILE_TYPE = 0170000;
    private static final int SOCKET = 0140000;
    private static final int PERMISSIONS = 9;
    private static final String PRIVATE = "rwx------";
    private static final String FOR_GROUP = "rwxr-x---";
    private static final int TRIES = 100;
    private static final int NAMES = 46_656;

    private final Path path;
    private final int mode;
    private final Optional<GroupPrincipal> group;
    private final FileChannel lock;
    private final Path workshop;
    private Object identity;

    private SocketFile(Path path, int mode, Optional<GroupPrincipal> group, FileChannel lock, Path workshop) {
        this.path = path;
        this.mode = mode;
        this.group = group;
        this.lock = lock;
        this.workshop = workshop;
    }

    /**
     * Takes the name, without publishing anything there. A directory that is missing is made, for the owner and the group.
     *
     * @param mode rights, as {@code chmod} writes them
     * @param group by name or number; absent for the daemon's own
     * @throws SocketFileException when another has it, or what stands there is no socket that nobody listens at
     */
    public static SocketFile reserve(Path path, int mode, Optional<String> group) {
        Path directory = path.getParent();
        if (directory == null) {
            throw new SocketFileException("'" + path + "' is no path of a file");
        }
        try {
            Optional<GroupPrincipal> owner = group(directory, group);
            create(directory, owner);
            FileChannel lock = lock(path);
            try {
                checkPlace(path);
                return new SocketFile(path, mode, owner, lock, workshop(directory));
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (FileSystemException e) {
            throw new SocketFileException("'" + e.getFile() + "' " + reason(e));
        } catch (IOException e) {
            throw new SocketFileException("'" + path + "' cannot be made: " + e.getMessage());
        }
    }

    /** Where to bind. */
    public Path temporary() {
        return workshop.resolve("s");
    }

    /** Puts what was bound in its place, with its rights. */
    public void publish() {
        Path bound = temporary();
        try {
            if (group.isPresent()) {
                Files.getFileAttributeView(bound, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS).setGroup(group.get());
            }
            Files.setPosixFilePermissions(bound, permissions(mode));
            identity = identityOf(bound);
            Files.move(bound, path, StandardCopyOption.ATOMIC_MOVE);
            Files.delete(workshop);
        } catch (FileSystemException e) {
            throw new SocketFileException("'" + path + "' " + reason(e));
        } catch (IOException e) {
            throw new SocketFileException("'" + path + "' cannot be published: " + e.getMessage());
        }
    }

    /** Takes the socket away, so that nobody finds it any more; another's that has come into its place stays. */
    public void withdraw() throws IOException {
        if (identity != null && Files.exists(path, LinkOption.NOFOLLOW_LINKS) && identity.equals(identityOf(path))) {
            Files.delete(path);
        }
        identity = null;
        Files.deleteIfExists(temporary());
        Files.deleteIfExists(workshop);
    }

    /** Gives the name back. The lock's file stays, since another may wait for it already. */
    @Override
    public void close() throws IOException {
        try {
            withdraw();
        } finally {
            lock.close();
        }
    }

    private static Optional<GroupPrincipal> group(Path directory, Optional<String> name) throws IOException {
        if (name.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName(name.get()));
        } catch (UserPrincipalNotFoundException e) {
            throw new SocketFileException("there is no group '" + name.get() + "'");
        }
    }

    private static void create(Path directory, Optional<GroupPrincipal> group) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        if (directory.getParent() != null) {
            Files.createDirectories(directory.getParent(), rights(PRIVATE));
        }
        try {
            Files.createDirectory(directory, rights(PRIVATE));
        } catch (FileAlreadyExistsException e) {
            if (Files.isDirectory(directory)) {
                return;
            }
            throw e;
        }
        if (group.isPresent()) {
            Files.getFileAttributeView(directory, PosixFileAttributeView.class).setGroup(group.get());
        }
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(FOR_GROUP));
    }

    private static FileChannel lock(Path path) throws IOException {
        Path file = path.resolveSibling(path.getFileName() + ".lock");
        FileChannel channel = FileChannel.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS), rights("rw-------"));
        Optional<FileLock> held;
        try {
            held = Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException ownProcess) {
            held = Optional.empty();
        }
        if (held.isEmpty()) {
            channel.close();
            throw new SocketFileException("another daemon has '" + path + "'");
        }
        return channel;
    }

    private static void checkPlace(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (Files.isSymbolicLink(path)) {
            throw new SocketFileException("'" + path + "' is a symbolic link, which a socket does not take the place of");
        }
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new SocketFileException("'" + path + "' is a directory");
        }
        int type = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & FILE_TYPE;
        if (type != SOCKET) {
            throw new SocketFileException("'" + path + "' is a file that is no socket");
        }
        if (isListenedAt(path)) {
            throw new SocketFileException("another process listens at '" + path + "'");
        }
    }

    private static boolean isListenedAt(Path path) {
        try (SocketChannel caller = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return caller.connect(UnixDomainSocketAddress.of(path));
        } catch (IOException nobody) {
            return false;
        }
    }

    private static Path workshop(Path directory) throws IOException {
        SecureRandom random = new SecureRandom();
        for (int i = 0; i < TRIES; i++) {
            Path place = directory.resolve("." + Integer.toString(random.nextInt(NAMES), Character.MAX_RADIX));
            try {
                return Files.createDirectory(place, rights(PRIVATE));
            } catch (FileAlreadyExistsException taken) {
                continue;
            }
        }
        throw new SocketFileException("no room for a new name in '" + directory + "'");
    }

    /** Device and number of the file, which no other has as long as it is there. */
    private static Object identityOf(Path file) throws IOException {
        return Map.copyOf(Files.readAttributes(file, "unix:dev,ino", LinkOption.NOFOLLOW_LINKS));
    }

    private static FileAttribute<?> rights(String rights) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(rights));
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        PosixFilePermission[] all = PosixFilePermission.values();
        for (int bit = 0; bit < PERMISSIONS; bit++) {
            if ((mode & 1 << PERMISSIONS - 1 - bit) != 0) {
                permissions.add(all[bit]);
            }
        }
        return permissions;
    }

    private static String reason(FileSystemException e) {
        return e.getReason() == null ? "cannot be used (" + e.getClass().getSimpleName() + ")"
                : "cannot be used: " + e.getReason();
    }
}
