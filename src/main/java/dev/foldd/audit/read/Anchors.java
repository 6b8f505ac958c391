package dev.foldd.audit.read;

import dev.foldd.audit.format.Checkpoint;
import dev.foldd.identity.PublicKey;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Checkpoints that stand outside of the log's segments, and the keys that may sign any checkpoint. */
final class Anchors {

    private final List<NamedCheckpoint> anchors;
    private final Set<PublicKey> keys;

    /** @param keys those that may sign; when there are none, the first key met is taken for the right one */
    Anchors(List<NamedCheckpoint> anchors, Set<PublicKey> keys) {
        this.anchors = List.copyOf(anchors);
        this.keys = new HashSet<>(keys);
    }

    /** May this key sign. */
    boolean accepts(PublicKey key) {
        if (keys.isEmpty()) {
            keys.add(key);
        }
        return keys.contains(key);
    }

    /** A checkpoint that names another hash for this record of this log, or nothing. */
    Optional<NamedCheckpoint> against(String log, long seq, String hash) {
        return anchors.stream().filter(anchor -> anchor.checkpoint().isPresent())
                .filter(anchor -> anchor.checkpoint().get().log().equals(log) && anchor.checkpoint().get().at() == seq
                        && !anchor.checkpoint().get().hash().equals(hash)
                        && anchor.checkpoint().get().isSigned() && accepts(anchor.checkpoint().get().key()))
                .findFirst();
    }

    /** What the anchors say when the log by itself is sound. */
    Optional<Breach> breach(String log, Walk.Place end, long lastSeq) {
        for (NamedCheckpoint anchor : anchors) {
            Optional<Breach> breach = breach(anchor, log, end, lastSeq);
            if (breach.isPresent()) {
                return breach;
            }
        }
        return Optional.empty();
    }

    private Optional<Breach> breach(NamedCheckpoint anchor, String log, Walk.Place end, long lastSeq) {
        if (anchor.checkpoint().isEmpty()) {
            return of(anchor, Breach.Kind.EDITED, 0, "is no checkpoint");
        }
        Checkpoint checkpoint = anchor.checkpoint().get();
        if (!accepts(checkpoint.key())) {
            return of(anchor, Breach.Kind.WRONG_KEY, checkpoint.at(), "is signed by " + checkpoint.key()
                    + ", which is not the key of this log");
        }
        if (!checkpoint.isSigned()) {
            return of(anchor, Breach.Kind.EDITED, checkpoint.at(), "does not have the signature that it should have");
        }
        if (!checkpoint.log().equals(log)) {
            return of(anchor, Breach.Kind.FORKED, checkpoint.at(), "speaks of the log " + checkpoint.log()
                    + ", and this one is " + log);
        }
        if (checkpoint.at() > lastSeq) {
            return Optional.of(new Breach(Breach.Kind.TRUNCATED, end.segment().name(), end.lineNumber() + 1,
                    lastSeq + 1, "the log ends at record " + lastSeq + ", but " + anchor.file() + " knows record "
                            + checkpoint.at()));
        }
        return Optional.empty();
    }

    private static Optional<Breach> of(NamedCheckpoint anchor, Breach.Kind kind, long seq, String sentence) {
        return Optional.of(new Breach(kind, anchor.file(), 1, seq, sentence));
    }
}
