package dev.foldd.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.foldd.Main;
import dev.foldd.audit.AuditLog;
import dev.foldd.audit.Trails;
import dev.foldd.cli.run.DaemonStarter;
import dev.foldd.client.FakeDaemon;
import dev.foldd.config.load.ConfigLoader;
import dev.foldd.daemon.DaemonConfig;
import dev.foldd.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Every command with {@code --json}: standard output is JSON and nothing else, whether it works out or not. */
class JsonOutputTest {

    private static final ConfigLoader LOADER = new ConfigLoader(Map.of(), DaemonConfig::read);
    private static final DaemonStarter STARTER = (config, again, file, only, json) -> 0;

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private FakeDaemon daemon;
    private HttpServer admin;

    @BeforeEach
    void start() throws IOException {
        daemon = FakeDaemon.saying((socket, text) -> socket.writeTextMessage(text.contains("\"list\"")
                ? "{\"id\":\"req_1\",\"result\":{\"data\":[]}}"
                : "{\"id\":\"req_1\",\"error\":{\"code\":501,\"message\":\"Feature not supported\"}}"));
        admin = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        admin.createContext("/health", exchange -> answer(exchange, 200, "{\"status\":\"healthy\"}"));
        admin.createContext("/health/ready", exchange -> answer(exchange, 200, "<html>It works!</html>"));
        admin.start();
        try (AuditLog log = Trails.open(directory.resolve("logged/audit/audit.log"), Trails.config())) {
            log.record(Trails.read("1-1")).toCompletableFuture().join();
        }
        Files.writeString(directory.resolve("bad.yaml"), "server: {prot: 7, port: x}");
        Files.writeString(directory.resolve("file"), "no directory");
    }

    @AfterEach
    void stop() {
        daemon.close();
        admin.stop(0);
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        try (exchange) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    static Stream<Arguments> commands() {
        return Stream.of(
                row("config validate", 0), row("config validate bad.yaml", 78), row("config validate none.yaml", 78),
                row("config validate .", 78), row("config validate bad.yaml more", 2), row("config validate --set", 2),
                row("config print", 0), row("config print --defaults", 0), row("config print -c bad.yaml", 78),
                row("config schema", 0), row("config schema more", 2), row("config", 2), row("config nothing", 2),
                row("keygen --data data", 0), row("keygen --data file", 78), row("keygen more", 2),
                row("token --sub a --role god --data data", 0), row("token --sub a --role god --data file", 78),
                row("token --sub a", 2), row("token --sub a --role god --ttl x --data data", 2),
                row("token --sub a --role god --data data --set security.jwt.algorithms=RS256", 1),
                row("call --url WS list User", 0), row("call --url WS nothing", 1),
                row("call --url ws://127.0.0.1:1/ read User 1", 1), row("call --url http://127.0.0.1:1/ read", 2),
                row("call --url WS --ca none read", 2), row("call", 2),
                row("health --url HTTP", 0), row("health --ready --url http://127.0.0.1:1", 1),
                row("health --url HTTP --timeout x", 2), row("health --ready --url HTTP", 1), row("health --url ws://a", 2),
                row("bench --url ws://127.0.0.1:1/", 1), row("bench --url WS --users 7", 2), row("bench", 2),
                row("schema diff --data data", 0), row("schema diff --check --data data", 1), row("schema apply --data data", 0),
                row("schema apply --data file", 78), row("schema diff --set database.connection.path=bad.yaml", 78),
                row("schema diff more", 2), row("schema", 2),
                row("audit verify --data logged", 1),
                row("audit verify --data logged --chain-only", 0), row("audit prove 1-1 --data logged", 0),
                row("audit prove 1-1 --data logged --out bundle", 0), row("audit prove 9 --data logged", 1),
                row("audit prove", 2), row("secret seal --data file", 1), row("secret seal word", 2),
                row("secret", 2), row("audit verify --data data", 1), row("audit verify more", 2),
                row("audit tail --data logged", 0), row("audit tail --data data", 1), row("audit", 2),
                row("policy explain read User --role user", 0), row("policy explain read Usr --role user", 2),
                row("policy explain read User --role user -c bad.yaml", 78), row("policy explain", 2),
                row("policy test", 0), row("policy test --set security.acl.rules_file=bad.yaml", 1),
                row("policy test -c bad.yaml", 78), row("policy", 2),
                row("trust add --to 6kpsY+KcUgq+9VB7Ey7F+ZVHdq6+vnuSQh7qaRRG0iw= --data data", 1), row("trust add --to x", 2),
                row("trust revoke --data data", 2), row("trust list --data data", 0), row("trust show none --data data", 2),
                row("trust", 2), row("run -c bad.yaml", 78), row("run -c none.yaml", 78), row("run --nothing", 2),
                row("--validate-config --config=bad.yaml", 78), row("--print-default-config", 0), row("nothing", 2));
    }

    private static Arguments row(String line, int code) {
        return argumentSet(line, line, code);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void is_json_with_its_exit_code(String line, int code) {
        List<String> words = new ArrayList<>(List.of(line.split(" ")));
        words.add("--json");

        int ended = execute(words);

        assertThat(ended).as(out + "\n" + err).isEqualTo(code);
        List<Object> values = values(words);
        assertThat(values).isNotEmpty().allSatisfy(value -> assertThat(value).isInstanceOf(Map.class));
        if (((Map<?, ?>) values.get(0)).get("error") instanceof Map<?, ?> error && error.containsKey("exit")) {
            assertThat(error.get("exit")).isEqualTo((long) code);
            assertThat(error.get("message")).asString().isNotBlank();
            assertThat(error.containsKey("problems")).isEqualTo(code == 78);
        }
        assertThat(err.toString()).doesNotContain("\tat ", "unexpected failure");
    }

    /** One object; of a log that is shown, one a line. */
    private List<Object> values(List<String> words) {
        return words.contains("tail") ? out.toString().lines().map(Json::parse).toList() : List.of(Json.parse(out.toString()));
    }

    @Test
    void no_command_is_left_out() {
        Set<String> leaves = new TreeSet<>();
        Main.commands(LOADER, STARTER).forEach((name, command) ->
                collect(name, commandLine(command.get()), leaves));
        Set<String> asked = commands().map(row -> (String) row.get()[0]).map(JsonOutputTest::withTwoWords)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(leaves).hasSizeGreaterThan(12).allSatisfy(leaf -> assertThat(asked).contains(leaf));
    }

    private static CommandLine commandLine(Object command) {
        return command instanceof CommandLine made ? made : new CommandLine(command);
    }

    private static void collect(String name, CommandLine command, Set<String> leaves) {
        if (command.getSubcommands().isEmpty()) {
            assertThat(command.getCommandSpec().findOption("--json")).as(name + " has --json").isNotNull();
            leaves.add(name);
        }
        command.getSubcommands().forEach((part, below) -> collect(name + " " + part, below, leaves));
    }

    private static String withTwoWords(String line) {
        String[] words = line.split(" ");
        boolean group = Set.of("config", "schema", "audit", "policy", "secret", "trust").contains(words[0]) && words.length > 1;
        return group ? words[0] + " " + words[1] : words[0];
    }

    private int execute(List<String> words) {
        String[] arguments = words.stream().map(this::placed).toArray(String[]::new);
        return new Cli(Main.commands(LOADER, STARTER), Map.of(), new PrintWriter(out, true), new PrintWriter(err, true), false)
                .execute(arguments);
    }

    /** Names of files stand for files of this test, and of doors for the doors that it has opened. */
    private String placed(String word) {
        String http = "http://127.0.0.1:" + admin.getAddress().getPort();
        return word.replaceFirst("^HTTP", http).replaceFirst("^WS$", daemon.url().toString())
                .replaceFirst("(^|=)(bad.yaml|none.yaml|data|file|logged|bundle|\\.)$", "$1" + directory + "/$2");
    }
}
