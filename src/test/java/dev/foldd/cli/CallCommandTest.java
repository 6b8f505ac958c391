package dev.foldd.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.client.FakeDaemon;
import dev.foldd.json.Json;
import dev.foldd.testing.Certificate;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code foldd call} tells when it does not work out. */
class CallCommandTest {

    @TempDir
    private static Path directory;
    private static FakeDaemon plain;
    private static FakeDaemon secured;

    private final CommandRun command = new CommandRun("call", () -> new CallCommand(Map.of()));

    @BeforeAll
    static void start() throws IOException {
        Certificate own = Certificate.in(directory, "own", "ip:127.0.0.1");
        Certificate.in(directory, "other", "ip:127.0.0.1");
        Certificate.in(directory, "elsewhere", "dns:elsewhere.example");
        Files.createFile(directory.resolve("empty"));
        plain = FakeDaemon.saying((socket, text) -> socket.writeTextMessage("{\"id\":\"req_1\",\"error\":{\"code\":401,"
                + "\"message\":\"Authentication required\",\"details\":{\"reason\":\"the token has expired\"}}}"));
        secured = FakeDaemon.with(new HttpServerOptions().setSsl(true).setKeyCertOptions(new PemKeyCertOptions()
                .addCertPath(own.certificate().toString()).addKeyPath(own.key().toString())), socket -> { });
    }

    @AfterAll
    static void stop() {
        plain.close();
        secured.close();
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                argumentSet("nobody listens", "--url ws://127.0.0.1:1/?token=pw", 1,
                        "cannot connect to 127.0.0.1:1: Connection refused; is the daemon running there, and on this port?"
                                + " 'foldd run' prints its address in the line 'listening rpc'"),
                argumentSet("no such machine", "--url ws://nowhere.invalid:1/", 1, "no machine of that name is known here"),
                argumentSet("TLS to a plain port", "--url wss://PLAIN/", 1, "does the port speak TLS at all?"),
                argumentSet("plain to a TLS port", "--url ws://SECURED/", 1, "does the port speak TLS (then"),
                argumentSet("a certificate of nobody known", "--url wss://SECURED/", 1, "name its authority's file with --ca"),
                argumentSet("a certificate of another authority", "--url wss://SECURED/ --ca DIR/other.crt", 1,
                        "name its authority's file with --ca"),
                argumentSet("a certificate for another name", "--url wss://LOCALHOST/ --ca DIR/own.crt", 1,
                        "was made for another name"),
                argumentSet("another scheme", "--url http://PLAIN/?token=pw", 2, "http:// addresses are for 'foldd health'"),
                argumentSet("no scheme", "--url 127.0.0.1:50051", 2, "must be ws://HOST:PORT/ or wss://HOST:PORT/"),
                argumentSet("no host", "--url ws:///?token=pw", 2, "must be ws://HOST:PORT/ or wss://HOST:PORT/"),
                argumentSet("no URL at all", "--url ws://[/?token=pw", 2, "must be ws://HOST:PORT/ or wss://HOST:PORT/"),
                argumentSet("no such port", "--url ws://127.0.0.1:70000/?token=pw", 2, "has the port 70000"),
                argumentSet("authorities that are not there", "--url wss://SECURED/ --ca DIR/none", 2, "is not there"),
                argumentSet("authorities in a directory", "--url wss://SECURED/ --ca DIR", 2, "that can be read"),
                argumentSet("no authorities", "--url wss://SECURED/ --ca DIR/empty", 2, "holds no certificate"),
                argumentSet("a key as authority", "--url wss://SECURED/ --ca DIR/own.key", 2, "that can be read"),
                argumentSet("a token that has expired", "--url ws://PLAIN/?token=pw", 1,
                        "'foldd token --sub ID --role ROLE' with the daemon's own --config or --data prints a token"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void says_what_to_look_at(String line, int code, String sentence) {
        String[] words = (line + " read User 1").replace("PLAIN", "127.0.0.1:" + plain.port())
                .replace("SECURED", "127.0.0.1:" + secured.port()).replace("LOCALHOST", "localhost:" + secured.port())
                .replace("DIR", directory.toString()).split(" ");

        assertThat(command.execute(words)).isEqualTo(code);

        assertThat(command.err.toString()).contains(sentence).doesNotContain("pw", "unexpected failure");
        assertThat(command.out.toString()).isEmpty();
    }

    @Test
    void an_answer_that_does_not_come_in_time_is_no_matter_of_the_address() {
        try (FakeDaemon silent = FakeDaemon.saying((socket, text) -> { })) {
            assertThat(command.execute("--url", silent.url().toString(), "--timeout", "50ms", "read")).isEqualTo(1);

            assertThat(command.err.toString()).isEqualToIgnoringWhitespace(
                    "foldd: the server did not answer in time; --timeout waits longer");
        }
    }

    @Test
    void a_reload_that_was_refused_in_part_is_1() {
        String report = "{\"reloaded\":[\"jwt\"],\"problems\":[\"model: rules.yaml: is not valid YAML\"]}";

        assertThat(reload(report)).isEqualTo(1);
        assertThat(command.out.toString()).contains("is not valid YAML");
        assertThat(command.err.toString()).contains("not everything was reloaded");
        command.out.getBuffer().setLength(0);
        assertThat(reload(report, "--json")).isEqualTo(1);
        assertThat(((Map<?, ?>) Json.parse(command.out.toString())).get("result")).isEqualTo(Json.parse(report));
        assertThat(reload("{\"reloaded\":[\"model\",\"jwt\"],\"problems\":[]}")).isZero();
    }

    private int reload(String report, String... words) {
        try (FakeDaemon daemon = FakeDaemon.saying((socket, text) ->
                socket.writeTextMessage("{\"id\":\"req_1\",\"result\":" + report + "}"))) {
            return command.execute(Stream.concat(Stream.of("--url", daemon.url().toString(), "admin.reload"), Stream.of(words))
                    .toArray(String[]::new));
        }
    }
}
