package dev.foldd.journey;

import static dev.foldd.testing.WireClient.json;
import static dev.foldd.testing.WireClient.map;
import static dev.foldd.testing.WireClient.parse;
import static dev.foldd.testing.WireClient.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foldd.testing.DaemonProcess;
import dev.foldd.testing.RawSocket;
import dev.foldd.testing.TokenForge;
import dev.foldd.testing.WireClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is no good request gets a clear error under its own id, and the connection lives. */
@Timeout(120)
class BadInputJourneyIT {

    private static final int MIB = 1024 * 1024;
    private static final int MESSAGE_MAX = 10 * MIB;
    /** A heap of 128 MiB, and what a Java process has beside it. */
    private static final long RESIDENT_MAX_KIB = 380 * 1024;

    @TempDir
    private static Path directory;

    private static DaemonProcess daemon;
    private static String token;

    private WireClient client;

    @BeforeAll
    static void start() {
        daemon = DaemonProcess.in(directory).withFixtures().start();
        token = daemon.tokens().token("gaia", "god");
    }

    @AfterAll
    static void stop() {
        daemon.close();
    }

    @BeforeEach
    void enter() {
        client = WireClient.bearing(daemon.listening("rpc"), token);
    }

    @AfterEach
    void leave() {
        client.close();
    }

    static Stream<Arguments> texts() {
        return Stream.of(
                argumentSet("nothing", "", "null", 422),
                argumentSet("a word", "hello", "null", 422),
                argumentSet("half an object", "{\"id\":\"a\",\"method\":\"re", "null", 422),
                argumentSet("two objects", "{\"id\":\"a\"}{\"id\":\"b\"}", "null", 422),
                argumentSet("a number", "42", "null", 422),
                argumentSet("a text", "\"read\"", "null", 422),
                argumentSet("null", "null", "null", 422),
                argumentSet("single quotes", "{'id':'a'}", "null", 422),
                argumentSet("a comment", "{\"id\":\"a\"/* */}", "null", 422),
                argumentSet("not a number", "{\"id\":\"a\",\"method\":\"read\",\"params\":[NaN]}", "null", 422),
                argumentSet("no method", "{\"id\":\"a\"}", "\"a\"", 422),
                argumentSet("a method that is a number", "{\"id\":\"a\",\"method\":1}", "\"a\"", 422),
                argumentSet("parameters that are a text", "{\"id\":\"a\",\"method\":\"read\",\"params\":\"User\"}", "\"a\"", 422),
                argumentSet("a credential that is a text", "{\"id\":\"a\",\"method\":\"read\",\"auth\":\"me\"}", "\"a\"", 422),
                argumentSet("a token that is a number", "{\"id\":\"a\",\"method\":\"read\",\"auth\":{\"token\":1}}", "\"a\"", 422),
                argumentSet("an id that is an object", "{\"id\":{},\"method\":\"auth.whoami\"}", "null", 422),
                argumentSet("an id that is true", "{\"id\":true,\"method\":\"auth.whoami\"}", "null", 422),
                argumentSet("an unknown method", "{\"id\":\"a\",\"method\":\"raed\"}", "\"a\"", 501),
                argumentSet("a method in capitals", "{\"id\":\"a\",\"method\":\"READ\"}", "\"a\"", 501),
                argumentSet("a method of every object", "{\"id\":\"a\",\"method\":\"__proto__\"}", "\"a\"", 501),
                argumentSet("a method of a megabyte", "{\"id\":\"a\",\"method\":\"" + "m".repeat(MIB) + "\"}", "\"a\"", 501),
                argumentSet("too few parameters", request("a", "read", "User"), "\"a\"", 422),
                argumentSet("too many parameters", request("a", "read", "User", "1", "2"), "\"a\"", 422),
                argumentSet("an entity that is a number", request("a", "read", 1, "1"), "\"a\"", 422),
                argumentSet("an unknown entity", request("a", "read", "Usr", "1"), "\"a\"", 404),
                argumentSet("an entity in other letters", request("a", "read", "user", "1"), "\"a\"", 404),
                argumentSet("an entity of every object", request("a", "read", "constructor", "1"), "\"a\"", 404),
                argumentSet("a table of the database", request("a", "list", "sqlite_master", null), "\"a\"", 404),
                argumentSet("data that is a list", request("a", "create", "User", List.of()), "\"a\"", 422),
                argumentSet("data that is a text", request("a", "create", "User", "anna"), "\"a\"", 422),
                argumentSet("many that are one", request("a", "createMany", "User", map("username", "anna")), "\"a\"", 422),
                argumentSet("many with a number", request("a", "createMany", "User", List.of(1)), "\"a\"", 422),
                argumentSet("an id that is an object", request("a", "read", "User", map("gt", "")), "\"a\"", 422),
                argumentSet("an id that is a list", request("a", "delete", "User", List.of("a")), "\"a\"", 422),
                argumentSet("a value that is an object", request("a", "findByField", "User", "bio", map("gt", "")), "\"a\"", 422),
                argumentSet("a field that is a number", request("a", "findByField", "User", 1, "x"), "\"a\"", 422),
                argumentSet("a filter that is a text", request("a", "findFirst", "User", "x"), "\"a\"", 422),
                argumentSet("an unknown operator", request("a", "findFirst", "User", map("bio", map("$ne", ""))), "\"a\"", 422),
                argumentSet("an unknown field", request("a", "findFirst", "User", map("__proto__", 1)), "\"a\"", 422),
                argumentSet("an update of nothing", request("a", "update", "User", "1", map()), "\"a\"", 422),
                argumentSet("an update of the key", request("a", "update", "User", "1", map("id", "2", "bio", "b")), "\"a\"", 422),
                argumentSet("upsert by a field that is not unique",
                        request("a", "upsert", "User", map("bio", "x"), Sample.user(), map()), "\"a\"", 422));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void a_text_that_is_no_good_is_answered(String text, String id, int code) {
        client.send(text);
        JsonNode answer = client.next();

        assertThat(answer.get("id")).as(answer.toString()).isEqualTo(parse(id));
        assertThat(answer.get("error").get("code").intValue()).as(answer.toString()).isEqualTo(code);
        assertHarmless(answer);
        assertLives();
    }

    static Stream<Arguments> standardTexts() {
        String head = "{\"jsonrpc\":\"2.0\",\"id\":7,";
        return Stream.of(
                argumentSet("half an object", "{\"jsonrpc\":\"2.0\",", "null", -32700),
                argumentSet("half a batch", "[{\"jsonrpc\":\"2.0\"}", "null", -32700),
                argumentSet("an empty batch", "[]", "null", -32600),
                argumentSet("another version", "{\"jsonrpc\":\"1.0\",\"id\":7,\"method\":\"auth.whoami\"}", "7", -32600),
                argumentSet("a version that is a number", "{\"jsonrpc\":2.0,\"id\":7,\"method\":\"auth.whoami\"}", "7", -32600),
                argumentSet("no method", "{\"jsonrpc\":\"2.0\",\"id\":7}", "7", -32600),
                argumentSet("an unknown method", head + "\"method\":\"raed\"}", "7", -32601),
                argumentSet("parameters that are a text", head + "\"method\":\"read\",\"params\":\"User\"}", "7", -32602),
                argumentSet("too few parameters", head + "\"method\":\"read\",\"params\":[\"User\"]}", "7", -32602),
                argumentSet("an unknown parameter", head + "\"method\":\"read\",\"params\":{\"entity\":\"User\",\"idd\":1}}",
                        "7", -32602),
                argumentSet("an unknown entity", head + "\"method\":\"read\",\"params\":{\"entity\":\"Usr\",\"id\":\"1\"}}",
                        "7", 404));
    }

    @ParameterizedTest
    @MethodSource("standardTexts")
    void a_text_in_the_standard_dialect_is_answered_as_the_standard_says(String text, String id, int code) {
        client.send(text);
        JsonNode answer = client.next();

        assertThat(answer.get("jsonrpc").asText()).isEqualTo("2.0");
        assertThat(answer.get("id")).as(answer.toString()).isEqualTo(parse(id));
        assertThat(answer.get("error").get("code").intValue()).as(answer.toString()).isEqualTo(code);
        assertLives();
    }

    static Stream<Arguments> ids() {
        return Stream.of("\"\"", "\"req_1\"", "\"\\u0000\\ud83c\\udf4e\"", "\"'; DROP TABLE User; --\"", "0", "-7", "1.5",
                "9007199254740993", "123456789012345678901234567890", "null").map(id -> argumentSet("the id " + id, id));
    }

    @ParameterizedTest
    @MethodSource("ids")
    void an_id_comes_back_exactly(String id) {
        client.send("{\"id\":" + id + ",\"method\":\"getCapabilities\"}");
        client.send("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"getCapabilities\"}");

        assertThat(parse(client.nextText()).get("id")).isEqualTo(parse(id));
        assertThat(parse(client.nextText()).get("id")).isEqualTo(parse(id));
    }

    @Test
    void a_batch_is_answered_together_and_a_notification_not_at_all() {
        client.send("[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"auth.whoami\"},{\"jsonrpc\":\"2.0\",\"method\":\"auth.whoami\"},"
                + "1,{\"jsonrpc\":\"2.0\",\"id\":\"b\",\"method\":\"none\"}]");
        JsonNode batch = client.next();
        client.send("{\"jsonrpc\":\"2.0\",\"method\":\"read\",\"params\":[\"User\",\"1\"]}");

        assertThat(batch.isArray()).isTrue();
        assertThat(batch).hasSize(3);
        assertThat(batch.findValuesAsText("id")).containsExactlyInAnyOrder("1", "null", "b");
        assertThat(batch.findValues("code")).extracting(JsonNode::intValue).containsExactlyInAnyOrder(-32600, -32601);
        assertLives();
    }

    @Test
    void a_binary_message_is_answered_in_text() {
        client.sendBinary("{\"id\":\"a\",\"method\":\"auth.whoami\"}".getBytes(StandardCharsets.UTF_8));

        assertThat(client.next().get("error").get("code").intValue()).isEqualTo(422);
        assertLives();
    }

    @Test
    void nesting_and_numbers_and_names_beyond_all_bounds_are_refused_under_their_id() {
        for (String value : List.of("[".repeat(100_000) + "]".repeat(100_000), "{\"a\":".repeat(5_000) + "1" + "}".repeat(5_000),
                "1" + "0".repeat(10_000), "1e999999999", "-1e-999999999", "{\"a\":1,\"a\":2}")) {
            client.send("{\"id\":\"deep\",\"method\":\"create\",\"params\":[\"User\",{\"username\":\"deep\",\"email\":" + value
                    + "}]}");
            JsonNode answer = client.next();
            assertThat(answer.get("error").get("code").intValue()).as(shown(value)).isEqualTo(422);
            assertThat(answer.get("id").asText("null")).as(shown(value)).isIn("deep", "null");
        }
        assertLives();
    }

    private static String shown(String value) {
        return value.substring(0, Math.min(12, value.length()));
    }

    @Test
    void a_key_given_twice_is_refused_and_counts_neither_way() {
        client.send("{\"id\":\"twice\",\"method\":\"create\",\"params\":[\"User\",{\"username\":\"twice-a\",\"username\":\"twice-b\","
                + "\"email\":\"twice@example.org\"}]}");

        assertThat(client.next().get("error").get("code").intValue()).isEqualTo(422);
        assertThat(client.result("findByField", "User", "email", "twice@example.org").isNull()).isTrue();
    }

    @Test
    void names_of_every_object_are_no_fields() {
        client.send("{\"id\":\"p\",\"method\":\"create\",\"params\":[\"User\",{\"username\":\"proto\",\"email\":\"p@example.org\","
                + "\"__proto__\":{\"role\":\"god\"},\"constructor\":{\"prototype\":{}}}]}");
        JsonNode answer = client.next();

        assertThat(answer.get("error").get("code").intValue()).isEqualTo(422);
        assertThat(answer.findValuesAsText("field")).contains("__proto__", "constructor");
    }

    @Test
    void ten_mebibytes_and_eleven_are_answered_under_their_ids() throws IOException {
        try (RawSocket raw = RawSocket.open(daemon.listening("rpc"), "Authorization: Bearer " + token)) {
            for (int bytes : new int[] {MESSAGE_MAX, 11 * MIB}) {
                raw.send(padded(bytes));
                JsonNode answer = parse(raw.next().text());
                raw.send("{\"id\":\"after\",\"method\":\"auth.whoami\"}");
                JsonNode after = parse(raw.next().text());

                assertThat(answer.get("id").asText()).isEqualTo("large");
                assertThat(answer.get("error").get("code").intValue()).isEqualTo(422);
                assertThat(after.get("result").get("subject").asText()).isEqualTo("gaia");
            }
            raw.sendHead(RawSocket.TEXT, 41 * MIB);
            RawSocket.Frame end = raw.next();

            assertThat(end.opcode()).isEqualTo(RawSocket.CLOSE);
            assertThat(end.closeCode()).isEqualTo(1009);
        }
        assertLives();
        assertThat(daemon.residentKib()).isLessThan(RESIDENT_MAX_KIB);
    }

    @Test
    void the_same_in_many_fragments() {
        for (int bytes : new int[] {MESSAGE_MAX, 11 * MIB}) {
            client.send(padded(bytes));
            assertThat(client.next().get("id").asText()).isEqualTo("large");
        }
        assertLives();
    }

    /** One valid row whose text is beyond what a value may be, in a message of that many bytes. */
    private static String padded(int bytes) {
        String head = "{\"id\":\"large\",\"method\":\"create\",\"params\":[\"User\",{\"username\":\"large\",\"bio\":\"";
        String tail = "\"}]}";
        byte[] padding = new byte[bytes - head.length() - tail.length()];
        Arrays.fill(padding, (byte) 'x');
        return head + new String(padding, StandardCharsets.US_ASCII) + tail;
    }

    @Test
    void ten_thousand_frames_of_a_client_that_does_not_read_cost_no_memory_and_are_all_answered() throws Exception {
        int frames = 10_000;
        String id = client.result("create", "User", map("username", "flooded", "email", "flooded@example.org",
                "bio", "x".repeat(8_000))).get("id").asText();
        AtomicInteger written = new AtomicInteger();
        try (RawSocket raw = RawSocket.open(daemon.listening("rpc"), "Authorization: Bearer " + token)) {
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < frames; i++) {
                    send(raw, request(Integer.toString(i), "read", "User", id));
                    written.incrementAndGet();
                }
            });
            // Either all is written, or nothing more goes out: then what may wait does wait.
            AtomicInteger before = new AtomicInteger(-1);
            await().pollInterval(Duration.ofMillis(500)).atMost(Duration.ofSeconds(60)).until(
                    () -> before.getAndSet(written.get()) == written.get() || writing.isDone());
            long unread = daemon.residentKib();
            assertLives();

            for (int i = 0; i < frames; i++) {
                JsonNode answer = parse(raw.next().text());
                assertThat(answer.get("result").get("id").asText()).isEqualTo(id);
            }
            writing.get(10, TimeUnit.SECONDS);
            assertThat(unread).isLessThan(RESIDENT_MAX_KIB);
        }
        assertThat(daemon.residentKib()).isLessThan(RESIDENT_MAX_KIB);
        assertLives();
    }

    private static void send(RawSocket raw, String text) {
        try {
            raw.send(text);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_frame_against_the_protocol_ends_its_connection_and_no_other() throws IOException {
        try (RawSocket raw = RawSocket.open(daemon.listening("rpc"))) {
            raw.sendBytes(new byte[] {(byte) 0xf1, (byte) 0x80, 0, 0, 0, 0});

            assertThat(raw.next().closeCode()).isEqualTo(1002);
        }
        assertLives();
    }

    @Test
    void compression_is_not_agreed_to() throws IOException {
        try (RawSocket raw = RawSocket.open(daemon.listening("rpc"), "Sec-WebSocket-Extensions: permessage-deflate",
                "Authorization: Bearer " + token)) {
            raw.send(json(map("id", "1", "method", "auth.whoami")));

            assertThat(parse(raw.next().text()).get("id").asText()).isEqualTo("1");
        }
    }

    private void assertLives() {
        assertThat(client.result("auth.whoami").get("subject").asText()).isEqualTo("gaia");
    }

    private static void assertHarmless(JsonNode answer) {
        assertThat(answer.toString()).doesNotContainIgnoringCase("sqlite_error").doesNotContain("Exception", "at dev.foldd",
                TokenForge.HEADER);
    }
}
