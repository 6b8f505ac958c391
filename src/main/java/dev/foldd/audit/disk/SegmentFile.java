package dev.foldd.audit.disk;

import dev.foldd.identity.PrivateFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** The segment being written: bytes are appended whole, or cut off again. For one thread. */
public final class SegmentFile implements Closeable {

    /** Opens segments for writing; a seam, so that a test can be the disk that fails. */
    @FunctionalInterface
    public interface Opener {

        /** The real files, which nobody but their owner may read. */
        Opener FILES = (file, fresh) -> PrivateFile.open(file, fresh
                ? Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)
                : Set.of(StandardOpenOption.WRITE));

        /** @param fresh the file is to be created, and must not be there */
        FileChannel open(Path file, boolean fresh) throws IOException;
    }

    private final Opener opener;
    private final Path file;
    private FileChannel channel;
    private long length;
    private boolean untidy;

    private SegmentFile(Opener opener, Path file, FileChannel channel, long length) {
        this.opener = opener;
        this.file = file;
        this.channel = channel;
        this.length = length;
    }

    /** Makes the file, which must not be there. */
    public static SegmentFile create(Opener opener, Path file) throws IOException {
        return new SegmentFile(opener, file, opener.open(file, true), 0);
    }

    /**
     * Opens a file that is there.
     *
     * @param length where the next bytes go
     */
    public static SegmentFile goOn(Opener opener, Path file, long length) throws IOException {
        FileChannel channel = opener.open(file, false);
        channel.position(length);
        return new SegmentFile(opener, file, channel, length);
    }

    /** Bytes appended so far. */
    public long length() {
        return length;
    }

    /** For a sync beside the writer. */
    public FileChannel channel() {
        return channel;
    }

    /**
     * Appends all of it.
     *
     * @throws IOException when nothing of it stands in the segment, or will be cut off before anything else is written
     */
    public void append(ByteBuffer bytes) throws IOException {
        tidy();
        int size = bytes.remaining();
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            untidy = true;
            tidyAfter(e);
            throw e;
        }
        length += size;
    }

    /** Cuts off what a failed write has left behind the last whole line. */
    public void tidy() throws IOException {
        if (untidy) {
            if (!channel.isOpen()) {
                channel = opener.open(file, false);
            }
            channel.truncate(length);
            channel.position(length);
            untidy = false;
        }
    }

    /** Brings to disk what was appended. */
    public void force() throws IOException {
        channel.force(false);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** When even this fails, the segment stays untidy and the next write begins with trying it again. */
    private void tidyAfter(IOException cause) {
        try {
            tidy();
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }
}
