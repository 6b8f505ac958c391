package dev.foldd.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.foldd.contract.Observation;
import dev.foldd.contract.audit.AuditEntry;
import dev.foldd.fault.Fault;
import io.vertx.core.http.WebSocketConnectOptions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is asking: which credential counts, when a connection ends for want of one, and what is on record about it. */
class RpcCredentialTest {

    private static final String WHO = "{\"id\":1,\"method\":\"auth.whoami\"}";

    private RpcHarness harness;

    @BeforeEach
    void open() {
        harness = new RpcHarness(Map.of("ping_interval", "1m"));
    }

    @AfterEach
    void close() {
        harness.close();
    }

    static Stream<Arguments> orders() {
        return Stream.of(
                Arguments.argumentSet("the URL alone", "user:url", null, null, "url"),
                Arguments.argumentSet("the header before the URL", "user:url", "Bearer user:header", null, "header"),
                Arguments.argumentSet("the scheme in any case", null, "bEARER user:header", null, "header"),
                Arguments.argumentSet("another scheme is no bearer", "user:url", "Basic dTpw", null, "url"),
                Arguments.argumentSet("the message before all", "user:url", "Bearer user:header", "user:message",
                        "message"),
                Arguments.argumentSet("a bad header is not saved by the URL", "user:url", "Bearer x", null, null),
                Arguments.argumentSet("an empty header is not saved by the URL", "user:url", "Bearer ", null, null),
                Arguments.argumentSet("an empty header is not saved by another", "user:url", "Bearer ,Bearer user:h", null,
                        null),
                Arguments.argumentSet("an empty message is not saved by the URL", "user:url", null, "", null),
                Arguments.argumentSet("two parameters are none", "user:url&token=user:url", null, null, null),
                Arguments.argumentSet("an empty parameter is not saved by the next", "&token=user:url", null, null, null),
                Arguments.argumentSet("a bad message is not saved by the header", null, "Bearer user:header", "x",
                        null),
                Arguments.argumentSet("escapes in the URL are undone", "user%3Aurl", null, null, "url"),
                Arguments.argumentSet("nothing at all", null, null, null, null));
    }

    @ParameterizedTest
    @MethodSource("orders")
    void the_first_credential_present_decides(String url, String header, String message, String subject) {
        WebSocketConnectOptions options = new WebSocketConnectOptions()
                .setURI(url == null ? "/any/path" : "/any/path?a=b&token=" + url);
        if (header != null) {
            options.putHeader("Authorization", header);
        }
        RpcClient client = harness.connect(options);

        String reply = client.ask(message == null ? WHO
                : "{\"id\":1,\"method\":\"auth.whoami\",\"auth\":{\"token\":\"" + message + "\"}}");

        assertThat(reply).contains(subject == null ? "\"code\":401" : "\"subject\":\"" + subject + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer user:h", "Bearer x", "Basic dTpw", ""})
    void two_authorization_headers_are_none(String other) {
        WebSocketConnectOptions options = new WebSocketConnectOptions().setURI("/?token=user:url")
                .addHeader("Authorization", "Bearer user:h").addHeader("Authorization", other);

        String reply = harness.connect(options).ask(WHO);

        assertThat(reply).startsWith("{\"id\":1,\"error\":{\"code\":401");
    }

    @Test
    void a_refusal_is_on_record_before_it_is_told() {
        RpcClient client = harness.connect("bad");

        client.ask("{\"id\":1,\"method\":\"read\",\"params\":[\"User\",\"u1\"]}");

        assertThat(harness.audited).singleElement().satisfies(entry -> {
            assertThat(entry.operation()).isEqualTo("read");
            assertThat(entry.outcome()).isEqualTo(AuditEntry.Outcome.REFUSED);
            assertThat(entry.error()).contains(Fault.Code.UNAUTHENTICATED);
            assertThat(entry.subject()).isEmpty();
            assertThat(entry.requestId()).matches("[0-9a-f]{8}-1");
        });
        assertThat(harness.observations)
                .anyMatch(seen -> seen instanceof Observation.RequestAnswered answered
                        && answered.method().equals("read")
                        && answered.error().equals(Optional.of(Fault.Code.UNAUTHENTICATED)));
    }

    @Test
    void what_this_door_itself_refuses_is_counted_by_its_reason() {
        harness.connect(new WebSocketConnectOptions()).ask(WHO);
        harness.connect("user:u1").ask("{\"id\":1,\"method\":\"auth.whoami\",\"auth\":{\"user_id\":\"u2\"}}");

        assertThat(harness.observations).contains(new Observation.CredentialRefused("rpc", "absent"),
                new Observation.CredentialRefused("rpc", "other-user"));
    }

    @Test
    void five_failures_in_a_row_are_the_end() {
        RpcClient client = harness.connect("bad");

        for (int i = 0; i < 5; i++) {
            assertThat(client.ask(WHO)).contains("\"code\":401");
        }

        assertThat(client.closeCode()).isEqualTo((short) 1008);
    }

    @Test
    void a_success_in_between_begins_the_count_anew() {
        RpcClient client = harness.connect("user:u1");
        String bad = "{\"id\":1,\"method\":\"auth.whoami\",\"auth\":{\"token\":\"bad\"}}";
        client.ask(WHO);
        for (int i = 0; i < 4; i++) {
            client.ask(bad);
        }
        client.ask(WHO);

        for (int i = 0; i < 4; i++) {
            client.ask(bad);
        }

        assertThat(client.ask(WHO)).contains("\"subject\":\"u1\"");
    }

    @Test
    void an_address_that_fails_too_often_waits() {
        try (RpcHarness strict = new RpcHarness(Map.of(),
                Map.of("failed_proofs_per_minute", 3, "failed_proof_burst", 3))) {
            RpcClient client = strict.connect("bad");
            for (int i = 0; i < 3; i++) {
                client.ask(WHO);
            }

            String reply = strict.connect("user:u1").ask(WHO);

            assertThat(reply).contains("\"code\":429", "\"retryAfter\":20");
            strict.clock.forward(Duration.ofSeconds(20));
            assertThat(strict.connect("user:u1").ask(WHO)).contains("\"subject\":\"u1\"");
        }
    }

    @Test
    void whoever_proves_nobody_for_30_seconds_is_closed_and_whoever_did_is_not() {
        RpcClient silent = harness.connect(new WebSocketConnectOptions().setURI("/"));
        RpcClient proved = harness.connect("user:u1");

        harness.clock.forward(Duration.ofSeconds(30));

        assertThat(silent.closeCode()).isEqualTo((short) 1008);
        assertThat(proved.ask(WHO)).contains("\"subject\":\"u1\"");
    }

    @Test
    void a_connection_is_cut_off_when_its_credential_ends() {
        RpcClient client = harness.connect("brief:u1");
        client.ask(WHO);

        harness.clock.forward(Duration.ofSeconds(60));

        assertThat(client.closeCode()).isEqualTo((short) 1008);
    }

    @Test
    void the_connection_ends_with_its_own_credential_while_messages_bring_others() {
        RpcClient client = harness.connect("brief:u1");
        RpcClient without = harness.connect(new WebSocketConnectOptions().setURI("/"));
        String asOther = "{\"id\":1,\"method\":\"auth.whoami\",\"auth\":{\"token\":\"user:u2\"}}";
        assertThat(client.ask(asOther)).contains("\"subject\":\"u2\"");
        assertThat(without.ask(asOther)).contains("\"subject\":\"u2\"");

        harness.clock.forward(Duration.ofSeconds(60));

        assertThat(client.closeCode()).isEqualTo((short) 1008);
        assertThat(without.ask(asOther)).contains("\"subject\":\"u2\"");
    }

    @Test
    void the_connection_ends_when_its_own_credential_is_revoked_while_messages_bring_others() {
        RpcClient client = harness.connect("user:u1");
        client.ask("{\"id\":1,\"method\":\"auth.whoami\",\"auth\":{\"token\":\"user:u2\"}}");

        harness.connect("operator:root").ask("{\"id\":1,\"method\":\"admin.revoke\",\"params\":[\"sub\",\"u1\"]}");

        assertThat(client.closeCode()).isEqualTo((short) 1008);
    }

    @Test
    void a_message_of_somebody_else_does_not_take_the_connection_over() {
        RpcClient client = harness.connect("brief:u1");

        String reply = client.ask("{\"id\":1,\"method\":\"auth.refresh\",\"params\":[\"user:u2\"],"
                + "\"auth\":{\"token\":\"user:u2\"}}");

        assertThat(reply).contains("\"code\":403");
        assertThat(client.ask(WHO)).contains("\"subject\":\"u1\"");
    }

    @Test
    void a_connection_lives_on_with_another_credential_of_the_same_subject() {
        RpcClient client = harness.connect("brief:u1");

        String reply = client.ask("{\"id\":1,\"method\":\"auth.refresh\",\"params\":[\"user:u1\"]}");

        assertThat(reply).contains("\"subject\":\"u1\"");
        harness.clock.forward(Duration.ofSeconds(61));
        assertThat(client.ask(WHO)).contains("\"subject\":\"u1\"");
        assertThat(harness.audited).extracting(AuditEntry::operation).contains("auth.refresh", "auth.whoami");
    }

    @Test
    void a_credential_of_somebody_else_changes_nothing() {
        RpcClient client = harness.connect("user:u1");

        String reply = client.ask("{\"id\":1,\"method\":\"auth.refresh\",\"params\":{\"token\":\"user:u2\"}}");

        assertThat(reply).contains("\"code\":403");
        assertThat(client.ask(WHO)).contains("\"subject\":\"u1\"");
    }

    @Test
    void a_revocation_reaches_living_connections_on_every_loop() {
        RpcClient[] revoked = {harness.connect("user:u1"), harness.connect("user:u1"), harness.connect("user:u1")};
        for (RpcClient client : revoked) {
            client.ask(WHO);
        }
        RpcClient other = harness.connect("user:u2");
        RpcClient operator = harness.connect("operator:root");

        String reply = operator.ask("{\"id\":1,\"method\":\"admin.revoke\",\"params\":[\"sub\",\"u1\"]}");

        assertThat(reply).contains("\"kind\":\"sub\",\"value\":\"u1\"");
        for (RpcClient client : revoked) {
            assertThat(client.closeCode()).isEqualTo((short) 1008);
        }
        assertThat(other.ask(WHO)).contains("\"subject\":\"u2\"");
    }

    @Test
    void a_proof_that_a_revocation_overtook_on_its_way_proves_nobody() {
        RpcClient client = harness.connect("overtaken:u1");

        String first = client.ask(WHO);
        String second = client.ask(WHO);

        assertThat(first).contains("\"code\":401");
        assertThat(second).contains("\"code\":401");
        assertThat(harness.observations).contains(new Observation.CredentialRefused("rpc", "revoked"));
    }

    @Test
    void what_a_message_proved_is_proved_anew_after_a_revocation() {
        RpcClient client = harness.connect("user:u1");
        client.ask(WHO);
        String asOther = "{\"id\":1,\"method\":\"auth.whoami\",\"auth\":{\"token\":\"user:u2\"}}";
        client.ask(asOther);

        harness.connect("operator:root").ask("{\"id\":1,\"method\":\"admin.revoke\",\"params\":[\"sub\",\"u2\"]}");

        await().until(() -> client.ask(asOther).contains("\"code\":401"));
        assertThat(client.ask(WHO)).contains("\"subject\":\"u1\"");
    }

    @Test
    void only_operators_steer_and_what_they_do_is_on_record() {
        RpcClient user = harness.connect("user:u1");
        RpcClient operator = harness.connect("operator:root");

        String refused = user.ask("{\"id\":1,\"method\":\"admin.reload\"}");
        String done = operator.ask("{\"id\":1,\"method\":\"admin.reload\"}");
        String wrong = operator.ask("{\"id\":1,\"method\":\"admin.revoke\",\"params\":[\"user\",\"u1\"]}");

        assertThat(refused).contains("\"code\":403");
        assertThat(done).contains("\"reloaded\":[\"acl\"]");
        assertThat(wrong).contains("\"code\":422", "must be one of jti, sub, key");
        assertThat(harness.audited).extracting(AuditEntry::outcome).containsExactly(AuditEntry.Outcome.REFUSED,
                AuditEntry.Outcome.SUCCEEDED, AuditEntry.Outcome.REFUSED);
    }

    @Test
    void nothing_of_this_door_runs_while_the_audit_log_cannot_be_written() {
        RpcClient operator = harness.connect("operator:root");
        harness.auditWritable = false;

        String reply = operator.ask("{\"id\":1,\"method\":\"admin.revoke\",\"params\":[\"sub\",\"u1\"]}");

        assertThat(reply).contains("\"code\":503");
        assertThat(harness.revoked).isEmpty();
    }
}
