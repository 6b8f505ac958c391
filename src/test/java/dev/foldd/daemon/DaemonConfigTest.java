package dev.foldd.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.config.ConfigException;
import dev.foldd.config.load.ConfigLoader;
import dev.foldd.config.load.LoadedConfig;
import dev.foldd.store.DatabaseConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DaemonConfigTest {

    /** The example in the manual of the daemon that this one takes the place of, key by key and value by value. */
    private static final String EXAMPLE_OF_THE_OLDER_DAEMON = """
            server:
              host: "0.0.0.0"
              port: 50051
              tls:
                enabled: true
                cert_file: "/etc/dbal/server.crt"
                key_file: "/etc/dbal/server.key"
                ca_file: "/etc/dbal/ca.crt"

            database:
              adapter: "postgresql"
              connection:
                host: "db.example.com"
                port: 5432
                database: "metabuilder"
                user: "dbal_service"
                password: "${DBAL_DB_PASSWORD}" # From environment
                ssl_mode: "require"
                pool_size: 20
                timeout: 30000

            security:
              sandbox: "strict"
              audit_log: true
              audit_log_path: "/var/log/dbal/audit.log"
              rate_limit:
                enabled: true
                requests_per_minute: 100
                burst: 20
              acl:
                rules_file: "/etc/dbal/acl_rules.yaml"
                cache_ttl: 300

            performance:
              query_timeout: 30000
              max_query_complexity: 1000
              connection_pool_size: 20
              cache_enabled: true
              cache_size_mb: 256
            """;

    @TempDir
    private Path directory;

    @Test
    void the_example_of_the_older_daemon_loads_unchanged() throws Exception {
        LoadedConfig loaded = example();

        assertThat(loaded.problems()).isEmpty();
        assertThat(loaded.warnings()).isEmpty();
        DaemonConfig config = DaemonConfig.read(loaded.section());
        assertThat(config.rpc().host()).isEqualTo("0.0.0.0");
        assertThat(config.rpc().tls().orElseThrow().certFile()).isEqualTo("/etc/dbal/server.crt");
        assertThat(config.rateLimit().requestsPerMinute()).isEqualTo(100);
        assertThat(config.rateLimit().burst()).isEqualTo(20);
        assertThat(config.audit().path()).contains(Path.of("/var/log/dbal/audit.log"));
        assertThat(config.acl().rulesFile()).isEqualTo("/etc/dbal/acl_rules.yaml");
        assertThat(config.data().statement().timeout()).isEqualTo(Duration.ofSeconds(30));
        DatabaseConfig.Connection connection = config.database().connection();
        assertThat(connection.password().map(password -> password.value().reveal())).contains("s3cret");
        assertThat(connection.poolSize()).isEqualTo(20);
        assertThat(connection.timeout()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void what_of_it_this_version_does_not_offer_is_refused_at_start_and_nothing_is_made() throws Exception {
        Path data = directory.resolve("data");
        LoadedConfig loaded = load(EXAMPLE_OF_THE_OLDER_DAEMON, List.of("data_dir=" + data));
        DaemonConfig config = DaemonConfig.read(loaded.section());

        assertThatThrownBy(() -> Daemon.start(settings(config), new DoorChoice(Set.of()), "test"))
                .isInstanceOfSatisfying(ConfigException.class, refused -> assertThat(refused.problems())
                        .filteredOn(problem -> !problem.startsWith("security.sandbox: strict refuses ")).containsExactly(
                        "security.acl.rules_file: '/etc/dbal/acl_rules.yaml' cannot be read",
                        "server.tls.cert_file: '/etc/dbal/server.crt' cannot be read",
                        "server.tls.key_file: '/etc/dbal/server.key' cannot be read",
                        "server.tls.ca_file: '/etc/dbal/ca.crt' cannot be read"));
        assertThat(data).doesNotExist();
    }

    static Stream<Arguments> notOffered() {
        return Stream.of(
                argumentSet("a bridge without an address", "database: {adapter: prisma, connection: {url: bridge}}",
                        "database.connection.url: "),
                argumentSet("a bridge's token that no header holds",
                        "database: {adapter: prisma, connection: {token: \"a b\"}}", "database.connection.token: "),
                argumentSet("a shared file", "database: {shared: true}",
                        "database.shared: daemons share a PostgreSQL, MySQL or MariaDB server, and the adapter is sqlite"),
                argumentSet("lines that are dropped before the slowest statement is over",
                        "{database: {adapter: postgres, shared: true, changes_kept: 25s}, performance: {query_timeout: 25s,"
                                + " transactions: {timeout: 10s}}}", "database.changes_kept: must be longer than "),
                argumentSet("lines that are dropped before the slowest transaction is over",
                        "{database: {adapter: mysql, shared: true, changes_kept: 30s}, performance: {query_timeout: 25s}}",
                        "database.changes_kept: must be longer than "),
                argumentSet("a certificate that is not there",
                        "server: {tls: {enabled: true, cert_file: /none, key_file: pom.xml}}",
                        "server.tls.cert_file: '/none' cannot be read"));
    }

    @ParameterizedTest
    @MethodSource("notOffered")
    void is_understood_and_refused_at_start(String yaml, String refusal) throws Exception {
        LoadedConfig loaded = load(yaml, List.of());

        assertThat(loaded.problems()).isEmpty();
        assertThat(DaemonConfig.read(loaded.section()).refusals()).singleElement().asString().startsWith(refusal);
    }

    @Test
    void the_defaults_are_refused_nothing() {
        assertThat(defaults(List.of()).refusals()).isEmpty();
        assertThat(defaults(List.of()).isLoopbackOnly()).isTrue();
    }

    static Stream<Arguments> reachable() {
        return Stream.of(
                argumentSet("door 1", "server"), argumentSet("the HTTP door", "http"),
                argumentSet("the door for probes", "admin"));
    }

    @ParameterizedTest
    @MethodSource("reachable")
    void one_door_beyond_loopback_is_enough_to_be_reachable(String door) {
        for (String host : List.of("0.0.0.0", "::", "db.example.com", "127.example.com")) {
            List<String> flags = List.of(door + ".host=" + host, door + ".allow_plaintext=true");

            assertThat(defaults(flags).isLoopbackOnly()).as(host).isFalse();
        }
    }

    @Test
    void secrets_are_in_no_text_of_it() throws Exception {
        DaemonConfig config = DaemonConfig.read(load("security: {jwt: {secret: '"
                + "0123456789abcdef0123456789abcdef'}}\ndatabase: {connection: {password: '${DBAL_DB_PASSWORD}'}}",
                List.of()).section());

        assertThat(config.toString()).doesNotContain("s3cret", "0123456789abcdef");
    }

    private LoadedConfig example() throws Exception {
        return load(EXAMPLE_OF_THE_OLDER_DAEMON, List.of());
    }

    private LoadedConfig load(String yaml, List<String> flags) throws Exception {
        Path file = Files.writeString(directory.resolve("config.yaml"), yaml);
        return new ConfigLoader(Map.of("DBAL_DB_PASSWORD", "s3cret"), DaemonConfig::read).load(Optional.of(file), flags);
    }

    private static DaemonConfig defaults(List<String> flags) {
        LoadedConfig loaded = new ConfigLoader(Map.of(), DaemonConfig::read).load(Optional.empty(), flags);
        assertThat(loaded.problems()).isEmpty();
        return DaemonConfig.read(loaded.section());
    }

    private static Daemon.Settings settings(DaemonConfig config) {
        return new Daemon.Settings(config, () -> config, Optional.empty());
    }
}
