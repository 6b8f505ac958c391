package dev.foldd.config.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OlderSpellingsTest {

    @TempDir
    private Path directory;

    static Stream<Arguments> urls() {
        return Stream.of(
                argumentSet("SQLite", "sqlite:/var/db/x.db",
                        Map.of("adapter", "sqlite", "connection.path", "/var/db/x.db")),
                argumentSet("SQLite as a URL", "sqlite:///var/x.db",
                        Map.of("adapter", "sqlite", "connection.path", "/var/x.db")),
                argumentSet("a file beside", "file:./dev.db?mode=rwc",
                        Map.of("adapter", "sqlite", "connection.path", "./dev.db")),
                argumentSet("PostgreSQL", "postgresql://u:p%40w+x@db.example:5433/site?sslmode=require", Map.of(
                        "adapter", "postgresql", "connection.host", "db.example", "connection.port", "5433",
                        "connection.database", "site", "connection.user", "u", "connection.password", "p@w+x",
                        "connection.ssl_mode", "require")),
                argumentSet("an address in brackets", "postgres://[::1]/site",
                        Map.of("adapter", "postgresql", "connection.host", "::1", "connection.database", "site")),
                argumentSet("MySQL", "mysql://u@h/d?connection_limit=7",
                        Map.of("adapter", "mysql", "connection.host", "h",
                        "connection.user", "u", "connection.database", "d", "connection.pool_size", "7")),
                argumentSet("MariaDB", "mariadb://h/d", Map.of("adapter", "mysql", "connection.host", "h",
                        "connection.database", "d")));
    }

    @ParameterizedTest
    @MethodSource("urls")
    void the_database_in_one_line_is_understood_wherever_it_stands(String url, Map<String, String> expected)
            throws Exception {
        LoadedConfig fromVariable = files().load("database: {adapter: file}", List.of(), "DATABASE_URL", url);
        LoadedConfig fromFile = files().load("database: {url: '" + url + "'}", List.of());
        LoadedConfig fromFlag = files().load("", List.of("database.url=" + url));

        for (LoadedConfig config : List.of(fromVariable, fromFile, fromFlag)) {
            assertThat(config.problems()).isEmpty();
            assertThat(Tree.get(config.tree(), "database.url")).isEmpty();
            expected.forEach((key, value) -> assertThat(Loading.value(config, "database." + key)).isEqualTo(value));
        }
    }

    @ParameterizedTest
    @MethodSource("badUrls")
    void a_database_that_cannot_be_understood_is_told_without_its_password(String url, String sentence)
            throws Exception {
        LoadedConfig config = files().load("", List.of(), "DATABASE_URL", url);

        assertThat(config.problems()).singleElement().asString().startsWith("DATABASE_URL: ").contains(sentence)
                .doesNotContain("pw");
    }

    static Stream<Arguments> badUrls() {
        return Stream.of(
                argumentSet("another database", "oracle://u:pw@h/d",
                        "must begin with sqlite:, postgresql:// or mysql://"),
                argumentSet("none", "pw", "must begin with"),
                argumentSet("an @ in the password", "postgresql://u:p@pw@h/d", "%40"),
                argumentSet("a % that is none", "postgresql://u:%pw@h/d", "password that is not followed by two"),
                argumentSet("an unknown parameter", "mysql://u:pw@h/d?pw=1", "not one of sslmode, connection_limit"));
    }

    static Stream<Arguments> aliases() {
        return Stream.of(
                argumentSet("host and port", "server: {bind: '10.0.0.1:7'}",
                        Map.of("server.host", "10.0.0.1", "server.port", "7")),
                argumentSet("host alone", "server: {bind: 10.0.0.1}", Map.of("server.host", "10.0.0.1")),
                argumentSet("port alone", "server: {bind: 7}", Map.of("server.port", "7")),
                argumentSet("colon and port", "server: {bind: ':7'}", Map.of("server.port", "7")),
                argumentSet("IPv6 and port", "server: {bind: '[::1]:7'}",
                        Map.of("server.host", "::1", "server.port", "7")),
                argumentSet("IPv6 alone", "server: {bind: '::1'}", Map.of("server.host", "::1")),
                argumentSet("certificates above", "tls: {cert: c.pem, key: k.pem, ca: a.pem}", Map.of(
                        "server.tls.cert_file", "c.pem", "server.tls.key_file", "k.pem", "server.tls.ca_file", "a.pem",
                        "server.tls.enabled", "true")),
                argumentSet("certificates in the server", "server: {tls: {cert: c.pem, key: k.pem, ca: a.pem}}", Map.of(
                        "server.tls.cert_file", "c.pem", "server.tls.key_file", "k.pem", "server.tls.ca_file", "a.pem",
                        "server.tls.enabled", "true")),
                argumentSet("certificates that are off", "tls: {enabled: false, cert: c.pem}",
                        Map.of("server.tls.cert_file", "c.pem", "server.tls.enabled", "false")),
                argumentSet("a pool", "performance: {connection_pool_size: 9}",
                        Map.of("database.connection.pool_size", "9")),
                argumentSet("a pool said twice", "performance: {connection_pool_size: 9}\n"
                        + "database: {connection: {pool_size: 9}}", Map.of("database.connection.pool_size", "9")));
    }

    @ParameterizedTest
    @MethodSource("aliases")
    void an_older_spelling_is_understood(String yaml, Map<String, String> expected) throws Exception {
        LoadedConfig config = files().load(yaml, List.of());

        assertThat(config.problems()).isEmpty();
        expected.forEach((path, value) -> assertThat(Loading.value(config, path)).isEqualTo(value));
    }

    @Test
    void an_older_spelling_works_in_variables_and_flags_too() throws Exception {
        LoadedConfig config = files().load("", List.of("tls.cert=c.pem"), "FOLDD_SERVER_BIND", "h:7");

        assertThat(config.problems()).isEmpty();
        assertThat(Loading.value(config, "server.host")).isEqualTo("h");
        assertThat(Loading.value(config, "server.tls.cert_file")).isEqualTo("c.pem");
    }

    @Test
    void both_spellings_with_different_values_are_a_problem() throws Exception {
        LoadedConfig config = files().load("server: {bind: 'a:1', host: b}\nperformance: {connection_pool_size: 9}\n"
                + "database: {connection: {pool_size: 8}}", List.of());

        assertThat(config.problems()).containsExactly(
                "server.bind: is an older spelling of server.host, which is set to another value; keep one of them",
                "performance.connection_pool_size: is an older spelling of database.connection.pool_size, which is"
                        + " set to"
                        + " another value; keep one of them");
    }

    private Loading files() {
        return new Loading(directory);
    }
}
