package dev.foldd.http.api;

import static dev.foldd.http.api.ApiHarness.NEAR;
import static dev.foldd.http.api.ApiHarness.NODE;
import static dev.foldd.http.api.ApiHarness.OPERATOR;
import static dev.foldd.http.api.ApiHarness.STRANGER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.contract.Observation.RequestAnswered;
import dev.foldd.contract.audit.AuditEntry;
import dev.foldd.fault.Fault;
import dev.foldd.http.api.ApiHarness.Ask;
import dev.foldd.http.api.ApiHarness.Reply;
import dev.foldd.json.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Asks a real node for everything that the table of routes has, with the JDK's own client. */
@Timeout(60)
class ApiIT {

    /** A name anybody may read, one for those at distance 1, one for the node alone, and one that counts visits by page. */
    private static final String CARD = """
            {"name": "%s", "payment_config": {"base_multiplier": 1.0, "min_payment_threshold": 0}, "fields": {
              "name": %s, "email": %s, "secret": %s, "visits": %s}}""";

    @TempDir
    private static Path directory;
    private static ApiHarness node;

    @BeforeAll
    static void start() throws Exception {
        node = new ApiHarness(directory);
        make("Card");
    }

    @AfterAll
    static void stop() throws Exception {
        node.close();
    }

    private static void make(String name) throws Exception {
        assertThat(node.send(Ask.post("/api/schema", schema(name)).by(OPERATOR)).status()).isEqualTo(201);
    }

    private static String schema(String name) {
        return CARD.formatted(name, field("Single", "{'NoRequirement': null}", "'NoRequirement'"),
                field("Single", "{'Distance': 1}", "{'Distance': 1}"), field("Single", "{'Distance': 0}", "{'Distance': 0}"),
                field("Range", "{'NoRequirement': null}", "{'Distance': 1}"));
    }

    private static String field(String type, String read, String write) {
        return "{'field_type': '" + type + "', 'permission_policy': {'read_policy': " + read + ", 'write_policy': " + write
                + "}, 'payment_config': {'base_multiplier': 1.0, 'trust_distance_scaling': 'None'}, 'field_mappers': {}}";
    }

    private static Object json(Reply reply) {
        return Json.parse(reply.body());
    }

    @Test
    void a_schema_goes_through_all_its_states() throws Exception {
        Reply made = node.send(Ask.post("/api/schema", schema("Life")).signedBy(NODE));

        assertThat(made.status()).isEqualTo(201);
        assertThat(json(made)).isEqualTo(Map.of("success", true));
        assertThat(node.send(Ask.post("/api/schema", schema("Life")).by(OPERATOR)).status()).isEqualTo(409);
        assertThat(Json.write(json(node.send(Ask.get("/api/schemas").by("user:u1"))))).contains("\"Life\":\"Approved\"");
        assertThat(json(node.send(Ask.get("/api/schema/Life").by("user:u1")))).asInstanceOf(
                org.assertj.core.api.InstanceOfAssertFactories.MAP).containsEntry("name", "Life").containsKeys("fields");
        assertThat(json(node.send(new Ask("DELETE", "/api/schema/Life", "", Map.of()).by(OPERATOR))))
                .isEqualTo(Map.of("success", true));
        assertThat(json(node.send(Ask.get("/api/schema/Life/state").by("user:u1"))))
                .isEqualTo(Map.of("schema", "Life", "state", "available"));
        assertThat(json(node.send(Ask.get("/api/schemas/by-state/available").by("user:u1"))))
                .isEqualTo(Map.of("data", List.of("Life")));
        assertThat(node.send(Ask.post("/api/query", "{'schema':'Life','fields':['name']}").by("user:u1")).status()).isEqualTo(409);
        assertThat(json(node.send(Ask.post("/api/schema/Life/load", "").by(OPERATOR)))).isEqualTo(Map.of("success", true,
                "message", "Schema 'Life' is approved", "schema", "Life", "state", "approved"));
        assertThat(json(node.send(Ask.post("/api/schema/Life/block", "{}").by(OPERATOR)))).isEqualTo(Map.of("success", true,
                "message", "Schema 'Life' is blocked", "schema", "Life", "state", "blocked"));
        assertThat(json(node.send(Ask.post("/api/schema/Life/approve", "{}").by(OPERATOR)))).isEqualTo(Map.of("success", true,
                "message", "Schema 'Life' is approved", "schema", "Life", "state", "approved"));
        assertThat(json(node.send(Ask.get("/api/schemas/available").by("user:u1"))).toString()).contains("Card", "Life");
        assertThat(node.send(Ask.get("/api/schemas/by-state/eaten").by("user:u1")).status()).isEqualTo(422);
        assertThat(node.send(Ask.get("/api/schema/Nobody").by("user:u1")).status()).isEqualTo(404);
        assertThat(node.send(Ask.get("/api/schema/Nobody/state").by("user:u1")).status()).isEqualTo(404);
    }

    @Test
    void what_is_written_is_read_as_far_as_the_caller_may() throws Exception {
        make("Rows");
        assertThat(json(node.send(Ask.post("/api/mutation", "{'type':'mutation','schema':'Rows','mutation_type':'create',"
                + "'data':{'name':'ann','email':'a@b','visits':{'home':1,'shop':2}}}").signedBy(NEAR))))
                .isEqualTo(Map.of("success", true));

        Ask names = Ask.post("/api/query", "{'schema':'Rows','fields':['name']}");
        Ask all = Ask.post("/api/query", "{'schema':'Rows','fields':['name','email','visits'],'filter':null}");

        assertThat(json(node.send(names.by("user:u1")))).isEqualTo(Map.of("data", List.of(Map.of("name", "ann"))));
        assertThat(json(node.send(names.signedBy(STRANGER)))).isEqualTo(Map.of("data", List.of(Map.of("name", "ann"))));
        assertThat(json(node.send(all.signedBy(NEAR)))).isEqualTo(Map.of("data", List.of(Map.of("name", "ann", "email", "a@b",
                "visits", Map.of("home", 1L, "shop", 2L)))));
        assertThat(node.send(all.signedBy(STRANGER)).status()).isEqualTo(403);
        assertThat(node.send(all.by("user:u1")).body()).contains("Invalid permission: Read access denied for field email");
        assertThat(json(node.send(Ask.post("/api/query", "{'schema':'Rows','fields':['name'],'filter':{'name':'bob'}}")
                .by("user:u1")))).isEqualTo(Map.of("data", List.of()));
        assertThat(node.send(Ask.post("/api/query", "{'schema':'Rows','fields':['name'],'filter':{'email':'a@b'}}")
                .by("user:u1")).status()).as("a hidden field is not to be found out by filters").isEqualTo(403);
    }

    @Test
    void a_filter_that_meets_nothing_writes_nothing_and_says_so() throws Exception {
        make("Met");
        node.send(Ask.post("/api/mutation", "{'schema':'Met','mutation_type':'create','data':{'name':'ann'}}").by(OPERATOR));

        assertThat(json(node.send(Ask.post("/api/mutation", "{'schema':'Met','mutation_type':'update','data':{'name':'x'},"
                + "'filter':{'name':'bob'}}").by(OPERATOR)))).isEqualTo(Map.of("success", true, "matched", 0L));
        assertThat(json(node.send(Ask.post("/api/mutation", "{'schema':'Met','mutation_type':'update','data':{'name':'eve'},"
                + "'filter':{'name':'ann'}}").by(OPERATOR)))).isEqualTo(Map.of("success", true, "matched", 1L));
        assertThat(node.send(Ask.post("/api/query", "{'schema':'Met','fields':['name']}").by(OPERATOR)).body()).contains("eve");
    }

    @Test
    void what_stood_in_a_field_is_told_to_those_who_may_read_it() throws Exception {
        make("Past");
        for (String email : List.of("one", "two", "three")) {
            node.send(Ask.post("/api/mutation", "{'schema':'Past','mutation_type':'update','data':{'email':'" + email
                    + "','visits':{'home':1}}}").signedBy(NEAR));
        }
        Ask history = Ask.post("/api/history", "{'schema':'Past','field':'email','limit':2}");

        List<?> atoms = (List<?>) ((Map<?, ?>) json(node.send(history.signedBy(NEAR)))).get("data");
        String last = (String) ((Map<?, ?>) atoms.get(1)).get("uuid");
        Reply older = node.send(Ask.post("/api/history", "{'schema':'Past','field':'email','before':'" + last + "'}").signedBy(NEAR));

        assertThat(atoms).extracting(atom -> (Object) ((Map<?, ?>) atom).get("content")).containsExactly("three", "two");
        assertThat(atoms).extracting(atom -> (Object) ((Map<?, ?>) atom).get("source_pub_key")).containsOnly(NEAR.publicKey().text());
        assertThat(older.body()).contains("\"content\":\"one\"").doesNotContain("two");
        assertThat(node.send(Ask.post("/api/history", "{'schema':'Past','field':'visits','key':'home'}").by("user:u1")).body())
                .contains("\"content\":1");
        assertThat(node.send(history.signedBy(STRANGER)).status()).isEqualTo(403);
        assertThat(node.send(Ask.post("/api/history", "{'schema':'Past','field':'visits'}").by("user:u1")).status()).isEqualTo(422);
        assertThat(node.send(Ask.post("/api/history", "{'schema':'Past','field':'email','limit':1001}").signedBy(NEAR)).status())
                .isEqualTo(422);
        assertThat(node.send(Ask.post("/api/history", "{'schema':'Past','field':'email','trust_distance':2}").signedBy(NEAR))
                .status()).isEqualTo(403);
    }

    @Test
    void execute_takes_either_shape_as_a_text_or_as_itself() throws Exception {
        make("Done");
        String write = "{\\\"type\\\":\\\"mutation\\\",\\\"schema\\\":\\\"Done\\\",\\\"mutation_type\\\":\\\"create\\\","
                + "\\\"data\\\":{\\\"name\\\":\\\"ann\\\"}}";

        assertThat(json(node.send(Ask.post("/api/execute", "{'operation':'" + write + "'}").by(OPERATOR))))
                .isEqualTo(Map.of("success", true));
        assertThat(json(node.send(Ask.post("/api/execute", "{'operation':{'schema':'Done','fields':['name']}}").by("user:u1"))))
                .isEqualTo(Map.of("data", List.of(Map.of("name", "ann"))));
        assertThat(node.send(Ask.post("/api/execute", "{'operation':'{nonsense'}").by("user:u1")).status()).isEqualTo(422);
        assertThat(node.send(Ask.post("/api/execute", "{'operation':'{\\\"a\\\":1,\\\"a\\\":2}'}").by("user:u1")).body())
                .contains("a member stands twice");
    }

    @Test
    void a_claim_only_lowers_what_its_caller_may() throws Exception {
        make("Claim");
        String query = "{'schema':'Claim','fields':['%s'],'trust_distance':%d}";

        assertThat(node.send(Ask.post("/api/query", query.formatted("email", 1)).signedBy(NEAR)).status()).isEqualTo(200);
        assertThat(node.send(Ask.post("/api/query", query.formatted("email", 2)).signedBy(NEAR)).status()).isEqualTo(403);
        assertThat(node.send(Ask.post("/api/query", query.formatted("secret", 0)).signedBy(NEAR)).status()).isEqualTo(403);
        assertThat(node.send(Ask.post("/api/query", query.formatted("email", 0)).signedBy(STRANGER)).status()).isEqualTo(403);
        assertThat(node.send(Ask.post("/api/query", query.formatted("secret", 0)).signedBy(NODE)).status()).isEqualTo(200);
        assertThat(node.send(Ask.post("/api/schema/Claim/block", "{'trust_distance':1}").signedBy(NODE)).status()).isEqualTo(403);
        assertThat(node.send(Ask.post("/api/query", query.formatted("email", -1)).signedBy(NEAR)).status()).isEqualTo(422);
    }

    static Stream<Arguments> callers() {
        return Stream.of(
                argumentSet("a user", Ask.post("/api/schema/Card/approve", "{}").by("user:u1"), 403),
                argumentSet("a god, who is no supergod", Ask.post("/api/schema/Card/approve", "{}").by("god:u1"), 403),
                argumentSet("a supergod", Ask.post("/api/schema/Card/approve", "{}").by(OPERATOR), 200),
                argumentSet("an application", Ask.post("/api/schema/Card/approve", "{}").signedBy(NEAR), 403),
                argumentSet("a valid key that nobody knows", Ask.post("/api/schema/Card/approve", "{}").signedBy(STRANGER), 403),
                argumentSet("the node itself", Ask.post("/api/schema/Card/approve", "{}").signedBy(NODE), 200),
                argumentSet("a user, about the network", Ask.post("/api/network/stop", "{}").by("user:u1"), 403),
                argumentSet("an application, about the network", Ask.post("/api/network/stop", "{}").signedBy(NEAR), 403),
                argumentSet("a supergod, about the network", Ask.post("/api/network/stop", "{}").by(OPERATOR), 501),
                argumentSet("anybody proved, about the topology", Ask.get("/api/network/topology").by("user:u1"), 501));
    }

    @ParameterizedTest
    @MethodSource("callers")
    void schemas_and_the_network_are_changed_by_operators_alone(Ask ask, int status) throws Exception {
        assertThat(node.send(ask).status()).isEqualTo(status);
    }

    @ParameterizedTest
    @EnumSource(Endpoint.class)
    void every_route_answers_and_only_what_anybody_may_ask_without_a_proof(Endpoint endpoint) throws Exception {
        String path = endpoint.path().replace("{name}", "Card").replace("{state}", "approved");
        Ask ask = endpoint.method().name().equals("POST") ? Ask.post(path, "{}")
                : new Ask(endpoint.method().name(), path, "", Map.of());

        int unproved = node.send(ask).status();
        Reply proved = node.send(ask.by("user:u1"));

        assertThat(unproved).isEqualTo(endpoint.access() == Endpoint.Access.ANYBODY ? 200 : 401);
        int expected = switch (endpoint.access()) {
            case OPERATOR -> 403;
            case ANYBODY -> 200;
            case CALLER -> switch (endpoint) {
                case QUERY, MUTATION, HISTORY, EXECUTE -> 422;
                case NETWORK_TOPOLOGY -> 501;
                default -> 200;
            };
        };
        assertThat(proved.status()).as(proved.body()).isEqualTo(expected);
        assertThat(json(proved)).isInstanceOf(Map.class);
        assertThat(proved.headers()).containsEntry("content-type", List.of("application/json; charset=utf-8"))
                .containsEntry("cache-control", List.of("no-store"));
    }

    @Test
    void the_network_says_what_there_is() throws Exception {
        assertThat(json(node.send(Ask.get("/api/network/status")))).isEqualTo(Map.of("data",
                Map.of("node_id", NODE.nodeId(), "initialized", false, "connected_nodes_count", 0L)));
        assertThat(json(node.send(Ask.get("/api/network/nodes")))).isEqualTo(Map.of("data", Map.of()));
        assertThat(node.send(Ask.post("/api/network/connect", "{'node_id':'x'}").by(OPERATOR)).body())
                .isEqualTo("{\"error\":{\"code\":501,\"message\":\"Feature not supported\",\"details\":{\"reason\":"
                        + "\"this version has no links between nodes, and so no network\"}}}");
    }

    @Test
    void the_document_is_served_to_callers() throws Exception {
        Reply reply = node.send(Ask.get("/api/openapi.json").by("user:u1"));

        assertThat(json(reply)).isEqualTo(Json.parse(Json.write(OpenApi.document("1.2.3"))));
    }

    @Test
    void what_is_asked_is_counted_and_on_record_under_one_id() throws Exception {
        node.audited.clear();
        node.observed.clear();
        node.send(Ask.post("/api/query", "{'schema':'Card','fields':['name']}").by("user:recorded"));
        node.send(Ask.post("/api/query", "{'schema':'Card'}").by("user:recorded"));
        node.send(Ask.post("/api/query", "{'schema':'Card','fields':['name']}"));

        assertThat(node.audited).extracting(AuditEntry::door).containsOnly("http");
        assertThat(node.audited).extracting(AuditEntry::operation).containsExactly("fold.query", "api.query", "api.query");
        assertThat(node.audited).extracting(AuditEntry::subject).containsExactly("recorded", "recorded", "");
        assertThat(node.audited).extracting(AuditEntry::remote).containsOnly("127.0.0.1");
        assertThat(node.audited).extracting(AuditEntry::error).containsExactly(Optional.empty(),
                Optional.of(Fault.Code.INVALID), Optional.of(Fault.Code.UNAUTHENTICATED));
        List<RequestAnswered> answered = node.observed.stream().filter(RequestAnswered.class::isInstance)
                .map(RequestAnswered.class::cast).toList();
        assertThat(answered).extracting(RequestAnswered::method).containsOnly("api.query");
        assertThat(answered).extracting(RequestAnswered::requestId)
                .containsExactlyElementsOf(node.audited.stream().map(AuditEntry::requestId).toList()).doesNotHaveDuplicates();
    }
}
