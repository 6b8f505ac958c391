package dev.foldd.audit;

import dev.foldd.audit.disk.Syncer;
import dev.foldd.audit.format.Note;
import dev.foldd.contract.Observation;
import dev.foldd.contract.Observer;
import dev.foldd.fault.FaultException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * What the writer's thread does, for as long as the log is open: takes what waits, writes it in batches, answers, and
 * does what is due by time.
 */
final class WriterLoop implements Runnable {

    private static final int BATCH_BYTES = 256 * 1024;
    private static final long SYNC_BUSY_NANOS = Duration.ofMillis(5).toNanos();
    private static final long IDLE_MILLIS = Duration.ofMinutes(1).toMillis();
    /**
     * Where records come close together, the writer waits this long for company: being woken, writing and waking those who
     * wait cost more than the record, and are paid once for all that come together. In nanoseconds.
     */
    private static final long GATHER_NANOS = 50_000;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final AuditConfig config;
    private final Inbox inbox;
    private final LogWriter writer;
    private final Syncer syncer;
    private final Clock clock;
    private final LongSupplier nanos;
    private final Outage outage;
    private final Observer observer;
    private final boolean strict;
    private volatile boolean stopping;

    private final List<Inbox.Job> pending = new ArrayList<>();
    private int together;
    private boolean unsynced;
    private long syncedAt;
    private long signedAt;

    WriterLoop(AuditConfig config, Inbox inbox, LogWriter writer, Syncer syncer, Outage outage, Clock clock,
               LongSupplier nanos, Observer observer) {
        this.config = config;
        this.inbox = inbox;
        this.writer = writer;
        this.syncer = syncer;
        this.outage = outage;
        this.clock = clock;
        this.nanos = nanos;
        this.observer = observer;
        this.strict = config.mode() == AuditConfig.Mode.STRICT;
        this.unsynced = true;
        this.syncedAt = nanos.getAsLong();
        this.signedAt = syncedAt;
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
                take(inbox.takeAll(nanosUntilDuty(), together > 1 ? GATHER_NANOS : 0));
                duties();
            }
            take(inbox.close());
            end();
        } catch (IOException | RuntimeException | Error e) {
            outage.begin(e);
            fail(inbox.close());
            observer.observe(new Observation.Warned("audit", "the writer of the audit log has ended: " + e));
        } finally {
            syncer.stop();
            closeWriter();
        }
    }

    private void take(Inbox.Job oldest) {
        together = 0;
        for (Inbox.Job job = oldest; job != null; job = job.next()) {
            together++;
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
        try {
            writer.commit();
            unsynced = true;
            if (strict) {
                force();
            }
            if (!writer.hasReserve() && !outage.isOn()) {
                outage.begin(new IOException("no room is left beyond the reserve"));
            }
            for (Inbox.Job job : pending) {
                job.done.complete(null);
            }
        } catch (IOException e) {
            outage.begin(e);
            outage.lose(pending.size());
            FaultException fault = new FaultException(outage.refusal());
            pending.forEach(job -> job.done.completeExceptionally(fault));
        }
        pending.clear();
    }

    /** What is due by time: syncs, checkpoints, a new segment, another try to write. */
    private void duties() {
        long now = nanos.getAsLong();
        if (outage.isOn()) {
            if (outage.nanosUntilProbe() <= 0) {
                probe();
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
            outage.begin(e);
        }
    }

    /** A sync that failed is to be known at once, not at the next one. */
    private void collectSync() {
        if (!syncer.isBusy()) {
            try {
                syncer.finish();
            } catch (IOException e) {
                outage.begin(e);
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
        if (outage.isOn()) {
            return;
        }
        try {
            syncer.finish();
            writer.rotate();
            signedAt = nanos.getAsLong();
            unsynced = true;
        } catch (IOException e) {
            outage.begin(e);
        }
    }

    private void probe() {
        outage.probed();
        try {
            syncer.finish();
            writer.recover();
            long missing = outage.lost();
            if (missing > 0) {
                noteGap(missing);
                writer.commit();
                writer.force();
                outage.told(missing);
            }
            outage.end();
        } catch (IOException e) {
            outage.begin(e);
        }
    }

    private void noteGap(long missing) {
        writer.note(Note.GAP, "records that could not be written", missing);
    }

    private long nanosUntilDuty() {
        long now = nanos.getAsLong();
        if (outage.isOn()) {
            return Math.max(0, outage.nanosUntilProbe());
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
        if (outage.isOn()) {
            writer.recover();
        }
        long missing = outage.lost();
        if (missing > 0) {
            noteGap(missing);
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
            observer.observe(new Observation.Warned("audit", "the audit log did not close: " + Outage.reason(e)));
        }
    }

    private void fail(Inbox.Job oldest) {
        FaultException fault = new FaultException(outage.refusal());
        pending.forEach(job -> job.done.completeExceptionally(fault));
        for (Inbox.Job job = oldest; job != null; job = job.next()) {
            job.done.completeExceptionally(fault);
        }
    }
}
