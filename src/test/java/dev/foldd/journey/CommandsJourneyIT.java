package dev.foldd.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foldd.testing.DaemonProcess;
import dev.foldd.testing.Fixtures;
import dev.foldd.testing.FolddProcess;
import dev.foldd.testing.FolddProcess.Ended;
import dev.foldd.testing.WireClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands beside {@code run}, as processes with exit codes: 0 ok, 1 failed, 2 usage, 78 configuration. */
@Timeout(120)
class CommandsJourneyIT {

    @TempDir
    private static Path directory;

    private static DaemonProcess daemon;

    @BeforeAll
    static void start() {
        daemon = DaemonProcess.in(directory).withFixtures().start();
    }

    @AfterAll
    static void stop() {
        daemon.close();
    }

    @Test
    void health_asks_the_admin_door() {
        URI admin = daemon.listening("admin");

        Ended health = foldd("health", "--url", admin);
        Ended ready = foldd("health", "--ready", "--url", admin);
        Ended nobody = foldd("health", "--ready", "--json", "--url", "http://127.0.0.1:1");

        assertThat(health.code()).isZero();
        assertThat(WireClient.parse(health.out()).get("status").asText()).isEqualTo("healthy");
        assertThat(ready.code()).isZero();
        assertThat(WireClient.parse(ready.out()).get("status").asText()).isEqualTo("ready");
        assertThat(nobody.code()).isEqualTo(1);
        assertThat(WireClient.parse(nobody.out()).get("status").asText()).isEqualTo("unreachable");
    }

    @Test
    void a_minted_token_is_printed_alone_and_calls_speak_with_it() {
        Ended token = foldd("token", "--sub", "anna", "--role", "god", "--tenant", "t1", "--ttl", "5m", "--data", data());
        String bearer = token.out().strip();

        Ended created = call(bearer, "create", "Region", "{\"id\":\"called\",\"keeper\":\"anna\"}");
        Ended read = call(bearer, "read", "Region", "called");
        Ended conflict = call(bearer, "create", "Region", "{\"id\":\"called\",\"keeper\":\"anna\"}");
        Ended forged = call("forged", "read", "Region", "called");
        Ended unreachable = foldd("call", "--url", "ws://127.0.0.1:1/", "--token", bearer, "getCapabilities");

        assertThat(token.code()).isZero();
        assertThat(token.lines()).hasSize(1);
        assertThat(bearer).matches("[\\w-]+\\.[\\w-]+\\.[\\w-]+");
        assertThat(created.code()).as(created.err()).isZero();
        assertThat(WireClient.parse(read.out())).isEqualTo(WireClient.parse(created.out()));
        assertThat(conflict.code()).isEqualTo(1);
        assertThat(conflict.err()).contains("409 Resource conflict");
        assertThat(forged.code()).isEqualTo(1);
        assertThat(forged.err()).contains("401 Authentication required");
        assertThat(unreachable.code()).isEqualTo(1);
        assertThat(unreachable.err()).doesNotContain("\tat ", bearer);
    }

    private static Ended call(String token, String... words) {
        List<Object> arguments = new ArrayList<>(List.of("call", "--url", daemon.listening("rpc") + "/", "--token", token));
        arguments.addAll(Arrays.asList(words));
        return foldd(arguments.toArray());
    }

    @Test
    void what_cannot_be_understood_is_a_matter_of_usage() {
        Ended command = foldd("rum");
        Ended option = foldd("token", "--sub", "anna");
        Ended life = foldd("token", "--sub", "anna", "--role", "god", "--ttl", "for ever", "--data", data());
        Ended door = foldd("run", "--only", "rpcc", "--data", directory.resolve("other"));

        assertThat(command.code()).isEqualTo(2);
        assertThat(command.err()).contains("run");
        assertThat(option.code()).isEqualTo(2);
        assertThat(option.err()).contains("--role");
        assertThat(life.code()).isEqualTo(2);
        assertThat(life.err()).contains("--ttl").doesNotContain("\tat ");
        assertThat(door.code()).isEqualTo(2);
        assertThat(door.err()).contains("[rpc, http, admin, socket, tcp]", "did you mean 'rpc'");
        assertThat(directory.resolve("other")).doesNotExist();
    }

    @Test
    void the_policy_is_explained_and_tested() throws IOException {
        Path failing = Files.writeString(directory.resolve("failing.yaml"), Files.readString(Fixtures.rules())
                .replace("expect: denied", "expect: allowed"));

        Ended explained = foldd(withFixtures("policy", "explain", "read", "Letter", "--sub", "anna", "--role", "user", "--json"));
        Ended unknown = foldd(withFixtures("policy", "explain", "read", "Leter", "--role", "user"));
        Ended role = foldd(withFixtures("policy", "explain", "read", "Letter", "--role", "usr"));
        Ended passed = foldd(withFixtures("policy", "test"));
        Ended failed = foldd("policy", "test", "--json", "--set", "database.entities=" + Fixtures.entities(), "--set",
                "security.acl.rules_file=" + failing);

        assertThat(explained.code()).as(explained.err()).isZero();
        assertThat(WireClient.parse(explained.out()).toString()).contains("own-sealed-letters", "$user.id");
        assertThat(unknown.code()).isEqualTo(2);
        assertThat(role.code()).isEqualTo(2);
        assertThat(role.err()).contains("did you mean 'user'");
        assertThat(unknown.err()).contains("did you mean 'Letter'");
        assertThat(passed.code()).as(passed.toString()).isZero();
        assertThat(failed.code()).isEqualTo(1);
        assertThat(WireClient.parse(failed.out()).get("problems").toString()).contains("tests[1]");
    }

    @Test
    void the_schema_is_compared_made_and_then_as_it_should_be() {
        Path fresh = directory.resolve("fresh");

        Ended before = foldd(withFixtures("schema", "diff", "--check", "--json", "--data", fresh.toString()));
        Ended applied = foldd(withFixtures("schema", "apply", "--data", fresh.toString()));
        Ended after = foldd(withFixtures("schema", "diff", "--check", "--data", fresh.toString()));

        JsonNode plan = WireClient.parse(before.out());
        assertThat(before.code()).isEqualTo(1);
        assertThat(plan.get("changes").findValuesAsText("statement")).anyMatch(sql -> sql.startsWith("CREATE TABLE \"User\""));
        assertThat(plan.get("warnings").toString()).contains("workflow.yaml", "entities.yaml");
        assertThat(applied.code()).as(applied.err()).isZero();
        assertThat(applied.out()).contains("ForumThread", " made");
        assertThat(after.code()).as(after.toString()).isZero();
    }

    @Test
    void a_key_is_made_once_and_the_log_is_read_while_it_is_written() {
        Path place = directory.resolve("keyed");

        Ended made = foldd("keygen", "--json", "--data", place);
        Ended again = foldd("keygen", "--json", "--data", place);
        Ended verified = foldd("audit", "verify", "--json", "--data", data());
        Ended tail = foldd("audit", "tail", "-n", "3", "--data", data());

        assertThat(made.code()).isZero();
        assertThat(WireClient.parse(made.out()).get("created").booleanValue()).isTrue();
        assertThat(WireClient.parse(again.out()).get("created").booleanValue()).isFalse();
        assertThat(WireClient.parse(again.out()).get("public_key")).isEqualTo(WireClient.parse(made.out()).get("public_key"));
        assertThat(verified.code()).as(verified.toString()).isZero();
        assertThat(WireClient.parse(verified.out()).get("sound").booleanValue()).isTrue();
        assertThat(tail.lines()).hasSize(3);
    }

    private static Object[] withFixtures(String... words) {
        List<Object> arguments = new ArrayList<>(Arrays.asList(words));
        arguments.addAll(List.of("--set", "database.entities=" + Fixtures.entities(), "--set",
                "security.acl.rules_file=" + Fixtures.rules()));
        return arguments.toArray();
    }

    private static Path data() {
        return daemon.data();
    }

    private static Ended foldd(Object... arguments) {
        return FolddProcess.run(directory, arguments);
    }
}
