package dev.foldd.cli.run;

import dev.foldd.config.load.LoadedConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Runs the daemon until it is told to stop. */
@FunctionalInterface
public interface DaemonStarter {

    /**
     * Comes back when the daemon has stopped.
     *
     * @param config without problems
     * @param configAgain reads it anew, for a reload
     * @param file the configuration file, when one was named; never is a token printed then
     * @param only the features to run; all of them when empty
     * @param json whether where it listens is told as one JSON object
     * @return the exit code
     */
    int run(LoadedConfig config, Supplier<LoadedConfig> configAgain, Optional<Path> file, List<String> only,
            boolean json)
            throws Exception;
}
