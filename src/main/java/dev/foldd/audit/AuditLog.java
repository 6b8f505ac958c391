package dev.foldd.audit;

import dev.foldd.audit.disk.SegmentFile;
import dev.foldd.audit.disk.Syncer;
import dev.foldd.audit.format.ValueHash;
import dev.foldd.contract.Observer;
import dev.foldd.contract.audit.AuditEntry;
import dev.foldd.contract.audit.AuditTrail;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.identity.NodeKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/**
 * The hash-chained log on disk: any thread hands records over without waiting, one thread writes them in batches and
 * completes the stages, so what hangs on a stage must be quick. While the log cannot be written nothing is admitted;
 * what already runs is recorded from a reserve of disk space, and the log comes back by itself when there is room.
 */
public final class AuditLog implements AuditTrail, AutoCloseable {

    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(8);

    private final AuditConfig config;
    private final boolean strict;
    private final Inbox inbox;
    private final Outage outage;
    private final WriterLoop loop;
    private final Thread thread;
    private final CompletionStage<Void> done = CompletableFuture.completedStage(null);

    private AuditLog(AuditConfig config, Inbox inbox, Outage outage, WriterLoop loop) {
        this.config = config;
        this.strict = config.mode() == AuditConfig.Mode.STRICT;
        this.inbox = inbox;
        this.outage = outage;
        this.loop = loop;
        this.thread = new Thread(loop, "foldd-audit");
        thread.setDaemon(true);
    }

    /**
     * Opens the log where it was left, or begins a new one, and starts its writer.
     *
     * @param path see {@link AuditConfig#pathIn}
     * @param key signs the checkpoints
     * @param nanos a clock for intervals, such as {@code System::nanoTime}
     * @throws AuditException when it cannot be opened, or another process writes it
     */
    public static AuditLog open(AuditConfig config, Path path, NodeKey key, ValueHash hash, Clock clock,
                                LongSupplier nanos, Observer observer) {
        return open(config, path, key, hash, clock, nanos, observer, SegmentFile.Opener.FILES);
    }

    static AuditLog open(AuditConfig config, Path path, NodeKey key, ValueHash hash, Clock clock, LongSupplier nanos,
                         Observer observer, SegmentFile.Opener opener) {
        LogFiles files = new LogFiles(path);
        try {
            LogWriter writer = new LogWriter(config, files, key, hash, clock, observer, opener).open();
            Inbox inbox = new Inbox(config.queue());
            Syncer syncer = new Syncer(files::publish);
            Outage outage = new Outage(config.probeInterval(), nanos, observer);
            AuditLog log = new AuditLog(config, inbox, outage,
                    new WriterLoop(config, inbox, writer, syncer, outage, clock, nanos, observer));
            log.inbox.takenBy(log.thread);
            log.thread.start();
            return log;
        } catch (IOException e) {
            throw new AuditException("the audit log " + path + " cannot be opened: " + e, e);
        }
    }

    /** Refuses while the log cannot be written, and when so much waits that what runs now might find no place. */
    @Override
    public void admit() {
        Fault why = outage.refusal();
        if (why != null) {
            throw new FaultException(why);
        }
        if (inbox.depth() > config.queue() - config.queue() / 4) {
            throw new FaultException(backlog());
        }
    }

    @Override
    public CompletionStage<Void> intend(AuditEntry intent) {
        return strict ? put(intent) : done;
    }

    @Override
    public CompletionStage<Void> record(AuditEntry outcome) {
        Fault why = outage.refusal();
        if (why != null && outcome.outcome() == AuditEntry.Outcome.REFUSED) {
            // The reserve is for the records of what has run; that others were refused is told as a number afterwards.
            outage.lose(1);
            return CompletableFuture.failedStage(new FaultException(why));
        }
        return put(outcome);
    }

    /** Writes what waits, signs a checkpoint, syncs, releases the log. Later records fail. Not for event loops. */
    @Override
    public void close() {
        loop.stop();
        try {
            thread.join(CLOSE_PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private CompletionStage<Void> put(AuditEntry entry) {
        Inbox.Job job = new Inbox.Job(entry);
        if (inbox.offer(job)) {
            return job.done;
        }
        outage.lose(1);
        return CompletableFuture.failedStage(new FaultException(backlog()));
    }

    private Fault backlog() {
        String why = inbox.isClosed() ? "the daemon is stopping" : "too many audit records wait to be written";
        return new Fault.Unavailable(why, Outage.RETRY_AFTER);
    }
}
