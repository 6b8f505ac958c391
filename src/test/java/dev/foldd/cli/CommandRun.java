package dev.foldd.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** One command, run as the command line runs it, and what it prints. */
public final class CommandRun {

    public final StringWriter out = new StringWriter();
    public final StringWriter err = new StringWriter();
    private final String name;
    private final Supplier<Object> command;

    /** @param command makes the command anew for each run */
    public CommandRun(String name, Supplier<Object> command) {
        this.name = name;
        this.command = command;
    }

    /** Returns the exit code. */
    public int execute(String... arguments) {
        List<String> words = new ArrayList<>(List.of(arguments));
        words.add(0, name);
        return new Cli(Map.of(name, command), Map.of(), new PrintWriter(out, true), new PrintWriter(err, true), false)
                .execute(words.toArray(String[]::new));
    }
}
