package dev.foldd.audit.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Brings to disk, beside the writer, what it has written: a disk that takes its time must not hold up records that are
 * only to be written. One sync at a time; used by the writer's thread alone.
 */
public final class Syncer {

    /** Takes the text of a checkpoint whose record is on disk. */
    @FunctionalInterface
    public interface Publisher {
        void publish(String checkpoint) throws IOException;
    }

    private final Publisher publisher;
    private final ExecutorService thread;
    private Future<?> running;

    public Syncer(Publisher publisher) {
        this.publisher = publisher;
        this.thread = Executors.newSingleThreadExecutor(work -> {
            Thread thread = new Thread(work, "foldd-audit-sync");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** A sync was begun and its end has not been looked at. */
    public boolean isBegun() {
        return running != null;
    }

    /** A sync runs. */
    public boolean isBusy() {
        return running != null && !running.isDone();
    }

    /** Begins a sync; a checkpoint is published only after all that it speaks of is on disk. */
    public void begin(FileChannel channel, Optional<String> checkpoint) {
        running = thread.submit(() -> {
            channel.force(false);
            if (checkpoint.isPresent()) {
                publisher.publish(checkpoint.get());
            }
            return null;
        });
    }

    /**
     * Waits for the sync that was begun, if any.
     *
     * @throws IOException when it failed
     */
    public void finish() throws IOException {
        if (running == null) {
            return;
        }
        Future<?> awaited = running;
        running = null;
        try {
            awaited.get();
        } catch (InterruptedException e) {
            // Nobody but a stopping process interrupts the writer, and it must still end in good order.
            throw new IOException("interrupted while waiting for the disk", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
        }
    }

    /** Ends its thread once it has nothing to do. */
    public void stop() {
        thread.shutdown();
    }
}
