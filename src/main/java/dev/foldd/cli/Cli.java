package dev.foldd.cli;

import dev.foldd.cli.part.CommandFailure;
import dev.foldd.cli.part.ExitCode;
import dev.foldd.config.ConfigException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Finds the command that the arguments name and runs it. Only that one is made, since making all of them would cost
 * every start of the daemon what only the help page needs.
 */
public final class Cli {

    private static final Set<String> OF_THE_ROOT = Set.of("-h", "--help", "-V", "--version");
    private static final String COMPLETION = "generate-completion";

    private final Map<String, Supplier<Object>> commands;
    private final Map<String, QuickCommand> quick;
    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean debug;

    /**
     * The commands there are.
     *
     * @param commands by name, in the order of the help page: what makes the command, an object of picocli or a
     *     CommandLine
     * @param quick by name, those of the commands that can do without picocli
     * @param debug whether a failure that nobody has foreseen is shown with its place in the code
     */
    public Cli(Map<String, Supplier<Object>> commands, Map<String, QuickCommand> quick, PrintWriter out,
            PrintWriter err, boolean debug) {
        this.commands = new LinkedHashMap<>(commands);
        this.quick = Map.copyOf(quick);
        this.out = out;
        this.err = err;
        this.debug = debug;
    }

    /** Runs a command and returns its exit code; never throws. */
    public int execute(String... arguments) {
        List<String> words = spelledToday(List.of(arguments));
        OptionalInt done = words.isEmpty() ? OptionalInt.empty() : quickly(words);
        return done.isPresent() ? done.getAsInt() : thoroughly(words);
    }

    private OptionalInt quickly(List<String> words) {
        QuickCommand command = quick.get(words.get(0));
        try {
            return command == null ? OptionalInt.empty() : command.execute(words.subList(1, words.size()), err);
        } catch (Exception e) {
            return OptionalInt.of(failed(e));
        }
    }

    private int thoroughly(List<String> words) {
        CommandLine root = new CommandLine(new FolddCommand());
        String first = words.isEmpty() ? "" : words.get(0);
        if (commands.containsKey(first)) {
            add(root, first);
        } else {
            commands.keySet().forEach(name -> add(root, name));
            root.addSubcommand(COMPLETION, new AutoComplete.GenerateCompletion());
            root.getSubcommands().get(COMPLETION).getCommandSpec().usageMessage()
                    .description("Prints a completion script for bash and zsh.");
        }
        return settled(root).execute(words.toArray(String[]::new));
    }

    /** The older daemon had no commands, only options. */
    private static List<String> spelledToday(List<String> arguments) {
        if (arguments.isEmpty() || !arguments.get(0).startsWith("-") || OF_THE_ROOT.contains(arguments.get(0))) {
            return arguments;
        }
        List<String> words = new ArrayList<>(arguments);
        if (words.remove("--print-default-config")) {
            words.addAll(0, List.of("config", "print", "--defaults"));
        } else if (words.remove("--validate-config")) {
            words.addAll(0, List.of("config", "validate"));
        } else {
            words.add(0, "run");
        }
        return words;
    }

    private void add(CommandLine root, String name) {
        root.addSubcommand(name, commands.get(name).get());
    }

    private CommandLine settled(CommandLine root) {
        helpEverywhere(root);
        return root.setOut(out).setErr(err).setExpandAtFiles(false).setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setExecutionExceptionHandler((failure, command, parsed) -> failed(failure));
    }

    private static void helpEverywhere(CommandLine parent) {
        parent.getSubcommands().values().forEach(command -> {
            if (command.getCommandSpec().findOption("--help") == null) {
                command.getCommandSpec().addOption(OptionSpec.builder("-h", "--help").usageHelp(true)
                        .type(boolean.class).description("Prints this page.").build());
            }
            helpEverywhere(command);
        });
    }

    /** What a person can do something about is a sentence; the rest is a sentence too, and more only when asked for. */
    private int failed(Exception failure) {
        if (failure instanceof ConfigException config) {
            config.problems().forEach(err::println);
            return ExitCode.CONFIG;
        }
        if (failure instanceof CommandFailure known) {
            err.println("foldd: " + failure.getMessage());
            return known.code();
        }
        if (debug) {
            failure.printStackTrace(err);
        } else {
            err.println("foldd: unexpected failure, " + failure + " (FOLDD_DEBUG=1 shows where)");
        }
        return ExitCode.FAILED;
    }
}
