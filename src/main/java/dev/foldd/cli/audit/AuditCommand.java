package dev.foldd.cli.audit;

import dev.foldd.config.load.ConfigLoader;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code foldd audit verify|tail}: reads the audit log, whether the daemon runs or not. */
@Command(name = "audit", synopsisSubcommandLabel = "verify|tail",
        description = "Verifies the audit log, or shows what was written to it last.")
public final class AuditCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    private AuditCommand() {
    }

    /** The command with its two parts. */
    public static CommandLine with(ConfigLoader loader) {
        return new CommandLine(new AuditCommand())
                .addSubcommand(new VerifyCommand(loader)).addSubcommand(new TailCommand(loader));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: verify or tail");
    }
}
