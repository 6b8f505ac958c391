package dev.foldd.audit.read;

import dev.foldd.identity.PublicKey;
import java.util.List;
import java.util.Optional;

/**
 * What came out of reading a log.
 *
 * @param breach the first bad record, empty when all is well
 * @param notes what is worth knowing and no breach, one sentence each
 * @param log the id of the log
 * @param lines how many lines were read up to the end or the breach
 * @param signedThrough the number of the last record that a checkpoint covers, 0 when there is none
 * @param key the key that signed the checkpoints
 */
public record Verdict(Optional<Breach> breach, List<String> notes, String log, long segments, long lines, long firstSeq,
                      long lastSeq, long checkpoints, long signedThrough, Optional<PublicKey> key) {

    public Verdict {
        notes = List.copyOf(notes);
    }

    public boolean isSound() {
        return breach.isEmpty();
    }
}
