package dev.foldd.cli.audit;

import dev.foldd.audit.LogFiles;
import dev.foldd.audit.format.LoggedLine;
import dev.foldd.audit.read.LogFollower;
import dev.foldd.cli.part.CommandFailure;
import dev.foldd.cli.part.ExitCode;
import dev.foldd.config.load.ConfigLoader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
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
    private static final List<String> COLUMNS = List.of(
            "door", "remote", "subject", "tenant", "operation", "entity", "id", "outcome", "error", "note", "text");

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

    TailCommand(ConfigLoader loader) {
        this.loader = loader;
    }

    @Override
    public Integer call() {
        if (count < 0 || count > LINES_MAX) {
            throw new ParameterException(spec.commandLine(), "-n must be from 0 to " + LINES_MAX);
        }
        try {
            LogFiles files = log.find(loader, spec.commandLine().getErr()).files();
            LogFollower follower = new LogFollower(files);
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

    private void print(List<String> lines) {
        PrintWriter out = spec.commandLine().getOut();
        for (String line : lines) {
            out.println(json ? line : text(line));
        }
        out.flush();
    }

    private static String text(String line) {
        Optional<LoggedLine> parsed = LoggedLine.parse(line.getBytes(StandardCharsets.UTF_8));
        if (parsed.isEmpty()) {
            return "? " + harmless(line);
        }
        LoggedLine record = parsed.get();
        StringJoiner text = new StringJoiner(" ");
        text.add(Long.toString(record.seq())).add(record.text("time")).add(record.kind());
        for (String column : COLUMNS) {
            if (!record.text(column).isEmpty()) {
                text.add(column + "=" + record.text(column));
            }
        }
        if (record.kind().equals("record")) {
            text.add("rows=" + record.number("rows")).add(record.number("durationUs") + "us");
        }
        return harmless(text.toString());
    }

    /** What a caller has sent must not steer the operator's terminal. */
    private static String harmless(String text) {
        return text.codePoints().map(point -> Character.isISOControl(point) ? '?' : point)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }
}
