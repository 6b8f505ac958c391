package dev.foldd.cli.settings;

import dev.foldd.cli.part.ConfigOptions;
import dev.foldd.cli.part.ExitCode;
import dev.foldd.cli.part.PrettyJson;
import dev.foldd.cli.part.StartCheck;
import dev.foldd.config.load.ConfigLoader;
import dev.foldd.config.load.LoadedConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells everything that is wrong with a configuration, and starts nothing. */
@Command(name = "validate", description = {"Lists every problem of a configuration, each with its path.",
        "Exit code 0 when there is none, 78 otherwise. What this version does not offer, and TLS files that cannot be read"
                + " on this machine, are warnings: 'foldd run' would refuse them."})
final class ValidateCommand implements Callable<Integer> {

    private final ConfigLoader loader;

    @Mixin
    private ConfigOptions options;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "The same as --config FILE.")
    private Path file;

    @Option(names = "--json", description = "Prints {valid, problems, warnings}.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    ValidateCommand(ConfigLoader loader) {
        this.loader = loader;
    }

    @Override
    public Integer call() {
        LoadedConfig config = file == null ? options.load(loader) : options.load(loader, file);
        StartCheck check = StartCheck.of(config);
        List<String> problems = check.problems();
        List<String> refusals = check.refusals();
        boolean valid = problems.isEmpty();
        List<String> warnings = new ArrayList<>(config.warnings());
        refusals.forEach(refusal -> warnings.add(refusal + "; the daemon does not start with it"));
        if (json) {
            Map<String, Object> report = new LinkedHashMap<>();
            report.put("valid", valid);
            report.put("problems", problems);
            report.put("warnings", warnings);
            spec.commandLine().getOut().println(PrettyJson.write(report));
        } else {
            warnings.forEach(warning -> spec.commandLine().getErr().println("warning: " + warning));
            problems.forEach(spec.commandLine().getErr()::println);
            if (valid) {
                spec.commandLine().getOut().println(refusals.isEmpty() ? "The configuration is valid."
                        : "The configuration is valid, but this version does not start with it on this machine.");
            }
        }
        return valid ? ExitCode.OK : ExitCode.CONFIG;
    }
}
