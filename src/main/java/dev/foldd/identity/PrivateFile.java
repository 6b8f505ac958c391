package dev.foldd.identity;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A file for its owner alone: a key, another secret, or what must not be changed by others. It appears whole and with its
 * rights, or not at all; a secret that others may reach is refused, since it may be known to them.
 */
public final class PrivateFile {

    /** Far beyond any key. */
    private static final int SIZE_MAX = 64 * 1024;

    private static final Set<PosixFilePermission> OWNER_FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OWNER_AND_GROUP_FILE = PosixFilePermissions.fromString("rw-r-----");
    private static final Set<PosixFilePermission> OWNER_DIRECTORY = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> WRITE_BY_OTHERS =
            EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    private PrivateFile() {
    }

    /**
     * Reads the file, or writes it first when it is missing. When two processes do so at once, both read the same
     * bytes.
     *
     * @param content what a new file is to hold; asked only when the file is missing
     * @throws KeyException when it cannot be read or written, or others have rights to it
     */
    public static byte[] readOrCreate(Path file, Supplier<byte[]> content) {
        if (!Files.exists(file)) {
            create(file, content.get());
        }
        return read(file);
    }

    /** @throws KeyException when it cannot be read, is too large to be a key, or others have rights to it */
    public static byte[] read(Path file) {
        byte[] content = read(file, OWNER_FILE);
        refuseDirectoryOfOthers(file.toAbsolutePath().getParent());
        return content;
    }

    /**
     * Reads a file that an operator has put there. Its group may read it too, and its directory may be anybody's, as
     * volumes of secrets are mounted so.
     *
     * @throws KeyException when it cannot be read, is too large to be a key, or anybody else has rights to it
     */
    public static byte[] readMounted(Path file) {
        return read(file, OWNER_AND_GROUP_FILE);
    }

    private static byte[] read(Path file, Set<PosixFilePermission> allowed) {
        try {
            refuseRightsBeyond(allowed, file);
            if (Files.size(file) > SIZE_MAX) {
                throw new KeyException(file + " is too large to be a key");
            }
            return Files.readAllBytes(file);
        } catch (IOException | UnsupportedOperationException e) {
            throw new KeyException("cannot read " + file + ": " + reason(e), e);
        }
    }

    /** Creates missing directories with rights for the owner alone. */
    public static void createDirectories(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(OWNER_DIRECTORY));
        }
    }

    /** Opens a file as given; when that creates it, it has rights for the owner alone from its first moment. */
    public static FileChannel open(Path file, Set<StandardOpenOption> options) throws IOException {
        return FileChannel.open(file, options, PosixFilePermissions.asFileAttribute(OWNER_FILE));
    }

    /** Puts new content in a file's place, as a whole or not at all; returns when it would survive a power failure. */
    public static void replace(Path file, byte[] content) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        createDirectories(directory);
        Path written = writeBeside(file, content);
        try {
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(written);
        }
        syncDirectory(directory);
    }

    /** A link, unlike a move, does not replace: whoever comes second keeps what the first one made. */
    private static void create(Path file, byte[] content) {
        try {
            Path directory = file.toAbsolutePath().getParent();
            createDirectories(directory);
            Path written = writeBeside(file, content);
            try {
                Files.createLink(file, written);
            } finally {
                Files.delete(written);
            }
            syncDirectory(directory);
        } catch (FileAlreadyExistsException theOtherWasFaster) {
            return;
        } catch (IOException | UnsupportedOperationException e) {
            throw new KeyException("cannot write " + file + ": " + reason(e), e);
        }
    }

    /** A file of another name with that content, on disk. */
    private static Path writeBeside(Path file, byte[] content) throws IOException {
        Path written = file.resolveSibling(file.getFileName() + ".new-" + suffix());
        try (FileChannel channel = open(written, Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW))) {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
            return written;
        } catch (IOException e) {
            Files.deleteIfExists(written);
            throw e;
        }
    }

    private static void refuseRightsBeyond(Set<PosixFilePermission> allowed, Path file) throws IOException {
        Set<PosixFilePermission> rights = Files.getPosixFilePermissions(file);
        if (!allowed.containsAll(rights)) {
            throw new KeyException(file + " has the rights " + PosixFilePermissions.toString(rights) + ", beyond "
                    + PosixFilePermissions.toString(allowed) + ": run `chmod 600 " + file
                    + "`, and replace what is in it if others may have read it");
        }
    }

    private static void refuseDirectoryOfOthers(Path directory) {
        try {
            if (Files.getPosixFilePermissions(directory).stream().anyMatch(WRITE_BY_OTHERS::contains)) {
                throw new KeyException(directory
                        + " may be written by others, who could replace the key in it: run `chmod 700 "
                        + directory + "`");
            }
        } catch (IOException e) {
            throw new KeyException("cannot read " + directory + ": " + reason(e), e);
        }
    }

    /** Makes what was created or renamed in a directory survive a power failure. */
    public static void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static String suffix() {
        byte[] random = new byte[Long.BYTES];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    private static String reason(Exception e) {
        if (e instanceof NoSuchFileException) {
            return "it does not exist";
        }
        if (e instanceof AccessDeniedException) {
            return "this user may not";
        }
        if (e instanceof UnsupportedOperationException) {
            return "its file system knows no rights";
        }
        return e.getClass().getSimpleName() + (e.getMessage() == null ? "" : " " + e.getMessage());
    }
}
