package dev.foldd.cli.audit;

import dev.foldd.config.load.ConfigLoader;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code foldd audit verify|tail|prove}: reads the audit log, whether the daemon runs or not. */
@Command(name = "audit", synopsisSubcommandLabel = "verify|tail|prove",
        description = "Verifies the audit log, shows what was written to it last, or proves single records.")
public final class AuditCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    private AuditCommand() {
    }

    /** The command with its parts. */
    public static CommandLine with(ConfigLoader loader) {
        return new CommandLine(new AuditCommand())
                .addSubcommand(new VerifyCommand(loader)).addSubcommand(new TailCommand(loader))
                .addSubcommand(new ProveCommand(loader));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: verify, tail or prove");
    }
}
