package dev.foldd.daemon.files;

import dev.foldd.config.Problems;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;

/**
 * Whether the places where the daemon keeps things can be what they are to be, found before anything is made there. What is
 * missing is in order, since it will be made.
 */
public final class KeptFiles {

    /** How every SQLite database begins (SQLite's "Database File Format", section 1.3.1). */
    private static final byte[] SQLITE = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

    private KeptFiles() {
    }

    /** Adds what is wrong with a directory. */
    public static void checkDirectory(String key, Path directory, Problems problems) {
        Path there = nearest(directory);
        if (!Files.isDirectory(there)) {
            problems.add(key, "'" + there + "' is a file, and a directory is wanted there; name another, or move it away");
        }
    }

    /** Adds what is wrong with a file and the directory that it is in. */
    public static void checkFile(String key, Path file, Problems problems) {
        if (Files.isDirectory(file)) {
            problems.add(key, "'" + file + "' is a directory; name a file in it");
        } else if (!Files.exists(file) && !Files.isDirectory(nearest(file))) {
            problems.add(key, "'" + file + "' cannot be made, since '" + nearest(file) + "' is a file; name another place");
        }
    }

    /** The same for the file of a SQLite database, which may also be an empty file. */
    public static void checkDatabase(String key, Path file, Problems problems) {
        if (file.toString().isBlank()) {
            problems.add(key, "is empty; name a file, or leave the key out");
            return;
        }
        checkFile(key, file, problems);
        if (Files.isRegularFile(file) && !isDatabase(file)) {
            problems.add(key, "'" + file + "' is no SQLite database; name another file, or move this one away");
        }
    }

    /**
     * Adds where this user may not read and write: the place itself, or, while it is not there, the directory that it would
     * be made in. The system administrator may everywhere, but for what is mounted to be read only.
     */
    public static void checkRights(String key, Path place, Problems problems) {
        Path there = nearest(place);
        boolean directory = Files.isDirectory(there);
        if (!Files.isReadable(there) || !Files.isWritable(there) || directory && !Files.isExecutable(there)) {
            problems.add(key, "'" + there + "' may not be read and written by this user"
                    + (directory ? ", so that nothing can be kept there" : ""));
        }
    }

    /** Adds that anybody may put something into a directory, or take it away. */
    public static void checkOthers(String key, Path directory, Problems problems) {
        try {
            if (Files.isDirectory(directory)
                    && Files.getPosixFilePermissions(directory).contains(PosixFilePermission.OTHERS_WRITE)) {
                problems.add(key, "'" + directory + "' may be written to by anybody on this machine: chmod o-w");
            }
        } catch (IOException | UnsupportedOperationException notKnown) {
            problems.add(key, "'" + directory + "' does not tell who may write to it");
        }
    }

    /** Adds what is wrong with the directory of temporary files, where SQLite's own code is unpacked to be loaded. */
    public static void checkTemporary(Path directory, Problems problems) {
        if (!Files.isDirectory(directory) || !Files.isWritable(directory)) {
            problems.add("java.io.tmpdir", "'" + directory + "' is no directory that this user may write to, and SQLite needs"
                    + " one; name another with FOLDD_JAVA_OPTS=-Djava.io.tmpdir=DIR");
        }
    }

    /** A file that cannot be read is for SQLite to judge, which may have other rights to it later. */
    private static boolean isDatabase(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] head = in.readNBytes(SQLITE.length);
            return head.length == 0 || Arrays.equals(head, SQLITE);
        } catch (IOException notReadable) {
            return true;
        }
    }

    /** The place itself, or the nearest above it that is there. */
    private static Path nearest(Path place) {
        Path there = place.toAbsolutePath().normalize();
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        return there;
    }
}
