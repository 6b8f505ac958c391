package dev.foldd.daemon;

import dev.foldd.contract.Observation;
import dev.foldd.contract.Observer;
import dev.foldd.data.entity.table.ColumnTypes;
import dev.foldd.data.entity.table.MySqlTypes;
import dev.foldd.data.entity.table.PostgresTypes;
import dev.foldd.data.entity.table.SqliteTypes;
import dev.foldd.data.schema.MySqlDialect;
import dev.foldd.data.schema.PostgresDialect;
import dev.foldd.data.schema.SchemaDialect;
import dev.foldd.data.schema.SqliteDialect;
import dev.foldd.data.shared.SharedDialect;
import dev.foldd.data.sql.SqlDialect;
import dev.foldd.fold.storage.FoldDialect;
import dev.foldd.store.DatabaseConfig;
import dev.foldd.store.DatabaseConfig.Adapter;
import dev.foldd.store.DatabaseConfig.Provider;
import dev.foldd.store.Logins;
import dev.foldd.store.Store;
import dev.foldd.store.mysql.MySqlDriver;
import dev.foldd.store.postgres.PostgresBell;
import dev.foldd.store.postgres.PostgresDriver;
import dev.foldd.store.prisma.BridgeConfig;
import dev.foldd.store.prisma.PrismaStore;
import dev.foldd.store.server.ServerStore;
import dev.foldd.store.sqlite.SqliteStore;
import dev.foldd.wire.Host;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What follows from the kind of database: the words in which it is spoken to, and the store that speaks to it.
 *
 * @param types what its columns are to fields
 * @param fold in which the values of schemas are kept; absent where there are no transactions to keep them in
 */
record DatabaseKind(SqlDialect sql, SchemaDialect schema, ColumnTypes types, Optional<FoldDialect> fold) {

    static DatabaseKind of(DatabaseConfig config) {
        return switch (config.adapter()) {
            case SQLITE -> new DatabaseKind(SqlDialect.SQLITE, new SqliteDialect(), new SqliteTypes(),
                    Optional.of(FoldDialect.SQLITE));
            case POSTGRES -> new DatabaseKind(SqlDialect.POSTGRES, new PostgresDialect(), new PostgresTypes(),
                    Optional.of(FoldDialect.POSTGRES));
            case MYSQL -> new DatabaseKind(SqlDialect.MYSQL, new MySqlDialect(), new MySqlTypes(),
                    Optional.of(FoldDialect.MYSQL));
            case PRISMA -> bridged(config.connection().provider());
        };
    }

    /**
     * Opens the database that the configuration names. Waits.
     *
     * @param logins of a database server; of no meaning for the other adapters
     * @param file where an embedded database is kept when the configuration does not say
     * @throws dev.foldd.config.ConfigException when it cannot be opened as it is configured
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
            case PRISMA -> reached(vertx, BridgeConfig.of(config.connection()), logins, observer);
        };
    }

    /** The words in which daemons tell each other what they have written to it; empty where they do not share it. */
    static Optional<SharedDialect> shared(DatabaseConfig config) {
        return !config.sharing().enabled() ? Optional.empty()
                : Optional.of(config.adapter() == Adapter.POSTGRES ? SharedDialect.POSTGRES : SharedDialect.MYSQL);
    }

    /** By which a database says at once that others have written, where there are such. */
    static Optional<PostgresBell> bell(Vertx vertx, DatabaseConfig config, Logins logins, Observer observer) {
        return config.adapter() != Adapter.POSTGRES ? Optional.empty()
                : Optional.of(new PostgresBell(vertx, new PostgresDriver(vertx, config.connection(), logins), observer));
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

    private static Store reached(Vertx vertx, BridgeConfig bridge, Logins logins, Observer observer) {
        if (!bridge.tls() && !Host.isLoopback(bridge.host())) {
            observer.observe(new Observation.Warned("store", "the bridge is spoken to without TLS and is not on this machine:"
                    + " its token can be read on the way; use https in database.connection.url"));
        }
        try {
            return Await.on(PrismaStore.open(vertx, bridge, logins, observer));
        } catch (RuntimeException e) {
            throw StartException.ofBridge(bridge.name(), e);
        }
    }

    private static DatabaseKind bridged(Provider provider) {
        return switch (provider) {
            case SQLITE -> new DatabaseKind(SqlDialect.BRIDGED_SQLITE, new SqliteDialect(), new SqliteTypes(),
                    Optional.empty());
            case POSTGRESQL -> new DatabaseKind(SqlDialect.BRIDGED_POSTGRES, new PostgresDialect(), new PostgresTypes(),
                    Optional.empty());
        };
    }
}
