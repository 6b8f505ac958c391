package dev.foldd.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.config.ConfigException;
import dev.foldd.data.schema.MySqlDialect;
import dev.foldd.data.schema.PostgresDialect;
import dev.foldd.data.schema.SqliteDialect;
import dev.foldd.data.sql.SqlDialect;
import dev.foldd.store.DatabaseConfig.Adapter;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DatabaseKindTest {

    static Stream<Arguments> kinds() {
        return Stream.of(argumentSet("SQLite", Adapter.SQLITE, SqlDialect.SQLITE, SqliteDialect.class),
                argumentSet("PostgreSQL", Adapter.POSTGRES, SqlDialect.POSTGRES, PostgresDialect.class),
                argumentSet("MySQL and MariaDB", Adapter.MYSQL, SqlDialect.MYSQL, MySqlDialect.class));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void each_database_is_spoken_to_in_its_own_words(Adapter adapter, SqlDialect sql, Class<?> schema) {
        DatabaseKind kind = DatabaseKind.of(adapter);

        assertThat(kind.sql()).isEqualTo(sql);
        assertThat(kind.schema()).isInstanceOf(schema);
    }

    @Test
    void a_bridge_to_a_database_of_unknown_words_is_refused() {
        assertThatThrownBy(() -> DatabaseKind.of(Adapter.PRISMA)).isInstanceOf(ConfigException.class)
                .hasMessageContaining("database.adapter");
    }
}
