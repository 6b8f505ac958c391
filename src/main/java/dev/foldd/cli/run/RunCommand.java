package dev.foldd.cli.run;

import dev.foldd.cli.part.ConfigOptions;
import dev.foldd.cli.part.StartCheck;
import dev.foldd.config.ConfigException;
import dev.foldd.config.load.ConfigLoader;
import dev.foldd.config.load.LoadedConfig;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the daemon in the foreground. */
@Command(name = "run", description = {"Runs the daemon in the foreground until SIGTERM or SIGINT.",
        "Every address it listens on is one line on standard output, then 'ready'. SIGHUP, or a change of their"
                + " files, makes it read rules, entities, keys and certificates again."})
public final class RunCommand implements Callable<Integer> {

    static final String ONLY = "--only";

    private final ConfigLoader loader;
    private final DaemonStarter starter;

    @Mixin
    private ConfigOptions options;

    @Option(names = ONLY, paramLabel = "FEATURE", split = ",", description = "Runs these features and no others.")
    private List<String> only = List.of();

    @Option(names = "--json", description = "Prints one JSON object, when it is ready or when it cannot start.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    /** @param starter is called only with a configuration without problems */
    public RunCommand(ConfigLoader loader, DaemonStarter starter) {
        this.loader = loader;
        this.starter = starter;
    }

    @Override
    public Integer call() throws Exception {
        return run(options, only, json, loader, starter, spec.commandLine().getErr());
    }

    static int run(ConfigOptions options, List<String> only, boolean json, ConfigLoader loader, DaemonStarter starter,
            PrintWriter err) throws Exception {
        LoadedConfig config = options.load(loader);
        config.warnings().forEach(warning -> err.println("warning: " + warning));
        if (!config.problems().isEmpty()) {
            throw new ConfigException(StartCheck.of(config).everything());
        }
        return starter.run(config, () -> options.load(loader), options.file(), only, json);
    }
}
