package dev.foldd.audit.read;

import dev.foldd.audit.format.Checkpoint;
import dev.foldd.audit.format.HashTree;
import dev.foldd.audit.format.LoggedLine;
import dev.foldd.identity.PublicKey;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** Looks at what the node has signed: checkpoints, the trees before them, and where the checkpoints outside lead. */
final class Signatures {

    private final Anchors anchors;
    private HashTree tree = new HashTree();
    private long checkpoints;
    private long through;
    private Optional<PublicKey> signer = Optional.empty();

    Signatures(Anchors anchors) {
        this.anchors = anchors;
    }

    long checkpoints() {
        return checkpoints;
    }

    /** The number of the last line that a checkpoint covers, 0 when there is none. */
    long through() {
        return through;
    }

    Optional<PublicKey> signer() {
        return signer;
    }

    /** @param log the log that the line is of */
    Optional<Breach> look(Walk.Place place, LoggedLine line, String log) {
        Optional<NamedCheckpoint> other = anchors.against(log, line.seq(), line.hash());
        if (other.isPresent()) {
            return Optional.of(place.breach(Breach.Kind.FORKED, "has another hash than the one signed in "
                    + other.get().file() + "; the logs may part before it, after record " + through));
        }
        if (line.isCheckpoint()) {
            tree = new HashTree();
            return checkpoint(place, line, log);
        }
        if (place.startsSegment()) {
            tree = new HashTree();
        }
        if (line.isTree() && !isTreeSoFar(line)) {
            return Optional.of(place.breach(Breach.Kind.EDITED, "is not the tree of the records since the last"
                    + " checkpoint"));
        }
        tree.add(HexFormat.of().parseHex(line.hash()));
        return Optional.empty();
    }

    private boolean isTreeSoFar(LoggedLine line) {
        return line.number("to") == line.seq() - 1 && line.number("from") == line.seq() - tree.size()
                && tree.root().map(HexFormat.of()::formatHex).orElse("").equals(line.text("root"));
    }

    private Optional<Breach> checkpoint(Walk.Place place, LoggedLine line, String log) {
        Optional<Checkpoint> read = Checkpoint.of(line.members());
        if (read.isEmpty()) {
            return Optional.of(place.breach(Breach.Kind.EDITED, "is no checkpoint as a node writes one"));
        }
        Checkpoint checkpoint = read.get();
        if (!anchors.accepts(checkpoint.key())) {
            return Optional.of(place.breach(Breach.Kind.WRONG_KEY, "is signed by " + checkpoint.key()
                    + (anchors.knowSigners() ? ", not by the key given" : ", the checkpoints before it by another key")));
        }
        if (!checkpoint.isSigned()) {
            return Optional.of(place.breach(Breach.Kind.EDITED, "does not have the signature that it should have; what"
                    + " stands behind record " + through + " is not proved"));
        }
        if (checkpoint.at() != line.seq() - 1 || !checkpoint.hash().equals(line.prev())
                || !checkpoint.log().equals(log) || checkpoint.segment() != place.segment().number()) {
            return Optional.of(place.breach(Breach.Kind.FORKED,
                    "signs another record than the one before it; what stands"
                    + " behind record " + through + " is not proved"));
        }
        if (!Arrays.equals(checkpoint.line(), place.bytes())) {
            return Optional.of(place.breach(Breach.Kind.EDITED, "is not written as a node writes a checkpoint"));
        }
        checkpoints++;
        through = checkpoint.at();
        signer = Optional.of(checkpoint.key());
        return Optional.empty();
    }

    /**
     * What the checkpoints outside say of the end.
     *
     * @param line where the next line would stand
     * @param file the segment that it would stand in
     * @param seq the number of the last line
     */
    Optional<Breach> cutOff(long line, String file, long seq, String log) {
        return anchors.breach(log, file, line, seq);
    }

    /** Nobody has signed the lines up to the last one. */
    Optional<Breach> none(Walk.Place last) {
        return checkpoints > 0 ? Optional.empty() : Optional.of(last.breach(Breach.Kind.UNSIGNED,
                "there is no checkpoint up to here: nobody has signed this log"));
    }
}
