package dev.foldd.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.config.ConfigException;
import dev.foldd.config.Problems;
import dev.foldd.config.Section;
import dev.foldd.data.schema.MySqlDialect;
import dev.foldd.data.schema.PostgresDialect;
import dev.foldd.data.schema.SqliteDialect;
import dev.foldd.data.sql.SqlDialect;
import dev.foldd.store.DatabaseConfig;
import dev.foldd.testing.Stores;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DatabaseKindTest {

    static Stream<Arguments> kinds() {
        return Stream.of(argumentSet("SQLite", Map.of(), SqlDialect.SQLITE, SqliteDialect.class),
                argumentSet("PostgreSQL", Map.of("adapter", "postgres"), SqlDialect.POSTGRES, PostgresDialect.class),
                argumentSet("MySQL and MariaDB", Map.of("adapter", "mysql"), SqlDialect.MYSQL, MySqlDialect.class),
                argumentSet("a bridge", Map.of("adapter", "prisma"), SqlDialect.BRIDGED_SQLITE, SqliteDialect.class),
                argumentSet("a bridge to PostgreSQL", Map.of("adapter", "prisma", "connection",
                        Map.of("provider", "postgresql")), SqlDialect.BRIDGED_POSTGRES, PostgresDialect.class));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void each_database_is_spoken_to_in_its_own_words(Map<String, Object> settings, SqlDialect sql, Class<?> schema) {
        DatabaseKind kind = DatabaseKind.of(config(settings));

        assertThat(kind.sql()).isEqualTo(sql);
        assertThat(kind.schema()).isInstanceOf(schema);
    }

    @Test
    void a_bridge_is_opened_at_an_address_alone() {
        DatabaseConfig config = config(Map.of("adapter", "prisma", "connection", Map.of("url", "http://user:hunter2@bridge")));

        assertThatThrownBy(() -> DatabaseKind.open(null, config, Stores.login(config), () -> null, observation -> { }))
                .isInstanceOf(ConfigException.class).hasMessageContaining("database.connection.url")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void a_bridge_that_is_not_there_is_named() {
        Vertx vertx = Vertx.vertx();
        DatabaseConfig config = config(Map.of("adapter", "prisma", "connection", Map.of("url", "http://127.0.0.1:1")));

        assertThatThrownBy(() -> DatabaseKind.open(vertx, config, Stores.login(config), () -> null, observation -> { }))
                .isInstanceOf(StartException.class).hasMessageStartingWith("database.connection.url: the bridge on"
                        + " '127.0.0.1:1' cannot be used (the database cannot be reached)");
        Await.on(vertx.close());
    }

    private static DatabaseConfig config(Map<String, Object> settings) {
        return DatabaseConfig.read(Section.root(settings, new Problems()));
    }
}
