package dev.foldd.cli.policy;

import dev.foldd.config.load.ConfigLoader;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code foldd policy explain|test}: what the rules mean, without a running daemon. */
@Command(name = "policy", description = "Tells what the rules allow, and tests them.")
public final class PolicyCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    public static CommandLine with(ConfigLoader loader) {
        return new CommandLine(new PolicyCommand())
                .addSubcommand(new ExplainCommand(loader)).addSubcommand(new TestCommand(loader));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: explain or test");
    }
}
