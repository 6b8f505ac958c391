package dev.foldd.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.cli.part.CommandFailure;
import dev.foldd.cli.run.DaemonStarter;
import dev.foldd.cli.run.QuickRun;
import dev.foldd.cli.run.RunCommand;
import dev.foldd.cli.settings.ConfigCommand;
import dev.foldd.client.FakeDaemon;
import dev.foldd.config.Section;
import dev.foldd.config.load.ConfigLoader;
import dev.foldd.json.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Command;

class CliTest {

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<String> runs = new ArrayList<>();
    private final List<String> made = new ArrayList<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private boolean debug;

    @Command(name = "fail")
    static final class FailCommand implements Runnable {
        @Override
        public void run() {
            throw new CommandFailure("it did not work out");
        }
    }

    @Command(name = "break")
    static final class BreakCommand implements Runnable {
        @Override
        public void run() {
            throw new IllegalStateException("nobody has thought of this");
        }
    }

    static Stream<Arguments> starts() {
        return Stream.of(
                argumentSet("plainly", "run", "port=1 only=[] file=false"),
                argumentSet("with everything", "run --set server.port=2 --only rpc,data --data d",
                        "port=2 only=[rpc, data] file=false"),
                argumentSet("with equals signs", "run --set=server.port=2 --only=rpc", "port=2 only=[rpc] file=false"),
                argumentSet("with a file", "run --config FILE", "port=7 only=[] file=true"),
                argumentSet("with a file, in short", "run -c FILE --set server.port=8", "port=8 only=[] file=true"),
                argumentSet("as the older daemon was", "--config=FILE", "port=7 only=[] file=true"),
                argumentSet("as the older daemon was, with a space", "--config FILE", "port=7 only=[] file=true"));
    }

    @ParameterizedTest
    @MethodSource("starts")
    void the_daemon_is_started(String line, String expected) throws Exception {
        Path file = Files.writeString(directory.resolve("c.yaml"), "server: {port: 7}");
        String[] words = line.replace("FILE", file.toString()).split(" ");

        assertThat(cli(true).execute(words)).isEqualTo(42);
        assertThat(cli(false).execute(words)).isEqualTo(42);

        assertThat(runs).containsExactly(expected, expected);
        assertThat(made).as("only the slow way makes the command").containsExactly("run");
        assertThat(err.toString()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("misuses")
    void the_command_line_is_refused_with_2(String line, String sentence) {
        assertThat(cli(true).execute(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(2);

        assertThat(err.toString()).contains(sentence);
        assertThat(runs).isEmpty();
    }

    static Stream<Arguments> misuses() {
        return Stream.of(
                argumentSet("nothing", "", "A command is missing"),
                argumentSet("an unknown command", "cofnig", "Did you mean"),
                argumentSet("an unknown option", "run --prot 1", "Unknown option"),
                argumentSet("a value that is missing", "run --config", "Missing required parameter"),
                argumentSet("an option twice", "run --config a --config b", "should be specified only once"),
                argumentSet("config without more", "config", "validate, print or schema"),
                argumentSet("a file without a name", "--config=", "--config names no file"),
                argumentSet("two files", "config validate a.yaml -c b.yaml", "two files are named, a.yaml and --config b.yaml"),
                argumentSet("a token in the wrong place", "run ws://h/?token=pw", "'ws://h/?token=…'"),
                argumentSet("bench without a URL", "call", "Missing required"));
    }

    @Test
    void a_wrong_configuration_is_78_with_every_problem_and_nothing_started() {
        for (boolean quick : List.of(true, false)) {
            assertThat(cli(quick).execute("run", "--set", "server.port=x", "--set", "srever.port=1")).isEqualTo(78);
        }

        assertThat(err.toString().lines()).hasSize(4).contains(
                "server.port: must be a whole number from 0 to 65535, not 'x'",
                "srever: is unknown; did you mean 'server'?");
        assertThat(runs).isEmpty();
    }

    @Test
    void warnings_stand_on_standard_error() {
        environment.put("FOLDD_SOMETHING", "x");
        environment.put("FOLDD_DEBUG", "1");

        assertThat(cli(true).execute("run")).isEqualTo(42);
        assertThat(err.toString()).startsWith("warning: the environment variable FOLDD_SOMETHING").hasLineCount(1);
    }

    @Test
    void a_command_that_fails_is_1_with_one_sentence() {
        assertThat(cli(true).execute("fail")).isEqualTo(1);
        assertThat(err.toString().lines()).containsExactly("foldd: it did not work out");
    }

    @Test
    void what_nobody_has_foreseen_is_one_sentence_unless_more_is_asked_for() {
        assertThat(cli(true).execute("break")).isEqualTo(1);
        assertThat(err.toString().lines()).containsExactly("foldd: unexpected failure, java.lang.IllegalStateException:"
                + " nobody has thought of this (FOLDD_DEBUG=1 shows where)");

        debug = true;
        assertThat(cli(true).execute("break")).isEqualTo(1);
        assertThat(err.toString()).contains("at dev.foldd.cli.CliTest$BreakCommand.run(");
    }

    @Test
    void help_names_every_command_and_the_version_is_told() {
        assertThat(cli(true).execute("--help")).isZero();
        assertThat(out.toString()).contains("run ", "config ", "call ", "fail", "generate-completion",
                "Exit codes: 0 ok");
        assertThat(cli(true).execute("run", "--help")).isZero();
        assertThat(out.toString()).contains("--only", "SIGHUP");
        assertThat(cli(true).execute("help", "config", "print")).isZero();
        assertThat(out.toString()).contains("--defaults");
        assertThat(cli(true).execute("--version")).isZero();
        assertThat(out.toString()).contains("foldd development");
    }

    @Test
    void validate_tells_every_problem_and_every_spelling_of_it_works() throws Exception {
        Path wrong = Files.writeString(directory.resolve("wrong.yaml"), "server: {prot: 7, port: x}");
        Path right = Files.writeString(directory.resolve("right.yaml"), "server: {port: 7}");

        for (List<String> words : List.of(List.of("config", "validate", "F"), List.of("config", "validate", "-c", "F"),
                List.of("--config=F", "--validate-config"), List.of("--validate-config", "--config", "F"))) {
            assertThat(cli(true).execute(with(words, wrong))).isEqualTo(78);
            assertThat(err.toString().lines()).containsExactly(
                    "server.port: must be a whole number from 0 to 65535, not 'x'",
                    "server.prot: is unknown; did you mean 'server.port'?");
            assertThat(cli(true).execute(with(words, right))).isZero();
            err.getBuffer().setLength(0);
        }
        assertThat(cli(true).execute("config", "validate", "--json", wrong.toString())).isEqualTo(78);
        Map<?, ?> report = (Map<?, ?>) Json.parse(out.toString().replaceAll("(?s)^The[^{]*", ""));
        assertThat(report.get("valid")).isEqualTo(false);
        assertThat((List<?>) report.get("problems")).hasSize(2);
    }

    @Test
    void print_shows_what_counts_and_never_a_secret() throws Exception {
        Path file = Files.writeString(directory.resolve("c.yaml"),
                "server: {port: 7, proxy: 'http://u:pw1@h/', password: pw2,"
                + " issuers: [{name: a, key: pw3}]}");

        assertThat(cli(true).execute("config", "print", "-c", file.toString(), "--set", "server.password=pw4"))
                .isZero();
        assertThat(out.toString()).contains("port: 7", "proxy: http://••••••@h/", "password: ••••••", "key: ••••••",
                "host: 127.0.0.1").doesNotContain("pw");

        out.getBuffer().setLength(0);
        assertThat(cli(true).execute("config", "print", "--json", "-c", file.toString())).isZero();
        Map<?, ?> server = (Map<?, ?>) ((Map<?, ?>) Json.parse(out.toString())).get("server");
        assertThat(server.get("port")).isEqualTo(7L);
        assertThat(server.get("issuers")).isEqualTo(List.of(Map.of("name", "a", "key", "••••••")));
        assertThat(out.toString()).doesNotContain("pw");
    }

    @Test
    void the_defaults_print_and_load_again() throws Exception {
        assertThat(cli(true).execute("--print-default-config")).isZero();
        Path file = Files.writeString(directory.resolve("c.yaml"), out.toString());

        assertThat(cli(true).execute("config", "validate", file.toString())).isZero();
        assertThat(out.toString()).contains("port: 1", "password: null");
    }

    @Test
    void the_schema_lists_every_key() {
        assertThat(cli(true).execute("config", "schema")).isZero();
        assertThat(out.toString().lines()).anySatisfy(line -> assertThat(line)
                .matches("server.port +a whole number from 0 to 65535; default 1"))
                .anySatisfy(line -> assertThat(line).matches("server.password +secret; no default"));

        out.getBuffer().setLength(0);
        assertThat(cli(true).execute("config", "schema", "--json")).isZero();
        Map<?, ?> server = (Map<?, ?>) ((Map<?, ?>) ((Map<?, ?>) Json.parse(out.toString())).get("properties"))
                .get("server");
        assertThat(((Map<?, ?>) server.get("properties")).get("port"))
                .isEqualTo(Map.of("type", List.of("integer", "string"),
                "minimum", 0L, "maximum", 65_535L, "description", "a whole number from 0 to 65535", "default", 1L));
    }

    @Test
    void call_prints_the_result_of_parameters_that_are_json_or_text() {
        try (FakeDaemon daemon = FakeDaemon.saying((socket, text) -> {
            Map<?, ?> request = (Map<?, ?>) Json.parse(text);
            socket.writeTextMessage(Json.write(Map.of("id", request.get("id"), "result", List.of(request.get("method"),
                    request.get("params"), socket.query()))));
        })) {
            int code = cli(true).execute("call", "--url", daemon.url().toString(), "--token", "a+b", "list", "User",
                    "{\"limit\":2}", "7", "\"8\"");

            assertThat(code).isZero();
            assertThat(Json.parse(out.toString())).isEqualTo(
                    List.of("list", List.of("User", Map.of("limit", 2L), 7L, "8"), "token=a%2Bb"));
        }
    }

    @Test
    void call_fails_with_the_daemons_error() {
        String error = "{\"code\":403,\"message\":\"Access forbidden\",\"details\":{\"reason\":\"no rule\"}}";
        try (FakeDaemon daemon = FakeDaemon.saying((socket, text) -> socket.writeTextMessage(
                "{\"id\":\"" + ((Map<?, ?>) Json.parse(text)).get("id") + "\",\"error\":" + error + "}"))) {
            String url = daemon.url().toString();

            assertThat(cli(true).execute("call", "--url", url, "read", "User", "u1")).isEqualTo(1);
            assertThat(err.toString()).startsWith("403 Access forbidden {").contains("\"reason\": \"no rule\"");
            assertThat(out.toString()).isEmpty();
            assertThat(cli(true).execute("call", "--json", "--url", url, "read", "User", "u1")).isEqualTo(1);
            assertThat(Json.parse(out.toString())).isEqualTo(Map.of("id", "req_1", "error", Json.parse(error)));
        }
    }

    @Test
    void call_says_when_nobody_is_there() {
        assertThat(cli(true).execute("call", "--url", "ws://127.0.0.1:1/?token=pw", "read")).isEqualTo(1);
        assertThat(err.toString()).startsWith("foldd: cannot connect to 127.0.0.1:1").doesNotContain("pw");
    }

    private static String[] with(List<String> words, Path file) {
        return words.stream().map(word -> word.replaceAll("F$", file.toString())).toArray(String[]::new);
    }

    private Cli cli(boolean quick) {
        ConfigLoader loader = new ConfigLoader(environment, CliTest::read);
        DaemonStarter starter = (config, configAgain, file, only, json) -> {
            runs.add("port=" + config.section().section("server").port("port", 1) + " only=" + only + " file="
                    + file.isPresent());
            return 42;
        };
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("run", () -> noted("run", new RunCommand(loader, starter)));
        commands.put("config", () -> ConfigCommand.with(loader));
        commands.put("call", () -> new CallCommand(Map.of()));
        commands.put("fail", FailCommand::new);
        commands.put("break", BreakCommand::new);
        Map<String, QuickCommand> quickly = quick ? Map.of("run", new QuickRun(loader, starter)) : Map.of();
        return new Cli(commands, quickly, new PrintWriter(out, true), new PrintWriter(err, true), debug);
    }

    private Object noted(String name, Object command) {
        made.add(name);
        return command;
    }

    private static void read(Section root) {
        root.optionalText("data_dir");
        Section server = root.section("server");
        server.text("host", "127.0.0.1");
        server.port("port", 1);
        server.optionalText("proxy");
        server.secret("password");
        for (Section issuer : server.sections("issuers")) {
            issuer.text("name");
            issuer.secret("key");
        }
    }
}
