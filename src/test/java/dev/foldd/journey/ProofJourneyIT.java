package dev.foldd.journey;

import static dev.foldd.testing.TokenForge.HEADER;
import static dev.foldd.testing.TokenForge.claims;
import static dev.foldd.testing.TokenForge.now;
import static dev.foldd.testing.TokenForge.part;
import static dev.foldd.testing.WireClient.json;
import static dev.foldd.testing.WireClient.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foldd.testing.DaemonProcess;
import dev.foldd.testing.Fixtures;
import dev.foldd.testing.TokenForge;
import dev.foldd.testing.WireClient;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Who is asking, over a WebSocket: which credential counts, which ones prove nobody, and when a proof ends. */
@Timeout(120)
class ProofJourneyIT {

    private static final String HOME = ",\"iss\":\"home\",\"aud\":\"foldd\"";
    private static final KeyPair RSA = rsa();

    @TempDir
    private static Path directory;

    private static DaemonProcess daemon;
    private static TokenForge forge;

    private final List<WireClient> clients = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        Path config = Files.writeString(directory.resolve("foldd.yaml"), """
                server: {proof_timeout: 4s, allowed_origins: ["https://apps.example.org"]}
                database: {entities: %s}
                security:
                  acl: {rules_file: %s}
                  jwt:
                    issuer: home
                    audience: foldd
                    issuers:
                      - issuer: idp
                        algorithms: [RS256]
                        keys: [{id: idp-1, public_key: "%s"}]
                """.formatted(Fixtures.entities(), Fixtures.rules(), pem().replace("\n", "\\n")));
        daemon = DaemonProcess.in(directory).unhurried().with("--config", config.toString()).start();
        forge = daemon.tokens();
    }

    @AfterAll
    static void stop() {
        daemon.close();
    }

    @AfterEach
    void leave() {
        clients.forEach(WireClient::close);
    }

    @Test
    void a_daemon_with_a_configuration_file_prints_no_token() {
        assertThat(daemon.printed()).contains("url " + daemon.listening("rpc") + "/");
        assertThat(String.join("\n", daemon.printed())).doesNotContain("token=");
    }

    static Stream<Arguments> attacks() {
        String good = claims("anna", "god", HOME);
        return Stream.of(
                argumentSet("none", part("{\"alg\":\"none\"}") + "." + part(good) + "."),
                argumentSet("None", part("{\"alg\":\"None\"}") + "." + part(good) + "."),
                argumentSet("NONE, signed", signed("{\"alg\":\"NONE\"}", good)),
                argumentSet("nOnE, signed", signed("{\"alg\":\"nOnE\"}", good)),
                argumentSet("none and a blank", signed("{\"alg\":\"none \"}", good)),
                argumentSet("no algorithm", signed("{\"typ\":\"JWT\"}", good)),
                argumentSet("an empty signature", part(HEADER) + "." + part(good) + "."),
                argumentSet("no signature", part(HEADER) + "." + part(good)),
                argumentSet("another secret", new TokenForge("another-secret-of-thirty-two-bytes").signed(HEADER, good)),
                argumentSet("another payload", changed(good)),
                argumentSet("HS256 with the public key as its secret",
                        new TokenForge(pem()).signed(HEADER, claims("anna", "god", ",\"iss\":\"idp\""))),
                argumentSet("the same under its kid", new TokenForge(pem()).signed("{\"alg\":\"HS256\",\"kid\":\"idp-1\"}",
                        claims("anna", "god", ",\"iss\":\"idp\""))),
                argumentSet("RS256 with the shared secret", signed("{\"alg\":\"RS256\"}", good)),
                argumentSet("another issuer's key for our issuer", rs256(good)),
                argumentSet("another algorithm of the same family", signed("{\"alg\":\"HS512\"}", good)),
                argumentSet("kid a path", signed("{\"alg\":\"HS256\",\"kid\":\"../../../dev/null\"}", good)),
                argumentSet("kid SQL", signed("{\"alg\":\"HS256\",\"kid\":\"x' UNION SELECT 'a\"}", good)),
                argumentSet("an embedded key", signed("{\"alg\":\"HS256\",\"jwk\":{\"kty\":\"oct\",\"k\":\"AA\"}}", good)),
                argumentSet("jku", signed("{\"alg\":\"HS256\",\"jku\":\"http://127.0.0.1:1/keys\"}", good)),
                argumentSet("x5u", signed("{\"alg\":\"HS256\",\"x5u\":\"http://127.0.0.1:1/cert\"}", good)),
                argumentSet("crit", signed("{\"alg\":\"HS256\",\"crit\":[\"exp\"]}", good)),
                argumentSet("another issuer", signed(HEADER, claims("anna", "god", ",\"iss\":\"away\",\"aud\":\"foldd\""))),
                argumentSet("no issuer", signed(HEADER, claims("anna", "god", ",\"aud\":\"foldd\""))),
                argumentSet("another audience", signed(HEADER, claims("anna", "god", ",\"iss\":\"home\",\"aud\":\"bank\""))),
                argumentSet("no audience", signed(HEADER, claims("anna", "god", ",\"iss\":\"home\""))),
                argumentSet("expired", signed(HEADER, expiring(now() - 1 + ""))),
                argumentSet("no end", signed(HEADER, "{\"sub\":\"anna\",\"role\":\"god\"" + HOME + "}")),
                argumentSet("an end that is a text", signed(HEADER, expiring("\"" + (now() + 600) + "\""))),
                argumentSet("an absurd end", signed(HEADER, expiring("1e300"))),
                argumentSet("an end in a thousand years", signed(HEADER, expiring(now() + 31_536_000_000L + ""))),
                argumentSet("an end before 1970", signed(HEADER, expiring("-1"))),
                argumentSet("not yet valid", signed(HEADER, claims("anna", "god", HOME + ",\"nbf\":" + (now() + 300)))),
                argumentSet("no subject", signed(HEADER, "{\"role\":\"god\",\"exp\":" + (now() + 600) + HOME + "}")),
                argumentSet("a subject that is a list", signed(HEADER, "{\"sub\":[\"anna\"],\"exp\":" + (now() + 600) + HOME
                        + "}")),
                argumentSet("above 8 KiB", signed(HEADER, claims("anna", "god", HOME + ",\"x\":[\"" + "y".repeat(8_192)
                        + "\"]"))),
                argumentSet("a word", "token"),
                argumentSet("nothing", ""));
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void a_forged_token_proves_nobody_wherever_it_comes(String token) {
        JsonNode inMessage = connect(door(), Map.of()).error(Map.of("token", token));
        JsonNode inUrl = connect(door(token), Map.of()).error(null);

        assertUnauthenticated(inMessage);
        assertUnauthenticated(inUrl);
    }

    static Stream<Arguments> honest() {
        return Stream.of(
                argumentSet("the daemon's own", signed(HEADER, claims("anna", "god", HOME))),
                argumentSet("of the other issuer", rs256(claims("anna", "god", ",\"iss\":\"idp\""))),
                argumentSet("one of several audiences",
                        signed(HEADER, claims("anna", "god", ",\"iss\":\"home\",\"aud\":[\"x\",\"foldd\"]"))));
    }

    @ParameterizedTest
    @MethodSource("honest")
    void an_honest_token_proves_its_subject_in_all_three_places(String token) {
        Client inMessage = connect(door(), Map.of());
        Client inHeader = connect(door(), Map.of("Authorization", "Bearer " + token));
        Client inUrl = connect(door(token), Map.of());

        assertThat(inMessage.answer(map("token", token, "user_id", "anna")).get("result").get("subject").asText())
                .isEqualTo("anna");
        assertThat(inHeader.answer(null).get("result").get("subject").asText()).isEqualTo("anna");
        assertThat(inUrl.answer(null).get("result").get("subject").asText()).isEqualTo("anna");
    }

    @Test
    void the_first_credential_present_decides_and_there_is_no_falling_back() {
        String anna = token("anna", "user");
        String otto = token("otto", "user");
        Client all = connect(door(anna), Map.of("Authorization", "Bearer " + otto));
        Client badHeader = connect(door(anna), Map.of("Authorization", "Bearer forged"));
        Client badUrl = connect(door("forged"), Map.of("Authorization", "Bearer " + anna));

        assertThat(all.answer(null).get("result").get("subject").asText()).as("the header before the URL").isEqualTo("otto");
        assertThat(all.answer(Map.of("token", anna)).get("result").get("subject").asText()).as("the message first")
                .isEqualTo("anna");
        assertUnauthenticated(all.error(Map.of("token", "forged")));
        assertUnauthenticated(badHeader.error(null));
        assertThat(badUrl.answer(null).get("result").get("subject").asText()).isEqualTo("anna");
        assertThat(badUrl.answer(Map.of("token", otto)).get("result").get("subject").asText()).isEqualTo("otto");
    }

    @Test
    void the_user_named_beside_a_token_must_be_its_subject() {
        Client client = connect(door(token("anna", "user")), Map.of());

        assertUnauthenticated(client.error(Map.of("user_id", "otto")));
        assertThat(client.answer(Map.of("user_id", "anna")).has("result")).isTrue();
    }

    @Test
    void without_a_credential_every_request_gets_401_under_its_own_id_and_the_fifth_is_the_last() {
        Client client = connect(door(), Map.of());

        for (int i = 0; i < 5; i++) {
            assertThat(client.wire.isClosed()).isFalse();
            assertUnauthenticated(client.error(null));
        }

        assertThat(client.wire.closed().code()).isEqualTo(1008);
    }

    @Test
    void a_success_between_failures_starts_their_count_anew() {
        Client client = connect(door(token("anna", "user")), Map.of());

        for (int i = 0; i < 12; i++) {
            assertUnauthenticated(client.error(Map.of("token", "forged")));
            if (i % 4 == 3) {
                assertThat(client.answer(null).has("result")).isTrue();
            }
        }
    }

    @Test
    void a_connection_that_proves_nobody_in_time_is_closed() {
        Client client = connect(door(), Map.of());

        assertThat(client.wire.closed().code()).isEqualTo(1008);
    }

    @Test
    void a_page_of_another_origin_may_not_connect() {
        assertThatThrownBy(() -> connect(door(token("anna", "user")), Map.of("Origin", "https://evil.example.org")))
                .hasCauseInstanceOf(WebSocketHandshakeException.class)
                .satisfies(e -> assertThat(((WebSocketHandshakeException) e.getCause()).getResponse().statusCode())
                        .isEqualTo(403));
        for (String origin : List.of("https://apps.example.org", "http://127.0.0.1:" + daemon.listening("rpc").getPort())) {
            assertThat(connect(door(token("anna", "user")), Map.of("Origin", origin)).answer(null).has("result")).isTrue();
        }
    }

    static Stream<Arguments> revocations() {
        return Stream.of(argumentSet("by the token's name", "jti", "t-revoked"),
                argumentSet("by its subject", "sub", "revoked-by-subject"));
    }

    @ParameterizedTest
    @MethodSource("revocations")
    void a_revocation_cuts_a_live_connection_within_a_second(String kind, String value) {
        String subject = kind.equals("sub") ? value : "revoked-by-name";
        String token = signed(HEADER, claims(subject, "user", HOME + ",\"jti\":\"" + (kind.equals("jti") ? value : "t-other") + "\""));
        Client live = connect(door(token), Map.of());
        Client bystander = connect(door(token("bystander", "user")), Map.of());
        assertThat(live.answer(null).has("result")).isTrue();
        assertThat(bystander.answer(null).has("result")).isTrue();

        connect(door(token("sue", "supergod")), Map.of()).wire.result("admin.revoke", kind, value);
        long told = System.nanoTime();
        int code = live.wire.closed().code();

        assertThat(code).isEqualTo(1008);
        assertThat(Duration.ofNanos(System.nanoTime() - told)).isLessThan(Duration.ofSeconds(1));
        assertUnauthenticated(connect(door(token), Map.of()).error(null));
        assertThat(bystander.answer(null).has("result")).isTrue();
    }

    @Test
    void a_live_connection_ends_with_its_token_unless_another_is_brought() {
        String brief = signed(HEADER, "{\"sub\":\"anna\",\"role\":\"user\",\"exp\":" + (now() + 3) + HOME + "}");
        Client ends = connect(door(brief), Map.of());
        Client goesOn = connect(door(brief), Map.of());
        assertThat(ends.answer(null).has("result")).isTrue();

        JsonNode refreshed = goesOn.wire.result("auth.refresh", token("anna", "user"));
        JsonNode stranger = goesOn.wire.error("auth.refresh", token("otto", "user"));
        JsonNode forged = goesOn.wire.error("auth.refresh", "forged");
        int code = ends.wire.closed().code();

        assertThat(refreshed.get("subject").asText()).isEqualTo("anna");
        assertThat(stranger.get("code").intValue()).isEqualTo(403);
        assertThat(forged.get("code").intValue()).isEqualTo(401);
        assertThat(code).isEqualTo(1008);
        assertThat(now()).as("not before its time").isGreaterThanOrEqualTo(exp(brief));
        assertThat(goesOn.answer(null).get("result").get("subject").asText()).isEqualTo("anna");
    }

    private static long exp(String token) {
        return WireClient.parse(new String(Base64.getUrlDecoder().decode(token.split("\\.")[1]), StandardCharsets.UTF_8))
                .get("exp").asLong();
    }

    /** Asks who it is, with or without a credential in the message. */
    private record Client(WireClient wire) {

        JsonNode answer(Map<String, Object> auth) {
            Map<String, Object> message = map("id", "who", "method", "auth.whoami", "params", List.of());
            if (auth != null) {
                message.put("auth", auth);
            }
            wire.send(json(message));
            JsonNode answer = wire.next();
            assertThat(answer.get("id").asText()).isEqualTo("who");
            return answer;
        }

        JsonNode error(Map<String, Object> auth) {
            JsonNode answer = answer(auth);
            assertThat(answer.has("result")).as(answer.toString()).isFalse();
            return answer.get("error");
        }
    }

    private static void assertUnauthenticated(JsonNode error) {
        assertThat(error.get("code").intValue()).as(error.toString()).isEqualTo(401);
        assertThat(error.get("message").asText()).isEqualTo("Authentication required");
    }

    private Client connect(URI door, Map<String, String> headers) {
        WireClient client = WireClient.connect(door, headers);
        clients.add(client);
        return new Client(client);
    }

    private static URI door() {
        return daemon.listening("rpc");
    }

    private static URI door(String token) {
        return URI.create(door() + "/?token=" + URLEncoder.encode(token, StandardCharsets.UTF_8));
    }

    private static String token(String subject, String role) {
        return signed(HEADER, claims(subject, role, HOME));
    }

    private static String expiring(String exp) {
        return "{\"sub\":\"anna\",\"role\":\"god\",\"exp\":" + exp + HOME + "}";
    }

    private static String signed(String header, String payload) {
        return forge.signed(header, payload);
    }

    private static String changed(String payload) {
        String token = signed(HEADER, payload.replace("god", "user"));
        String[] parts = token.split("\\.");
        return String.join(".", Arrays.asList(parts[0], part(payload), parts[2]));
    }

    private static String rs256(String payload) {
        try {
            String text = part("{\"alg\":\"RS256\"}") + "." + part(payload);
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(RSA.getPrivate());
            signature.update(text.getBytes(StandardCharsets.US_ASCII));
            return text + "." + part(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair rsa() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem() {
        return "-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(RSA.getPublic().getEncoded()) + "\n-----END PUBLIC KEY-----\n";
    }
}
