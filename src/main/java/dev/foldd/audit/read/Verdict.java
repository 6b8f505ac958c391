package dev.foldd.audit.read;

import dev.foldd.identity.PublicKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What came out of reading a log.
 *
 * @param breach the first bad record, empty when every line follows the one before it and all signatures hold
 * @param doubts what could not be shown, although there is no breach
 * @param notes what is worth knowing and no breach, one sentence each
 * @param log the id of the log
 * @param lines how many lines were read up to the end or the breach
 * @param signedThrough the number of the last record that a checkpoint covers, 0 when there is none
 * @param key the key that signed the checkpoints
 */
public record Verdict(Optional<Breach> breach, Set<Doubt> doubts, List<String> notes, String log, long segments,
                      long lines, long firstSeq, long lastSeq, long checkpoints, long signedThrough,
                      Optional<PublicKey> key) {

    public Verdict {
        doubts = Set.copyOf(doubts);
        notes = List.copyOf(notes);
    }

    /** Nothing is wrong with what stands there; whether it is all, and whose, is another question. */
    public boolean isIntact() {
        return breach.isEmpty();
    }

    /** Intact, and shown to be this node's own log up to its newest checkpoint. */
    public boolean isSound() {
        return isIntact() && doubts.isEmpty();
    }
}
