package dev.foldd.daemon.files;

import dev.foldd.config.ConfigException;
import dev.foldd.identity.KeyException;
import dev.foldd.identity.PrivateFile;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;

/** {@code data_dir}: everything that the daemon keeps, readable by its own user alone. */
public record DataDirectory(Path root) {

    private static final int CURSOR_KEY_BYTES = 32;

    /** @throws ConfigException when it is not there and cannot be made */
    public static DataDirectory open(Path root) {
        Path absolute = root.toAbsolutePath().normalize();
        try {
            PrivateFile.createDirectories(absolute);
            return new DataDirectory(absolute);
        } catch (IOException e) {
            throw new ConfigException(List.of("data_dir: '" + root + "' is no directory and cannot be made one"));
        }
    }

    /** The SQLite file, unless {@code database.connection.path} says another. */
    public Path database() {
        return root.resolve("foldd.db");
    }

    public Path revocations() {
        return root.resolve("revocations.jsonl");
    }

    /** The public keys of applications. */
    public Path applications() {
        return root.resolve("apps");
    }

    /** Edges of trust that were signed here, and what has been taken back. */
    public Path trust() {
        return trustIn(root);
    }

    /** The same of a data directory that nothing has been opened of. */
    public static Path trustIn(Path root) {
        return root.resolve("trust");
    }

    /** Signs the cursors of lists; kept, so that a cursor outlives a restart. */
    public byte[] cursorKey(SecureRandom random) {
        Path file = root.resolve("keys").resolve("cursor.key");
        byte[] read = PrivateFile.readOrCreate(file, () -> {
            byte[] key = new byte[CURSOR_KEY_BYTES];
            random.nextBytes(key);
            return key;
        });
        if (read.length != CURSOR_KEY_BYTES) {
            throw new KeyException(file + " is damaged: it must hold " + CURSOR_KEY_BYTES + " bytes, and holds " + read.length
                    + "; without the file a new one is made, and cursors that are out count no more");
        }
        return read;
    }
}
