package dev.foldd.daemon;

import dev.foldd.config.ConfigException;
import dev.foldd.contract.Observer;
import dev.foldd.data.schema.MySqlDialect;
import dev.foldd.data.schema.PostgresDialect;
import dev.foldd.data.schema.SchemaDialect;
import dev.foldd.data.schema.SqliteDialect;
import dev.foldd.data.sql.SqlDialect;
import dev.foldd.store.DatabaseConfig;
import dev.foldd.store.DatabaseConfig.Adapter;
import dev.foldd.store.Logins;
import dev.foldd.store.Store;
import dev.foldd.store.mysql.MySqlDriver;
import dev.foldd.store.postgres.PostgresDriver;
import dev.foldd.store.server.ServerStore;
import dev.foldd.store.sqlite.SqliteStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/** What follows from the kind of database: the words in which it is spoken to, and the store that speaks to it. */
record DatabaseKind(SqlDialect sql, SchemaDialect schema) {

    static final String NO_BRIDGE = "database.adapter: this version has no bridge to prisma; use sqlite, postgres or mysql";

    /** @throws ConfigException for a database whose words are not known */
    static DatabaseKind of(Adapter adapter) {
        return switch (adapter) {
            case SQLITE -> new DatabaseKind(SqlDialect.SQLITE, new SqliteDialect());
            case POSTGRES -> new DatabaseKind(SqlDialect.POSTGRES, new PostgresDialect());
            case MYSQL -> new DatabaseKind(SqlDialect.MYSQL, new MySqlDialect());
            case PRISMA -> throw notOffered();
        };
    }

    /**
     * Opens the database that the configuration names. Waits.
     *
     * @param logins of a database server; of no meaning for the other adapters
     * @param file where an embedded database is kept when the configuration does not say
     * @throws ConfigException when it cannot be opened as it is configured
     */
    static Store open(Vertx vertx, DatabaseConfig config, Logins logins, Supplier<Path> file, Observer observer) {
        return switch (config.adapter()) {
            case SQLITE -> {
                Path path = config.connection().path().map(Path::of).orElseGet(file);
                yield opened(path.toString(), SqliteStore.open(vertx, path, config.sqlite(), observer));
            }
            case POSTGRES -> served(config,
                    ServerStore.open(vertx, new PostgresDriver(vertx, config.connection(), logins), observer));
            case MYSQL -> served(config,
                    ServerStore.open(vertx, new MySqlDriver(vertx, config.connection(), logins), observer));
            case PRISMA -> throw notOffered();
        };
    }

    private static <T> T opened(String name, Future<T> store) {
        try {
            return Await.on(store);
        } catch (RuntimeException e) {
            throw StartException.ofDatabase(name, e);
        }
    }

    private static <T> T served(DatabaseConfig config, Future<T> store) {
        try {
            return Await.on(store);
        } catch (RuntimeException e) {
            throw StartException.ofServer(config.connection().host(), e);
        }
    }

    private static ConfigException notOffered() {
        return new ConfigException(List.of(NO_BRIDGE));
    }
}
