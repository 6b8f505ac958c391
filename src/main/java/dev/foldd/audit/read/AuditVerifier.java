package dev.foldd.audit.read;

import dev.foldd.audit.format.LoggedLine;
import dev.foldd.audit.format.Note;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a log from its first line to its last and names the first record that is not as its node wrote it. Uses nothing
 * but what it is given: lines, heads, checkpoints and keys. For one log; memory does not grow with the log.
 */
public final class AuditVerifier {

    private final Heads heads;
    private final Seams seams;
    private final Signatures signatures;
    private final Set<Doubt> doubts = EnumSet.noneOf(Doubt.class);
    private final Diagnosis diagnosis = new Diagnosis();
    private final List<String> notes = new ArrayList<>();

    private Optional<Walk.Place> last = Optional.empty();
    private Optional<Walk.Place> torn = Optional.empty();
    private Optional<LoggedLine> lastLine = Optional.empty();
    private long lines;
    private long retainedThrough;
    private Optional<Breach> damaged = Optional.empty();

    /**
     * @param headsFile how a finding names the file of heads
     * @param headLines the lines of that file, each byte as one character; empty when it is missing
     * @param checkpoints kept outside of the log: the newest one beside it, and those kept elsewhere; without one
     *     nothing shows that the end is there
     * @param signers those that may have signed; when nobody is named, the first key met is taken, only a change of it
     *     is noticed, and nothing shows whose log it is
     */
    public AuditVerifier(String headsFile, List<String> headLines, List<NamedCheckpoint> checkpoints,
            Signers signers) {
        this.heads = new Heads(headsFile, headLines);
        this.seams = new Seams(heads);
        this.signatures = new Signatures(new Anchors(checkpoints, signers));
        if (signers.isEmpty()) {
            doubts.add(Doubt.SIGNER);
        }
        if (checkpoints.isEmpty()) {
            doubts.add(Doubt.END);
        }
    }

    /** @param segments in the order of their numbers */
    public Verdict verify(List<? extends SegmentSource> segments) throws IOException {
        try (Walk walk = new Walk(segments.iterator())) {
            Optional<Breach> breach = Optional.empty();
            for (Walk.Place place = walk.next(); place != null && breach.isEmpty(); place = walk.next()) {
                if (!place.whole() && place.last()) {
                    torn = Optional.of(place);
                    notes.add("the last line of " + place.segment().name() + " is torn: " + place.bytes().length
                            + " bytes, as a crash leaves them; the next start moves them aside");
                    break;
                }
                breach = look(place, walk);
            }
            if (breach.isEmpty()) {
                breach = atTheEnd();
            }
            return new Verdict(breach, doubts, notes, seams.log(), walk.segmentCount(), lines, seams.firstSeq(),
                    lastLine.map(LoggedLine::seq).orElse(0L), signatures.checkpoints(), signatures.through(),
                    signatures.signer());
        }
    }

    private Optional<Breach> look(Walk.Place place, Walk walk) throws IOException {
        Optional<Breach> breach = place.startsSegment() ? seams.look(place, lastLine) : Optional.empty();
        if (breach.isPresent()) {
            return breach;
        }
        if (!follows(place)) {
            return Optional.of(last.isEmpty() ? headless(place) : diagnosis.of(place, walk));
        }
        LoggedLine line = place.line().orElseThrow();
        last = Optional.of(place);
        lastLine = place.line();
        lines++;
        diagnosis.remember(place);
        if (line.isHead() != place.startsSegment()) {
            return Optional.of(place.breach(Breach.Kind.EDITED, "a head stands first in a segment, and nowhere else"));
        }
        note(place, line);
        return signatures.look(place, line, seams.log());
    }

    private boolean follows(Walk.Place place) {
        if (place.line().isEmpty()) {
            return false;
        }
        LoggedLine line = place.line().get();
        if (lastLine.isPresent()) {
            return line.seq() == lastLine.get().seq() + 1 && line.prev().equals(lastLine.get().hash());
        }
        return line.isHead() && (place.segment().number() > 1 || Seams.isBeginning(line));
    }

    private static Breach headless(Walk.Place place) {
        boolean another = place.line().isPresent() && !place.line().get().isHead();
        return another ? place.breach(Breach.Kind.DELETED, "the head of the segment is missing before it")
                : place.breach(Breach.Kind.EDITED, "is not the head of a log's first segment");
    }

    /** What the node itself has written about the log. */
    private void note(Walk.Place place, LoggedLine line) {
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
    }

    private Optional<Breach> atTheEnd() {
        if (last.isEmpty()) {
            return Optional.of(new Breach(Breach.Kind.TRUNCATED, "the log", 1, 0, "has not one record"));
        }
        LoggedLine end = lastLine.orElseThrow();
        if (end.seq() > signatures.through() + 1) {
            notes.add("the last " + (end.seq() - signatures.through() - 1) + " records stand behind the last checkpoint:"
                    + " chained, not yet signed");
        }
        return seams.missingSegments(retainedThrough, notes).or(() -> damaged).or(heads::breach)
                .or(() -> seams.missingHeads(notes))
                .or(() -> signatures.cutOff(torn.map(Walk.Place::lineNumber).orElse(last.get().lineNumber() + 1),
                        torn.or(() -> last).get().segment().name(), end.seq(), seams.log()))
                .or(() -> signatures.none(last.get()));
    }
}
