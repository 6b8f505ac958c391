package dev.foldd.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.OptionalInt;

/**
 * A command that can read its plainest arguments by itself. Picocli takes a fifth of a second of processor time before
 * it has read anything, which is more than the daemon has to spare at its start.
 */
@FunctionalInterface
public interface QuickCommand {

    /** The exit code; empty, with nothing done, when the arguments are not the plain ones. */
    OptionalInt execute(List<String> arguments, PrintWriter err) throws Exception;
}
