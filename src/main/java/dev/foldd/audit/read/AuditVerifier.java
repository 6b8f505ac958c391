package dev.foldd.audit.read;

import dev.foldd.audit.format.AuditFormat;
import dev.foldd.audit.format.Chain;
import dev.foldd.audit.format.Checkpoint;
import dev.foldd.audit.format.LoggedLine;
import dev.foldd.audit.format.Note;
import dev.foldd.identity.PublicKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a log from its first line to its last and names the first record that is not as its node wrote it. Uses nothing
 * but what it is given: lines, heads, checkpoints and keys. For one log; memory does not grow with the log.
 */
public final class AuditVerifier {

    private static final String NOTHING_BEFORE = "0".repeat(Chain.HASH_LENGTH);

    private final Heads heads;
    private final Anchors anchors;
    private final boolean keysGiven;
    private final Diagnosis diagnosis = new Diagnosis();
    private final List<String> notes = new ArrayList<>();

    private Walk.Place last;
    private LoggedLine lastLine;
    private String log = "";
    private long firstSegment;
    private long firstSeq;
    private String headHash = NOTHING_BEFORE;
    private long lines;
    private long checkpoints;
    private long signedThrough;
    private long retainedThrough;
    private Optional<PublicKey> signer = Optional.empty();
    private Optional<Breach> damaged = Optional.empty();

    /**
     * @param headsFile how a finding names the file of heads
     * @param headLines the lines of that file, each byte as one character; empty when it is missing
     * @param checkpoints kept outside of the log: the newest one beside it, and those kept elsewhere
     * @param keys those that may have signed; when empty, the first one met is taken, and only a change of it is
     *     noticed
     */
    public AuditVerifier(String headsFile, List<String> headLines, List<NamedCheckpoint> checkpoints,
            Set<PublicKey> keys) {
        this.heads = new Heads(headsFile, headLines);
        this.anchors = new Anchors(checkpoints, keys);
        this.keysGiven = !keys.isEmpty();
    }

    /** @param segments in the order of their numbers */
    public Verdict verify(List<? extends SegmentSource> segments) throws IOException {
        try (Walk walk = new Walk(segments.iterator())) {
            Optional<Breach> breach = Optional.empty();
            for (Walk.Place place = walk.next(); place != null && breach.isEmpty(); place = walk.next()) {
                if (!place.whole() && place.last()) {
                    notes.add("the last line of " + place.segment().name() + " is torn: " + place.bytes().length
                            + " bytes, as a crash leaves them; the next start moves them aside");
                    break;
                }
                breach = look(place, walk);
            }
            if (breach.isEmpty()) {
                breach = atTheEnd();
            }
            return new Verdict(breach, notes, log, walk.segmentCount(), lines, firstSeq,
                    lastLine == null ? 0 : lastLine.seq(), checkpoints, signedThrough, signer);
        }
    }

    private Optional<Breach> look(Walk.Place place, Walk walk) throws IOException {
        Optional<Breach> breach = place.startsSegment() ? segment(place) : Optional.empty();
        if (breach.isPresent()) {
            return breach;
        }
        if (!follows(place)) {
            return Optional.of(lastLine == null ? headless(place) : diagnosis.of(place, walk));
        }
        LoggedLine line = place.line().orElseThrow();
        last = place;
        lastLine = line;
        lines++;
        diagnosis.remember(place);
        return content(place, line);
    }

    private static Breach headless(Walk.Place place) {
        boolean another = place.line().isPresent() && !place.line().get().isHead();
        return another ? place.breach(Breach.Kind.DELETED, "the head of the segment is missing before it")
                : place.breach(Breach.Kind.EDITED, "is not the head of a log's first segment");
    }

    private boolean follows(Walk.Place place) {
        if (place.line().isEmpty()) {
            return false;
        }
        LoggedLine line = place.line().get();
        if (lastLine != null) {
            return line.seq() == lastLine.seq() + 1 && line.prev().equals(lastLine.hash());
        }
        return line.isHead() && (place.segment().number() > 1 || line.seq() == 1 && line.prev().equals(NOTHING_BEFORE));
    }

    /** The seam: the right segment, with the head that belongs to it. */
    private Optional<Breach> segment(Walk.Place place) {
        long number = place.segment().number();
        if (last == null) {
            firstSegment = number;
            firstSeq = place.line().map(LoggedLine::seq).orElse(0L);
        } else if (number != last.segment().number() + 1) {
            return Optional.of(place.breach(Breach.Kind.DELETED, "segment " + (last.segment().number() + 1)
                    + " is missing before it"));
        }
        if (place.line().isEmpty() || !place.line().get().isHead()) {
            return Optional.empty();
        }
        LoggedLine head = place.line().get();
        boolean fits = lastLine == null || head.prev().equals(lastLine.hash());
        if (head.number("segment") != number) {
            return Optional.of(place.breach(fits && lastLine != null ? Breach.Kind.EDITED : Breach.Kind.REORDERED,
                    "is the head of segment " + head.number("segment") + " and not of " + number));
        }
        if (!fits) {
            return Optional.empty();
        }
        return head(place, head, number);
    }

    private Optional<Breach> head(Walk.Place place, LoggedLine head, long number) {
        if (!heads.agrees(number, place.bytes())) {
            return Optional.of(place.breach(Breach.Kind.FORKED,
                    "is not the head that the file of heads has for this segment"));
        }
        if (head.number("format") != AuditFormat.VERSION) {
            return Optional.of(place.breach(Breach.Kind.EDITED, "is of a format that is not known here"));
        }
        String before = last == null ? heads.hash(number - 1).orElse(NOTHING_BEFORE) : headHash;
        if (!head.text("previousHead").equals(before) && (last != null || number == 1 || heads.has(number - 1))) {
            return Optional.of(place.breach(Breach.Kind.FORKED, "names another head before it than there is"));
        }
        if (!log.isEmpty() && !log.equals(head.text("log"))) {
            return Optional.of(place.breach(Breach.Kind.FORKED, "is of the log " + head.text("log") + " and not of "
                    + log));
        }
        log = head.text("log");
        headHash = head.hash();
        return Optional.empty();
    }

    private Optional<Breach> content(Walk.Place place, LoggedLine line) {
        if (line.isHead() != place.startsSegment()) {
            return Optional.of(place.breach(Breach.Kind.EDITED, "a head stands first in a segment, and nowhere else"));
        }
        Optional<NamedCheckpoint> other = anchors.against(log, line.seq(), line.hash());
        if (other.isPresent()) {
            return Optional.of(place.breach(Breach.Kind.FORKED, "has another hash than the one signed in "
                    + other.get().file() + "; the logs may part before it, after record " + signedThrough));
        }
        if (line.isCheckpoint()) {
            return checkpoint(place, line);
        }
        if (line.is(Note.RETENTION)) {
            retainedThrough = Math.max(retainedThrough, line.number("count"));
        } else if (line.is(Note.TORN_TAIL)) {
            notes.add("a crash has torn " + line.number("count") + " bytes before record " + line.seq());
        } else if (line.is(Note.GAP)) {
            notes.add(line.number("count") + " records could not be written before record " + line.seq());
        } else if (line.is(Note.DAMAGED) && damaged.isEmpty()) {
            damaged = Optional.of(place.breach(Breach.Kind.DAMAGED, "the node found its log changed: "
                    + line.text("text")));
        }
        return Optional.empty();
    }

    private Optional<Breach> checkpoint(Walk.Place place, LoggedLine line) {
        Optional<Checkpoint> read = Checkpoint.of(line.members());
        if (read.isEmpty() || !Checkpoint.isBare(line.members())) {
            return Optional.of(place.breach(Breach.Kind.EDITED, "is no checkpoint as a node writes one"));
        }
        Checkpoint checkpoint = read.get();
        if (!anchors.accepts(checkpoint.key())) {
            return Optional.of(place.breach(Breach.Kind.WRONG_KEY, "is signed by " + checkpoint.key()
                    + (keysGiven ? ", not by the key given" : ", the checkpoints before it by another key")));
        }
        if (!checkpoint.isSigned()) {
            return Optional.of(place.breach(Breach.Kind.EDITED, "does not have the signature that it should have; what"
                    + " stands behind record " + signedThrough + " is not proved"));
        }
        if (checkpoint.at() != line.seq() - 1 || !checkpoint.hash().equals(line.prev()) || !checkpoint.log().equals(log)
                || checkpoint.segment() != place.segment().number()) {
            return Optional.of(place.breach(Breach.Kind.FORKED,
                    "signs another record than the one before it; what stands"
                    + " behind record " + signedThrough + " is not proved"));
        }
        checkpoints++;
        signedThrough = checkpoint.at();
        signer = Optional.of(checkpoint.key());
        return Optional.empty();
    }

    private Optional<Breach> atTheEnd() {
        if (last == null) {
            return Optional.of(new Breach(Breach.Kind.TRUNCATED, "the log", 1, 0, "has not one record"));
        }
        if (firstSegment > 1 && retainedThrough < firstSegment - 1) {
            return Optional.of(new Breach(Breach.Kind.TRUNCATED, last.segment().name(), 1, firstSeq, "segments 1 to "
                    + (firstSegment - 1) + " are missing, and no record says that they had served their time"));
        }
        if (firstSegment > 1) {
            notes.add("segments 1 to " + (firstSegment - 1) + " have served their time and are deleted");
        }
        return damaged.or(heads::breach).or(this::missingHeads).or(() -> anchors.breach(log, last, lastLine.seq()))
                .or(this::unsigned);
    }

    private Optional<Breach> missingHeads() {
        for (long number = 1; number < last.segment().number(); number++) {
            if (!heads.has(number) && (firstSegment > 1 || !heads.isEmpty())) {
                return Optional.of(new Breach(Breach.Kind.DELETED, "the file of heads", number, 0,
                        "the head of segment " + number + " is missing"));
            }
        }
        if (heads.isEmpty()) {
            notes.add("there is no file of heads");
        }
        return Optional.empty();
    }

    private Optional<Breach> unsigned() {
        if (checkpoints == 0 && lines > 1) {
            return Optional.of(last.breach(Breach.Kind.UNSIGNED,
                    "there is no checkpoint up to here: nobody has signed this log"));
        }
        if (lastLine.seq() > signedThrough + 1) {
            notes.add("the last " + (lastLine.seq() - signedThrough - 1) + " records stand behind the last checkpoint:"
                    + " chained, not yet signed");
        }
        if (!keysGiven && signer.isPresent()) {
            notes.add("the key was not compared: give the node's public key to be sure whose log this is");
        }
        return Optional.empty();
    }
}
