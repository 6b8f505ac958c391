package dev.foldd.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The root of the command line: holds the commands and does nothing itself. */
@Command(name = "foldd", versionProvider = Version.class, synopsisSubcommandLabel = "COMMAND",
        description = {"", "One daemon between applications and what they must not touch directly: it proves who asks,"
                + " applies one policy down to the row, writes one audit record, and answers.", ""},
        commandListHeading = "%nCommands:%n", optionListHeading = "%nOptions:%n",
        footer = {"", "'foldd COMMAND --help' tells what a command takes. To begin: 'foldd run' with nothing"
                + " else listens on loopback and prints an address with a token in it.",
            "The older spellings are understood too: foldd --config=FILE, --validate-config, --print-default-config.",
            "", "Exit codes: 0 ok, 1 failed, 2 the command line is wrong, 78 the configuration is wrong.",
            "FOLDD_DEBUG=1 in the environment shows where in the code an unexpected failure came from."})
final class FolddCommand implements Runnable {

    @Option(names = {"-V", "--version"}, versionHelp = true, description = "Prints the version.")
    private boolean version;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Prints this page.")
    private boolean help;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "A command is missing");
    }
}
