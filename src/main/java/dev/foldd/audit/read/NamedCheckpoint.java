package dev.foldd.audit.read;

import dev.foldd.audit.format.Checkpoint;
import java.util.Optional;

/**
 * A checkpoint in a file of its own.
 *
 * @param file how a finding names it
 * @param checkpoint empty when the file holds none
 */
public record NamedCheckpoint(String file, Optional<Checkpoint> checkpoint) {
}
