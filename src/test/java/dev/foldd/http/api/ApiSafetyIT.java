package dev.foldd.http.api;

import static dev.foldd.http.api.ApiHarness.NEAR;
import static dev.foldd.http.api.ApiHarness.NODE;
import static dev.foldd.http.api.ApiHarness.OPERATOR;
import static dev.foldd.http.api.ApiHarness.STRANGER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.contract.Observation;
import dev.foldd.contract.Observation.ConnectionRefused;
import dev.foldd.contract.Observation.CredentialRefused;
import dev.foldd.http.api.ApiHarness.Ask;
import dev.foldd.http.api.ApiHarness.Reply;
import dev.foldd.identity.NodeKey;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What others than honest clients send, byte by byte where it matters. */
@Timeout(60)
class ApiSafetyIT {

    private static final String QUERY = "{\"schema\":\"Card\",\"fields\":[\"name\"]}";
    private static final String CARD = "{'name':'Card','payment_config':{'base_multiplier':1.0,'min_payment_threshold':0},"
            + "'fields':{'name':{'field_type':'Single','permission_policy':{'read_policy':'NoRequirement','write_policy':"
            + "'NoRequirement'},'payment_config':{'base_multiplier':1.0,'trust_distance_scaling':'None'},'field_mappers':{}}}}";

    @TempDir
    private Path directory;
    private ApiHarness node;

    private void start(Map<String, Object> http, Map<String, Object> rateLimit) throws Exception {
        node = new ApiHarness(directory, http, rateLimit);
        assertThat(node.send(Ask.post("/api/schema", CARD).by(OPERATOR)).status()).isEqualTo(201);
    }

    private void start() throws Exception {
        start(Map.of(), Map.of("enabled", false));
    }

    @AfterEach
    void stop() throws Exception {
        node.close();
    }

    private static String head(String method, String path, String... lines) {
        return method + " " + path + " HTTP/1.1\r\n" + String.join("\r\n", lines) + "\r\nConnection: close\r\n\r\n";
    }

    private String post(String body, String... lines) throws Exception {
        return node.raw(head("POST", "/api/query", String.join("\r\n", lines), "Content-Length: "
                + body.getBytes(StandardCharsets.UTF_8).length) + body);
    }

    @Test
    void a_rebound_name_gets_421_and_nothing_else() throws Exception {
        start();

        String reply = post(QUERY, "Host: evil.example", "Content-Type: application/json", "Authorization: Bearer " + OPERATOR);

        assertThat(reply).startsWith("HTTP/1.1 421 ").doesNotContain("data");
        assertThat(node.raw(head("GET", "/api/network/status", "Host: evil.example:80"))).startsWith("HTTP/1.1 421 ");
        assertThat(node.observed).contains(new ConnectionRefused("http", "host"));
        assertThat(post(QUERY, "Host: localhost", "Content-Type: application/json", "Authorization: Bearer user:u"))
                .startsWith("HTTP/1.1 200 ");
    }

    static Stream<Arguments> origins() {
        return Stream.of(
                argumentSet("another site", "http://evil.example", 403),
                argumentSet("an opaque one", "null", 403),
                argumentSet("the same name on another port", "http://127.0.0.1:1", 403),
                argumentSet("the same under TLS", "https://127.0.0.1:PORT", 403),
                argumentSet("the listener's own", "http://127.0.0.1:PORT", 200),
                argumentSet("the listener's own by its name", "http://localhost:PORT", 200),
                argumentSet("a listed one", "https://app.example.org", 200));
    }

    @ParameterizedTest
    @MethodSource("origins")
    void pages_of_other_sites_may_not_ask(String origin, int status) throws Exception {
        start(Map.of("allowed_origins", List.of("https://app.example.org")), Map.of("enabled", false));
        String told = origin.replace("PORT", Integer.toString(node.url.getPort()));

        Reply reply = node.send(Ask.post("/api/query", QUERY).by("user:u").with("Origin", told));

        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.headers()).doesNotContainKey("access-control-allow-origin");
        assertThat(node.observed.contains(new ConnectionRefused("http", "origin"))).isEqualTo(status == 403);
        assertThat(node.send(Ask.get("/api/network/nodes").with("Origin", told)).status()).isEqualTo(status);
    }

    @Test
    void a_page_is_not_told_that_it_may_ask() throws Exception {
        start();

        String preflight = node.raw(head("OPTIONS", "/api/query", "Host: localhost", "Origin: http://evil.example",
                "Access-Control-Request-Method: POST"));

        assertThat(preflight).startsWith("HTTP/1.1 405 ").containsIgnoringCase("\nAllow: POST\r\n")
                .doesNotContainIgnoringCase("access-control-");
        assertThat(node.raw(head("PUT", "/api/schema/Card", "Host: localhost"))).startsWith("HTTP/1.1 405 ")
                .containsIgnoringCase("\nAllow: GET, DELETE\r\n");
        assertThat(node.raw(head("GET", "/api/nothing", "Host: localhost"))).startsWith("HTTP/1.1 404 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
        "application/jsonp", "application/json; charset=utf-16", "text/plain; application/json", ""})
    void a_body_that_a_form_could_send_is_415(String type) throws Exception {
        start();
        String line = type.isEmpty() ? "X: y" : "Content-Type: " + type;

        assertThat(post(QUERY, "Host: localhost", line, "Authorization: Bearer user:u")).startsWith("HTTP/1.1 415 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "Application/JSON; charset=UTF-8", "application/json;charset=\"utf-8\""})
    void json_is_known_by_all_its_names(String type) throws Exception {
        start();

        assertThat(post(QUERY, "Host: localhost", "Content-Type: " + type, "Authorization: Bearer user:u"))
                .startsWith("HTTP/1.1 200 ");
    }

    @Test
    void a_compressed_body_is_415_and_two_types_are_none() throws Exception {
        start();

        assertThat(post(QUERY, "Host: localhost", "Content-Type: application/json", "Content-Encoding: gzip",
                "Authorization: Bearer user:u")).startsWith("HTTP/1.1 415 ");
        assertThat(post(QUERY, "Host: localhost", "Content-Type: application/json", "Content-Type: text/plain",
                "Authorization: Bearer user:u")).startsWith("HTTP/1.1 415 ");
    }

    static Stream<Arguments> bodies() {
        return Stream.of(
                argumentSet("a member twice", "{\"schema\":\"Card\",\"schema\":\"Card\",\"fields\":[\"name\"]}", "stands twice"),
                argumentSet("no object", "[1]", "must be a JSON object"),
                argumentSet("half an object", "{\"schema\":", "not valid JSON"),
                argumentSet("more than one", QUERY + QUERY, "more text follows"),
                argumentSet("a number that is none", "{\"schema\":NaN}", "not valid JSON"),
                argumentSet("too deep", "[".repeat(100), "nested too deep"),
                argumentSet("only blanks", "   ", "empty"));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void what_is_not_one_json_object_is_400(String body, String reason) throws Exception {
        start();

        Reply reply = node.send(Ask.post("/api/query", body).by("user:u"));

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body()).contains("\"code\":400", "\"message\":\"The body cannot be read\"", reason);
    }

    @Test
    void bytes_that_are_no_text_are_400() throws Exception {
        start();

        try (Socket socket = node.connect()) {
            socket.getOutputStream().write(head("POST", "/api/query", "Host: localhost", "Content-Type: application/json",
                    "Authorization: Bearer user:u", "Content-Length: 2").getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(new byte[] {(byte) 0xc3, 0x28});
            assertThat(all(socket.getInputStream())).startsWith("HTTP/1.1 400 ").contains("not UTF-8");
        }
    }

    @Test
    void a_body_beyond_the_limit_is_413_whether_it_is_announced_or_not() throws Exception {
        start(Map.of("max_body_size", "1KiB"), Map.of("enabled", false));
        String large = "{\"schema\":\"" + "x".repeat(2_000) + "\"}";

        assertThat(node.send(Ask.post("/api/query", large).by("user:u")).status()).isEqualTo(413);
        assertThat(node.send(Ask.post("/api/query", large).signedBy(NEAR)).status()).isEqualTo(413);
        assertThat(post(large, "Host: localhost", "Content-Type: application/json", "Authorization: Bearer user:u"))
                .startsWith("HTTP/1.1 413 ").contains("beyond the limit", "1024");
        assertThat(node.raw(head("POST", "/api/query", "Host: localhost", "Content-Type: application/json",
                "Authorization: Bearer user:u", "Transfer-Encoding: chunked") + "7d0\r\n" + "x".repeat(2_000) + "\r\n0\r\n\r\n"))
                .startsWith("HTTP/1.1 413 ");
        assertThat(node.raw(head("POST", "/api/query", "Host: localhost", "Content-Type: application/json",
                "Authorization: Bearer user:u", "Content-Length: 99999999999999999999"))).startsWith("HTTP/1.1 4");
    }

    @Test
    void bodies_share_a_memory_of_which_strangers_have_a_quarter() throws Exception {
        start(Map.of("max_body_size", "1KiB", "body_memory", "1KiB"), Map.of("enabled", false));
        String body = "{\"schema\":\"Card\",\"fields\":[\"name\"],\"x\":\"" + "x".repeat(300) + "\"}";

        assertThat(node.send(Ask.post("/api/query", body).by("user:u")).status()).isEqualTo(200);
        assertThat(node.send(Ask.post("/api/query", body).signedBy(NEAR)).status()).isEqualTo(503);
        for (int i = 0; i < 20; i++) {
            assertThat(node.send(Ask.post("/api/query", body).by("user:u")).status()).as("it is given back").isEqualTo(200);
        }
    }

    @Test
    void a_body_that_drips_is_408_and_its_connection_is_closed() throws Exception {
        start();
        try (Socket slow = node.connect()) {
            slow.getOutputStream().write((head("POST", "/api/query", "Host: localhost", "Content-Type: application/json",
                    "Authorization: Bearer user:u", "Content-Length: 100") + "{\"sch").getBytes(StandardCharsets.US_ASCII));
            await().until(() -> node.proofs.get() > 1);

            node.laterNanos.addAndGet(Duration.ofSeconds(31).toNanos());

            assertThat(all(slow.getInputStream())).startsWith("HTTP/1.1 408 ").contains("did not come in time");
        }
    }

    /** Whoever says nothing is cut off meanwhile, on each of the event loops. */
    @Test
    void an_answer_that_takes_long_is_waited_for() throws Exception {
        start();
        List<Socket> silent = new ArrayList<>();
        try (Socket patient = node.connect()) {
            patient.getOutputStream().write(head("GET", "/api/schemas", "Host: localhost", "Authorization: Bearer late:u")
                    .getBytes(StandardCharsets.US_ASCII));
            await().until(() -> node.proofs.get() > 1);
            for (int i = 0; i < 4; i++) {
                silent.add(node.connect());
            }
            await().until(() -> node.observed.stream().filter(new Observation.ConnectionOpened("http")::equals).count() >= 6);

            node.laterNanos.addAndGet(Duration.ofSeconds(31).toNanos());
            for (Socket socket : silent) {
                assertThat(socket.getInputStream().read()).isEqualTo(-1);
                socket.close();
            }
            node.late.complete();

            assertThat(all(patient.getInputStream())).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void requests_beyond_those_in_flight_are_503() throws Exception {
        start(Map.of("max_requests_in_flight", 1), Map.of("enabled", false));
        try (Socket first = node.connect()) {
            first.getOutputStream().write((head("POST", "/api/query", "Host: localhost", "Content-Type: application/json",
                    "Authorization: Bearer user:u", "Content-Length: 100") + "{").getBytes(StandardCharsets.US_ASCII));

            await().untilAsserted(() -> {
                Reply second = node.send(Ask.get("/api/schemas").by("user:u"));
                assertThat(second.status()).isEqualTo(503);
                assertThat(second.headers()).containsEntry("retry-after", List.of("1"));
            });
        }
        await().untilAsserted(() -> assertThat(node.send(Ask.get("/api/schemas").by("user:u")).status()).isEqualTo(200));
    }

    @Test
    void a_signature_holds_for_one_request_to_one_node_once() throws Exception {
        start();
        Ask honest = Ask.post("/api/query", QUERY).signedBy(NEAR);
        long now = System.currentTimeMillis() / 1000;

        assertThat(node.send(honest).status()).isEqualTo(200);
        refused(honest, "the nonce has been used", "replayed");
        Ask other = Ask.post("/api/query", QUERY.replace("name", "nome")).signedBy(NEAR);
        refused(new Ask(other.method(), other.path(), QUERY, other.headers()), "does not fit", "signature");
        refused(new Ask("GET", "/api/schemas", "", Ask.get("/api/schemas?x=1").signedBy(NEAR).headers()), "does not fit", "signature");
        refused(Ask.get("/api/schemas").signedBy(NEAR, NODE.nodeId(), now, "POST /api/schemas", ""), "does not fit", "signature");
        refused(Ask.get("/api/schemas").signedBy(NEAR, NEAR.nodeId(), now, "GET /api/schemas", ""), "does not fit", "signature");
        refused(Ask.get("/api/schemas").signedBy(NEAR, NODE.nodeId(), now - 400, "GET /api/schemas", ""), "too far", "time");
        refused(Ask.get("/api/schemas").signedBy(NEAR).with("X-Foldd-Key", NodeKey.generate().publicKey().text()), "does not fit",
                "signature");
        refused(Ask.get("/api/schemas").signedBy(NEAR).with("X-Foldd-Nonce", "AAAA"), "not in order", "malformed");
        refused(Ask.get("/api/schemas").signedBy(NEAR).with("X-Foldd-Timestamp", "soon"), "whole number", "malformed");
        refused(Ask.get("/api/schemas").signedBy(NEAR).by("user:u"), "send one of them", "malformed");
        Map<String, String> less = new HashMap<>(Ask.get("/api/schemas").signedBy(NEAR).headers());
        less.remove("X-Foldd-Nonce");
        refused(new Ask("GET", "/api/schemas", "", less), "each of the headers", "malformed");
    }

    @Test
    void a_captured_question_does_not_pass_as_an_order() throws Exception {
        start();
        Ask question = Ask.get("/api/schema/Card").signedBy(NODE);

        refused(new Ask("DELETE", "/api/schema/Card", "", question.headers()), "does not fit", "signature");
        refused(new Ask("POST", "/api/schema/Card/block", "", question.headers()), "does not fit", "signature");
        assertThat(node.send(question).status()).isEqualTo(200);
    }

    @Test
    void a_token_that_proves_nobody_is_401_and_told_how() throws Exception {
        start();

        Reply reply = node.send(Ask.get("/api/schemas").by("nonsense"));

        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.headers()).containsEntry("www-authenticate", List.of("Bearer"));
        assertThat(node.send(Ask.get("/api/schemas").by("gone:u1")).body()).contains("revoked");
        assertThat(node.send(Ask.get("/api/schemas")).body()).contains("no credential was sent");
        assertThat(node.send(Ask.get("/api/schemas?token=user:u1")).status()).as("no token belongs in a URL").isEqualTo(401);
        assertThat(node.send(Ask.get("/api/schemas").with("Authorization", "Basic dTp1")).status()).isEqualTo(401);
        assertThat(node.observed).contains(new CredentialRefused("http", "absent"), new CredentialRefused("http", "revoked"));
    }

    @Test
    void whoever_guesses_waits_and_whoever_asks_too_much_too() throws Exception {
        start(Map.of(), Map.of("requests_per_minute", 60, "burst", 10, "failed_proof_burst", 3, "failed_proofs_per_minute", 1));
        for (int i = 0; i < 3; i++) {
            assertThat(node.send(Ask.get("/api/schemas").by("guess")).status()).isEqualTo(401);
        }

        Reply fourth = node.send(Ask.get("/api/schemas").by("user:honest"));

        assertThat(fourth.status()).isEqualTo(429);
        assertThat(Integer.parseInt(fourth.headers().get("retry-after").get(0))).isPositive();
        int last = 0;
        for (int i = 0; i < 20; i++) {
            last = node.send(Ask.get("/api/network/nodes")).status();
        }
        assertThat(last).as("anybody is bounded too").isEqualTo(429);
    }

    @Test
    void each_caller_has_a_budget() throws Exception {
        start(Map.of(), Map.of("requests_per_minute", 60, "burst", 5));
        int last = 0;
        for (int i = 0; i < 10; i++) {
            last = node.send(Ask.post("/api/query", QUERY).by("user:busy")).status();
        }

        assertThat(last).isEqualTo(429);
        assertThat(node.send(Ask.post("/api/query", QUERY).signedBy(STRANGER)).status()).isEqualTo(200);
    }

    @Test
    void connections_are_kept_for_more_than_one_request() throws Exception {
        start();
        try (Socket socket = node.connect()) {
            String one = "POST /api/query HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Authorization: Bearer %s\r\nContent-Length: " + QUERY.length() + "\r\n\r\n" + QUERY;
            String unproved = "GET /api/schemas HTTP/1.1\r\nHost: localhost\r\n\r\n";
            socket.getOutputStream().write((one.formatted("user:u") + unproved + one.formatted("user:u") + head("GET",
                    "/api/schemas", "Host: localhost", "Authorization: Bearer user:u")).getBytes(StandardCharsets.US_ASCII));

            assertThat(all(socket.getInputStream()).split("HTTP/1.1 ")).satisfiesExactly(
                    nothing -> assertThat(nothing).isEmpty(), first -> assertThat(first).startsWith("200 "),
                    second -> assertThat(second).startsWith("401 "), third -> assertThat(third).startsWith("200 "),
                    fourth -> assertThat(fourth).startsWith("200 "));
        }
        assertThat(node.observed.stream().filter(new Observation.ConnectionOpened("http")::equals)).hasSize(2);
    }

    @Test
    void a_client_that_expects_to_be_told_to_go_on_is_told() throws Exception {
        start();

        String reply = post(QUERY, "Host: localhost", "Content-Type: application/json", "Authorization: Bearer user:u",
                "Expect: 100-continue");

        assertThat(reply).startsWith("HTTP/1.1 100 ").contains("HTTP/1.1 200 ");
    }

    private void refused(Ask ask, String sentence, String word) throws Exception {
        node.observed.clear();
        Reply reply = node.send(ask);

        assertThat(reply.status()).as(reply.body()).isEqualTo(401);
        assertThat(reply.body()).contains(sentence);
        assertThat(node.observed).contains(new CredentialRefused("http", word));
    }

    private static String all(InputStream stream) throws IOException {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
}
