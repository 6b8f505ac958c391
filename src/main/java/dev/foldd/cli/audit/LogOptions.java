package dev.foldd.cli.audit;

import dev.foldd.audit.LogFiles;
import dev.foldd.cli.part.CommandFailure;
import dev.foldd.cli.part.ConfigOptions;
import dev.foldd.config.load.ConfigLoader;
import dev.foldd.daemon.DaemonConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** Which audit log is meant: the daemon's, as its configuration says, or one that is named by itself. */
final class LogOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Mixin
    private ConfigOptions options;

    @Option(names = "--log", paramLabel = "PATH",
            description = "Reads the log at this place instead, such as a copy: its directory, or its path as in"
                    + " security.audit_log_path.")
    private Path log;

    /**
     * The log's files.
     *
     * @param dataDirectory where the daemon's keys are; empty when the log was named by itself and no daemon with it
     */
    record Found(LogFiles files, Optional<Path> dataDirectory) {
    }

    /** The log was named by itself. */
    boolean isNamed() {
        return log != null;
    }

    /** Where the daemon's keys are, as its configuration says; nothing needs to be there. */
    Path dataDirectory(ConfigLoader loader, PrintWriter err) {
        return options.settings(loader, err).dataDir();
    }

    /** @throws CommandFailure when there is no log there, or more than one */
    Found find(ConfigLoader loader, PrintWriter err) throws IOException {
        if (log != null) {
            // Without being told, a log from anywhere is not held against the node that happens to live here.
            ParseResult given = spec.commandLine().getParseResult();
            boolean withDaemon = given.hasMatchedOption(ConfigOptions.DATA) || given.hasMatchedOption(ConfigOptions.FILE);
            return new Found(filesAt(log), withDaemon ? Optional.of(dataDirectory(loader, err)) : Optional.empty());
        }
        DaemonConfig config = options.settings(loader, err);
        return new Found(filesAt(config.audit().pathIn(config.dataDir())), Optional.of(config.dataDir()));
    }

    private static LogFiles filesAt(Path place) throws IOException {
        if (Files.isDirectory(place)) {
            return LogFiles.inDirectory(place).orElseThrow(() ->
                    new CommandFailure("there is no audit log in " + place + ", or more than one: name it with --log PATH"));
        }
        LogFiles files = new LogFiles(place);
        if (files.segments().isEmpty() && files.headLines().isEmpty()) {
            throw new CommandFailure("there is no audit log at " + place + ": name it with --log PATH");
        }
        return files;
    }
}
