package dev.foldd.audit.proof;

import dev.foldd.audit.LogFiles;
import dev.foldd.audit.format.Chain;
import dev.foldd.audit.format.LineReader;
import dev.foldd.audit.read.Signers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Makes proofs from a log that may be written meanwhile, in two readings: the first finds the records with their trees and
 * checkpoints, the second the hashes between. Memory grows with the records asked for, not with the log.
 */
public final class Prover {

    private final LogFiles files;

    public Prover(LogFiles files) {
        this.files = files;
    }

    /**
     * Proves records that stand in the log.
     *
     * @param numbers of lines, of whatever kind but trees and checkpoints
     * @param requestIds of records; all records of a request are proved
     * @throws Unprovable when one of them is not there or not signed yet, or the log is not as it was written
     */
    public ProofBundle prove(Set<Long> numbers, Set<String> requestIds) throws IOException {
        Search search = new Search(numbers, requestIds);
        TreeMap<Long, Path> segments = files.segments();
        for (Map.Entry<Long, Path> segment : segments.entrySet()) {
            try (LineReader reader = new LineReader(Files.newInputStream(segment.getValue()))) {
                for (LineReader.Line line = reader.next(); line != null && line.whole(); line = reader.next()) {
                    search.look(segment.getKey(), line.bytes());
                }
            }
            search.endSegment(segment.getKey().equals(segments.lastKey()));
        }
        List<Proof> proofs = new ArrayList<>();
        Map<Long, List<Search.Found>> bySegment = new TreeMap<>();
        search.found().forEach(found -> bySegment.computeIfAbsent(found.segment(), none -> new ArrayList<>()).add(found));
        for (Map.Entry<Long, List<Search.Found>> entry : bySegment.entrySet()) {
            proofs.addAll(proofs(segments.get(entry.getKey()), entry.getValue()));
        }
        ProofBundle bundle = new ProofBundle(proofs);
        Optional<Flaw> flaw = new ProofCheck(Signers.of(Set.of())).flaw(bundle);
        if (flaw.isPresent()) {
            throw new Unprovable("the log is not as its node wrote it, at record " + flaw.get().seq() + ": "
                    + flaw.get().sentence() + "; 'foldd audit verify' tells more");
        }
        return bundle;
    }

    private static List<Proof> proofs(Path segment, List<Search.Found> found) throws IOException {
        List<PathTo> paths = found.stream().map(one -> new PathTo(one.seq(), one.from(), one.to())).toList();
        long end = paths.stream().mapToLong(PathTo::to).max().orElse(0);
        try (LineReader reader = new LineReader(Files.newInputStream(segment))) {
            for (LineReader.Line line = reader.next(); line != null; line = reader.next()) {
                long seq = Search.number(new String(line.bytes(), StandardCharsets.ISO_8859_1));
                if (seq > end) {
                    break;
                }
                if (paths.stream().anyMatch(path -> path.needs(seq))) {
                    byte[] digest = Chain.digestOf(line.bytes());
                    paths.forEach(path -> path.add(seq, digest));
                }
            }
        }
        List<Proof> proofs = new ArrayList<>();
        for (int i = 0; i < found.size(); i++) {
            Search.Found one = found.get(i);
            List<String> hashes = paths.get(i).hashes().stream().map(HexFormat.of()::formatHex).toList();
            proofs.add(new Proof(one.line(), Chain.hashOf(one.line().getBytes(StandardCharsets.UTF_8)), hashes,
                    one.tree(), one.checkpoint()));
        }
        return proofs;
    }
}
