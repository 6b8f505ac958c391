package dev.foldd.audit;

import dev.foldd.audit.disk.SegmentFile;
import dev.foldd.audit.format.AuditFormat;
import dev.foldd.audit.format.Chain;
import dev.foldd.audit.format.Note;
import dev.foldd.audit.format.ValueHash;
import dev.foldd.contract.Observation;
import dev.foldd.contract.Observer;
import dev.foldd.contract.audit.AuditEntry;
import dev.foldd.identity.NodeKey;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Puts lines into segments: what is added waits in a {@link Batch} until {@link #commit}, which writes all of it or, when
 * that fails, leaves the log as it was. For one thread.
 */
final class LogWriter {

    private static final String NO_HEAD = "0".repeat(Chain.HASH_LENGTH);

    private final AuditConfig config;
    private final LogFiles files;
    private final NodeKey key;
    private final Batch batch;
    private final Clock clock;
    private final Observer observer;
    private final SegmentFile.Opener opener;
    private final FileLock lock;

    private String log;
    private long segment;
    private String headHash;
    private long startedMillis;
    private SegmentFile file;
    private boolean reserved;
    private long records;

    /** Takes the lock of the log for this process. */
    LogWriter(AuditConfig config, LogFiles files, NodeKey key, ValueHash hash, Clock clock, Observer observer,
              SegmentFile.Opener opener) throws IOException {
        this.config = config;
        this.files = files;
        this.key = key;
        this.batch = new Batch(key, new AuditFormat(hash), clock);
        this.clock = clock;
        this.observer = observer;
        this.opener = opener;
        this.lock = files.lock();
    }

    /** Opens the log where it was left, or begins a new one; releases it again when that fails. */
    LogWriter open() throws IOException {
        try {
            start();
            return this;
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    void add(AuditEntry entry) {
        batch.add(entry);
        records++;
    }

    void note(Note note, String text, long count) {
        batch.note(note, text, count);
    }

    /** Signs where the chain is now, and the tree of the lines that no checkpoint covers yet. */
    void sign() {
        batch.sign(log, segment);
    }

    /** Lines behind the last checkpoint. */
    long unsigned() {
        return batch.unsigned();
    }

    int waiting() {
        return batch.size();
    }

    /** True when what is added next belongs into a new segment. */
    boolean isFull() {
        return file.length() + batch.size() >= config.segmentSize();
    }

    /** True when the segment has records and is older than a segment may be. */
    boolean isOld() {
        return clock.millis() >= oldAtMillis();
    }

    /** When {@link #isOld} turns true, in milliseconds of the clock; far away while there are no records. */
    long oldAtMillis() {
        return records > 0 ? startedMillis + config.segmentAge().toMillis() : Long.MAX_VALUE;
    }

    /** False once room had to be made by giving up the reserve. */
    boolean hasReserve() {
        return reserved;
    }

    /**
     * Writes what waits. When there is no room, the reserve is given up for it, once.
     *
     * @throws IOException when nothing of it is in the log
     */
    void commit() throws IOException {
        if (batch.size() == 0) {
            return;
        }
        try {
            append();
            batch.written();
        } catch (IOException e) {
            batch.forget();
            throw e;
        }
    }

    private void append() throws IOException {
        try {
            file.append(batch.bytes());
        } catch (IOException e) {
            if (!reserved) {
                throw e;
            }
            reserved = false;
            files.releaseReserve();
            file.append(batch.bytes());
        }
    }

    /** Brings the segment to disk. */
    void force() throws IOException {
        file.force();
    }

    /** For a sync beside the writer. */
    FileChannel channel() {
        return file.channel();
    }

    /** The checkpoint that stands in the log and not yet in the file of the newest one; asked for once. */
    Optional<String> takeUnpublished() {
        return batch.takeUnpublished();
    }

    /** Tries whether there is room again. */
    void recover() throws IOException {
        file.tidy();
        files.fillReserve(config.reserve());
        reserved = true;
        file.force();
    }

    /** Ends the segment, which must have nothing waiting and no sync running, and begins the next. */
    void rotate() throws IOException {
        if (unsigned() > 0) {
            // A tree is of one segment, so that it can be compared for as long as its checkpoint is kept.
            sign();
            commit();
        }
        file.tidy();
        file.force();
        SegmentFile ended = file;
        begin(segment + 1, headHash);
        ended.close();
    }

    /** Releases the files; what waits is not written. */
    void close() throws IOException {
        try {
            if (file != null) {
                file.close();
            }
        } finally {
            lock.acquiredBy().close();
        }
    }

    private void start() throws IOException {
        LogStart found = LogStart.find(files);
        if (found.tail().isEmpty()) {
            log = UUID.randomUUID().toString();
            begin(1, NO_HEAD);
        } else {
            goOn(found.tail().get(), found);
        }
        tell(found.torn(), found.damage());
        files.fillReserve(config.reserve());
        reserved = true;
        note(Note.OPENED, "node " + key.nodeId(), 0);
        commit();
        force();
        Optional<String> first = takeUnpublished();
        if (first.isPresent()) {
            // From the first moment: without it nobody could tell a log of one moment from one that was cut off.
            files.publish(first.get());
        }
        if (!files.link(found.tail().map(LogTail::segment).orElse(segment))) {
            warn(files.path() + " is a file of something else and stays; the segments stand beside it");
        }
    }

    private void tell(long torn, List<String> damage) {
        if (torn > 0) {
            note(Note.TORN_TAIL, "left by a crash, moved aside", torn);
            observer.observe(new Observation.Noted("audit", "a crash tore off " + torn + " bytes, now moved aside"));
        }
        damage.forEach(what -> {
            note(Note.DAMAGED, what, 0);
            warn("the audit log is not as it was left: " + what + "; `foldd audit verify` tells more");
        });
    }

    private void warn(String text) {
        observer.observe(new Observation.Warned("audit", text));
    }

    private void goOn(LogTail tail, LogStart found) throws IOException {
        log = tail.log();
        segment = found.segment();
        headHash = tail.headLine().hash();
        startedMillis = tail.startedMillis();
        records = tail.seq() - tail.headLine().seq();
        batch.goOn(Chain.after(tail.seq(), tail.hash(), tail.tree()));
        file = SegmentFile.goOn(opener, files.segment(tail.segment()), tail.length());
    }

    /** Makes a segment with its head, a checkpoint, and word of the segments that are deleted after it. */
    private void begin(long number, String previousHead) throws IOException {
        long now = clock.millis();
        byte[] head = batch.head(log, number, previousHead);
        List<Long> expired = files.expired(config, now);
        long before = segment;
        segment = number;
        if (!expired.isEmpty()) {
            note(Note.RETENTION, "segments deleted", expired.get(expired.size() - 1));
        }
        try {
            file = create(files.segment(number), head);
        } catch (IOException e) {
            segment = before;
            batch.forget();
            throw e;
        }
        batch.written();
        headHash = Chain.hashOf(head);
        startedMillis = now;
        records = 0;
        files.link(number);
        files.delete(expired).forEach(this::warn);
    }

    /** All or nothing: a segment that is not in the file of heads must not stay. */
    private SegmentFile create(Path path, byte[] head) throws IOException {
        SegmentFile fresh = SegmentFile.create(opener, path);
        try {
            fresh.append(batch.bytes());
            fresh.force();
            files.appendHead(head);
            return fresh;
        } catch (IOException e) {
            fresh.close();
            Files.delete(path);
            throw e;
        }
    }
}
