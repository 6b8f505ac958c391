package dev.foldd.testing;

import dev.foldd.config.Problems;
import dev.foldd.config.Section;
import dev.foldd.config.secret.SecretSource;
import dev.foldd.contract.Observer;
import dev.foldd.data.schema.MySqlDialect;
import dev.foldd.data.schema.PostgresDialect;
import dev.foldd.data.schema.SchemaDialect;
import dev.foldd.data.schema.SqliteDialect;
import dev.foldd.data.sql.SqlDialect;
import dev.foldd.store.DatabaseConfig;
import dev.foldd.store.Login;
import dev.foldd.store.Logins;
import dev.foldd.store.Store;
import dev.foldd.store.mysql.MySqlDriver;
import dev.foldd.store.postgres.PostgresDriver;
import dev.foldd.store.prisma.BridgeConfig;
import dev.foldd.store.prisma.PrismaStore;
import dev.foldd.store.server.ServerStore;
import dev.foldd.store.sqlite.SqliteStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Opens stores on the databases of tests. */
public final class Stores {

    private static final Observer NOBODY = observation -> { };

    private Stores() {
    }

    public static Store open(Database kind, Vertx vertx, DatabaseConfig config, Path directory) throws Exception {
        Future<? extends Store> opened = switch (kind) {
            case SQLITE -> SqliteStore.open(vertx, directory.resolve("test.db"), config.sqlite(), NOBODY);
            case POSTGRES -> ServerStore.open(vertx, new PostgresDriver(vertx, config.connection(), login(config)), NOBODY);
            case MARIADB -> ServerStore.open(vertx, new MySqlDriver(vertx, config.connection(), login(config)), NOBODY);
            case PRISMA, PRISMA_POSTGRES ->
                    PrismaStore.open(vertx, BridgeConfig.of(config.connection()), login(config), NOBODY);
        };
        return opened.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    /** Opens a database of its own, which needs not outlive the machine. */
    public static Store fresh(Database kind, Vertx vertx, Path directory) throws Exception {
        DatabaseConfig config = DatabaseConfig.read(Section.root(tree(kind.fresh(),
                Map.of("sqlite.synchronous", "normal")), new Problems()));
        return open(kind, vertx, config, directory);
    }

    /** The words in which a database is asked. */
    public static SqlDialect sql(Database kind) {
        return switch (kind) {
            case SQLITE -> SqlDialect.SQLITE;
            case POSTGRES -> SqlDialect.POSTGRES;
            case MARIADB -> SqlDialect.MYSQL;
            case PRISMA -> SqlDialect.BRIDGED_SQLITE;
            case PRISMA_POSTGRES -> SqlDialect.BRIDGED_POSTGRES;
        };
    }

    /** The words in which its tables are made. */
    public static SchemaDialect schema(Database kind) {
        return switch (kind) {
            case SQLITE, PRISMA -> new SqliteDialect();
            case POSTGRES, PRISMA_POSTGRES -> new PostgresDialect();
            case MARIADB -> new MySqlDialect();
        };
    }

    /** The login, or the token of a bridge, that stands in the settings themselves. */
    public static Logins login(DatabaseConfig config) {
        DatabaseConfig.Connection connection = config.connection();
        Login login = new Login(connection.user().map(user -> user.value().reveal()),
                (config.adapter() == DatabaseConfig.Adapter.PRISMA ? connection.token() : connection.password())
                        .map(SecretSource::value));
        return () -> login;
    }

    /** Settings by their paths, as a tree. */
    @SafeVarargs
    @SuppressWarnings("unchecked")
    public static Map<String, Object> tree(Map<String, Object>... settings) {
        Map<String, Object> tree = new HashMap<>();
        for (Map<String, Object> some : settings) {
            some.forEach((path, value) -> {
                Map<String, Object> at = tree;
                String[] names = path.split("\\.");
                for (int i = 0; i < names.length - 1; i++) {
                    at = (Map<String, Object>) at.computeIfAbsent(names[i], name -> new HashMap<String, Object>());
                }
                at.put(names[names.length - 1], value);
            });
        }
        return tree;
    }
}
