package dev.foldd.audit;

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
final class Syncer {

    private final LogFiles files;
    private final ExecutorService thread;
    private Future<?> running;

    Syncer(LogFiles files) {
        this.files = files;
        this.thread = Executors.newSingleThreadExecutor(work -> {
            Thread thread = new Thread(work, "foldd-audit-sync");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** A sync was begun and its end has not been looked at. */
    boolean isBegun() {
        return running != null;
    }

    /** A sync runs. */
    boolean isBusy() {
        return running != null && !running.isDone();
    }

    /** Begins a sync; a checkpoint is published only after all that it speaks of is on disk. */
    void begin(FileChannel channel, Optional<String> checkpoint) {
        running = thread.submit(() -> {
            channel.force(false);
            if (checkpoint.isPresent()) {
                files.publish(checkpoint.get());
            }
            return null;
        });
    }

    /**
     * Waits for the sync that was begun, if any.
     *
     * @throws IOException when it failed
     */
    void finish() throws IOException {
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

    void stop() {
        thread.shutdown();
    }
}
