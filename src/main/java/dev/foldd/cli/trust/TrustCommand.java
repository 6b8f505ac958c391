package dev.foldd.cli.trust;

import dev.foldd.config.load.ConfigLoader;
import java.time.Clock;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code foldd trust add|revoke|list|show}: signed edges of trust, whether the daemon runs or not. */
@Command(name = "trust", synopsisSubcommandLabel = "add|revoke|list|show",
        description = "Signs edges of trust to keys that are not enrolled, and takes them back.")
public final class TrustCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    private TrustCommand() {
    }

    /** The command with its parts. */
    public static CommandLine with(ConfigLoader loader, Clock clock) {
        return new CommandLine(new TrustCommand())
                .addSubcommand(new AddCommand(loader, clock)).addSubcommand(new RevokeCommand(loader, clock))
                .addSubcommand(new ListCommand(loader, clock)).addSubcommand(new ShowCommand(loader, clock));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: add, revoke, list or show");
    }
}
