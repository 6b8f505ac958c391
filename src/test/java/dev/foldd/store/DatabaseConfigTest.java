package dev.foldd.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.config.Problems;
import dev.foldd.config.Secret;
import dev.foldd.config.Section;
import dev.foldd.config.secret.SecretSource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class DatabaseConfigTest {

    private final Problems problems = new Problems();

    @Test
    void an_empty_section_gives_the_defaults() {
        DatabaseConfig config = DatabaseConfig.read(section(Map.of()));

        assertThat(problems.list()).isEmpty();
        assertThat(config).isEqualTo(new DatabaseConfig(DatabaseConfig.Adapter.SQLITE,
                new DatabaseConfig.Connection(Optional.empty(), "localhost", OptionalInt.empty(), Optional.empty(),
                        Optional.empty(), Optional.empty(), DatabaseConfig.SslMode.PREFER, Optional.empty(), 20,
                        1_000, Duration.ofSeconds(30),
                        Optional.empty(), Optional.empty(), DatabaseConfig.Provider.SQLITE),
                "conf/entities", new DatabaseConfig.Introspection(false, List.of(), List.of(), 1_000),
                new DatabaseConfig.Sharing(false, Duration.ofMillis(250), Duration.ofMinutes(2)),
                new SqliteConfig(SqliteConfig.Synchronous.FULL, 0, 10_000, 10_000, 256, 256, 2L << 20,
                        64L << 20, 2_000, 64L << 20, Duration.ofSeconds(5))));
    }

    @Test
    void every_key_is_read() {
        Map<String, Object> connection = Map.ofEntries(Map.entry("path", "/data/x.db"),
                Map.entry("host", "db.example.com"),
                Map.entry("port", 5432), Map.entry("database", "metabuilder"), Map.entry("user", "dbal_service"),
                Map.entry("password", "p"), Map.entry("ssl_mode", "verify-full"), Map.entry("pool_size", 7),
                Map.entry("max_waiting", 8), Map.entry("ca_file", "/etc/ca.pem"),
                Map.entry("timeout", 2000), Map.entry("url", "http://localhost:3000"), Map.entry("token", "t"),
                Map.entry("provider", "postgresql"));
        Map<String, Object> sqlite = Map.ofEntries(Map.entry("synchronous", "normal"), Map.entry("readers", 3),
                Map.entry("read_queue", 11), Map.entry("write_queue", 12), Map.entry("max_group", 13),
                Map.entry("statement_cache", 14), Map.entry("cache_size", "128KiB"), Map.entry("mmap_size", 0),
                Map.entry("checkpoint_pages", 150),
                Map.entry("max_value_size", "1MiB"), Map.entry("busy_timeout", "1s"));
        Section section = section(Map.of("adapter", "postgresql", "connection", connection, "entities", "e",
                "introspect", true, "introspection", Map.of("include", List.of("a*", "b"), "exclude", "ab, ac", "max_tables", 7),
                "shared", "true", "poll_interval", "40ms", "changes_kept", "1h", "sqlite", sqlite));

        DatabaseConfig config = DatabaseConfig.read(section);

        section.refuseUnknown();
        assertThat(problems.list()).isEmpty();
        assertThat(config).isEqualTo(new DatabaseConfig(DatabaseConfig.Adapter.POSTGRES,
                new DatabaseConfig.Connection(Optional.of("/data/x.db"), "db.example.com", OptionalInt.of(5432),
                        Optional.of("metabuilder"), value("user", "dbal_service"), value("password", "p"),
                        DatabaseConfig.SslMode.VERIFY_FULL, Optional.of("/etc/ca.pem"), 7, 8, Duration.ofSeconds(2),
                        Optional.of("http://localhost:3000"),
                        value("token", "t"), DatabaseConfig.Provider.POSTGRESQL),
                "e", new DatabaseConfig.Introspection(true, List.of("a*", "b"), List.of("ab", "ac"), 7),
                new DatabaseConfig.Sharing(true, Duration.ofMillis(40), Duration.ofHours(1)),
                new SqliteConfig(SqliteConfig.Synchronous.NORMAL, 3, 11, 12, 13, 14, 128L << 10, 0, 150, 1L << 20,
                        Duration.ofSeconds(1))));
    }

    @Test
    void whoever_chooses_among_tables_wants_entities_of_them() {
        Map<String, Object> chosen = Map.of("include", List.of("shop_*"));

        assertThat(DatabaseConfig.read(section(Map.of("introspection", chosen))).introspection().enabled()).isTrue();
        assertThat(DatabaseConfig.read(section(Map.of("introspection", chosen, "introspect", false))).introspection().enabled())
                .isFalse();
        assertThat(DatabaseConfig.read(section(Map.of("introspection", Map.of("max_tables", 5)))).introspection().enabled())
                .isFalse();
    }

    private static Optional<SecretSource> value(String key, String text) {
        return Optional.of(new SecretSource("connection." + key, SecretSource.Kind.VALUE, new Secret(text)));
    }

    @ParameterizedTest
    @CsvSource({"sqlite, SQLITE", "SQLite, SQLITE", "postgres, POSTGRES", "postgresql, POSTGRES", "mysql, MYSQL",
        "mariadb, MYSQL", "prisma, PRISMA"})
    void every_name_in_the_field_is_known(String word, DatabaseConfig.Adapter adapter) {
        assertThat(DatabaseConfig.read(section(Map.of("adapter", word))).adapter()).isEqualTo(adapter);
        assertThat(problems.list()).isEmpty();
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                argumentSet("an unknown adapter, with a suggestion", Map.of("adapter", "sqlit"),
                        "adapter: must be one of sqlite, postgres, postgresql, mysql, mariadb, prisma, not 'sqlit'; "
                                + "did you mean 'sqlite'?"),
                argumentSet("a port that is none", Map.of("connection", Map.of("port", 70_000)),
                        "connection.port: must be a whole number from 1 to 65535, not '70000'"),
                argumentSet("an unknown ssl mode", Map.of("connection", Map.of("ssl_mode", "maybe")),
                        "connection.ssl_mode: must be one of disable, allow, prefer, require, verify-ca, verify-full, "
                                + "not 'maybe'"),
                argumentSet("a database that no bridge is before", Map.of("connection", Map.of("provider", "mongodb")),
                        "connection.provider: must be one of sqlite, postgresql, not 'mongodb'"),
                argumentSet("a look at every moment", Map.of("poll_interval", 1),
                        "poll_interval: must be a duration from 10ms to 1m (500ms, 30s, 5m, 12h, 90d; "
                                + "a bare number is milliseconds), not '1'"),
                argumentSet("changes that nobody sees", Map.of("changes_kept", "1s"),
                        "changes_kept: must be a duration from 10s to 1d (500ms, 30s, 5m, 12h, 90d; "
                                + "a bare number is milliseconds), not '1s'"),
                argumentSet("a pool of nothing", Map.of("connection", Map.of("pool_size", 0)),
                        "connection.pool_size: must be a whole number from 1 to 1000, not '0'"),
                argumentSet("no table at all", Map.of("introspection", Map.of("max_tables", 0)),
                        "introspection.max_tables: must be a whole number from 1 to 100000, not '0'"),
                argumentSet("a commit that waits for nothing", Map.of("sqlite", Map.of("synchronous", "off")),
                        "sqlite.synchronous: must be one of full, normal, not 'off'"),
                argumentSet("a queue without an end", Map.of("sqlite", Map.of("write_queue", 2_000_000)),
                        "sqlite.write_queue: must be a whole number from 1 to 1000000, not '2000000'"),
                argumentSet("a cache too small for a page", Map.of("sqlite", Map.of("cache_size", "1KiB")),
                        "sqlite.cache_size: must be a size from 64KiB to 1GiB (4096, 64KiB, 10MiB), not '1KiB'"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refuses(Map<String, Object> tree, String problem) {
        DatabaseConfig.read(section(tree));

        assertThat(problems.list()).containsExactly(problem);
    }

    @Test
    void a_password_is_not_printed() {
        DatabaseConfig config = DatabaseConfig.read(section(Map.of("connection", Map.of("password", "hunter2"))));

        assertThat(config.toString()).doesNotContain("hunter2");
    }

    private Section section(Map<String, Object> tree) {
        return Section.root(tree, problems);
    }
}
