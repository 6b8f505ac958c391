package dev.foldd.cli.bench.direct;

import dev.foldd.cli.part.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import picocli.CommandLine.Option;

/** Which database is measured beside the daemon, and how it is reached. */
public final class DirectOptions {

    @Option(names = "--direct",
            description = "Measures the daemon's database too, without the daemon; needs --database.")
    private boolean direct;

    @Option(names = "--database", paramLabel = "DATABASE",
            description = {"The daemon's database, for --direct: the path of a SQLite file, or",
                    "postgresql://USER@HOST:PORT/NAME, mysql://… or mariadb://…"})
    private String database;

    @Option(names = "--database-password-file", paramLabel = "FILE",
            description = "The password for a database server, when the address does not hold it.")
    private Path passwordFile;

    @Option(names = "--synchronous", paramLabel = "MODE", defaultValue = "FULL",
            description = "SQLite's setting for --direct, FULL or NORMAL; the daemon's own should be the same."
                    + " Default: FULL.")
    private Synchronous synchronous;

    enum Synchronous { FULL, NORMAL }

    /** Whether the database is to be measured. */
    public boolean isAsked() {
        return direct;
    }

    /** @throws CommandFailure when what is asked for cannot be measured */
    public void check() {
        if (!direct) {
            return;
        }
        if (database == null) {
            throw CommandFailure.ofUsage("--direct needs --database, the path of a SQLite file or the address of a server");
        }
        if (isAddress()) {
            ServerAddress.parse(database, password());
        } else if (!Files.isRegularFile(Path.of(database))) {
            throw CommandFailure.ofUsage("--direct needs --database with the path of the SQLite file");
        }
    }

    /**
     * Opens the database.
     *
     * @param startMillis keeps the rows of this run apart from all others
     * @throws CommandFailure when it cannot be reached
     */
    public DirectBench open(DirectBench.Plan plan, long startMillis, LongSupplier nanoClock)
            throws InterruptedException {
        return isAddress()
                ? ServerBench.open(ServerAddress.parse(database, password()), plan, startMillis, nanoClock)
                : SqliteBench.open(plan, Path.of(database), synchronous.name(), startMillis, nanoClock);
    }

    private boolean isAddress() {
        return database.toLowerCase(Locale.ROOT).matches("[a-z][a-z+]*://.*");
    }

    private Optional<String> password() {
        try {
            return passwordFile == null ? Optional.empty() : Optional.of(Files.readString(passwordFile).strip());
        } catch (IOException e) {
            throw new CommandFailure("the file of the database's password cannot be read: " + passwordFile);
        }
    }
}
