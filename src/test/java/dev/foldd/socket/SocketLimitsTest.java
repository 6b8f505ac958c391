package dev.foldd.socket;

import static dev.foldd.socket.SocketHarness.ALICE;
import static dev.foldd.socket.SocketHarness.BOB;
import static dev.foldd.socket.SocketHarness.NODE_ID;
import static dev.foldd.testing.SocketClient.frame;
import static dev.foldd.testing.SocketClient.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.foldd.contract.Observation;
import dev.foldd.contract.Principal;
import dev.foldd.contract.audit.AuditEntry;
import dev.foldd.contract.fold.FoldAnswer;
import dev.foldd.socket.file.SocketFileException;
import dev.foldd.testing.SocketClient;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketLimitsTest {

    private static final String QUERY = "{\"schema\":\"UserProfile\",\"fields\":[\"username\"]}";

    @TempDir
    private Path directory;

    private SocketHarness node(Map<String, Object> settings) throws Exception {
        return new SocketHarness(directory, settings);
    }

    @Test
    void a_socket_of_its_own_believes_one_key_and_shows_its_schemas() throws Exception {
        Path own = directory.resolve("own.sock");
        try (SocketHarness node = node(Map.of("sockets", List.of(Map.of("path", own.toString(), "key", ALICE.publicKey().text(),
                "schemas", List.of("UserProfile")))))) {
            try (SocketClient client = SocketClient.unix(own)) {
                assertThat(client.askLine(line("1", "query", QUERY, BOB, NODE_ID)).toString()).contains("belongs to another key");
                assertThat(client.login(BOB, NODE_ID, "socket:" + own).toString()).contains("belongs to another key");
                assertThat(client.askLine(line("2", "query", QUERY, ALICE, NODE_ID))).containsEntry("status", "success");
                assertThat(client.login(ALICE, NODE_ID, "socket:" + own)).containsEntry("status", "success");
            }
            assertThat(node.queries).singleElement().satisfies(query ->
                    assertThat(query.caller().principal().schemas()).contains(Set.of("UserProfile")));
            assertThat(node.observations).contains(new Observation.CredentialRefused("socket", "pinned"));
        }
    }

    @Test
    void without_signatures_callers_are_nobody_and_their_keys_still_count() throws Exception {
        try (SocketHarness node = node(Map.of("auth", "none")); SocketClient client = node.connect();
                SocketClient tcp = node.connectTcp()) {
            client.askLine(line("1", "query", QUERY));
            client.askLine(line("2", "query", QUERY, ALICE, NODE_ID));
            assertThat(tcp.askFrame(frame("query", QUERY)).toString()).contains("Authentication required");

            Principal nobody = node.queries.get(0).caller().principal();
            assertThat(nobody.subject()).isEqualTo("anonymous");
            assertThat(nobody.roles()).containsExactly("public");
            assertThat(nobody.distance()).isEmpty();
            assertThat(nobody.key()).isEmpty();
            assertThat(node.queries.get(1).caller().principal().subject()).isEqualTo("key:alice");
        }
    }

    @Test
    void what_the_door_answers_itself_counts_and_is_on_record() throws Exception {
        Map<String, Object> rates = Map.of("requests_per_minute", 1, "burst", 1);
        try (SocketHarness node = new SocketHarness(directory, Map.of(), true, rates); SocketClient client = node.connect()) {
            Object first = client.askFrame(SocketClient.frame("discover_nodes", "{}", ALICE, NODE_ID));
            Object second = client.askFrame(SocketClient.frame("discover_nodes", "{}", ALICE, NODE_ID));

            assertThat(first).isEqualTo(List.of());
            assertThat(second.toString()).contains("try again after");
            assertThat(node.audited).extracting(AuditEntry::operation).containsOnly("discover_nodes");
            assertThat(node.audited).extracting(AuditEntry::outcome).containsExactly(AuditEntry.Outcome.SUCCEEDED,
                    AuditEntry.Outcome.REFUSED);
        }
    }

    @Test
    void an_application_has_so_many_connections() throws Exception {
        try (SocketHarness node = node(Map.of("max_connections_per_application", 1))) {
            try (SocketClient first = node.loggedIn(); SocketClient second = node.connect()) {
                assertThat(second.login(ALICE, NODE_ID, node.place()).toString()).contains("RATE_LIMITED");
                assertThat(second.isEnded()).isTrue();
                assertThat(first.askLine(line("1", "query", QUERY))).containsEntry("status", "success");
            }
            await().untilAsserted(() -> {
                try (SocketClient third = node.connect()) {
                    assertThat(third.login(ALICE, NODE_ID, node.place())).containsEntry("status", "success");
                }
            });
        }
    }

    @Test
    void an_application_has_so_many_requests_in_flight_over_all_its_connections() throws Exception {
        Promise<FoldAnswer> slow = Promise.promise();
        try (SocketHarness node = node(Map.of("max_requests_per_application", 2))) {
            node.query = asked -> slow.future();
            try (SocketClient first = node.loggedIn(); SocketClient second = node.loggedIn()) {
                first.sendLine(line("1", "query", QUERY));
                first.sendLine(line("2", "query", QUERY));
                await().until(() -> node.queries.size() == 2);

                assertThat(second.askLine(line("3", "query", QUERY)).toString()).contains("RATE_LIMITED");
                slow.complete(new FoldAnswer(List.of(), List.of()));
                assertThat(first.readLine() + first.readLine()).doesNotContain("error\":{");
                assertThat(second.askLine(line("4", "query", QUERY))).containsEntry("status", "success");
            }
        }
    }

    @Test
    void a_connection_has_so_many_requests_in_flight_and_the_rest_waits_unread() throws Exception {
        Promise<FoldAnswer> slow = Promise.promise();
        try (SocketHarness node = node(Map.of("max_requests_in_flight", 2))) {
            node.query = asked -> slow.future();
            try (SocketClient client = node.loggedIn()) {
                for (int i = 0; i < 5; i++) {
                    client.sendLine(line(String.valueOf(i), "query", QUERY));
                }
                await().until(() -> node.queries.size() == 2);
                assertThat(node.queries).hasSize(2);
                slow.complete(new FoldAnswer(List.of(), List.of()));

                for (int i = 0; i < 5; i++) {
                    assertThat(client.readLine()).contains("\"request_id\":\"" + i + "\"");
                }
            }
        }
    }

    @Test
    void a_user_of_this_machine_has_so_many_connections() throws Exception {
        try (SocketHarness node = node(Map.of("max_connections_per_address", 1)); SocketClient first = node.loggedIn();
                SocketClient second = node.connect()) {
            assertThat(second.isEnded()).isTrue();
            assertThat(first.askLine(line("1", "query", QUERY))).containsEntry("status", "success");
            assertThat(node.observations).contains(new Observation.ConnectionRefused("socket", "full-for-address"));
        }
    }

    @Test
    void whoever_proves_nobody_in_time_or_asks_nothing_is_closed() throws Exception {
        try (SocketHarness node = node(Map.of("proof_timeout", "200ms", "idle_timeout", "500ms"));
                SocketClient stranger = node.connect(); SocketClient idle = node.loggedIn()) {
            assertThat(stranger.isEnded()).isTrue();
            assertThat(idle.isEnded()).isTrue();
            assertThat(node.observations).contains(new Observation.ConnectionRefused("socket", "no-proof"));
        }
    }

    @Test
    void a_client_that_takes_no_answers_is_not_read_and_then_cut_off() throws Exception {
        try (SocketHarness node = node(Map.of("max_write_buffer", "16KiB", "write_timeout", "300ms", "max_requests_in_flight", 2))) {
            node.query = asked -> Future.succeededFuture(new FoldAnswer(List.of(Map.of("a", "x".repeat(100_000))), List.of()));
            try (SocketClient client = node.loggedIn()) {
                for (int i = 0; i < 60; i++) {
                    client.sendLine(line(String.valueOf(i), "query", QUERY));
                }

                await().until(() -> node.observations.contains(new Observation.ConnectionRefused("socket", "stalled")));
                assertThat(node.queries.size()).isLessThan(60);
            }
        }
    }

    @Test
    void requests_take_no_more_memory_than_there_is() throws Exception {
        try (SocketHarness node = node(Map.of("max_message_size", 100_000, "message_memory", 100_000));
                SocketClient client = node.connect()) {
            client.send(new byte[] {0, 1, (byte) 0x86, (byte) 0xA0});
            client.send(new byte[100_000]);

            assertThat(client.readFrame()).startsWith("{\"error\":\"Error processing request: too many large requests");
            assertThat(client.isEnded()).isTrue();
            assertThat(node.observations).contains(new Observation.ConnectionRefused("socket", "memory"));
        }
    }

    @Test
    void whoever_has_not_been_proved_may_send_one_request_of_any_size() throws Exception {
        try (SocketHarness node = node(Map.of("max_message_size", 200_000, "message_memory", 300_000));
                SocketClient client = node.connect()) {
            String padded = "{\"schema_name\":\"" + "x".repeat(190_000) + "\"}";

            client.sendFrame(frame("get_schema", padded, ALICE, NODE_ID));

            assertThat(client.readFrame()).doesNotContain("too many large requests");
        }
    }

    @Test
    void a_whole_request_beyond_the_limit_is_answered_although_its_sender_sends_on() throws Exception {
        SocketHarness node = node(Map.of());
        byte[] much = new byte[10_000_005];
        Arrays.fill(much, (byte) ' ');
        System.arraycopy(HexFormat.of().parseHex("00989681"), 0, much, 0, 4);
        for (SocketClient client : List.of(node.connect(), node.connectTcp())) {
            try (client) {
                client.send(much);

                assertThat(client.readFrame()).startsWith("{\"error\":\"Request too large\"");
            }
        }
        node.close();
    }

    @Test
    void a_line_beyond_the_limit_ends_the_connection() throws Exception {
        try (SocketHarness node = node(Map.of()); SocketClient client = node.connect()) {
            client.send("{".getBytes());
            byte[] much = new byte[10_000_000];
            Arrays.fill(much, (byte) 'x');
            client.send(much);

            assertThat(client.readLine()).contains("\"request_id\":\"\"", "PARSE_ERROR");
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void two_daemons_do_not_share_a_socket() throws Exception {
        try (SocketHarness first = node(Map.of())) {
            assertThatThrownBy(() -> node(Map.of())).isInstanceOf(SocketFileException.class)
                    .hasMessage("another daemon has '" + first.path + "'");
            try (SocketClient client = first.loggedIn()) {
                assertThat(client.askLine(line("1", "query", QUERY))).containsEntry("status", "success");
            }
        }
    }

    @Test
    void without_the_native_transport_it_works_and_knows_nobody_s_user() throws Exception {
        try (SocketHarness node = new SocketHarness(directory, Map.of(), false); SocketClient client = node.loggedIn()) {
            assertThat(node.door.knowsPeers()).isFalse();
            assertThat(client.askLine(line("1", "query", QUERY))).containsEntry("status", "success");
            assertThat(node.queries.get(0).caller().remote()).isEqualTo("unix:");
        }
    }
}
