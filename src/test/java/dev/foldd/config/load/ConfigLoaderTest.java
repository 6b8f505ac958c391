package dev.foldd.config.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.config.ConfigException;
import dev.foldd.config.Secret;
import dev.foldd.config.Section;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigLoaderTest {

    @TempDir
    private Path directory;

    @Test
    void later_sources_win_over_earlier_ones() throws Exception {
        LoadedConfig config = files().load("server: {host: file, port: 1, max_connections: 11}",
                List.of("server.port=3"),
                "FOLDD_SERVER_HOST", "environment", "FOLDD_SERVER_PORT", "2");

        assertThat(Loading.value(config, "server.host")).isEqualTo("environment");
        assertThat(Loading.value(config, "server.port")).isEqualTo("3");
        assertThat(Loading.value(config, "server.max_connections")).isEqualTo("11");
        assertThat(config.section().section("server").text("name", "default")).isEqualTo("default");
        assertThat(config.problems()).isEmpty();
    }

    @Test
    void without_a_file_everything_is_default() {
        LoadedConfig config = new ConfigLoader(Map.of(), Loading::read).load(Optional.empty(), List.of());

        assertThat(config.tree()).isEmpty();
        assertThat(config.problems()).isEmpty();
    }

    static Stream<Arguments> misspelt() {
        return Stream.of(
                argumentSet("a value", "server: {prot: 70000}", List.of(
                        "server.prot: is unknown; did you mean 'server.port'?",
                        "server.prot: must be a whole number from 0 to 65535, not '70000'")),
                argumentSet("a section", "srever: {port: 70000, tsl: {cert_fle: x}}", List.of(
                        "srever: is unknown; did you mean 'server'?",
                        "srever.port: must be a whole number from 0 to 65535, not '70000'",
                        "srever.tsl: is unknown; did you mean 'server.tls'?",
                        "srever.tsl.cert_fle: is unknown; did you mean 'server.tls.cert_file'?")),
                argumentSet("a section beside the right one", "server: {port: 1}\nsrever: {port: x, hots: h}", List.of(
                        "srever: is unknown; did you mean 'server'?",
                        "srever.hots: is unknown; did you mean 'server.host'?")),
                argumentSet("a text where a section is meant", "srever: 'x'", List.of(
                        "srever: is unknown; did you mean 'server'?")));
    }

    @ParameterizedTest
    @MethodSource("misspelt")
    void what_stands_under_a_misspelt_name_is_looked_at_in_the_same_round(String yaml, List<String> problems)
            throws Exception {
        LoadedConfig config = files().load(yaml, List.of());

        assertThat(config.problems()).containsExactlyElementsOf(problems);
        assertThat(Loading.value(config, "server.tls")).as("the settings stay as written").isEqualTo("nothing");
    }

    @Test
    void a_later_look_sees_what_was_meant_and_tells_where_it_was_written() throws Exception {
        LoadedConfig config = files().load("srever: {host: there, port: x}", List.of());

        List<String> problems = config.problemsWith(root -> List.of("server.host: is "
                + root.section("server").text("host", "here"), "database.adapter: is odd"));

        assertThat(problems).endsWith("srever.host: is there", "database.adapter: is odd").hasSize(4);
    }

    static Stream<Arguments> texts() {
        return Stream.of(
                argumentSet("a variable", "${NAME}", "value"),
                argumentSet("inside a text", "a-${NAME}-${NAME}", "a-value-value"),
                argumentSet("a default that is not needed", "${NAME:-other}", "value"),
                argumentSet("a default for what is unset", "${UNSET:-other}", "other"),
                argumentSet("a default for what is empty", "${EMPTY:-other}", "other"),
                argumentSet("an empty default", "x${UNSET:-}", "x"),
                argumentSet("empty, since it is set", "x${EMPTY}", "x"),
                argumentSet("what a variable holds is not looked into", "${TRICKY}", "${NAME}$1\\"),
                argumentSet("escaped", "$${NAME} costs $5", "${NAME} costs $5"),
                argumentSet("no variable at all", "$NAME {x}", "$NAME {x}"));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void fills_in(String text, String expected) throws Exception {
        LoadedConfig config = files().load("server: {host: '" + text + "'}", List.of(),
                "NAME", "value", "EMPTY", "", "TRICKY", "${NAME}$1\\");

        assertThat(Loading.value(config, "server.host")).isEqualTo(expected);
        assertThat(config.problems()).isEmpty();
    }

    @Test
    void a_variable_that_is_not_set_is_a_problem_with_path_and_name() throws Exception {
        LoadedConfig config = files().load("""
                server: {host: '${GONE}', origins: [a, '${AWAY}']}
                database: {adapter: '${'}
                """, List.of());

        assertThat(config.problems()).satisfiesExactlyInAnyOrder(
                problem -> assertThat(problem).startsWith("server.host: names the environment variable GONE"),
                problem -> assertThat(problem).startsWith("server.origins[1]: names the environment variable AWAY"),
                problem -> assertThat(problem).startsWith("database.adapter: has a '${' that is not a variable"));
    }

    @Test
    void a_name_that_could_be_two_keys_is_a_problem() throws Exception {
        LoadedConfig config = files().load("", List.of(), "FOLDD_DATABASE_CONNECTION_POOL_SIZE", "3",
                "FOLDD_AMBIGUOUS_A_B",
                "x");

        assertThat(Loading.value(config, "database.connection.pool_size")).isEqualTo("3");
        assertThat(config.problems()).singleElement().asString().startsWith("FOLDD_AMBIGUOUS_A_B: could be ")
                .contains("ambiguous.a.b", "ambiguous.a_b", "--set");
    }

    @Test
    void one_key_by_two_variables_is_a_problem() throws Exception {
        LoadedConfig config = files().load("", List.of(), "FOLDD_SERVER_HOST", "a", "foldd_server_host", "b");

        assertThat(config.problems()).containsExactly(
                "foldd_server_host: is set beside FOLDD_SERVER_HOST, and both are server.host");
    }

    @Test
    void what_kubernetes_injects_is_a_warning_and_not_a_setting() throws Exception {
        LoadedConfig config = files().load("", List.of(), "FOLDD_SERVER_PORT", "tcp://10.0.0.7:50051",
                "FOLDD_SERVICE_HOST", "10.0.0.7", "FOLDD_JAVA_OPTS", "-Xmx1g", "PATH", "/bin");

        assertThat(config.problems()).isEmpty();
        assertThat(config.tree()).isEmpty();
        assertThat(config.warnings()).hasSize(2).anySatisfy(warning -> assertThat(warning)
                .contains("FOLDD_SERVICE_HOST"))
                .anySatisfy(warning -> assertThat(warning).contains("FOLDD_SERVER_PORT"));
    }

    @Test
    void a_misspelt_variable_is_told_with_what_was_meant_and_one_of_kubernetes_without() throws Exception {
        LoadedConfig config = files().load("", List.of(), "FOLDD_SERVR_PORT", "7000", "FOLDD_PORT", "tcp://10.0.0.7:1",
                "FOLDD_SERVER_SERVICE_PORT", "1", "FOLDD_SERVER_PORT_1_TCP", "tcp://10.0.0.7:1", "FOLDD_SERVER_PORT_1_TCP_PORT",
                "1");

        assertThat(config.problems()).isEmpty();
        assertThat(config.tree()).isEmpty();
        assertThat(config.warnings()).hasSize(5).filteredOn(warning -> warning.contains("did you mean")).containsExactly(
                "the environment variable FOLDD_SERVR_PORT is no setting of foldd and is not looked at; did you mean"
                        + " 'FOLDD_SERVER_PORT'?");
    }

    @Test
    void a_variable_may_choose_a_feature_whose_keys_are_known_only_then() throws Exception {
        LoadedConfig config = files().load("", List.of(), "FOLDD_DATABASE_ADAPTER", "prisma",
                "FOLDD_DATABASE_CONNECTION_RETRIES", "4",
                "DBAL_NATIVE_PRISMA_URL", "http://bridge:3000", "DBAL_NATIVE_PRISMA_TOKEN", "pw");

        assertThat(config.problems()).isEmpty();
        assertThat(config.warnings()).isEmpty();
        assertThat(Loading.value(config, "database.connection.retries")).isEqualTo("4");
        assertThat(Loading.value(config, "database.connection.url")).isEqualTo("http://bridge:3000");
        assertThat(Loading.value(config, "database.connection.token")).isEqualTo("pw");
    }

    @Test
    void the_bridges_variables_are_only_defaults_and_only_for_the_bridge() throws Exception {
        String[] variables = {"DBAL_NATIVE_PRISMA_URL", "http://bridge:3000"};

        assertThat(files().load("", List.of(), variables).tree()).isEmpty();
        assertThat(Loading.value(files().load("database: {adapter: prisma, connection: {url: http://file}}", List.of(),
                variables),
                "database.connection.url")).isEqualTo("http://file");
    }

    @Test
    void flags_are_checked_like_everything_else() throws Exception {
        LoadedConfig config = files().load("", List.of("nonsense", "=x", "..=x", "server.prot=1", "server.port=x",
                "server.port.deep=1",
                "server.host=[::1]", "server.origins=[\"a\",\"b\"]"));

        assertThat(config.problems()).containsExactlyInAnyOrder(
                "--set: wants key=value, such as server.port=0",
                "server.port.deep: is set by --set as a value and as a section",
                "server.port: must be a whole number from 0 to 65535, not 'x'",
                "server.prot: is unknown; did you mean 'server.port'?");
        assertThat(Loading.value(config, "server.host")).isEqualTo("[::1]");
        assertThat(Tree.get(config.tree(), "server.origins")).contains(List.of("a", "b"));
    }

    @Test
    void a_broken_file_is_told_alone() throws Exception {
        LoadedConfig config = files().load("server: [", List.of("nonsense"));

        assertThat(config.problems()).singleElement().asString().contains("foldd.yaml: is not");
        assertThatThrownBy(config::section).isInstanceOf(ConfigException.class);
    }

    @Test
    void the_example_of_the_older_daemon_is_understood_unchanged() throws Exception {
        Path file = Path.of("src/test/resources/dev/foldd/config/load/older-daemon.yaml");

        LoadedConfig config = new ConfigLoader(Map.of("DBAL_DB_PASSWORD", "s3cret"), Loading::read)
                .load(Optional.of(file), List.of());

        assertThat(config.problems()).isEmpty();
        Section connection = config.section().section("database").section("connection");
        assertThat(connection.secret("password").map(Secret::reveal)).contains("s3cret");
        assertThat(connection.integer("pool_size", 1, 1, 99)).isEqualTo(12);
    }

    private Loading files() {
        return new Loading(directory);
    }
}
