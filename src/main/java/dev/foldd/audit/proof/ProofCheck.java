package dev.foldd.audit.proof;

import dev.foldd.audit.format.Chain;
import dev.foldd.audit.format.Checkpoint;
import dev.foldd.audit.format.HashTree;
import dev.foldd.audit.format.LoggedLine;
import dev.foldd.audit.read.Signers;
import dev.foldd.identity.PublicKey;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Checks proofs without the log: from the signature down to the record, so that of several things that do not fit the one
 * is named which the others hang on. Pure.
 */
public final class ProofCheck {

    private final Signers signers;

    /** @param signers those that may have signed; when nobody is named, whoever did is believed */
    public ProofCheck(Signers signers) {
        this.signers = signers;
    }

    /** The first flaw; empty when every record of it stands in a log that these have signed. */
    public Optional<Flaw> flaw(ProofBundle bundle) {
        int number = 0;
        for (Proof proof : bundle.proofs()) {
            number++;
            Optional<Flaw> flaw = flaw(proof, number);
            if (flaw.isPresent()) {
                return flaw;
            }
        }
        return Optional.empty();
    }

    private Optional<Flaw> flaw(Proof proof, int number) {
        Checkpoint checkpoint = proof.checkpoint();
        Optional<LoggedLine> record = LoggedLine.parse(bytes(proof.record()));
        long seq = record.map(LoggedLine::seq).orElse(0L);
        PublicKey key = checkpoint.key();
        if (!checkpoint.isSigned()) {
            return of(Flaw.Kind.FORGED, number, seq, "the checkpoint does not have the signature of the key that it names");
        }
        if (!signers.accept(key)) {
            return of(Flaw.Kind.WRONG_KEY, number, seq, "the checkpoint is signed by " + key + " of node " + key.nodeId()
                    + ", which was not named");
        }
        Optional<LoggedLine> tree = LoggedLine.parse(bytes(proof.tree()));
        if (tree.isEmpty() || !tree.get().isTree() || tree.get().seq() != checkpoint.at()
                || !tree.get().hash().equals(checkpoint.hash())) {
            return of(Flaw.Kind.CUT, number, seq, "the tree is not the record " + checkpoint.at()
                    + " that the checkpoint signs");
        }
        if (record.isEmpty() || !record.get().hash().equals(proof.hash())) {
            return of(Flaw.Kind.EDITED, number, seq, "the record does not have the hash that it had in the log");
        }
        return path(proof, record.get(), tree.get()).map(sentence -> new Flaw(Flaw.Kind.CUT, number, seq, sentence));
    }

    /** What does not lead from the record to the root, when something does not. */
    private static Optional<String> path(Proof proof, LoggedLine record, LoggedLine tree) {
        long from = tree.number("from");
        long to = tree.number("to");
        if (from < 1 || to != tree.seq() - 1 || record.seq() < from || record.seq() > to) {
            return Optional.of("the tree is of the records " + from + " to " + to);
        }
        List<byte[]> hashes = proof.path().stream().map(HexFormat.of()::parseHex).toList();
        Optional<byte[]> root = HashTree.rootOf(Chain.digestOf(bytes(proof.record())), record.seq() - from, to - from + 1,
                hashes);
        if (root.isEmpty()) {
            return Optional.of("the path has " + hashes.size() + " hashes where "
                    + HashTree.path(record.seq() - from, to - from + 1).size() + " belong");
        }
        return Chain.text(root.get()).equals(tree.text("root")) ? Optional.empty()
                : Optional.of("the path does not lead from the record to the root of the tree");
    }

    private static Optional<Flaw> of(Flaw.Kind kind, int number, long seq, String sentence) {
        return Optional.of(new Flaw(kind, number, seq, sentence));
    }

    private static byte[] bytes(String line) {
        return line.getBytes(StandardCharsets.UTF_8);
    }
}
