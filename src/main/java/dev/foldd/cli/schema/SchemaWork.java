package dev.foldd.cli.schema;

import dev.foldd.daemon.DaemonConfig;
import java.util.List;

/** What {@code foldd schema} needs of the daemon: the entities and the database that a configuration names. */
public interface SchemaWork extends AutoCloseable {

    /** Opens it without starting anything else. */
    @FunctionalInterface
    interface Opener {

        /** @throws dev.foldd.config.ConfigException when the configuration cannot be used */
        SchemaWork open(DaemonConfig config);
    }

    /** One change: in words, and as the statement that makes it. */
    record Change(String summary, String statement) {
    }

    /**
     * @param warnings what was not understood in the entity files
     * @param changes what the database lacks, in order
     * @param drift what differs and is left alone
     */
    record Plan(List<String> warnings, List<Change> changes, List<String> drift) {
        public Plan {
            warnings = List.copyOf(warnings);
            changes = List.copyOf(changes);
            drift = List.copyOf(drift);
        }
    }

    /** Compares; changes nothing. Waits for the database. */
    Plan diff();

    /** Makes the changes and answers with them. Waits for the database. */
    Plan apply();

    @Override
    void close();
}
