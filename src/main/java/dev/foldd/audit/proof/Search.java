package dev.foldd.audit.proof;

import dev.foldd.audit.format.Checkpoint;
import dev.foldd.audit.format.LoggedLine;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Finds records, and the tree and the checkpoint behind each, in lines that come in order. For one thread. */
final class Search {

    /**
     * A record with what proves it.
     *
     * @param segment the number of the segment it stands in
     * @param from the number of the first line of its tree
     * @param to that of the last one
     * @param tree the line
     */
    record Found(long segment, long seq, String line, long from, long to, String tree, Checkpoint checkpoint) {
    }

    private record Line(long segment, LoggedLine logged, String text) {
    }

    private static final String BEFORE_SEQ = "{\"seq\":";
    private static final int DIGITS_MAX = 18;

    private final Set<Long> numbers;
    private final Set<String> requestIds;
    private final List<String> marks;
    private final Set<Object> missing = new TreeSet<>((one, other) -> one.toString().compareTo(other.toString()));
    private final List<Line> waiting = new ArrayList<>();
    private final List<Found> found = new ArrayList<>();
    private Optional<Line> tree = Optional.empty();

    /** @param requestIds as the daemon makes them: digits, letters and signs that JSON does not escape */
    Search(Set<Long> numbers, Set<String> requestIds) {
        this.numbers = Set.copyOf(numbers);
        this.requestIds = Set.copyOf(requestIds);
        this.marks = requestIds.stream().map(id -> "\"requestId\":\"" + id + '"').toList();
        missing.addAll(numbers);
        missing.addAll(requestIds);
    }

    /** The number that a line begins with, 0 when it begins otherwise. */
    static long number(String line) {
        int end = line.indexOf(',');
        boolean fits = line.startsWith(BEFORE_SEQ) && end > BEFORE_SEQ.length() && end <= BEFORE_SEQ.length() + DIGITS_MAX;
        String digits = fits ? line.substring(BEFORE_SEQ.length(), end) : "";
        return !digits.isEmpty() && digits.chars().allMatch(digit -> digit >= '0' && digit <= '9') ? Long.parseLong(digits)
                : 0;
    }

    /** Most lines are only glanced at: reading them as JSON would take several times as long. */
    void look(long segment, byte[] bytes) {
        String glance = new String(bytes, StandardCharsets.ISO_8859_1);
        boolean wanted = numbers.contains(number(glance)) || marks.stream().anyMatch(glance::contains);
        if (!wanted && !glance.contains("\"kind\":\"tree\"") && !glance.contains("\"kind\":\"checkpoint\"")) {
            return;
        }
        Optional<LoggedLine> parsed = LoggedLine.parse(bytes);
        if (parsed.isPresent()) {
            look(new Line(segment, parsed.get(), new String(bytes, StandardCharsets.UTF_8)));
        }
    }

    private void look(Line line) {
        LoggedLine logged = line.logged();
        boolean wanted = numbers.contains(logged.seq())
                || logged.kind().equals("record") && requestIds.contains(logged.text("requestId"));
        if (wanted && (logged.isTree() || logged.isCheckpoint())) {
            throw new Unprovable("record " + logged.seq() + " is a " + logged.kind()
                    + ": it proves others, and nothing stands in it that asks for a proof");
        }
        if (wanted) {
            want(line);
        } else if (logged.isTree()) {
            tree = Optional.of(line);
        } else if (logged.isCheckpoint()) {
            Checkpoint.of(logged.members()).ifPresent(this::sign);
        }
    }

    private void want(Line line) {
        if (found.size() + waiting.size() == ProofBundle.PROOFS_MAX) {
            throw new Unprovable("more than " + ProofBundle.PROOFS_MAX + " records are asked for, which one bundle does not"
                    + " hold: ask for fewer at a time");
        }
        missing.remove(line.logged().seq());
        missing.remove(line.logged().text("requestId"));
        waiting.add(line);
    }

    private void sign(Checkpoint checkpoint) {
        for (Line line : waiting) {
            if (tree.isEmpty() || tree.get().logged().seq() != checkpoint.at()) {
                throw without(line);
            }
            LoggedLine root = tree.get().logged();
            if (line.logged().seq() < root.number("from") || line.logged().seq() > root.number("to")) {
                throw without(line);
            }
            found.add(new Found(line.segment(), line.logged().seq(), line.text(), root.number("from"), root.number("to"),
                    tree.get().text(), checkpoint));
        }
        waiting.clear();
        tree = Optional.empty();
    }

    private static Unprovable without(Line line) {
        return new Unprovable("record " + line.logged().seq() + " is in no tree: it is the head of a segment, or was written"
                + " by a version of foldd that wrote none; only the log itself, with 'foldd audit verify', proves it");
    }

    /** What waits for its checkpoint at the end of a segment waits in vain, or for later. */
    void endSegment(boolean last) {
        if (waiting.isEmpty()) {
            return;
        }
        Line line = waiting.get(0);
        throw last ? new Unprovable("record " + line.logged().seq() + " stands behind the last checkpoint and is not signed"
                + " yet: a running daemon signs within security.audit.checkpoint_interval, and when it stops")
                : without(line);
    }

    /** All of them; every one that was asked for is among them. */
    List<Found> found() {
        if (!missing.isEmpty()) {
            throw new Unprovable("there is no record " + String.join(", ", missing.stream().map(Object::toString).toList())
                    + " in the log");
        }
        return found;
    }
}
