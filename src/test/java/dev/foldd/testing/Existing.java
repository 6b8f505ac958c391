package dev.foldd.testing;

import dev.foldd.config.Problems;
import dev.foldd.config.Section;
import dev.foldd.store.DatabaseConfig;
import dev.foldd.store.Store;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A database that others have made, by plain SQL, before foldd came. */
public final class Existing implements AutoCloseable {

    private static final Path ROOT = Path.of("src", "test", "resources", "dev", "foldd", "journey", "existing").toAbsolutePath();

    private final Map<String, Object> settings;
    private final Vertx vertx = Vertx.vertx();
    private final Store store;

    private Existing(Map<String, Object> settings, Path directory, Database kind) throws Exception {
        this.settings = settings;
        if (kind == Database.SQLITE) {
            settings.put("connection.path", directory.resolve("test.db"));
        }
        Section section = Section.root(Stores.tree(settings), new Problems());
        this.store = Stores.open(kind, vertx, DatabaseConfig.read(section), directory);
    }

    /** A fresh one, in a directory of its own where it is a file. */
    public static Existing make(Database kind, Path directory) throws Exception {
        Existing made = new Existing(kind.fresh(), directory, kind);
        String script = Files.readString(ROOT.resolve(script(kind)));
        List<String> statements = new ArrayList<>(List.of(script.split(";\\s*\\n")));
        statements.add("CREATE TABLE wide (id bigint PRIMARY KEY, " + IntStream.rangeClosed(1, 59)
                .mapToObj(i -> "c" + i + " integer").collect(Collectors.joining(", ")) + ")");
        made.run(statements);
        return made;
    }

    private static String script(Database kind) {
        return switch (kind) {
            case SQLITE, PRISMA -> "sqlite.sql";
            case POSTGRES, PRISMA_POSTGRES -> "postgres.sql";
            case MARIADB -> "mariadb.sql";
        };
    }

    /** Files that declare entities of some of its tables. */
    public static Path entities() {
        return ROOT.resolve("entities");
    }

    public static Path rules() {
        return ROOT.resolve("rules.yaml");
    }

    /** What others do to it meanwhile. */
    public void run(List<String> statements) {
        store.define(statements).toCompletionStage().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }

    /** Settings of the section {@code database}, by their paths in it. */
    public Map<String, Object> settings() {
        return settings;
    }

    @Override
    public void close() {
        store.close().toCompletionStage().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
        vertx.close().toCompletionStage().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }
}
