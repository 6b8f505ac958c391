package dev.foldd.audit.read;

import dev.foldd.audit.format.Checkpoint;
import dev.foldd.identity.PublicKey;
import java.util.List;
import java.util.Optional;

/** Checkpoints that stand outside of the log's segments, and the keys that may sign any checkpoint. */
final class Anchors {

    private final List<NamedCheckpoint> anchors;
    private final Signers signers;
    private Optional<PublicKey> first = Optional.empty();

    /** @param signers those that may sign; when nobody is named, the first key met is taken for the right one */
    Anchors(List<NamedCheckpoint> anchors, Signers signers) {
        this.anchors = List.copyOf(anchors);
        this.signers = signers;
    }

    /** False when the first key met is taken for the right one. */
    boolean knowSigners() {
        return !signers.isEmpty();
    }

    /** May this key sign; one log has one key. */
    boolean accepts(PublicKey key) {
        if (!signers.isEmpty()) {
            return signers.accept(key);
        }
        if (first.isEmpty()) {
            first = Optional.of(key);
        }
        return first.get().equals(key);
    }

    /** A checkpoint that names another hash for this record of this log, or nothing. */
    Optional<NamedCheckpoint> against(String log, long seq, String hash) {
        return anchors.stream().filter(anchor -> anchor.checkpoint().isPresent())
                .filter(anchor -> anchor.checkpoint().get().log().equals(log) && anchor.checkpoint().get().at() == seq
                        && !anchor.checkpoint().get().hash().equals(hash)
                        && anchor.checkpoint().get().isSigned() && accepts(anchor.checkpoint().get().key()))
                .findFirst();
    }

    /**
     * What the anchors say when the log by itself is sound.
     *
     * @param file the segment in which the next line would stand
     * @param line where it would stand
     */
    Optional<Breach> breach(String log, String file, long line, long lastSeq) {
        for (NamedCheckpoint anchor : anchors) {
            Optional<Breach> breach = breach(anchor, log, file, line, lastSeq);
            if (breach.isPresent()) {
                return breach;
            }
        }
        return Optional.empty();
    }

    private Optional<Breach> breach(NamedCheckpoint anchor, String log, String file, long line, long lastSeq) {
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
        // The checkpoint's own record stands behind the one it speaks of, and was on disk before it was published.
        if (checkpoint.at() >= lastSeq) {
            return Optional.of(new Breach(Breach.Kind.TRUNCATED, file, line, lastSeq + 1, "the log ends at record " + lastSeq
                    + ", but " + anchor.file() + " knows record " + (checkpoint.at() + 1)));
        }
        return Optional.empty();
    }

    private static Optional<Breach> of(NamedCheckpoint anchor, Breach.Kind kind, long seq, String sentence) {
        return Optional.of(new Breach(kind, anchor.file(), 1, seq, sentence));
    }
}
