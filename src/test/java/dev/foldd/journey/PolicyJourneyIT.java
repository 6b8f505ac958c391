package dev.foldd.journey;

import static dev.foldd.testing.DaemonProcess.fresh;
import static dev.foldd.testing.WireClient.each;
import static dev.foldd.testing.WireClient.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foldd.testing.DaemonProcess;
import dev.foldd.testing.WireClient;
import java.nio.file.Path;
import java.util.ArrayList;
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

/** Who may see and do what, down to rows, columns and tenants, over a WebSocket. */
@Timeout(120)
class PolicyJourneyIT {

    private static final String OTHER_TENANT = "0b6f9a52-6d2e-4a39-8a57-1f0f6cd7a0aa";

    @TempDir
    private static Path directory;

    private static DaemonProcess daemon;

    private final List<WireClient> clients = new ArrayList<>();

    @BeforeAll
    static void start() {
        daemon = DaemonProcess.in(directory).withFixtures().start();
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
    void a_user_sees_and_changes_himself_and_nobody_else() {
        String anna = god().result("create", "User", Sample.user()).get("id").asText();
        String otto = god().result("create", "User", Sample.user()).get("id").asText();
        WireClient her = client(anna, "user");

        assertThat(her.result("read", "User", anna).get("id").asText()).isEqualTo(anna);
        assertThat(her.result("read", "User", otto).isNull()).isTrue();
        assertThat(her.result("findFirst", "User", map("id", otto)).isNull()).isTrue();
        assertThat(her.result("findByField", "User", "id", otto).isNull()).isTrue();
        assertThat(her.result("list", "User", null).get("total").intValue()).isEqualTo(1);
        assertThat(her.result("update", "User", anna, map("bio", "me")).get("bio").asText()).isEqualTo("me");
        assertError(her.error("update", "User", otto, map("bio", "me")), 404, "Resource not found");
        assertError(her.error("updateByField", "User", "id", otto, map("bio", "me")), 404, "Resource not found");
        assertThat(her.result("updateMany", "User", map("bio", null), map("bio", "me")).intValue()).isZero();
        assertError(her.error("delete", "User", anna), 403, "Access forbidden");
        assertThat(god().result("read", "User", otto).get("bio").isNull()).isTrue();
    }

    @Test
    void roles_rise() {
        String otto = god().result("create", "User", Sample.user()).get("id").asText();

        assertThat(client("mo", "moderator").result("read", "User", otto).isNull()).isTrue();
        assertThat(client("ada", "admin").result("read", "User", otto).isObject()).isTrue();
        assertThat(client("sue", "supergod").result("read", "User", otto).isObject()).isTrue();
        assertThat(client("ada", "admin").result("delete", "User", otto).booleanValue()).isTrue();
        assertError(client("ada", "admin").error("create", "PageConfig", Sample.PAGE.row()), 403, "Access forbidden");
        assertError(client("nil", "nobody").error("list", "Letter", null), 403, "Access forbidden");
    }

    @Test
    void a_row_is_of_its_creators_tenant_and_of_no_other() {
        WireClient anna = client("anna", "user", Sample.TENANT);
        WireClient otto = client("otto", "user", OTHER_TENANT);
        Map<String, Object> thread = Sample.thread(Sample.TENANT, "anna");
        thread.remove("tenantId");

        JsonNode created = anna.result("create", "ForumThread", thread);
        String id = created.get("id").asText();

        assertThat(created.get("tenantId").asText()).isEqualTo(Sample.TENANT);
        assertThat(anna.result("read", "ForumThread", id)).isEqualTo(created);
        assertThat(otto.result("read", "ForumThread", id).isNull()).isTrue();
        assertThat(otto.result("list", "ForumThread", map("filter", map("id", id))).get("total").intValue()).isZero();
        assertError(anna.error("create", "ForumThread", Sample.thread(OTHER_TENANT, "anna")), 403, "Access forbidden");
        assertError(anna.error("update", "ForumThread", id, map("tenantId", OTHER_TENANT)), 403, "Access forbidden");
        assertThat(client("anna", "user").result("read", "ForumThread", id).isNull()).as("without a tenant").isTrue();
        assertThat(client("moni", "moderator", OTHER_TENANT).result("delete", "ForumThread", id).booleanValue()).isFalse();
        assertThat(god().result("read", "ForumThread", id)).as("above tenants").isEqualTo(created);
    }

    @Test
    void a_caller_without_a_tenant_sees_rows_without_one() {
        JsonNode free = god().result("create", "User", Sample.user());
        Map<String, Object> member = Sample.user();
        member.put("tenantId", Sample.TENANT);
        JsonNode bound = god().result("create", "User", member);
        Map<String, Object> both = map("id", map("in", List.of(free.get("id").asText(), bound.get("id").asText())));

        assertThat(each(client("ada", "admin").result("list", "User", map("filter", both)).get("data"), "id"))
                .containsExactly(free.get("id").asText());
        assertThat(each(client("ada", "admin", Sample.TENANT).result("list", "User", map("filter", both)).get("data"), "id"))
                .containsExactly(bound.get("id").asText());
        assertThat(god().result("list", "User", map("filter", both)).get("total").intValue()).isEqualTo(2);
    }

    @Test
    void an_update_may_not_move_a_row_out_of_ones_rights() {
        WireClient anna = client("anna", "user", Sample.TENANT);
        JsonNode thread = anna.result("create", "ForumThread", Sample.thread(Sample.TENANT, "anna"));
        String id = thread.get("id").asText();
        Map<String, Object> away = map("authorId", "otto");

        assertError(anna.error("update", "ForumThread", id, away), 403, "Access forbidden");
        assertError(anna.error("updateByField", "ForumThread", "id", id, away), 403, "Access forbidden");
        assertError(anna.error("updateMany", "ForumThread", map("id", id), away), 403, "Access forbidden");
        assertError(anna.error("upsert", "ForumThread", map("id", id), Sample.thread(Sample.TENANT, "anna"), away), 403,
                "Access forbidden");
        assertThat(anna.result("read", "ForumThread", id)).isEqualTo(thread);
        assertThat(client("moni", "moderator", Sample.TENANT).result("update", "ForumThread", id, away).get("authorId")
                .asText()).as("whom no row filter binds").isEqualTo("otto");
    }

    @Test
    void somebody_elses_rows_are_seen_and_not_touched() {
        WireClient anna = client("anna", "user", Sample.TENANT);
        String id = anna.result("create", "ForumThread", Sample.thread(Sample.TENANT, "anna")).get("id").asText();
        WireClient otto = client("otto", "user", Sample.TENANT);

        assertThat(otto.result("read", "ForumThread", id).isObject()).isTrue();
        assertError(otto.error("update", "ForumThread", id, map("title", "Mine")), 404, "Resource not found");
        assertThat(otto.result("delete", "ForumThread", id).booleanValue()).isFalse();
        assertThat(otto.result("deleteMany", "ForumThread", map("id", id)).intValue()).isZero();
        assertError(otto.error("upsert", "ForumThread", map("id", id), Sample.thread(Sample.TENANT, "otto"),
                map("title", "Mine")), 409, "Resource conflict");
        assertThat(otto.result("read", "ForumThread", id).get("title").asText()).isEqualTo("Apples");
    }

    @Test
    void rules_of_the_system_are_the_daemons_alone() {
        Map<String, Object> notice = Sample.notice(Sample.TENANT, "anna");

        assertError(client("anna", "user", Sample.TENANT).error("create", "Notification", notice), 403, "Access forbidden");
        String id = client("ada", "admin", Sample.TENANT).result("create", "Notification", notice).get("id").asText();
        assertThat(client("anna", "user", Sample.TENANT).result("read", "Notification", id).isObject()).isTrue();
        assertThat(client("otto", "user", Sample.TENANT).result("read", "Notification", id).isNull()).isTrue();
    }

    @Test
    void a_filter_over_two_tables_binds_reading_creating_and_moving() {
        String hers = god().result("create", "Region", map("id", fresh("north"), "keeper", "hanna")).get("id").asText();
        String his = god().result("create", "Region", map("id", fresh("south"), "keeper", "otto")).get("id").asText();
        WireClient anna = client("hanna", "user");

        JsonNode letter = anna.result("create", "Letter", letter("hanna", hers));
        String id = letter.get("id").asText();

        assertError(anna.error("create", "Letter", letter("hanna", his)), 403, "Access forbidden");
        assertError(anna.error("create", "Letter", letter("otto", hers)), 403, "Access forbidden");
        assertError(anna.error("createMany", "Letter", List.of(letter("hanna", hers), letter("hanna", his))), 403,
                "Access forbidden");
        assertError(anna.error("update", "Letter", id, map("region", his)), 403, "Access forbidden");
        assertThat(anna.result("list", "Letter", null).get("total").intValue()).isEqualTo(1);
        god().result("update", "Region", hers, map("keeper", "otto"));
        assertThat(anna.result("read", "Letter", id).isNull()).as("no longer her region").isTrue();
    }

    static Stream<Arguments> clauses() {
        return Stream.of(
                argumentSet("in a filter", "list", new Object[] {map("filter", map("body", "x"))}),
                argumentSet("deep in a filter", "list",
                        new Object[] {map("filter", map("OR", List.of(map("NOT", List.of(map("body", map("gt", ""))))))) }),
                argumentSet("in the order", "list", new Object[] {map("sort", map("body", "asc"))}),
                argumentSet("among the fields", "list", new Object[] {map("fields", List.of("id", "body"))}),
                argumentSet("of findFirst", "findFirst", new Object[] {map("body", "x")}),
                argumentSet("of findByField", "findByField", new Object[] {"body", "x"}),
                argumentSet("of updateByField", "updateByField", new Object[] {"body", "x", map("subject", "y")}),
                argumentSet("of deleteByField", "deleteByField", new Object[] {"body", "x"}),
                argumentSet("of updateMany", "updateMany", new Object[] {map("body", "x"), map("subject", "y")}),
                argumentSet("of deleteMany", "deleteMany", new Object[] {map("body", "x")}),
                argumentSet("in new data", "create", new Object[] {map("ownerId", "anna", "region", "r", "subject", "s",
                        "body", "x")}));
    }

    @ParameterizedTest
    @MethodSource("clauses")
    void a_column_that_is_not_ones_own_is_refused(String method, Object[] arguments) {
        WireClient anna = client("anna", "user");

        JsonNode error = anna.error(method, Stream.concat(Stream.of("Letter"), Stream.of(arguments)).toArray());

        assertError(error, 403, "Access forbidden");
        assertThat(error.get("details").get("reason").asText()).contains("Letter.body");
    }

    @Test
    void columns_that_are_not_ones_own_do_not_come_back_and_some_come_back_to_nobody() {
        String region = god().result("create", "Region", map("id", fresh("west"), "keeper", "anna")).get("id").asText();
        Map<String, Object> full = letter("anna", region);
        full.putAll(map("body", "for nobody", "seal", "wax", "sealHash", "9f86d081"));

        JsonNode created = god().result("create", "Letter", full);
        String id = created.get("id").asText();

        assertThat(created.has("sealHash")).isFalse();
        assertThat(god().result("read", "Letter", id).fieldNames()).toIterable().contains("body").doesNotContain("sealHash");
        assertThat(client("anna", "user").result("read", "Letter", id).fieldNames()).toIterable()
                .containsExactlyInAnyOrder("id", "ownerId", "region", "subject");
        assertError(god().error("list", "Letter", map("filter", map("sealHash", "9f86d081"))), 403, "Access forbidden");
    }

    @Test
    void everybody_is_told_about_himself_and_only_operators_about_others() {
        WireClient anna = client("anna", "user");
        Map<String, Object> otto = map("id", "otto", "role", "user");

        JsonNode own = anna.result("policy.explain", "Letter", "read");
        JsonNode sql = client("sue", "supergod").result("policy.explain", "Letter", "read", otto);

        assertThat(own.toString()).contains("own-sealed-letters", "$user.id").doesNotContain("SELECT \\\"");
        assertThat(own.has("sql")).isFalse();
        assertThat(sql.get("sql").asText()).contains("SELECT").doesNotContain("otto");
        assertError(anna.error("policy.explain", "Letter", "read", otto), 403, "Access forbidden");
    }

    @Test
    void what_there_is_is_told_as_far_as_it_may_be_used() {
        WireClient anna = client("anna", "user");

        JsonNode whoami = anna.result("auth.whoami");
        JsonNode entities = anna.result("schema.list");
        JsonNode letter = anna.result("schema.get", "Letter");
        JsonNode discovered = anna.result("rpc.discover");

        assertThat(whoami.get("subject").asText()).isEqualTo("anna");
        assertThat(each(entities, "name")).contains("User", "Letter", "Region");
        assertThat(each(letter.get("fields"), "name")).containsExactlyInAnyOrder("id", "ownerId", "region", "subject");
        assertThat(discovered.get("openrpc").asText()).startsWith("1.");
        assertThat(each(discovered.get("methods"), "name")).contains("create", "list", "auth.whoami")
                .doesNotContain("admin.revoke");
        assertThat(each(client("sue", "supergod").result("rpc.discover").get("methods"), "name")).contains("admin.revoke");
        assertError(anna.error("admin.reload"), 403, "Access forbidden");
        assertError(anna.error("admin.revoke", "sub", "otto"), 403, "Access forbidden");
        assertError(god().error("admin.reload"), 403, "Access forbidden");
    }

    private static Map<String, Object> letter(String owner, String region) {
        return map("ownerId", owner, "region", region, "subject", "Greetings");
    }

    private WireClient god() {
        return client("gaia", "god");
    }

    private WireClient client(String subject, String role) {
        return kept(daemon.client(subject, role));
    }

    private WireClient client(String subject, String role, String tenant) {
        return kept(daemon.client(subject, role, tenant));
    }

    private WireClient kept(WireClient client) {
        clients.add(client);
        return client;
    }

    private static void assertError(JsonNode error, int code, String message) {
        assertThat(error.get("code").intValue()).as(error.toString()).isEqualTo(code);
        assertThat(error.get("message").asText()).isEqualTo(message);
    }
}
