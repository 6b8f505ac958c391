package dev.foldd.journey;

import static dev.foldd.testing.WireClient.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foldd.testing.DaemonProcess;
import dev.foldd.testing.WireClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Batches, transactions and repeated writes over a WebSocket. */
@Timeout(120)
class TransactionsJourneyIT {

    @TempDir
    private static Path directory;

    private static DaemonProcess daemon;

    private WireClient god;

    @BeforeAll
    static void start() {
        daemon = DaemonProcess.in(directory).withFixtures().set("performance.transactions.idle_timeout", "300ms").start();
    }

    @AfterAll
    static void stop() {
        daemon.close();
    }

    @BeforeEach
    void enter() {
        god = daemon.client("gaia", "god");
    }

    @AfterEach
    void leave() {
        god.close();
    }

    private static Map<String, Object> page(String path) {
        return map("path", path, "title", "A page", "componentTree", "{}", "level", 1, "requiresAuth", false,
                "createdAt", 1_700_000_000_000L);
    }

    private static Map<String, Object> call(String method, Object... params) {
        return map("method", method, "params", List.of(params));
    }

    private static Map<String, Object> ref(String path) {
        return Map.of("$ref", path);
    }

    private JsonNode found(String path) {
        return god.result("findByField", "PageConfig", "path", path);
    }

    @Test
    void a_batch_is_carried_out_in_order_and_later_calls_use_earlier_results() {
        JsonNode results = god.result("batch", List.of(call("create", "PageConfig", page("/b1")),
                call("update", "PageConfig", ref("0.id"), map("title", "Renamed")),
                call("read", "PageConfig", ref("1.id"))));

        assertThat(results).hasSize(3);
        assertThat(results.get(2).path("title").asText()).isEqualTo("Renamed");
        assertThat(found("/b1").path("title").asText()).isEqualTo("Renamed");
    }

    @Test
    void the_first_call_of_a_batch_that_fails_undoes_them_all_and_is_named() {
        god.result("create", "PageConfig", page("/b2"));

        JsonNode conflict = god.error("batch", List.of(call("create", "PageConfig", page("/b3")),
                call("create", "PageConfig", page("/b2"))));
        JsonNode invalid = god.error("batch", List.of(call("create", "PageConfig", page("/b3")),
                call("update", "PageConfig", ref("0.id"), map("titel", "x"))));
        JsonNode astray = god.error("batch", List.of(call("read", "PageConfig", ref("3.id"))));

        assertThat(conflict.path("code").asInt()).isEqualTo(409);
        assertThat(conflict.toString()).contains("call 1: ");
        assertThat(invalid.path("code").asInt()).isEqualTo(422);
        assertThat(invalid.toString()).contains("requests[1].");
        assertThat(astray.toString()).contains("leads to no result");
        assertThat(found("/b3").isNull()).isTrue();
    }

    @Test
    void a_batch_gives_nobody_more_than_single_calls_would() {
        try (WireClient anna = daemon.client("anna", "public")) {
            JsonNode refused = anna.error("batch", List.of(call("create", "PageConfig", page("/b4"))));

            assertThat(refused.path("code").asInt()).isEqualTo(403);
        }
        assertThat(found("/b4").isNull()).isTrue();
    }

    @Test
    void a_transaction_is_seen_by_its_owner_alone_until_it_is_committed() {
        String tx = god.result("tx.begin").path("tx").asText();

        god.resultWith(map("tx", tx), "create", "PageConfig", page("/t1"));

        assertThat(god.resultWith(map("tx", tx), "findByField", "PageConfig", "path", "/t1").isNull()).isFalse();
        assertThat(found("/t1").isNull()).isTrue();
        assertThat(god.result("tx.commit", tx).asBoolean()).isTrue();
        assertThat(found("/t1").isNull()).isFalse();
        assertThat(god.error("tx.commit", tx).path("code").asInt()).isEqualTo(404);
    }

    @Test
    void transactions_in_which_nothing_was_asked_keep_nobody_waiting() {
        String tx = god.result("tx.begin").path("tx").asText();

        try (WireClient other = daemon.client("hera", "god")) {
            other.result("create", "PageConfig", page("/t6"));
        }

        assertThat(god.resultWith(map("tx", tx), "findByField", "PageConfig", "path", "/t6").isNull()).isFalse();
        assertThat(god.result("tx.rollback", tx).asBoolean()).isTrue();
    }

    @Test
    void an_answer_is_told_again_to_nobody_of_another_role_or_tenant_and_the_record_says_that_it_was_told_again()
            throws IOException {
        Map<String, Object> key = map("idempotencyKey", "k10");
        Map<String, Object> batchKey = map("idempotencyKey", "k11");
        Object calls = List.of(call("findByField", "PageConfig", "path", "/i10"));
        JsonNode first = god.resultWith(key, "create", "PageConfig", page("/i10"));
        god.resultWith(batchKey, "batch", calls);

        try (WireClient elsewhere = daemon.client("gaia", "god", "t9"); WireClient lower = daemon.client("gaia", "public");
                WireClient same = daemon.client("gaia", "god")) {
            for (WireClient other : List.of(elsewhere, lower)) {
                assertThat(other.errorWith(batchKey, "batch", calls).path("code").asInt()).isEqualTo(409);
            }
            assertThat(elsewhere.errorWith(key, "create", "PageConfig", page("/i10")).path("code").asInt()).isEqualTo(409);
            assertThat(same.resultWith(key, "create", "PageConfig", page("/i10"))).isEqualTo(first);
            same.resultWith(batchKey, "batch", calls);
        }

        try (Stream<Path> files = Files.walk(daemon.data())) {
            Path log = files.filter(file -> file.getFileName().toString().equals("audit.log.00000001")).findFirst().orElseThrow();
            await().untilAsserted(() -> assertThat(Files.readAllLines(log).stream().filter(line ->
                    line.contains("@REPLAY\"") && line.contains("gaia")).map(WireClient::parse)
                    .filter(line -> Set.of("", first.path("id").asText()).contains(line.path("id").asText()))
                    .map(line -> line.path("operation").asText())).contains("create", "batch"));
        }
    }

    @Test
    void a_transaction_belongs_to_its_connection_and_ends_with_it() {
        String tx;
        try (WireClient other = daemon.client("gaia", "god")) {
            tx = other.result("tx.begin").path("tx").asText();
            other.resultWith(map("tx", tx), "create", "PageConfig", page("/t2"));

            assertThat(god.errorWith(map("tx", tx), "read", "PageConfig", "x").path("code").asInt()).isEqualTo(404);
        }

        god.result("create", "PageConfig", page("/t3"));
        assertThat(found("/t2").isNull()).isTrue();
    }

    @Test
    void a_transaction_that_nobody_uses_is_rolled_back() {
        String tx = god.result("tx.begin").path("tx").asText();
        god.resultWith(map("tx", tx), "create", "PageConfig", page("/t4"));

        try (WireClient other = daemon.client("gaia", "god")) {
            other.result("create", "PageConfig", page("/t5"));
        }

        assertThat(god.error("tx.commit", tx).path("code").asInt()).isEqualTo(404);
        assertThat(found("/t4").isNull()).isTrue();
    }

    @Test
    void a_repeated_write_happens_once_and_has_the_first_answer() {
        Map<String, Object> key = map("idempotencyKey", "k1");
        JsonNode first = god.resultWith(key, "create", "PageConfig", page("/i1"));

        JsonNode again = god.resultWith(key, "create", "PageConfig", page("/i1"));

        assertThat(again).isEqualTo(first);
        assertThat(god.errorWith(key, "create", "PageConfig", page("/i2")).path("code").asInt()).isEqualTo(409);
        assertThat(god.result("tx.status", "k1").path("committed").asBoolean()).isTrue();
        assertThat(god.result("tx.status", "k2").path("committed").asBoolean()).isFalse();
        try (WireClient other = daemon.client("zeus", "god")) {
            assertThat(other.result("tx.status", "k1").path("committed").asBoolean()).isFalse();
        }
    }

    @Test
    void a_write_that_fails_leaves_its_key_unused() {
        god.result("create", "PageConfig", page("/i3"));
        Map<String, Object> key = map("idempotencyKey", "k3");

        assertThat(god.errorWith(key, "create", "PageConfig", page("/i3")).path("code").asInt()).isEqualTo(409);

        assertThat(god.result("tx.status", "k3").path("committed").asBoolean()).isFalse();
        assertThat(god.resultWith(key, "create", "PageConfig", page("/i4")).path("path").asText()).isEqualTo("/i4");
    }

    @Test
    void a_write_for_one_version_is_not_carried_out_on_another() {
        god.result("create", "Draft", map("id", "d1", "title", "a"));

        JsonNode second = god.resultWith(map("ifVersion", 1), "update", "Draft", "d1", map("title", "b"));
        JsonNode late = god.errorWith(map("ifVersion", 1), "update", "Draft", "d1", map("title", "c"));
        JsonNode stray = god.errorWith(map("ifVersion", 1), "read", "Draft", "d1");
        JsonNode written = god.error("update", "Draft", "d1", map("revision", 9));
        JsonNode without = god.errorWith(map("ifVersion", 1), "delete", "PageConfig", "p1");

        assertThat(second.path("revision").asInt()).isEqualTo(2);
        assertThat(late.path("code").asInt()).isEqualTo(409);
        assertThat(late.path("details").path("version").asInt()).isEqualTo(2);
        assertThat(List.of(stray, written, without)).allSatisfy(error ->
                assertThat(error.path("code").asInt()).isEqualTo(422));
        assertThat(without.toString()).contains("'version: true'");
        assertThat(god.errorWith(map("ifVersion", "1"), "delete", "Draft", "d1").path("code").asInt()).isEqualTo(422);
    }

    @Test
    void a_version_holds_in_a_batch_and_in_a_transaction_and_a_repeated_write_has_its_first_answer() {
        god.result("create", "Draft", map("id", "d2", "title", "a"));
        Map<String, Object> once = map("idempotencyKey", "k9", "ifVersion", 1);
        JsonNode first = god.resultWith(once, "update", "Draft", "d2", map("title", "b"));

        assertThat(god.resultWith(once, "update", "Draft", "d2", map("title", "b"))).isEqualTo(first);
        assertThat(god.errorWith(map("idempotencyKey", "k9", "ifVersion", 2), "update", "Draft", "d2", map("title", "b"))
                .path("code").asInt()).isEqualTo(409);
        JsonNode batch = god.result("batch", List.of(call("read", "Draft", "d2"),
                map("method", "update", "params", List.of("Draft", "d2", map("title", "c")), "ifVersion", ref("0.revision"))));
        assertThat(batch.get(1).path("revision").asInt()).isEqualTo(3);
        JsonNode refused = god.error("batch", List.of(call("update", "Draft", "d2", map("title", "d")),
                map("method", "delete", "params", List.of("Draft", "d2"), "ifVersion", 3)));
        assertThat(refused.path("details").path("version").asInt()).isEqualTo(4);
        String tx = god.result("tx.begin").path("tx").asText();
        god.resultWith(map("tx", tx, "ifVersion", 3), "update", "Draft", "d2", map("title", "e"));
        assertThat(god.errorWith(map("tx", tx, "ifVersion", 3), "delete", "Draft", "d2").path("code").asInt()).isEqualTo(409);
        assertThat(god.result("read", "Draft", "d2").path("revision").asInt()).isEqualTo(3);
    }

    @Test
    void a_repeated_batch_happens_once() {
        Map<String, Object> key = map("idempotencyKey", "k4");
        Object calls = List.of(call("create", "PageConfig", page("/i5")), call("nothing"));
        Object good = List.of(call("create", "PageConfig", page("/i6")));

        assertThat(god.errorWith(key, "batch", calls).path("code").asInt()).isEqualTo(422);
        JsonNode first = god.resultWith(key, "batch", good);

        assertThat(god.resultWith(key, "batch", good)).isEqualTo(first);
        assertThat(god.errorWith(key, "batch", List.of(call("create", "PageConfig", page("/i7")))).path("code").asInt())
                .isEqualTo(409);
        assertThat(god.result("getCapabilities").path("transactions").asBoolean()).isTrue();
    }
}
