package dev.foldd.rpc;

import static dev.foldd.rpc.RpcHarness.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.contract.Addresses;
import dev.foldd.contract.Caller;
import dev.foldd.contract.Cancellation;
import dev.foldd.contract.Principal;
import dev.foldd.contract.audit.AuditEntry;
import dev.foldd.contract.data.Method;
import dev.foldd.contract.rpc.RpcMessage;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RpcRelayTest {

    private static final Principal SHOP = new Principal("key:shop", Principal.Kind.APPLICATION, List.of("user"),
            Optional.of("acme"), OptionalInt.of(1), Map.of());

    private final RpcHarness harness = new RpcHarness();

    @AfterEach
    void close() {
        harness.close();
    }

    private Object call(Principal who, Map<String, Object> message) {
        Caller caller = new Caller(who, "socket", "unix:uid=1", "7-1", new Cancellation());
        return await(harness.bus.ask(Addresses.RPC_CALL, new RpcMessage(caller, message))).value();
    }

    @Test
    void a_method_of_the_data_feature_is_carried_out_as_the_caller_of_the_other_door() {
        Object answer = call(SHOP, Map.of("method", "read", "params", List.of("User", "u1"), "ifVersion", 3L));

        assertThat(answer).isEqualTo(Map.of("entity", "User", "id", "u1"));
        assertThat(harness.asked).singleElement().satisfies(request -> {
            assertThat(request.method()).isEqualTo(Method.READ);
            assertThat(request.caller().principal()).isEqualTo(SHOP);
            assertThat(request.caller().door()).isEqualTo("socket");
            assertThat(request.options().ifVersion()).isEqualTo(OptionalLong.of(3));
        });
    }

    @Test
    void whoever_asks_is_told_who_he_is_and_that_is_on_record() {
        Map<?, ?> answer = (Map<?, ?>) call(SHOP, Map.of("method", "auth.whoami"));

        assertThat(answer.get("subject")).isEqualTo("key:shop");
        assertThat(harness.audited).singleElement().satisfies(record -> {
            assertThat(record.door()).isEqualTo("socket");
            assertThat(record.requestId()).isEqualTo("7-1");
            assertThat(record.operation()).isEqualTo("auth.whoami");
            assertThat(record.outcome()).isEqualTo(AuditEntry.Outcome.SUCCEEDED);
        });
    }

    @Test
    void a_token_in_the_message_makes_nobody_an_operator() {
        assertThatThrownBy(() -> call(SHOP, Map.of("method", "admin.reload", "auth", Map.of("token", "operator:eve"))))
                .isInstanceOfSatisfying(FaultException.class,
                        refused -> assertThat(refused.fault()).isInstanceOf(Fault.Forbidden.class));
    }

    @Test
    void whoever_asks_why_a_schema_lets_him_is_told_by_the_node_that_keeps_it() {
        assertThat(call(SHOP, Map.of("method", "policy.explain", "params", Map.of("schema", "Card", "operation", "read"))))
                .isEqualTo(Map.of("asked", "Card read *"));
        assertThat(call(SHOP, Map.of("method", "policy.explain", "params",
                Map.of("schema", "Card", "operation", "write", "field", "name")))).isEqualTo(Map.of("asked", "Card write name"));
    }

    @Test
    void an_operator_may_steer_the_daemon() {
        Principal admin = new Principal("key:root", Principal.Kind.APPLICATION, List.of("public"), Optional.empty(),
                OptionalInt.of(0), Map.of());

        assertThat(call(admin, Map.of("method", "admin.reload"))).isEqualTo(
                Map.of("reloaded", List.of("acl"), "problems", List.of()));
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                argumentSet("no method", Map.of("params", List.of()), Fault.Code.INVALID),
                argumentSet("an unknown method", Map.of("method", "fly"), Fault.Code.UNSUPPORTED),
                argumentSet("too many parameters", Map.of("method", "auth.whoami", "params", List.of(1L)), Fault.Code.INVALID),
                argumentSet("a schema's name that is no text", Map.of("method", "policy.explain", "params",
                        Map.of("schema", 1L, "operation", "read")), Fault.Code.INVALID),
                argumentSet("parameters that are none", Map.of("method", "read", "params", 1L), Fault.Code.INVALID),
                argumentSet("a credential in place of the key", Map.of("method", "auth.refresh", "params", List.of("user:a")),
                        Fault.Code.UNSUPPORTED));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refusals(Map<String, Object> message, Fault.Code code) {
        assertThatThrownBy(() -> call(SHOP, message)).isInstanceOfSatisfying(FaultException.class,
                refused -> assertThat(refused.fault().code()).isEqualTo(code));
        assertThat(harness.asked).isEmpty();
    }
}
