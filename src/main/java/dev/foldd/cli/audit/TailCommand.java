package dev.foldd.cli.audit;

import dev.foldd.audit.LogFiles;
import dev.foldd.audit.format.LoggedLine;
import dev.foldd.audit.read.LogFollower;
import dev.foldd.cli.part.CommandFailure;
import dev.foldd.cli.part.ExitCode;
import dev.foldd.config.load.ConfigLoader;
import dev.foldd.contract.audit.AuditEntry;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code foldd audit tail}: prints the newest records, and with {@code --follow} those that come. */
@Command(name = "tail", description = {"Prints the newest records of the audit log, one on a line.",
        "Nothing is verified: 'foldd audit verify' does that."})
final class TailCommand implements Callable<Integer> {

    private static final int LINES_MAX = 100_000;

    private final ConfigLoader loader;

    @Spec
    private CommandSpec spec;

    @Mixin
    private LogOptions log;

    @Option(names = "-n", paramLabel = "N", defaultValue = "10", 
            description = "How many records. Default: ${DEFAULT-VALUE}.")
    private int count;

    @Option(names = {"-f", "--follow"}, 
            description = "Goes on with those that are written from now on, until it is interrupted.")
    private boolean follow;

    @Option(names = "--json", description = "Prints the lines as they stand in the log, which is one JSON object each.")
    private boolean json;

    @Option(names = "--subject", paramLabel = "ID", description = "Only records of this subject.")
    private String subject;

    @Option(names = "--outcome", paramLabel = "OUTCOME",
            description = "Only records with this outcome: intended, succeeded, refused or failed.")
    private String outcome;

    TailCommand(ConfigLoader loader) {
        this.loader = loader;
    }

    @Override
    public Integer call() {
        if (count < 0 || count > LINES_MAX) {
            throw new ParameterException(spec.commandLine(), "-n must be from 0 to " + LINES_MAX);
        }
        if (outcome != null && Arrays.stream(AuditEntry.Outcome.values()).noneMatch(word ->
                word.name().equalsIgnoreCase(outcome))) {
            throw new ParameterException(spec.commandLine(), "--outcome must be intended, succeeded, refused or failed, not "
                    + outcome);
        }
        try {
            LogFiles files = log.find(loader, spec.commandLine().getErr()).files();
            LogFollower follower = new LogFollower(files, this::isWanted);
            print(follower.last(count));
            if (follow) {
                follow(files, follower);
            }
            return ExitCode.OK;
        } catch (IOException e) {
            throw new CommandFailure("the audit log cannot be read: " + e);
        }
    }

    /** Ends when the thread is interrupted or its output is gone. */
    private void follow(LogFiles files, LogFollower follower) throws IOException {
        try (WatchService watch = FileSystems.getDefault().newWatchService()) {
            files.path().getParent().register(watch, StandardWatchEventKinds.ENTRY_MODIFY,
                    StandardWatchEventKinds.ENTRY_CREATE);
            while (!spec.commandLine().getOut().checkError()) {
                print(follower.more());
                WatchKey key = watch.poll(1, TimeUnit.SECONDS);
                if (key != null) {
                    key.pollEvents();
                    key.reset();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Without a filter everything is wanted, also what is no record. */
    private boolean isWanted(String line) {
        if (subject == null && outcome == null) {
            return true;
        }
        Optional<LoggedLine> parsed = LoggedLine.parse(line.getBytes(StandardCharsets.UTF_8));
        return parsed.isPresent() && (subject == null || parsed.get().text("subject").equals(subject))
                && (outcome == null || parsed.get().text("outcome").equalsIgnoreCase(outcome));
    }

    private void print(List<String> lines) {
        PrintWriter out = spec.commandLine().getOut();
        for (String line : lines) {
            out.println(json ? line : LineText.of(line));
        }
        out.flush();
    }
}
