package dev.foldd.audit.proof;

import dev.foldd.audit.format.Checkpoint;
import java.util.List;

/**
 * What shows, without the log, that one line stands in it.
 *
 * @param record the line as it stands in the log, without its line feed
 * @param hash the hash over it, hexadecimal; tells an edited line from a path that leads nowhere
 * @param path the hashes that lead from it to the root of its tree, from the bottom up, hexadecimal
 * @param tree the line of the log that holds the root
 * @param checkpoint signs that line
 */
public record Proof(String record, String hash, List<String> path, String tree, Checkpoint checkpoint) {

    public Proof {
        path = List.copyOf(path);
    }
}
