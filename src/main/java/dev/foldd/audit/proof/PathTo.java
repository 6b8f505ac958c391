package dev.foldd.audit.proof;

import dev.foldd.audit.format.HashTree;
import java.util.List;

/** Gathers the hashes that lead from one line to the root of its tree, from the lines as they come. For one thread. */
final class PathTo {

    private final long from;
    private final long to;
    private final List<HashTree.Span> spans;
    private final List<HashTree> trees;

    /**
     * @param seq the number of the line
     * @param from the number of the first line of its tree
     * @param to that of the last one
     */
    PathTo(long seq, long from, long to) {
        this.from = from;
        this.to = to;
        this.spans = HashTree.path(seq - from, to - from + 1);
        this.trees = spans.stream().map(span -> new HashTree()).toList();
    }

    long to() {
        return to;
    }

    boolean needs(long seq) {
        return seq >= from && seq <= to;
    }

    void add(long seq, byte[] digest) {
        long index = seq - from;
        for (int i = 0; i < spans.size(); i++) {
            if (index >= spans.get(i).from() && index < spans.get(i).to()) {
                trees.get(i).add(digest);
            }
        }
    }

    /** From the bottom up; none for a part of which no line has come. */
    List<byte[]> hashes() {
        return trees.stream().flatMap(tree -> tree.root().stream()).toList();
    }
}
