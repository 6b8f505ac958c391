package dev.foldd.audit.read;

import dev.foldd.audit.format.AuditFormat;
import dev.foldd.audit.format.Chain;
import dev.foldd.audit.format.LoggedLine;
import java.util.List;
import java.util.Optional;

/** Looks at where segments meet: that none is missing, and that each begins with the head that belongs to it. */
final class Seams {

    private static final String NOTHING_BEFORE = "0".repeat(Chain.HASH_LENGTH);

    private final Heads heads;
    private String log = "";
    private String headHash = NOTHING_BEFORE;
    private String firstName = "the log";
    private long firstSegment;
    private long firstSeq;
    private long segment;

    Seams(Heads heads) {
        this.heads = heads;
    }

    /** The id of the log, empty before its first head. */
    String log() {
        return log;
    }

    /** The number of the first line there is. */
    long firstSeq() {
        return firstSeq;
    }

    /** How many segments are missing before the first one there is. */
    long missing() {
        return Math.max(0, firstSegment - 1);
    }

    /** True for the line that a whole log begins with. */
    static boolean isBeginning(LoggedLine line) {
        return line.seq() == 1 && line.prev().equals(NOTHING_BEFORE);
    }

    /** @param before the line before this first line of a segment, empty at the beginning */
    Optional<Breach> look(Walk.Place place, Optional<LoggedLine> before) {
        long number = place.segment().number();
        boolean first = segment == 0;
        if (first) {
            firstName = place.segment().name();
            firstSegment = number;
            firstSeq = place.line().map(LoggedLine::seq).orElse(0L);
        } else if (number != segment + 1) {
            return Optional.of(place.breach(Breach.Kind.DELETED, "segment " + (segment + 1) + " is missing before it"));
        }
        segment = number;
        if (place.line().isEmpty() || !place.line().get().isHead()) {
            return Optional.empty();
        }
        LoggedLine head = place.line().get();
        boolean fits = first || before.isPresent() && head.prev().equals(before.get().hash());
        if (head.number("segment") != number) {
            return Optional.of(place.breach(fits && !first ? Breach.Kind.EDITED : Breach.Kind.REORDERED,
                    "is the head of segment " + head.number("segment") + " and not of " + number));
        }
        return fits ? head(place, head, first) : Optional.empty();
    }

    private Optional<Breach> head(Walk.Place place, LoggedLine head, boolean first) {
        if (!heads.agrees(segment, place.bytes())) {
            return Optional.of(place.breach(Breach.Kind.FORKED,
                    "is not the head that the file of heads has for this segment"));
        }
        if (head.number("format") != AuditFormat.VERSION) {
            return Optional.of(place.breach(Breach.Kind.EDITED, "is of a format that is not known here"));
        }
        String before = first ? heads.hash(segment - 1).orElse(NOTHING_BEFORE) : headHash;
        if (!head.text("previousHead").equals(before) && (!first || segment == 1 || heads.has(segment - 1))) {
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

    /** @param retained the last segment of which a record says that it had served its time */
    Optional<Breach> missingSegments(long retained, List<String> notes) {
        if (missing() == 0) {
            return Optional.empty();
        }
        if (retained < missing()) {
            return Optional.of(new Breach(Breach.Kind.TRUNCATED, firstName, 1, firstSeq, "segments 1 to " + missing()
                    + " are missing before it, and no record says that they had served their time"));
        }
        notes.add("segments 1 to " + missing() + " have served their time and are deleted");
        return Optional.empty();
    }

    /** Only the newest head may be missing: a crash can keep it out of the file. */
    Optional<Breach> missingHeads(List<String> notes) {
        for (long number = 1; number < segment; number++) {
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
}
