package dev.foldd.config.load;

import dev.foldd.config.Section;

/**
 * Reads every setting that the features know. It is called more than once for one start, so it only reads: what is
 * wrong goes into the section's problems, and nothing is opened or created.
 */
@FunctionalInterface
public interface ConfigReader {

    void read(Section root);
}
