package dev.foldd.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.client.FakeSocket;
import dev.foldd.identity.NodeKey;
import dev.foldd.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code foldd call} over a Unix socket. */
class CallSocketTest {

    private static final NodeKey NODE = NodeKey.generate();

    @TempDir
    Path keys;

    private Path directory;
    private FakeSocket daemon;
    private String asked = "";

    @BeforeEach
    void start() throws IOException {
        NodeKey.loadOrCreate(keys.resolve("app.key"));
        directory = Files.createTempDirectory("foldd");
        daemon = new FakeSocket(directory.resolve("s"), NODE, request -> {
            asked = request.operation() + " " + Json.write(request.payload());
            if (request.payload().containsValue("missing")) {
                request.fail("SCHEMA_ERROR", "Schema not found: missing");
            } else {
                request.succeed(switch (request.operation()) {
                    case "query" -> Map.of("results", List.of(Map.of("f", 1L)));
                    case "history" -> Map.of("atoms", List.of(Map.of("content", 1L)));
                    case "mutation" -> Json.parse("{\"success\":true,\"matched\":0}");
                    case "get_schema" -> Map.of("schema", Map.of("name", "S"));
                    case "list_schemas" -> Map.of("schemas", List.of("S"));
                    default -> Map.of("id", "u1");
                });
            }
        });
    }

    @AfterEach
    void stop() throws IOException {
        daemon.close();
        Files.delete(directory);
    }

    static Stream<Arguments> calls() {
        return Stream.of(
                argumentSet("a method", "rpc {\"method\":\"read\",\"params\":[\"User\",\"u1\"]}", "{\"id\":\"u1\"}",
                        List.of("read", "User", "u1")),
                argumentSet("a query", "query {\"schema\":\"S\",\"fields\":[\"f\"],\"filter\":{\"f\":1}}", "[{\"f\":1}]",
                        List.of("query", "{\"schema\":\"S\",\"fields\":[\"f\"],\"filter\":{\"f\":1}}")),
                argumentSet("a mutation", "mutation {\"schema\":\"S\",\"mutation_type\":\"update\",\"data\":{\"f\":2},"
                                + "\"filter\":{\"f\":1},\"idempotency_key\":\"k\"}", "{\"success\":true,\"matched\":0}",
                        List.of("mutation", "{\"schema\":\"S\",\"data\":{\"f\":2},\"mutation_type\":\"update\","
                                + "\"filter\":{\"f\":1},\"idempotency_key\":\"k\"}")),
                argumentSet("a history", "history {\"schema\":\"S\",\"field\":\"f\",\"key\":\"k\",\"before\":\"u\",\"limit\":2}",
                        "[{\"content\":1}]", List.of("history",
                                "{\"schema\":\"S\",\"field\":\"f\",\"key\":\"k\",\"before\":\"u\",\"limit\":2}")),
                argumentSet("a schema", "get_schema {\"schema_id\":\"S\"}", "{\"name\":\"S\"}", List.of("get_schema", "S")),
                argumentSet("schemas", "list_schemas {}", "[\"S\"]", List.of("list_schemas")),
                argumentSet("a new schema", "create_schema {\"schema\":{\"name\":\"S\"}}", "{\"success\":true}",
                        List.of("create_schema", "{\"name\":\"S\"}")));
    }

    @ParameterizedTest
    @MethodSource("calls")
    void asks_by_the_applications_key(String expected, String result, List<String> words) {
        CommandRun command = command(Map.of());

        int exit = execute(command, words, "--socket", directory.resolve("s").toString(), "--key",
                keys.resolve("app.key").toString(), "--node-id", NODE.nodeId());

        assertThat(command.err.toString()).isEmpty();
        assertThat(exit).isZero();
        assertThat(asked).isEqualTo(expected);
        assertThat(Json.parse(command.out.toString())).isEqualTo(Json.parse(result));
        assertThat(daemon.operations()).startsWith("hello", "login").hasSize(3);
    }

    @Test
    void socket_key_and_node_may_stand_in_the_environment() {
        CommandRun command = command(Map.of("DATAFOLD_SOCKET", directory.resolve("s").toString(), "DATAFOLD_KEY_FILE",
                keys.resolve("app.key").toString(), "DATAFOLD_NODE_ID", NODE.nodeId()));

        assertThat(command.execute("--json", "list_schemas")).isZero();
        assertThat(command.out.toString().strip()).isEqualTo("{\"result\":[\"S\"]}");
    }

    @Test
    void an_address_goes_before_a_socket_of_the_environment() {
        CommandRun command = command(Map.of("DATAFOLD_SOCKET", directory.resolve("s").toString()));

        assertThat(command.execute("--url", "ws://127.0.0.1:1/", "read")).isEqualTo(1);
        assertThat(command.err.toString()).contains("cannot connect to 127.0.0.1:1");
        assertThat(daemon.opened()).isZero();
    }

    @Test
    void an_error_is_told_with_its_code() {
        List<String> door = List.of("--socket", directory.resolve("s").toString(), "--key", keys.resolve("app.key").toString());
        CommandRun people = command(Map.of());
        CommandRun program = command(Map.of());

        assertThat(execute(people, List.of("get_schema", "missing"), door.toArray(String[]::new))).isEqualTo(1);
        assertThat(execute(program, List.of("--json", "get_schema", "missing"), door.toArray(String[]::new))).isEqualTo(1);

        assertThat(people.err.toString().strip()).isEqualTo("SCHEMA_ERROR Schema not found: missing");
        assertThat(Json.parse(program.out.toString())).isEqualTo(
                Json.parse("{\"error\":{\"code\":\"SCHEMA_ERROR\",\"message\":\"Schema not found: missing\"}}"));
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                argumentSet("no door", "read", 2, "Missing required option: '--url=URL'"),
                argumentSet("two doors", "--url ws://127.0.0.1:1/ --socket S read", 2, "give one of them"),
                argumentSet("no key", "--socket S read", 2, "'foldd keygen --app NAME' makes one"),
                argumentSet("a key that is not there", "--socket S --key K/none read", 2, "cannot be read"),
                argumentSet("no key in the file", "--socket S --key K/empty read", 2, "neither an Ed25519 private key"),
                argumentSet("nobody at the socket", "--socket S.none --key K/app.key read", 1, "cannot connect to"),
                argumentSet("another node", "--socket S --key K/app.key --node-id x read", 1, "another node answers"),
                argumentSet("a query that is none", "--socket S --key K/app.key query S", 2, "a JSON object"),
                argumentSet("a schema without a name", "--socket S --key K/app.key get_schema", 2, "a name"),
                argumentSet("a mutation of no type", "--socket S --key K/app.key mutation {}", 2, "create, update or delete"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void says_what_is_wrong_with(String line, int code, String sentence) throws IOException {
        Files.writeString(keys.resolve("empty"), "");
        CommandRun command = command(Map.of());

        int exit = command.execute(line.replace("S ", directory.resolve("s") + " ").replace("S.none", directory + "/none")
                .replace("K/", keys + "/").split(" "));

        assertThat(exit).isEqualTo(code);
        assertThat(command.err.toString()).contains(sentence).doesNotContain("unexpected");
    }

    private static CommandRun command(Map<String, String> environment) {
        return new CommandRun("call", () -> new CallCommand(environment));
    }

    private static int execute(CommandRun command, List<String> words, String... before) {
        List<String> all = new ArrayList<>(Arrays.asList(before));
        all.addAll(words);
        return command.execute(all.toArray(String[]::new));
    }
}
