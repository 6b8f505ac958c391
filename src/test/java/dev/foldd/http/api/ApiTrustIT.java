package dev.foldd.http.api;

import static dev.foldd.http.api.ApiHarness.NEAR;
import static dev.foldd.http.api.ApiHarness.NODE;
import static dev.foldd.http.api.ApiHarness.OPERATOR;
import static dev.foldd.http.api.ApiHarness.STRANGER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.http.api.ApiHarness.Ask;
import dev.foldd.identity.trust.Edges;
import dev.foldd.identity.trust.Scope;
import dev.foldd.identity.trust.TrustPath;
import dev.foldd.json.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A stranger before the HTTP door with a path of trust in a header, and a real node behind it. */
@Timeout(60)
class ApiTrustIT {

    private static final String PATH = "X-Foldd-Path";
    private static final long NOW = System.currentTimeMillis() / 1_000;

    @TempDir
    private static Path directory;
    private static ApiHarness node;

    @BeforeAll
    static void start() throws Exception {
        node = new ApiHarness(directory);
        for (String name : List.of("Depth", "Other")) {
            assertThat(node.send(Ask.post("/api/schema", "{'name': '" + name + "', 'payment_config': {'base_multiplier': 1.0}, 'fields': {"
                    + field("d0", 0) + ", " + field("d1", 1) + ", " + field("d2", 2) + ", " + field("d3", 3) + "}}").by(OPERATOR)).status())
                    .isEqualTo(201);
        }
    }

    @AfterAll
    static void stop() throws Exception {
        node.close();
    }

    private static String field(String name, int distance) {
        return "'" + name + "': {'permission_policy': {'read_policy': {'Distance': " + distance + "}, 'write_policy': {'Distance': "
                + distance + "}}, 'payment_config': {'base_multiplier': 1.0, 'trust_distance_scaling': 'None'}, 'field_mappers': {}}";
    }

    private static String header(TrustPath path) {
        return Base64.getEncoder().encodeToString(Json.write(path.tree()).getBytes(StandardCharsets.UTF_8));
    }

    private static Ask query(String schema, String field) {
        return Ask.post("/api/query", "{'schema': '" + schema + "', 'fields': ['" + field + "']}");
    }

    private static int status(Ask ask, String path) throws Exception {
        return node.send(ask.signedBy(STRANGER).with(PATH, path)).status();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void reads_and_writes_what_is_open_to_his_distance_and_nothing_nearer(int edges) throws Exception {
        String path = header(Edges.path(NODE, STRANGER, edges, NOW));
        Ask write = Ask.post("/api/mutation", "{'schema': 'Depth', 'mutation_type': 'update', 'data': {'d" + edges + "': 'x'}}");
        Ask tooNear = Ask.post("/api/mutation", "{'schema': 'Depth', 'mutation_type': 'update', 'data': {'d" + (edges - 1) + "': 'x'}}");

        assertThat(status(query("Depth", "d" + edges), path)).isEqualTo(200);
        assertThat(status(query("Depth", "d" + (edges - 1)), path)).isEqualTo(403);
        assertThat(status(write, path)).isEqualTo(200);
        assertThat(status(tooNear, path)).isEqualTo(403);
        assertThat(status(Ask.post("/api/schema/Depth/block", "{}"), path)).isEqualTo(403);
        assertThat(node.send(query("Depth", "d3").signedBy(STRANGER)).status()).as("without a path").isEqualTo(403);
    }

    @Test
    void a_claim_can_only_lower_his_rights() throws Exception {
        String path = header(Edges.path(NODE, STRANGER, 2, NOW));

        assertThat(status(Ask.post("/api/query", "{'schema': 'Depth', 'fields': ['d2'], 'trust_distance': 3}"), path)).isEqualTo(403);
        assertThat(status(Ask.post("/api/query", "{'schema': 'Depth', 'fields': ['d1'], 'trust_distance': 0}"), path)).isEqualTo(403);
        assertThat(status(Ask.post("/api/query", "{'schema': 'Depth', 'fields': ['d3'], 'trust_distance': 3}"), path)).isEqualTo(200);
    }

    @Test
    void outside_its_scope_it_is_worth_nothing() throws Exception {
        String path = header(Edges.path(NODE, STRANGER, 1, Scope.parse(List.of("Dep*:read")), NOW));
        Ask write = Ask.post("/api/mutation", "{'schema': 'Depth', 'mutation_type': 'update', 'data': {'d1': 'x'}}");

        assertThat(status(query("Depth", "d1"), path)).isEqualTo(200);
        assertThat(status(query("Other", "d1"), path)).isEqualTo(403);
        assertThat(status(write, path)).isEqualTo(403);
    }

    /** What a filter asks about is read, and so the right to write is not enough. */
    @Test
    void who_may_write_alone_may_not_ask_by_a_filter() throws Exception {
        String path = header(Edges.path(NODE, STRANGER, 1, Scope.parse(List.of("*:write")), NOW));

        assertThat(status(Ask.post("/api/mutation", "{'schema': 'Depth', 'mutation_type': 'update', 'data': {'d1': 'x'}}"), path))
                .isEqualTo(200);
        assertThat(status(Ask.post("/api/mutation",
                "{'schema': 'Depth', 'mutation_type': 'update', 'data': {'d1': 'y'}, 'filter': {'d1': 'x'}}"), path)).isEqualTo(403);
    }

    @Test
    void whoever_is_enrolled_keeps_his_distance() throws Exception {
        assertThat(node.send(query("Depth", "d1").signedBy(NEAR).with(PATH, header(Edges.path(NODE, NEAR, 3, NOW)))).status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?", "bm9uZQ==", "W10=", "e30=", "W3t9XQ=="})
    void what_is_no_path_proves_nobody(String path) throws Exception {
        assertThat(status(query("Depth", "d3"), path)).isEqualTo(401);
    }

    @Test
    void a_path_belongs_to_a_signature() throws Exception {
        String path = header(Edges.path(NODE, STRANGER, 1, NOW));

        assertThat(node.send(query("Depth", "d3").with(PATH, path)).status()).isEqualTo(401);
        assertThat(node.send(query("Depth", "d3").by("user:u1").with(PATH, path)).status()).isEqualTo(401);
    }
}
