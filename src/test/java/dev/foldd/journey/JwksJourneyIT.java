package dev.foldd.journey;

import static dev.foldd.testing.Jwks.jwk;
import static dev.foldd.testing.Jwks.set;
import static dev.foldd.testing.TokenForge.claims;
import static dev.foldd.testing.TokenForge.part;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.foldd.testing.DaemonProcess;
import dev.foldd.testing.Fixtures;
import dev.foldd.testing.Jwks;
import dev.foldd.testing.WireClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An identity provider publishes its keys, turns them over, goes away and comes back; the daemon follows. */
@Timeout(120)
class JwksJourneyIT {

    private static final KeyPair OLD = Jwks.ec("secp256r1");
    private static final KeyPair YOUNG = Jwks.ec("secp256r1");

    @TempDir
    private Path directory;

    private final AtomicInteger asked = new AtomicInteger();
    private final List<WireClient> clients = new ArrayList<>();
    private volatile String published = set();
    private volatile int status = 200;
    private HttpServer provider;
    private DaemonProcess daemon;

    @BeforeEach
    void start() throws IOException {
        provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        provider.createContext("/keys", exchange -> {
            asked.incrementAndGet();
            byte[] body = published.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Cache-Control", "max-age=1");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        provider.start();
    }

    @AfterEach
    void stop() {
        clients.forEach(WireClient::close);
        if (daemon != null) {
            daemon.close();
        }
        provider.stop(0);
    }

    @Test
    void keys_are_turned_over_with_an_overlap_and_the_old_one_ends_its_connections() {
        published = set(jwk("k1", OLD.getPublic(), ""));
        serve("refresh_min: 1s, refresh_max: 1s, min_interval: 1s");
        WireClient old = connect(token(OLD, "k1", "anna", "user"));
        assertThat(subject(old)).isEqualTo("anna");

        published = set(jwk("k1", OLD.getPublic(), ""), jwk("k2", YOUNG.getPublic(), ""));
        await().atMost(Duration.ofSeconds(10)).until(() -> proves(token(YOUNG, "k2", "otto", "user")));
        WireClient young = connect(token(YOUNG, "k2", "otto", "user"));
        assertThat(subject(young)).isEqualTo("otto");
        assertThat(subject(old)).as("overlap").isEqualTo("anna");
        published = set(jwk("k2", YOUNG.getPublic(), ""));

        assertThat(old.closed().code()).isEqualTo(1008);
        assertThat(subject(young)).isEqualTo("otto");
        assertThat(proves(token(OLD, "k1", "anna", "user"))).isFalse();
    }

    @Test
    void a_key_that_is_taken_back_ends_its_connections_within_a_second_and_stays_so_over_a_restart() {
        published = set(jwk("k1", OLD.getPublic(), ""), jwk("k2", YOUNG.getPublic(), ""));
        serve("refresh_min: 5m");
        WireClient live = connect(token(OLD, "k1", "anna", "user"));
        WireClient operator = connect(token(YOUNG, "k2", "sue", "supergod"));
        assertThat(subject(live)).isEqualTo("anna");

        operator.result("admin.revoke", "key", "k1");
        long told = System.nanoTime();
        int code = live.closed().code();

        assertThat(code).isEqualTo(1008);
        assertThat(Duration.ofNanos(System.nanoTime() - told)).isLessThan(Duration.ofSeconds(1));
        assertThat(subject(operator)).isEqualTo("sue");
        daemon.close();
        serve("refresh_min: 5m");
        assertThat(proves(token(OLD, "k1", "anna", "user"))).isFalse();
        assertThat(proves(token(YOUNG, "k2", "sue", "supergod"))).isTrue();
    }

    @Test
    void while_the_provider_is_away_known_keys_count_for_a_while_then_nothing_can_be_told_until_it_is_back() {
        published = set(jwk("k1", OLD.getPublic(), ""));
        serve("refresh_min: 1s, refresh_max: 1s, min_interval: 1s, keep: 4s");
        WireClient live = connect(token(OLD, "k1", "anna", "user"));
        assertThat(subject(live)).isEqualTo("anna");

        status = 500;
        int before = asked.get();
        await().until(() -> asked.get() > before);
        assertThat(proves(token(OLD, "k1", "otto", "user"))).as("within the time to keep").isTrue();
        assertThat(live.closed().code()).isEqualTo(1008);
        JsonNode away = connect(token(OLD, "k1", "anna", "user")).error("auth.whoami");
        status = 200;

        assertThat(away.get("code").intValue()).isEqualTo(503);
        await().atMost(Duration.ofSeconds(30)).until(() -> proves(token(OLD, "k1", "anna", "user")));
    }

    @Test
    void strangers_with_unknown_keys_do_not_make_the_daemon_ask_more_often() {
        published = set(jwk("k1", OLD.getPublic(), ""));
        serve("refresh_min: 5m, min_interval: 1h");
        assertThat(proves(token(OLD, "k1", "anna", "user"))).isTrue();

        for (int i = 0; i < 50; i++) {
            assertThat(proves(token(YOUNG, "x" + i, "anna", "god"))).isFalse();
        }

        assertThat(asked).hasValue(1);
        assertThat(proves(token(OLD, "k1", "anna", "user"))).isTrue();
    }

    private void serve(String jwks) {
        try {
            Path config = Files.writeString(directory.resolve("foldd.yaml"), """
                    database: {entities: %s}
                    security:
                      acl: {rules_file: %s}
                      jwt:
                        jwks: {%s}
                        issuers:
                          - issuer: https://login.example.org/
                            audience: foldd
                            algorithms: [ES256]
                            jwks_url: http://127.0.0.1:%d/keys
                    """.formatted(Fixtures.entities(), Fixtures.rules(), jwks, provider.getAddress().getPort()));
            daemon = DaemonProcess.in(directory).unhurried().with("--config", config.toString()).start();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean proves(String token) {
        try (WireClient client = WireClient.connect(door(), Map.of("Authorization", "Bearer " + token))) {
            return client.call("auth.whoami").has("result");
        }
    }

    private static String subject(WireClient client) {
        return client.result("auth.whoami").get("subject").asText();
    }

    private WireClient connect(String token) {
        WireClient client = WireClient.connect(door(), Map.of("Authorization", "Bearer " + token));
        clients.add(client);
        return client;
    }

    private URI door() {
        return daemon.listening("rpc");
    }

    private static String token(KeyPair keys, String id, String subject, String role) {
        String text = part("{\"alg\":\"ES256\",\"kid\":\"" + id + "\"}") + "."
                + part(claims(subject, role, ",\"iss\":\"https://login.example.org/\",\"aud\":\"foldd\""));
        try {
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(keys.getPrivate());
            signature.update(text.getBytes(StandardCharsets.US_ASCII));
            return text + "." + part(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
