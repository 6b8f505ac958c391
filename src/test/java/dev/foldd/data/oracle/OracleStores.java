package dev.foldd.data.oracle;

import dev.foldd.config.Problems;
import dev.foldd.config.Section;
import dev.foldd.store.DatabaseConfig;
import dev.foldd.store.Store;
import dev.foldd.store.sqlite.SqliteStore;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The databases that the oracle is held against. */
final class OracleStores {

    private OracleStores() {
    }

    static Store sqlite(Vertx vertx, Path directory) throws Exception {
        DatabaseConfig config = DatabaseConfig.read(Section.root(Map.of("sqlite", Map.of("synchronous", "normal")),
                new Problems()));
        return SqliteStore.open(vertx, directory.resolve("oracle.db"), config.sqlite(), observation -> { })
                .toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
