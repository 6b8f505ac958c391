package dev.foldd.data.oracle;

import dev.foldd.config.Problems;
import dev.foldd.config.Section;
import dev.foldd.data.schema.MySqlDialect;
import dev.foldd.data.schema.PostgresDialect;
import dev.foldd.data.schema.SchemaDialect;
import dev.foldd.data.schema.SqliteDialect;
import dev.foldd.data.sql.SqlDialect;
import dev.foldd.store.DatabaseConfig;
import dev.foldd.store.Store;
import dev.foldd.testing.Database;
import dev.foldd.testing.Stores;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.Map;

/** The databases that the oracle is held against, and their words. */
final class OracleStores {

    private OracleStores() {
    }

    static Store open(Database kind, Vertx vertx, Path directory) throws Exception {
        DatabaseConfig config = DatabaseConfig.read(Section.root(Stores.tree(kind.fresh(),
                Map.of("sqlite.synchronous", "normal")), new Problems()));
        return Stores.open(kind, vertx, config, directory);
    }

    static SqlDialect sql(Database kind) {
        return switch (kind) {
            case SQLITE -> SqlDialect.SQLITE;
            case POSTGRES -> SqlDialect.POSTGRES;
            case MARIADB -> SqlDialect.MYSQL;
        };
    }

    static SchemaDialect schema(Database kind) {
        return switch (kind) {
            case SQLITE -> new SqliteDialect();
            case POSTGRES -> new PostgresDialect();
            case MARIADB -> new MySqlDialect();
        };
    }
}
