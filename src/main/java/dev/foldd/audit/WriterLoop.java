package dev.foldd.audit;

import dev.foldd.audit.format.Note;
import dev.foldd.contract.Observation;
import dev.foldd.contract.Observer;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * What the writer's thread does, for as long as the log is open: takes what waits, writes it in batches, answers, and
 * does what is due by time. It knows whether the log can be written, which others may ask from any thread.
 */
final class WriterLoop implements Runnable {

    static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private static final int BATCH_BYTES = 256 * 1024;
    private static final long SYNC_BUSY_NANOS = Duration.ofMillis(5).toNanos();
    private static final long IDLE_MILLIS = Duration.ofMinutes(1).toMillis();
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final AuditConfig config;
    private final Inbox inbox;
    private final LogWriter writer;
    private final Syncer syncer;
    private final Clock clock;
    private final LongSupplier nanos;
    private final Observer observer;
    private final boolean strict;
    private final AtomicLong lost = new AtomicLong();
    private volatile Fault refusal;
    private volatile boolean stopping;

    private final List<Inbox.Job> pending = new ArrayList<>();
    private boolean unsynced;
    private long syncedAt;
    private long signedAt;
    private long probedAt;

    WriterLoop(AuditConfig config, Inbox inbox, LogWriter writer, Syncer syncer, Clock clock, LongSupplier nanos,
               Observer observer) {
        this.config = config;
        this.inbox = inbox;
        this.writer = writer;
        this.syncer = syncer;
        this.clock = clock;
        this.nanos = nanos;
        this.observer = observer;
        this.strict = config.mode() == AuditConfig.Mode.STRICT;
        this.unsynced = true;
        this.syncedAt = nanos.getAsLong();
        this.signedAt = syncedAt;
    }

    /** Why the log cannot be written now, null while it can. From any thread. */
    Fault refusal() {
        return refusal;
    }

    /** Counts a record that finds no place, for the note that is written when there is room again. From any thread. */
    void lose() {
        lost.incrementAndGet();
    }

    /** Lets the loop end once it has written what waits. From any thread. */
    void stop() {
        stopping = true;
        inbox.wake();
    }

    @Override
    public void run() {
        try {
            while (!stopping) {
                take(inbox.takeAll(nanosUntilDuty()));
                duties();
            }
            take(inbox.close());
            end();
        } catch (IOException | RuntimeException | Error e) {
            refuse(e);
            fail(inbox.close());
            observer.observe(new Observation.Warned("audit", "the writer of the audit log has ended: " + e));
        } finally {
            syncer.stop();
            closeWriter();
        }
    }

    private void take(Inbox.Job oldest) {
        for (Inbox.Job job = oldest; job != null; job = job.next()) {
            if (writer.isFull()) {
                settle();
                rotate();
            }
            try {
                writer.add(job.entry);
                pending.add(job);
            } catch (RuntimeException e) {
                // A defect in one record; the others are not to suffer from it.
                job.done.completeExceptionally(e);
            }
            if (writer.unsigned() >= config.checkpointRecords()) {
                sign();
            }
            if (writer.waiting() >= BATCH_BYTES) {
                settle();
            }
        }
        settle();
    }

    /** Writes what waits, in strict mode to the disk, and answers all who wait for it. */
    private void settle() {
        if (writer.waiting() == 0) {
            return;
        }
        Throwable failure = null;
        try {
            writer.commit();
            unsynced = true;
            if (strict) {
                force();
            }
        } catch (IOException e) {
            failure = e;
        }
        if (failure != null) {
            refuse(failure);
            lost.addAndGet(pending.size());
            FaultException fault = new FaultException(refusal);
            pending.forEach(job -> job.done.completeExceptionally(fault));
        } else {
            if (!writer.hasReserve() && refusal == null) {
                refuse(new IOException("no room is left beyond the reserve"));
            }
            for (Inbox.Job job : pending) {
                job.done.complete(null);
            }
        }
        pending.clear();
    }

    /** What is due by time: syncs, checkpoints, a new segment, another try to write. */
    private void duties() {
        long now = nanos.getAsLong();
        if (refusal != null) {
            if (now - probedAt >= config.probeInterval().toNanos()) {
                probe(now);
            }
            return;
        }
        collectSync();
        if (writer.isOld()) {
            rotate();
        }
        if (writer.unsigned() > 0 && now - signedAt >= config.checkpointInterval().toNanos()) {
            sign();
            settle();
        }
        if (unsynced && !syncer.isBusy() && now - syncedAt >= config.syncInterval().toNanos()) {
            sync(now);
        }
    }

    private void sync(long now) {
        try {
            syncer.finish();
            syncer.begin(writer.channel(), writer.takeUnpublished());
            syncedAt = now;
            unsynced = false;
        } catch (IOException e) {
            refuse(e);
        }
    }

    /** A sync that failed is to be known at once, not at the next one. */
    private void collectSync() {
        if (!syncer.isBusy()) {
            try {
                syncer.finish();
            } catch (IOException e) {
                refuse(e);
            }
        }
    }

    private void force() throws IOException {
        writer.force();
        syncedAt = nanos.getAsLong();
    }

    private void sign() {
        writer.sign();
        signedAt = nanos.getAsLong();
    }

    private void rotate() {
        if (refusal != null) {
            return;
        }
        try {
            syncer.finish();
            writer.rotate();
            signedAt = nanos.getAsLong();
            unsynced = true;
        } catch (IOException e) {
            refuse(e);
        }
    }

    private void probe(long now) {
        probedAt = now;
        try {
            syncer.finish();
            writer.recover();
            long missing = lost.get();
            if (missing > 0) {
                writer.note(Note.GAP, "records that could not be written", missing);
                writer.commit();
                writer.force();
                lost.addAndGet(-missing);
            }
            refusal = null;
            observer.observe(new Observation.AuditWritable(true, ""));
        } catch (IOException e) {
            refuse(e);
        }
    }

    private void refuse(Throwable cause) {
        if (refusal == null) {
            probedAt = nanos.getAsLong();
            refusal = new Fault.Unavailable("the audit log cannot be written", RETRY_AFTER);
            observer.observe(new Observation.AuditWritable(false, reason(cause)));
        }
    }

    private long nanosUntilDuty() {
        long now = nanos.getAsLong();
        if (refusal != null) {
            return Math.max(0, config.probeInterval().toNanos() - (now - probedAt));
        }
        // The smaller one is taken in milliseconds: a log without records is old at the end of time, beyond nanoseconds.
        long wait = Math.min(IDLE_MILLIS, Math.max(0, writer.oldAtMillis() - clock.millis())) * NANOS_PER_MILLI;
        if (writer.unsigned() > 0) {
            wait = Math.min(wait, config.checkpointInterval().toNanos() - (now - signedAt));
        }
        if (syncer.isBegun()) {
            wait = Math.min(wait, SYNC_BUSY_NANOS);
        } else if (unsynced) {
            wait = Math.min(wait, config.syncInterval().toNanos() - (now - syncedAt));
        }
        return Math.max(0, wait);
    }

    private void end() throws IOException {
        syncer.finish();
        if (refusal != null) {
            writer.recover();
        }
        long missing = lost.get();
        if (missing > 0) {
            writer.note(Note.GAP, "records that could not be written", missing);
        }
        writer.note(Note.CLOSED, "", 0);
        writer.sign();
        writer.commit();
        syncer.begin(writer.channel(), writer.takeUnpublished());
        syncer.finish();
    }

    private void closeWriter() {
        try {
            writer.close();
        } catch (IOException e) {
            observer.observe(new Observation.Warned("audit", "the audit log did not close: " + reason(e)));
        }
    }

    private void fail(Inbox.Job oldest) {
        FaultException fault = new FaultException(refusal);
        pending.forEach(job -> job.done.completeExceptionally(fault));
        for (Inbox.Job job = oldest; job != null; job = job.next()) {
            job.done.completeExceptionally(fault);
        }
    }

    private static String reason(Throwable cause) {
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
