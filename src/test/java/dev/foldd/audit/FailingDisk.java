package dev.foldd.audit;

import dev.foldd.audit.disk.SegmentFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A disk with so much room, that may also fail to sync, or hang: segments opened on it write into real files. */
final class FailingDisk implements SegmentFile.Opener {

    /** Bytes that can still be written; a write that does not fit is done in part and then fails. */
    final AtomicLong room = new AtomicLong(Long.MAX_VALUE);
    /** How many syncs fail from now on. */
    final AtomicInteger failingSyncs = new AtomicInteger();
    final AtomicInteger syncs = new AtomicInteger();
    /** Writes wait for this. */
    volatile CountDownLatch gate = new CountDownLatch(0);
    /** Whether somebody has come to a gate that is closed. */
    volatile boolean waiting;

    @Override
    public FileChannel open(Path file, boolean fresh) throws IOException {
        return new Channel(SegmentFile.Opener.FILES.open(file, fresh));
    }

    private final class Channel extends FileChannel {

        private final FileChannel real;

        private Channel(FileChannel real) {
            this.real = real;
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            try {
                waiting = gate.getCount() > 0;
                gate.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            long left = room.get();
            if (left <= 0) {
                throw new IOException("No space left on device");
            }
            int size = (int) Math.min(left, source.remaining());
            int written = real.write(source.slice().limit(size));
            source.position(source.position() + written);
            room.addAndGet(-written);
            return written;
        }

        @Override
        public void force(boolean metaData) throws IOException {
            syncs.incrementAndGet();
            if (failingSyncs.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new IOException("Input/output error");
            }
            real.force(metaData);
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            real.truncate(size);
            return this;
        }

        @Override
        public long position() throws IOException {
            return real.position();
        }

        @Override
        public FileChannel position(long newPosition) throws IOException {
            real.position(newPosition);
            return this;
        }

        @Override
        public long size() throws IOException {
            return real.size();
        }

        @Override
        protected void implCloseChannel() throws IOException {
            real.close();
        }

        @Override
        public int read(ByteBuffer target) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long read(ByteBuffer[] targets, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long write(ByteBuffer[] sources, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long transferTo(long position, long count, WritableByteChannel target) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long transferFrom(ReadableByteChannel source, long position, long count) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int read(ByteBuffer target, long position) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int write(ByteBuffer source, long position) {
            throw new UnsupportedOperationException();
        }

        @Override
        public MappedByteBuffer map(MapMode mode, long position, long size) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileLock lock(long position, long size, boolean shared) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) {
            throw new UnsupportedOperationException();
        }
    }
}
