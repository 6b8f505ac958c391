package dev.foldd.audit;

import dev.foldd.audit.format.AuditFormat;
import dev.foldd.audit.format.Chain;
import dev.foldd.audit.format.Checkpoint;
import dev.foldd.audit.format.Lines;
import dev.foldd.audit.format.Note;
import dev.foldd.contract.audit.AuditEntry;
import dev.foldd.identity.NodeKey;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.Optional;

/** Lines that wait to be written, as a continuation of the chain that can be taken back. For one thread. */
final class Batch {

    private final NodeKey key;
    private final AuditFormat format;
    private final Clock clock;

    private Lines lines = new Lines(Chain.start());
    private Chain committed = Chain.start();
    private Optional<String> checkpoint = Optional.empty();
    private Optional<String> unpublished = Optional.empty();

    Batch(NodeKey key, AuditFormat format, Clock clock) {
        this.key = key;
        this.format = format;
        this.clock = clock;
    }

    /** Begins anew where a log ends. */
    void goOn(Chain end) {
        lines = new Lines(end);
        committed = end.copy();
    }

    void add(AuditEntry entry) {
        format.record(lines, entry, clock.millis());
    }

    void note(Note note, String text, long count) {
        format.note(lines, note, text, count, clock.millis());
    }

    /** Adds the head of a segment and the checkpoint behind it; returns the head without its line feed. */
    byte[] head(String log, long segment, String previousHead) {
        byte[] head = format.head(lines, log, segment, previousHead, clock.millis());
        checkpoint(log, segment);
        return head;
    }

    /** Signs where the chain is now, and the tree of the lines that no checkpoint covers yet. */
    void sign(String log, long segment) {
        format.tree(lines, clock.millis());
        checkpoint(log, segment);
    }

    /** The checkpoint is a line like others, and to be published once it is on disk. */
    private void checkpoint(String log, long segment) {
        Chain at = lines.chain();
        Checkpoint signed = Checkpoint.sign(key, log, segment, at.seq(), at.hash(), clock.millis());
        signed.writeTo(lines);
        checkpoint = Optional.of(signed.text());
    }

    /** Lines behind the last checkpoint, written ones too. */
    long unsigned() {
        return lines.chain().tree().size();
    }

    /** Bytes that wait. */
    int size() {
        return lines.size();
    }

    /** A view on what waits, good until the next change. */
    ByteBuffer bytes() {
        return lines.bytes();
    }

    /** What waited is in the log. */
    void written() {
        lines.clear();
        committed = lines.chain().copy();
        unpublished = checkpoint.or(() -> unpublished);
        checkpoint = Optional.empty();
    }

    /** What waited is not in the log, and the chain goes back to where it was. */
    void forget() {
        lines.clear(committed.copy());
        checkpoint = Optional.empty();
    }

    /** The checkpoint that stands in the log and not yet in the file of the newest one; asked for once. */
    Optional<String> takeUnpublished() {
        Optional<String> taken = unpublished;
        unpublished = Optional.empty();
        return taken;
    }
}
