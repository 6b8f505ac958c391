package dev.foldd.cli;

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
import picocli.CommandLine.IParameterExceptionHandler;
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
        Failures failures = new Failures(out, err, wantsJson(words), debug);
        OptionalInt done = words.isEmpty() ? OptionalInt.empty() : quickly(words, failures);
        return done.isPresent() ? done.getAsInt() : thoroughly(words, failures);
    }

    /** Asked of the words themselves, since a mistake in them must be told as JSON too. */
    private static boolean wantsJson(List<String> words) {
        int end = words.indexOf("--");
        return (end < 0 ? words : words.subList(0, end)).contains("--json");
    }

    private OptionalInt quickly(List<String> words, Failures failures) {
        QuickCommand command = quick.get(words.get(0));
        try {
            return command == null ? OptionalInt.empty() : command.execute(words.subList(1, words.size()), err);
        } catch (Exception e) {
            return OptionalInt.of(failures.told(e));
        }
    }

    private int thoroughly(List<String> words, Failures failures) {
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
        return settled(root, failures).execute(words.toArray(String[]::new));
    }

    /** The older daemon had no commands, only options; and {@code help COMMAND} is what many type first. */
    private static List<String> spelledToday(List<String> arguments) {
        if (!arguments.isEmpty() && arguments.get(0).equals("help")) {
            List<String> words = new ArrayList<>(arguments.subList(1, arguments.size()));
            words.add("--help");
            return words;
        }
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

    private CommandLine settled(CommandLine root, Failures failures) {
        helpEverywhere(root);
        IParameterExceptionHandler usual = root.getParameterExceptionHandler();
        return root.setOut(out).setErr(err).setExpandAtFiles(false).setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setParameterExceptionHandler((wrong, words) -> failures.told(wrong, words, usual))
                .setExecutionExceptionHandler((failure, command, parsed) -> failures.told(failure));
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
}
