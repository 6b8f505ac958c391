package dev.foldd.daemon.files;

import dev.foldd.config.ConfigException;
import dev.foldd.identity.PrivateFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;

/**
 * Keeps a second daemon from an embedded database: each would answer from a memory that the other's writes do not reach. A
 * file beside the database is locked for it, since the database's own locks are SQLite's.
 */
public final class DatabaseLock implements AutoCloseable {

    private static final String ENDING = ".daemon";
    private static final Set<StandardOpenOption> OPTIONS = Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);

    private final FileChannel channel;

    private DatabaseLock(FileChannel channel) {
        this.channel = channel;
    }

    /** @throws ConfigException when another daemon has it, or the file beside it cannot be made */
    public static DatabaseLock of(Path database) {
        Path file = database.toAbsolutePath().resolveSibling(database.getFileName() + ENDING);
        try {
            PrivateFile.createDirectories(file.getParent());
            FileChannel channel = PrivateFile.open(file, OPTIONS);
            if (!isTaken(channel)) {
                channel.close();
                throw new ConfigException(List.of("database.connection.path: another daemon serves '" + database + "'"));
            }
            return new DatabaseLock(channel);
        } catch (IOException e) {
            throw new ConfigException(List.of("database.connection.path: '" + file + "' cannot be made, which shows others that"
                    + " the database is in use"));
        }
    }

    private static boolean isTaken(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException sameProcess) {
            return false;
        }
    }

    /** The lock goes with the channel; the file stays, for whoever waits for it must not be given another. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
