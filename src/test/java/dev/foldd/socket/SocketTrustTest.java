package dev.foldd.socket;

import static dev.foldd.identity.trust.Edges.path;
import static dev.foldd.socket.SocketHarness.ALICE;
import static dev.foldd.socket.SocketHarness.BOB;
import static dev.foldd.socket.SocketHarness.NODE;
import static dev.foldd.socket.SocketHarness.NODE_ID;
import static dev.foldd.testing.SocketClient.frame;
import static dev.foldd.testing.SocketClient.line;
import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.auth.trust.TrustFiles;
import dev.foldd.contract.Observation;
import dev.foldd.contract.Principal;
import dev.foldd.identity.trust.Edge;
import dev.foldd.identity.trust.EdgeRevocation;
import dev.foldd.identity.trust.Edges;
import dev.foldd.identity.trust.Scope;
import dev.foldd.identity.trust.TrustPath;
import dev.foldd.json.Json;
import dev.foldd.testing.SocketClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How far away a stranger is who presents a path, on every way that leads in by a socket. */
class SocketTrustTest {

    private static final String QUERY = "{\"schema\":\"UserProfile\",\"fields\":[\"username\"]}";
    private static final long NOW = System.currentTimeMillis() / 1_000;

    @TempDir
    private Path directory;
    private SocketHarness node;

    @BeforeEach
    void start() throws Exception {
        node = new SocketHarness(directory, Map.of());
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private static String text(TrustPath path) {
        return Json.write(path.tree());
    }

    private Principal asked() {
        return node.queries.get(node.queries.size() - 1).caller().principal();
    }

    private OptionalInt distance() {
        return asked().distanceFor("UserProfile", Scope.READ);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void as_many_steps_as_there_are_edges(int edges) throws Exception {
        String path = text(path(NODE, BOB, edges, NOW));
        try (SocketClient lines = node.connect(); SocketClient frames = node.connect(); SocketClient tcp = node.connectTcp();
                SocketClient session = node.connect()) {
            List<OptionalInt> found = new ArrayList<>();
            lines.askLine(line("1", "query", QUERY, BOB, NODE_ID, path));
            found.add(distance());
            frames.askFrame(frame("query", QUERY, BOB, NODE_ID, path));
            found.add(distance());
            tcp.askFrame(frame("query", QUERY, BOB, NODE_ID, path));
            found.add(distance());
            assertThat(session.login(BOB, NODE_ID, node.place(), path)).containsEntry("status", "success");
            session.askLine(line("1", "query", QUERY));
            found.add(distance());

            assertThat(found).containsOnly(OptionalInt.of(edges)).hasSize(4);
            assertThat(asked().isOperator()).isFalse();
            assertThat(asked().distance()).isEmpty();
        }
    }

    @Test
    void without_a_path_nobody_knows_and_with_it_only_for_that_request() throws Exception {
        try (SocketClient client = node.connect()) {
            client.askLine(line("1", "query", QUERY, BOB, NODE_ID));
            assertThat(distance()).isEmpty();

            client.askLine(line("2", "query", QUERY, BOB, NODE_ID, text(path(NODE, BOB, 1, NOW))));
            assertThat(distance()).hasValue(1);

            client.askLine(line("3", "query", QUERY, BOB, NODE_ID, "null"));
            assertThat(distance()).isEmpty();
        }
    }

    @Test
    void whoever_is_enrolled_keeps_his_distance_whatever_he_presents() throws Exception {
        try (SocketClient client = node.connect()) {
            client.askLine(line("1", "query", QUERY, ALICE, NODE_ID, text(path(NODE, ALICE, 3, NOW))));
            assertThat(distance()).hasValue(1);

            client.askLine(line("2", "query", QUERY, NODE, NODE_ID, text(path(NODE, BOB, 3, NOW))));
            assertThat(distance()).hasValue(0);
        }
    }

    @Test
    void a_path_that_does_not_count_leaves_him_unresolved_and_is_told_to_the_meters() throws Exception {
        try (SocketClient client = node.connect()) {
            Map<String, Object> reply = client.askLine(line("1", "query", QUERY, BOB, NODE_ID, text(path(NODE, BOB, 2, NOW - 7_200))));

            assertThat(reply).containsEntry("status", "success");
            assertThat(distance()).isEmpty();
            assertThat(asked().reach().orElseThrow().words()).isEqualTo("none: edge 1 of the path has expired");
            assertThat(node.observations).contains(new Observation.CredentialRefused("socket", "path-expired"));
        }
    }

    @Test
    void a_path_is_worth_nothing_to_whom_it_does_not_lead() throws Exception {
        try (SocketClient client = node.connect()) {
            client.askLine(line("1", "query", QUERY, BOB, NODE_ID, text(path(NODE, Edges.CAROL, 2, NOW))));

            assertThat(distance()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "[1]", "\"x\"", "[{}]", "7"})
    void what_is_no_path_is_refused(String path) throws Exception {
        try (SocketClient client = node.connect(); SocketClient frames = node.connect()) {
            assertThat(client.askLine(line("1", "query", QUERY, BOB, NODE_ID, path)).get("error")).asString().contains("AUTH_ERROR");
            assertThat(client.login(BOB, NODE_ID, node.place(), path).get("error")).asString().contains("AUTH_ERROR");
            assertThat(frames.askFrame(frame("query", QUERY, BOB, NODE_ID, path))).asString().contains("path of trust");
        }
        assertThat(node.queries).isEmpty();
    }

    @Test
    void an_edge_that_its_signer_has_not_signed_is_refused() throws Exception {
        Edge forged = Edges.edge(Edges.CAROL, BOB.publicKey(), 0, Scope.READ_AND_WRITE, NOW);
        Edge asNode = new Edge(NODE.publicKey().text(), forged.to(), 0, forged.scope(), forged.notBefore(), forged.notAfter(),
                forged.serial(), forged.signature());
        try (SocketClient client = node.connect()) {
            assertThat(client.askLine(line("1", "query", QUERY, BOB, NODE_ID, text(new TrustPath(List.of(asNode))))).get("error"))
                    .asString().contains("AUTH_ERROR", "not signed");
            assertThat(node.observations).contains(new Observation.CredentialRefused("socket", "path-forged"));
        }
    }

    @Test
    void a_path_alone_says_nothing_about_anybody() throws Exception {
        try (SocketClient client = node.loggedIn()) {
            String unsigned = line("1", "query", QUERY);
            String withPath = unsigned.substring(0, unsigned.length() - 1) + ",\"auth\":{\"path\":" + text(path(NODE, BOB, 1, NOW)) + "}}";

            assertThat(client.askLine(withPath).get("error")).asString().contains("AUTH_ERROR");
        }
    }

    @Test
    void a_member_that_stands_twice_in_an_edge_makes_no_request() throws Exception {
        try (SocketClient client = node.connect()) {
            String path = text(path(NODE, BOB, 1, NOW)).replace("\"maxHops\":0", "\"maxHops\":0,\"maxHops\":0");

            assertThat(client.askLine(line("1", "query", QUERY, BOB, NODE_ID, path)).get("error")).asString().contains("PARSE_ERROR");
        }
    }

    @Test
    void what_is_revoked_counts_no_more_on_a_connection_that_is_logged_in() throws Exception {
        TrustPath path = path(NODE, BOB, 2, NOW);
        try (SocketClient session = node.connect()) {
            session.login(BOB, NODE_ID, node.place(), text(path));
            session.askLine(line("1", "query", QUERY));
            assertThat(distance()).hasValue(2);

            new TrustFiles(directory.resolve("trust")).keep(EdgeRevocation.ofEdge(NODE, path.edges().get(1).id(), 0));
            node.paths.reload();

            assertThat(session.askLine(line("2", "query", QUERY))).containsEntry("status", "success");
            assertThat(distance()).isEmpty();
            assertThat(asked().reach().orElseThrow().words()).contains("edge 2 of the path has been revoked");
        }
    }

    @Test
    void an_edge_that_runs_out_counts_no_more_on_a_connection_that_is_logged_in() throws Exception {
        long now = System.currentTimeMillis() / 1_000;
        Edge brief = Edge.signed(NODE, BOB.publicKey(), 0, Scope.READ_AND_WRITE, now - 10, now + 2, 1);
        try (SocketClient session = node.connect()) {
            session.login(BOB, NODE_ID, node.place(), text(new TrustPath(List.of(brief))));
            session.askLine(line("1", "query", QUERY));
            assertThat(distance()).hasValue(1);

            org.awaitility.Awaitility.await().until(() -> {
                session.askLine(line("2", "query", QUERY));
                return distance().isEmpty();
            });
        }
    }

    /** Its signatures were not looked at, since it did not count then; it must not begin to count unseen. */
    @Test
    void a_path_that_did_not_count_at_the_login_never_does_on_that_connection() throws Exception {
        long now = System.currentTimeMillis() / 1_000;
        Edge early = Edge.signed(NODE, BOB.publicKey(), 0, Scope.READ_AND_WRITE, now + 2, now + 60, 1);
        Edge unsigned = new Edge(early.from(), early.to(), 0, early.scope(), early.notBefore(), early.notAfter(), 2,
                early.signature());
        try (SocketClient session = node.connect(); SocketClient other = node.connect()) {
            session.login(BOB, NODE_ID, node.place(), text(new TrustPath(List.of(unsigned))));

            org.awaitility.Awaitility.await().until(() -> {
                other.askLine(line("1", "query", QUERY, BOB, NODE_ID, text(new TrustPath(List.of(early)))));
                return distance().equals(OptionalInt.of(1));
            });
            session.askLine(line("1", "query", QUERY));
            assertThat(distance()).isEmpty();
        }
    }

    @Test
    void the_keys_behind_the_first_one_share_its_budget() throws Exception {
        try (SocketClient client = node.connect()) {
            client.askLine(line("1", "query", QUERY, BOB, NODE_ID, text(path(NODE, BOB, 3, NOW))));

            assertThat(asked().subject()).isEqualTo("key:" + BOB.publicKey().text());
            assertThat(asked().account()).isEqualTo("key:" + Edges.ALICE.publicKey().text());
        }
    }
}
