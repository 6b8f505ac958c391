package dev.foldd.cli.settings;

import dev.foldd.config.load.ConfigLoader;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code foldd config validate|print|schema}: what can be done with a configuration without running anything. */
@Command(name = "config", synopsisSubcommandLabel = "validate|print|schema",
        description = "Checks, prints and describes the configuration.")
public final class ConfigCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    private ConfigCommand() {
    }

    /** The command with its three parts. */
    public static CommandLine with(ConfigLoader loader) {
        return new CommandLine(new ConfigCommand())
                .addSubcommand(new ValidateCommand(loader))
                .addSubcommand(new PrintCommand(loader))
                .addSubcommand(new KeysCommand(loader));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: validate, print or schema");
    }
}
