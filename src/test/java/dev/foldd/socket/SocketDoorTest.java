package dev.foldd.socket;

import static dev.foldd.socket.SocketHarness.ALICE;
import static dev.foldd.socket.SocketHarness.BOB;
import static dev.foldd.socket.SocketHarness.NODE_ID;
import static dev.foldd.testing.SocketClient.frame;
import static dev.foldd.testing.SocketClient.framed;
import static dev.foldd.testing.SocketClient.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.contract.Observation;
import dev.foldd.contract.fold.FoldAnswer;
import dev.foldd.contract.fold.FoldHistory;
import dev.foldd.contract.fold.FoldWritten;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.json.Json;
import dev.foldd.testing.SocketClient;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SocketDoorTest {

    private static final String QUERY = "{\"schema\":\"UserProfile\",\"fields\":[\"username\"]}";

    @TempDir
    private Path directory;
    private SocketHarness node;

    @BeforeEach
    void start() throws Exception {
        node = new SocketHarness(directory, Map.of("message_timeout", "400ms"));
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void a_signed_line_is_answered_for_the_application_that_owns_the_key() throws Exception {
        try (SocketClient client = node.connect()) {
            assertThat(client.askLine(line("u1", "query", QUERY, ALICE, NODE_ID))).isEqualTo(Json.parse(
                    "{\"request_id\":\"u1\",\"status\":\"success\",\"data\":{\"results\":[{\"username\":\"alice\"}]},\"error\":null}"));
        }

        assertThat(node.queries).singleElement().satisfies(query -> {
            assertThat(query.caller().principal().subject()).isEqualTo("key:alice");
            assertThat(query.caller().door()).isEqualTo("socket");
            assertThat(query.caller().remote()).matches("unix:uid=\\d+,gid=\\d+,pid=" + ProcessHandle.current().pid());
            assertThat(query.partial()).isFalse();
        });
        assertThat(node.observations).contains(new Observation.CredentialProved("socket"));
    }

    @Test
    void a_signed_frame_is_answered_over_both_doors() throws Exception {
        for (SocketClient client : List.of(node.connect(), node.connectTcp())) {
            try (client) {
                assertThat(client.askFrame(frame("query", QUERY, ALICE, NODE_ID)))
                        .isEqualTo(Json.parse("{\"results\":[{\"username\":\"alice\"}],\"errors\":[]}"));
                assertThat(client.askFrame(frame("list_schemas", "{}", ALICE, NODE_ID))).isEqualTo(List.of("UserProfile"));
            }
        }

        assertThat(node.queries).extracting(query -> query.caller().door()).containsExactly("socket", "tcp");
        assertThat(node.queries.get(0).partial()).isTrue();
    }

    @Test
    void a_stranger_is_who_his_key_is_and_no_more() throws Exception {
        try (SocketClient client = node.connect()) {
            client.askLine(line("1", "query", QUERY, BOB, NODE_ID));
        }

        assertThat(node.queries.get(0).caller().principal().distance()).isEmpty();
        assertThat(node.queries.get(0).caller().principal().key()).contains(BOB.publicKey().text());
    }

    static Stream<Arguments> unproved() {
        String signed = line("1", "query", QUERY, ALICE, NODE_ID);
        return Stream.of(
                argumentSet("no signature", line("1", "query", QUERY)),
                argumentSet("another payload than the signed one", signed.replace("username", "password")),
                argumentSet("the same payload with another space", signed.replace("\"fields\":[", "\"fields\": [")),
                argumentSet("another operation than the signed one", signed.replace("\"query\"", "\"get_schema\"")),
                argumentSet("for another node", line("1", "query", QUERY, ALICE, "another")),
                argumentSet("a signature without its nonce", signed.replace("\"nonce\"", "\"nonsense\"")),
                argumentSet("a time that is a text", signed.replaceAll("\"timestamp\":(\\d+)", "\"timestamp\":\"$1\"")),
                argumentSet("another's key", signed.replace(ALICE.publicKey().text(), BOB.publicKey().text())),
                argumentSet("a key that is none", signed.replace(ALICE.publicKey().text(), "AAAA")),
                argumentSet("a stale time", "{\"request_id\":\"1\",\"operation_type\":\"query\",\"payload\":" + QUERY + ",\"auth\":{"
                        + SocketClient.signature(ALICE, NODE_ID, "query", QUERY, System.currentTimeMillis() / 1000 - 301,
                        SocketClient.nonce()) + "}}"));
    }

    @ParameterizedTest
    @MethodSource("unproved")
    void what_proves_nobody_is_refused_and_on_record(String request) throws Exception {
        try (SocketClient client = node.connect()) {
            Map<String, Object> reply = client.askLine(request);

            assertThat(reply).containsEntry("request_id", "1").containsEntry("status", "error");
            assertThat(((Map<?, ?>) reply.get("error")).get("code")).isEqualTo("AUTH_ERROR");
        }
        assertThat(node.queries).isEmpty();
        assertThat(node.audited).singleElement().satisfies(record ->
                assertThat(record.error()).contains(Fault.Code.UNAUTHENTICATED));
        assertThat(node.observations).anyMatch(Observation.CredentialRefused.class::isInstance);
    }

    @Test
    void a_request_that_was_sent_before_is_refused_on_any_connection_and_door() throws Exception {
        String frame = frame("query", QUERY, ALICE, NODE_ID);
        try (SocketClient first = node.connect(); SocketClient second = node.connect(); SocketClient third = node.connectTcp()) {
            assertThat(first.askFrame(frame).toString()).contains("alice");

            assertThat(second.askFrame(frame).toString()).contains("the nonce has been used");
            assertThat(third.askFrame(frame).toString()).contains("the nonce has been used");
        }
        assertThat(node.observations).contains(new Observation.CredentialRefused("tcp", "replayed"));
    }

    @Test
    void whoever_has_logged_in_signs_no_more_in_lines_and_in_frames() throws Exception {
        try (SocketClient client = node.loggedIn()) {
            assertThat(client.askLine(line("1", "query", QUERY))).containsEntry("status", "success");
        }
        try (SocketClient client = node.connect()) {
            byte[] mine = SocketClient.nonce();
            Map<?, ?> hello = (Map<?, ?>) client.askFrame(frame("hello", "{\"client_nonce\":\""
                    + Base64.getEncoder().encodeToString(mine) + "\"}"));
            byte[] theirs = Base64.getDecoder().decode((String) hello.get("server_nonce"));
            client.sendFrame(frame("login", SocketClient.login(ALICE, NODE_ID, node.place(), mine, theirs)));
            client.sendFrame(frame("query", QUERY));

            assertThat(client.readFrame()).contains("key:alice");
            assertThat(client.readFrame()).contains("results");
        }
    }

    @Test
    void an_application_that_is_taken_off_has_lost_its_rights_at_once() throws Exception {
        try (SocketClient client = node.loggedIn()) {
            client.askLine(line("1", "query", QUERY));
            Files.delete(directory.resolve("apps/alice.pub"));
            node.applications.reload();
            client.askLine(line("2", "query", QUERY));
        }

        assertThat(node.queries).extracting(query -> query.caller().principal().distance().isPresent()).containsExactly(true, false);
    }

    @Test
    void a_login_serves_its_own_connection_alone_and_once() throws Exception {
        byte[] mine = SocketClient.nonce();
        String hello = line("h", "hello", "{\"client_nonce\":\"" + Base64.getEncoder().encodeToString(mine) + "\"}");
        try (SocketClient one = node.connect(); SocketClient other = node.connect()) {
            byte[] theirs = Base64.getDecoder()
                    .decode((String) ((Map<?, ?>) one.askLine(hello).get("data")).get("server_nonce"));
            other.askLine(hello);
            String login = line("l", "login", SocketClient.login(ALICE, NODE_ID, node.place(), mine, theirs));

            assertThat(other.askLine(login)).containsEntry("status", "error");
            assertThat(one.askLine(login)).containsEntry("status", "success");
            assertThat(one.askLine(login)).containsEntry("status", "error");
        }
    }

    @Test
    void a_login_that_was_made_for_another_place_is_refused() throws Exception {
        try (SocketClient client = node.connect()) {
            assertThat(client.login(ALICE, NODE_ID, "socket:/elsewhere/foldd.sock")).containsEntry("status", "error");
            assertThat(client.askLine(line("1", "query", QUERY))).containsEntry("status", "error");
        }
        assertThat(node.queries).isEmpty();
    }

    @Test
    void a_login_that_comes_late_is_refused() throws Exception {
        byte[] mine = SocketClient.nonce();
        try (SocketClient client = node.connect()) {
            Map<?, ?> hello = (Map<?, ?>) client.askLine(line("h", "hello", "{\"client_nonce\":\""
                    + Base64.getEncoder().encodeToString(mine) + "\"}")).get("data");
            byte[] theirs = Base64.getDecoder().decode((String) hello.get("server_nonce"));
            node.nanosAhead.set(Duration.ofSeconds(11).toNanos());

            assertThat(client.askLine(line("l", "login", SocketClient.login(ALICE, NODE_ID, node.place(), mine, theirs))).toString())
                    .contains("within 10 s");
        }
    }

    @Test
    void over_tcp_nobody_logs_in_and_no_lines_are_spoken() throws Exception {
        try (SocketClient client = node.connectTcp()) {
            client.askFrame(frame("hello", "{\"client_nonce\":\"AAAAAAAAAAAAAAAAAAAAAA==\"}"));
            assertThat(client.askFrame(frame("login", "{\"key\":\"x\",\"signature\":\"y\"}")).toString())
                    .contains("over TCP nobody logs in");
        }
        try (SocketClient client = node.connectTcp()) {
            client.sendLine(line("1", "query", QUERY, ALICE, NODE_ID));
            assertThat(client.readFrame()).contains("\"hint\"");
            assertThat(client.isEnded()).isTrue();
        }
    }

    static Stream<Arguments> badInput() {
        String tooLarge = "{\"error\":\"Request too large\",\"max_size\":10000000}";
        String hinted = "{\"error\":\"Request too large\",\"max_size\":10000000,"
                + "\"hint\":\"the length before a request is four bytes, big-endian\"}";
        return Stream.of(
                argumentSet("length 0", "00000000", "{\"error\":\"Error deserializing request: the text is empty\"}"),
                argumentSet("length 2^31, which would be 128 the other way round", "80000000", hinted),
                argumentSet("length -1", "ffffffff", hinted),
                argumentSet("length 10,000,001", "00989681", tooLarge),
                argumentSet("a length that is little-endian", "20000000" + "7b7d", hinted),
                argumentSet("garbage", "ff00aa55", hinted),
                argumentSet("text", HexFormat.of().formatHex("GET / HTTP/1.1\r\n\r\n".getBytes()), hinted),
                argumentSet("a frame that is no JSON", "00000003" + "7b7d7d",
                        "{\"error\":\"Error deserializing request: the text is not valid JSON at line 1, column 3\"}"),
                argumentSet("a frame that is no object", "00000002" + "5b5d",
                        "{\"error\":\"Error deserializing request: a request must be an object\"}"),
                argumentSet("a frame that is no text", "00000002" + "c328",
                        "{\"error\":\"Error deserializing request: the text is not valid UTF-8\"}"),
                argumentSet("a member that stands twice", HexFormat.of().formatHex(framed("{\"operation\":\"a\",\"operation\":\"b\"}")),
                        "{\"error\":\"Error deserializing request: a member stands twice in one object at line 1, column 29\"}"),
                argumentSet("half a frame that does not go on", "0000000a" + "7b7d",
                        "{\"error\":\"Error deserializing request: the request did not arrive within 400 ms\"}"),
                argumentSet("half a length that does not go on", "0000",
                        "{\"error\":\"Error deserializing request: the request did not arrive within 400 ms\"}"));
    }

    @ParameterizedTest
    @MethodSource("badInput")
    void what_can_never_be_a_request_is_told_and_ends_the_connection(String bytes, String answer) throws Exception {
        for (SocketClient client : List.of(node.connect(), node.connectTcp())) {
            try (client) {
                client.send(HexFormat.of().parseHex(bytes));

                assertThat(client.readFrame()).isEqualTo(answer);
                assertThat(client.isEnded()).isTrue();
            }
        }
    }

    @Test
    void a_line_that_never_ends_is_told_so() throws Exception {
        try (SocketClient client = node.connect()) {
            client.send("{\"request_id\":".getBytes());

            assertThat(client.readLine()).contains("\"code\":\"TIMEOUT\"");
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void a_bad_line_is_told_and_the_next_one_is_answered() throws Exception {
        try (SocketClient client = node.connect()) {
            assertThat(client.askLine("{not json").toString()).contains("PARSE_ERROR");
            assertThat(client.askLine("{\"request_id\":\"1\"}").toString()).contains("Missing operation_type");
            assertThat(client.askLine(line("2", "fly", "{}")).toString()).contains("Unknown operation: fly").contains("request_id=2");
            assertThat(client.askLine(line("3", "query", QUERY, ALICE, NODE_ID) + "\r")).containsEntry("status", "success");
        }
    }

    @Test
    void whoever_goes_on_without_a_proof_is_cut_off() throws Exception {
        try (SocketClient client = node.connect()) {
            for (int i = 0; i < 5; i++) {
                assertThat(client.askLine(line("1", "query", QUERY)).toString()).contains("AUTH_ERROR");
            }
            assertThat(client.isEnded()).isTrue();
        }
        assertThat(node.observations).contains(new Observation.ConnectionRefused("socket", "proof-failures"));
    }

    static Stream<Arguments> frames() {
        return Stream.of(
                argumentSet("no operation", "{\"params\":{}}", "Missing operation"),
                argumentSet("an unknown one", frame("fly", "{}"), "Unknown operation: fly"),
                argumentSet("no schema", frame("query", "{\"fields\":[]}"), "Missing schema parameter"),
                argumentSet("no fields", frame("query", "{\"schema\":\"A\"}"), "Missing fields parameter"),
                argumentSet("no data", frame("mutation", "{\"schema\":\"A\",\"mutation_type\":\"create\"}"), "Missing data parameter"),
                argumentSet("no type", frame("mutation", "{\"schema\":\"A\",\"data\":{}}"), "Missing mutation_type parameter"),
                argumentSet("an unknown type", frame("mutation", "{\"schema\":\"A\",\"data\":{},\"mutation_type\":\"drop\"}"),
                        "Invalid mutation type: drop"),
                argumentSet("no schema's name", frame("get_schema", "{}"), "Missing schema_name parameter"),
                argumentSet("no schema's name to block", frame("block_schema", "{}"), "Missing schema_name parameter"),
                argumentSet("no new schema", frame("create_schema", "{}"), "Missing schema parameter"),
                argumentSet("a history of no field", frame("history", "{\"schema\":\"A\"}"), "Missing field parameter"),
                argumentSet("a key that is no text", frame("history", "{\"schema\":\"A\",\"field\":\"f\",\"key\":1}"),
                        "Invalid key: must be a text"),
                argumentSet("half a limit", frame("history", "{\"schema\":\"A\",\"field\":\"f\",\"limit\":0.5}"),
                        "Invalid limit: must be a whole number"),
                argumentSet("an unknown state", frame("list_schemas_by_state", "{\"state\":\"lost\"}"),
                        "Invalid state: lost. Use: available, approved, or blocked"),
                argumentSet("another node", "{\"operation\":\"list_schemas\",\"params\":{},\"target_node_id\":\"n2\"}",
                        "this version has no links to other nodes"));
    }

    @ParameterizedTest
    @MethodSource("frames")
    void what_is_missing_in_a_frame_is_told_and_the_connection_stays(String request, String sentence) throws Exception {
        try (SocketClient client = node.connect()) {
            byte[] mine = SocketClient.nonce();
            Map<?, ?> hello = (Map<?, ?>) client.askFrame(frame("hello", "{\"client_nonce\":\""
                    + Base64.getEncoder().encodeToString(mine) + "\"}"));
            client.askFrame(frame("login", SocketClient.login(ALICE, NODE_ID, node.place(), mine,
                    Base64.getDecoder().decode((String) hello.get("server_nonce")))));

            assertThat(client.askFrame(request)).isEqualTo(Map.of("error", "Error processing request: " + sentence));
            assertThat(client.askFrame(frame("list_schemas", "{}"))).isEqualTo(List.of("UserProfile"));
        }
    }

    @Test
    void a_history_is_asked_for_in_lines_and_in_frames() throws Exception {
        String whole = "{\"schema\":\"S\",\"field\":\"f\",\"key\":\"k\",\"before\":\"u\",\"limit\":7,\"trust_distance\":2}";
        try (SocketClient lines = node.connect(); SocketClient frames = node.connect()) {
            assertThat(lines.askLine(line("1", "history", whole, ALICE, NODE_ID)).get("data"))
                    .isEqualTo(Map.of("atoms", List.of(Map.of("content", "alice"))));
            assertThat(frames.askFrame(frame("history", "{\"schema\":\"S\",\"field\":\"f\"}", ALICE, NODE_ID)))
                    .isEqualTo(Map.of("atoms", List.of(Map.of("content", "alice"))));
            assertThat(lines.askLine(line("2", "history", "{\"schema\":\"S\"}", ALICE, NODE_ID)).get("error"))
                    .isEqualTo(Map.of("code", "QUERY_ERROR", "message", "Missing field parameter"));
        }

        FoldHistory asked = node.histories.get(0);
        assertThat(asked).isEqualTo(new FoldHistory(asked.caller(), "S", "f", Optional.of("k"), Optional.of("u"), 7,
                OptionalInt.of(2)));
        assertThat(node.histories.get(1).limit()).isEqualTo(FoldHistory.LIMIT_DEFAULT);
    }

    @Test
    void a_field_that_is_closed_is_an_entry_of_its_own_in_frames() throws Exception {
        node.query = asked -> Future.succeededFuture(new FoldAnswer(List.of(), List.of("email")));
        try (SocketClient client = node.connect()) {
            assertThat(client.askFrame(frame("query", QUERY, ALICE, NODE_ID))).isEqualTo(Json.parse("{\"results\":[{\"error\":"
                    + "\"Invalid permission: Read access denied for field email\"}],\"errors\":[]}"));
        }
    }

    @Test
    void what_the_core_refuses_is_told_in_the_words_of_each_dialect() throws Exception {
        node.query = asked -> Future.failedFuture(new FaultException(
                new Fault.TooFar("Invalid permission: Read access denied for field email")));
        try (SocketClient lines = node.connect(); SocketClient frames = node.connect()) {
            assertThat(lines.askLine(line("1", "query", QUERY, ALICE, NODE_ID)).get("error")).isEqualTo(Map.of("code", "QUERY_ERROR",
                    "message", "Invalid permission: Read access denied for field email"));
            assertThat(frames.askFrame(frame("query", QUERY, ALICE, NODE_ID))).isEqualTo(Map.of("error",
                    "Error processing request: Invalid permission: Read access denied for field email"));
        }
    }

    @Test
    void answers_come_in_the_order_of_requests_whatever_they_take() throws Exception {
        Promise<FoldAnswer> slow = Promise.promise();
        node.query = asked -> asked.schema().equals("Slow") ? slow.future()
                : Future.succeededFuture(new FoldAnswer(List.of(), List.of()));
        try (SocketClient client = node.loggedIn()) {
            client.sendLine(line("1", "query", QUERY.replace("UserProfile", "Slow")));
            client.sendLine(line("2", "query", QUERY));
            await().until(() -> node.queries.size() == 2);
            slow.complete(new FoldAnswer(List.of(), List.of()));

            assertThat(client.readLine()).contains("\"request_id\":\"1\"");
            assertThat(client.readLine()).contains("\"request_id\":\"2\"");
        }
    }

    @Test
    void a_write_waits_for_what_was_asked_before_it_and_is_waited_for() throws Exception {
        Promise<FoldAnswer> read = Promise.promise();
        Promise<FoldWritten> written = Promise.promise();
        node.query = asked -> read.future();
        node.mutation = asked -> written.future();
        String mutation = "{\"schema\":\"A\",\"data\":{},\"mutation_type\":\"update\"}";
        try (SocketClient client = node.loggedIn()) {
            client.sendLine(line("1", "query", QUERY));
            client.sendLine(line("2", "mutation", mutation));
            client.sendLine(line("3", "query", QUERY));
            await().until(() -> node.queries.size() == 1);
            assertThat(node.mutations).isEmpty();
            read.complete(new FoldAnswer(List.of(), List.of()));
            await().until(() -> node.mutations.size() == 1);
            assertThat(node.queries).hasSize(1);
            written.complete(new FoldWritten(0));

            assertThat(client.readLine()).contains("\"request_id\":\"1\"");
            assertThat(client.readLine()).contains("{\"success\":true,\"matched\":0}");
            assertThat(client.readLine()).contains("\"request_id\":\"3\"");
        }
    }

    @Test
    void a_thousand_requests_in_one_write_are_all_answered() throws Exception {
        try (SocketClient client = node.loggedIn()) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (int i = 0; i < 1_000; i++) {
                all.writeBytes((line(String.valueOf(i), "query", QUERY) + "\n").getBytes());
            }
            client.send(all.toByteArray());

            for (int i = 0; i < 1_000; i++) {
                assertThat(client.readLine()).startsWith("{\"request_id\":\"" + i + "\",\"status\":\"success\"");
            }
        }
    }

    @Test
    void whoever_ends_his_side_is_still_answered() throws Exception {
        Promise<FoldAnswer> slow = Promise.promise();
        node.query = asked -> slow.future();
        try (SocketClient client = node.connect()) {
            client.sendLine(line("1", "query", QUERY, ALICE, NODE_ID));
            client.endOutput();
            await().until(() -> !node.queries.isEmpty());
            slow.complete(new FoldAnswer(List.of(), List.of()));

            assertThat(client.readLine()).contains("success");
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void a_request_id_comes_back_and_methods_of_the_web_socket_are_carried_out() throws Exception {
        String params = "{\"method\":\"read\",\"params\":[\"User\",\"u1\"]}";
        try (SocketClient lines = node.loggedIn(); SocketClient frames = node.connect()) {
            assertThat(lines.askLine(line("7", "rpc", params)).get("data")).isEqualTo(Map.of("id", 1L));
            String frame = frame("rpc", params, ALICE, NODE_ID);
            assertThat(frames.askFrame("{\"request_id\":7," + frame.substring(1)))
                    .isEqualTo(Map.of("request_id", 7L, "result", Map.of("id", 1L)));
        }
        assertThat(node.calls.get(0).message()).containsEntry("method", "read");
    }

    @Test
    void a_stop_answers_what_is_in_flight_and_takes_the_socket_away() throws Exception {
        Promise<FoldAnswer> slow = Promise.promise();
        node.query = asked -> slow.future();
        try (SocketClient client = node.loggedIn()) {
            client.sendLine(line("1", "query", QUERY));
            await().until(() -> !node.queries.isEmpty());
            Future<Void> closed = node.door.close();
            await().until(() -> !Files.exists(node.path));
            slow.complete(new FoldAnswer(List.of(), List.of()));

            assertThat(client.readLine()).contains("success");
            assertThat(client.isEnded()).isTrue();
            SocketHarness.await(closed);
        }
        assertThat(node.observations).contains(new Observation.ConnectionClosed("socket"));
    }

    @Test
    void every_answer_is_observed_with_its_operation() throws Exception {
        try (SocketClient client = node.connect()) {
            client.askLine(line("1", "query", QUERY, ALICE, NODE_ID));
            client.askLine("{}");
        }

        assertThat(node.observations.stream().filter(Observation.RequestAnswered.class::isInstance)
                .map(Observation.RequestAnswered.class::cast).toList())
                .extracting(Observation.RequestAnswered::method, Observation.RequestAnswered::error)
                .containsExactly(tuple("query", Optional.empty()),
                        tuple("unknown", Optional.of(Fault.Code.INVALID)));
    }
}
