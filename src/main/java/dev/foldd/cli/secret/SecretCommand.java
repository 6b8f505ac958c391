package dev.foldd.cli.secret;

import dev.foldd.config.load.ConfigLoader;
import java.security.SecureRandom;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code foldd secret seal}: secrets of the configuration that only this machine can read. */
@Command(name = "secret", description = "Seals secrets of the configuration.")
public final class SecretCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    /** @param input where the secret comes from */
    public static CommandLine with(ConfigLoader loader, SecureRandom random, SecretInput input) {
        return new CommandLine(new SecretCommand()).addSubcommand(new SealCommand(loader, random, input));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: seal");
    }
}
