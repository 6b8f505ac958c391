package dev.foldd.cli.policy;

import dev.foldd.cli.part.ConfigOptions;
import dev.foldd.cli.part.ExitCode;
import dev.foldd.config.ConfigException;
import dev.foldd.config.load.ConfigLoader;
import dev.foldd.daemon.DaemonConfig;
import dev.foldd.daemon.Offline;
import dev.foldd.json.Json;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Reads entities and rules as the daemon would and runs the tests of the rules file. */
@Command(name = "test", description = "Runs the tests of the rules file; exit code 1 when one fails.")
final class TestCommand implements Callable<Integer> {

    private final ConfigLoader loader;

    @Mixin
    private ConfigOptions options;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    TestCommand(ConfigLoader loader) {
        this.loader = loader;
    }

    @Override
    public Integer call() {
        DaemonConfig config = options.settings(loader, spec.commandLine().getErr());
        List<String> warnings = List.of();
        List<String> problems = List.of();
        try {
            warnings = Offline.model(config).warnings();
        } catch (ConfigException e) {
            problems = e.problems();
        }
        print(warnings, problems);
        return problems.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }

    private void print(List<String> warnings, List<String> problems) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Map<String, Object> report = new LinkedHashMap<>();
            report.put("ok", problems.isEmpty());
            report.put("problems", problems);
            report.put("warnings", warnings);
            out.println(Json.write(report));
            return;
        }
        warnings.forEach(warning -> out.println("warning: " + warning));
        problems.forEach(out::println);
        out.println(problems.isEmpty() ? "the rules are in order and their tests pass" : "the rules are not in order");
    }
}
