package dev.foldd.journey;

import static dev.foldd.testing.DaemonProcess.fresh;
import static dev.foldd.testing.WireClient.each;
import static dev.foldd.testing.WireClient.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foldd.testing.DaemonProcess;
import dev.foldd.testing.Database;
import dev.foldd.testing.WireClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The fourteen methods over a WebSocket, in both dialects, on four entities, in front of every database. */
@Timeout(120)
@ParameterizedClass
@EnumSource(Database.class)
class DbalJourneyIT {

    @TempDir
    private static Path directory;

    private static DaemonProcess daemon;

    @Parameter
    private Database database;

    private final List<WireClient> clients = new ArrayList<>();

    @BeforeParameterizedClassInvocation
    static void start(Database database) throws IOException {
        daemon = DaemonProcess.in(Files.createDirectory(directory.resolve(database.name()))).withFixtures().on(database).start();
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        daemon.close();
    }

    @AfterEach
    void leave() {
        clients.forEach(WireClient::close);
    }

    /** How a client speaks. */
    enum Dialect { OLDER, STANDARD }

    static Stream<Arguments> tongues() {
        return Arrays.stream(Sample.values()).flatMap(sample -> Arrays.stream(Dialect.values())
                .map(dialect -> argumentSet(sample.entity + " in the " + dialect + " dialect", sample, dialect)));
    }

    @ParameterizedTest
    @MethodSource("tongues")
    void create_stores_a_row_and_read_gives_it_back(Sample sample, Dialect dialect) {
        WireClient god = god(dialect);
        Map<String, Object> given = sample.row();

        JsonNode created = god.result("create", sample.entity, given);
        JsonNode read = god.result("read", sample.entity, created.get("id").asText());

        assertThat(read).isEqualTo(created);
        given.forEach((field, value) -> assertThat(created.get(field)).as(field)
                .isEqualTo(WireClient.parse(WireClient.json(value))));
        assertThat(created.get("id").asText()).hasSizeGreaterThan(20);
        assertThat(god.result("read", sample.entity, sample.key()).isNull()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("tongues")
    void a_second_row_with_the_same_unique_value_is_a_conflict(Sample sample, Dialect dialect) {
        WireClient god = god(dialect);
        Map<String, Object> given = sample.rowWithKey();
        god.result("create", sample.entity, given);

        JsonNode error = god.error("create", sample.entity, given);

        assertError(error, 409, "Resource conflict");
    }

    @ParameterizedTest
    @MethodSource("tongues")
    void update_merges_and_tells_when_there_is_nothing(Sample sample, Dialect dialect) {
        WireClient god = god(dialect);
        JsonNode created = god.result("create", sample.entity, sample.row());

        JsonNode updated = god.result("update", sample.entity, created.get("id").asText(), sample.change());

        assertThat(updated.get(sample.changed).asText()).isEqualTo(sample.newValue);
        assertThat(updated.get(sample.unique)).isEqualTo(created.get(sample.unique));
        assertThat(god.result("read", sample.entity, created.get("id").asText())).isEqualTo(updated);
        assertError(god.error("update", sample.entity, sample.key(), sample.change()), 404, "Resource not found");
    }

    @ParameterizedTest
    @MethodSource("tongues")
    void delete_is_true_once(Sample sample, Dialect dialect) {
        WireClient god = god(dialect);
        String id = god.result("create", sample.entity, sample.row()).get("id").asText();

        assertThat(god.result("delete", sample.entity, id).isBoolean()).isTrue();
        assertThat(god.result("delete", sample.entity, id).booleanValue()).isFalse();
        assertThat(god.result("read", sample.entity, id).isNull()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("tongues")
    void one_row_is_found_by_filter_and_by_field(Sample sample, Dialect dialect) {
        WireClient god = god(dialect);
        JsonNode created = god.result("create", sample.entity, sample.row());
        String unique = created.get(sample.unique).asText();

        assertThat(god.result("findFirst", sample.entity, map(sample.unique, unique))).isEqualTo(created);
        assertThat(god.result("findByField", sample.entity, sample.unique, unique)).isEqualTo(created);
        assertThat(god.result("list", sample.entity, map("filter", map(sample.unique, unique))).get("data").get(0))
                .isEqualTo(created);
        String nowhere = sample.key();
        assertThat(god.result("findFirst", sample.entity, map(sample.unique, nowhere)).isNull()).isTrue();
        assertThat(god.result("findByField", sample.entity, sample.unique, nowhere).isNull()).isTrue();
        assertThat(god.result("list", sample.entity, map("filter", map(sample.unique, nowhere))).get("data")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("tongues")
    void a_row_is_changed_and_deleted_by_a_field(Sample sample, Dialect dialect) {
        WireClient god = god(dialect);
        String unique = god.result("create", sample.entity, sample.row()).get(sample.unique).asText();

        JsonNode updated = god.result("updateByField", sample.entity, sample.unique, unique, sample.change());

        assertThat(updated.get(sample.changed).asText()).isEqualTo(sample.newValue);
        assertThat(god.result("deleteByField", sample.entity, sample.unique, unique).booleanValue()).isTrue();
        assertThat(god.result("deleteByField", sample.entity, sample.unique, unique).booleanValue()).isFalse();
        assertError(god.error("updateByField", sample.entity, sample.unique, unique, sample.change()), 404,
                "Resource not found");
    }

    @ParameterizedTest
    @MethodSource("tongues")
    void upsert_creates_with_the_unique_field_and_then_updates(Sample sample, Dialect dialect) {
        WireClient god = god(dialect);
        Map<String, Object> createData = sample.rowWithKey();
        Object unique = createData.remove(sample.unique);
        Map<String, Object> filter = map(sample.unique, unique);

        JsonNode created = god.result("upsert", sample.entity, filter, createData, sample.change());
        JsonNode updated = god.result("upsert", sample.entity, filter, createData, sample.change());

        assertThat(created.get(sample.unique).asText()).isEqualTo(unique);
        assertThat(created.get(sample.changed).asText("")).isNotEqualTo(sample.newValue);
        assertThat(updated.get(sample.changed).asText()).isEqualTo(sample.newValue);
        assertThat(updated.get("id")).isEqualTo(created.get("id"));
        assertError(god.error("upsert", sample.entity, map(sample.changed, "x"), createData, sample.change()), 422,
                "Validation failed", dialect);
    }

    @ParameterizedTest
    @MethodSource("tongues")
    void create_many_stores_all_or_nothing(Sample sample, Dialect dialect) {
        WireClient god = god(dialect);
        Map<String, Object> first = sample.rowWithKey();
        Map<String, Object> second = sample.rowWithKey();
        Map<String, Object> third = sample.rowWithKey();

        assertThat(god.result("createMany", sample.entity, List.of(first, second)).intValue()).isEqualTo(2);
        assertThat(god.result("createMany", sample.entity, List.of()).intValue()).isZero();
        assertError(god.error("createMany", sample.entity, List.of(third, first)), 409, "Resource conflict");
        assertThat(god.result("read", sample.entity, second.get("id")).get("id").asText()).isEqualTo(second.get("id"));
        assertThat(god.result("read", sample.entity, third.get("id")).isNull()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("tongues")
    void many_rows_are_changed_and_deleted_and_counted(Sample sample, Dialect dialect) {
        WireClient god = god(dialect);
        List<Map<String, Object>> rows = List.of(sample.rowWithKey(), sample.rowWithKey(), sample.rowWithKey());
        god.result("createMany", sample.entity, rows);
        Map<String, Object> all = map("id", map("in", rows.stream().map(row -> row.get("id")).toList()));
        Map<String, Object> none = map("id", map("in", List.of(sample.key())));

        assertThat(god.result("updateMany", sample.entity, all, sample.change()).intValue()).isEqualTo(3);
        assertThat(god.result("updateMany", sample.entity, all, sample.change()).intValue()).as("matched, not changed")
                .isEqualTo(3);
        assertThat(god.result("updateMany", sample.entity, none, sample.change()).intValue()).isZero();
        assertThat(each(god.result("list", sample.entity, map("filter", all)).get("data"), sample.changed))
                .containsExactly(sample.newValue, sample.newValue, sample.newValue);
        assertThat(god.result("deleteMany", sample.entity, all).intValue()).isEqualTo(3);
        assertThat(god.result("deleteMany", sample.entity, all).intValue()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void capabilities_are_seven_booleans(Dialect dialect) {
        JsonNode capabilities = god(dialect).result("getCapabilities");

        assertThat(capabilities.fieldNames()).toIterable().containsExactlyInAnyOrder("transactions", "joins",
                "fullTextSearch", "ttl", "jsonQueries", "aggregations", "relations");
        assertThat(capabilities).allMatch(JsonNode::isBoolean);
        assertThat(capabilities.get("transactions").booleanValue()).isEqualTo(database.hasTransactions());
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void what_takes_a_transaction_is_done_in_one_or_not_at_all(Dialect dialect) {
        WireClient god = god(dialect);
        Map<String, Object> first = Sample.PAGE.rowWithKey();
        Map<String, Object> second = Sample.PAGE.rowWithKey();
        List<Object> calls = List.of(map("method", "create", "params", List.of("PageConfig", first)),
                map("method", "create", "params", List.of("PageConfig", second)));

        if (database.hasTransactions()) {
            assertThat(god.result("batch", calls)).hasSize(2);
            assertThat(god.result("tx.rollback", god.result("tx.begin").get("tx")).booleanValue()).isTrue();
        } else {
            assertError(god.error("batch", calls), 501, "Feature not supported", dialect);
            assertError(god.error("tx.begin"), 501, "Feature not supported", dialect);
        }

        assertThat(god.result("read", "PageConfig", first.get("id")).isNull()).isNotEqualTo(database.hasTransactions());
        assertThat(god.result("read", "PageConfig", second.get("id")).isNull()).isNotEqualTo(database.hasTransactions());
    }

    static Stream<Arguments> wrongValues() {
        return Stream.of(
                argumentSet("a name that is too short", Sample.USER, "username", "ab"),
                argumentSet("a name that is too long", Sample.USER, "username", "a".repeat(51)),
                argumentSet("a name beside its pattern", Sample.USER, "username", "a b c"),
                argumentSet("a name that is none", Sample.USER, "username", null),
                argumentSet("a name that is a number", Sample.USER, "username", 12345),
                argumentSet("no address", Sample.USER, "email", "somewhere"),
                argumentSet("a role that there is not", Sample.USER, "role", "king"),
                argumentSet("a flag that is a text", Sample.USER, "firstLogin", "true"),
                argumentSet("a flag that is a number", Sample.USER, "firstLogin", 1),
                argumentSet("a moment that is a text", Sample.USER, "passwordChangeTimestamp", "yesterday"),
                argumentSet("a moment beyond a bigint", Sample.USER, "passwordChangeTimestamp", "9223372036854775808"),
                argumentSet("a tenant that is no identifier", Sample.USER, "tenantId", "at home"),
                argumentSet("an id that is no identifier", Sample.USER, "id", "'; --"),
                argumentSet("a field that there is not", Sample.USER, "usernam", "anna"),
                argumentSet("a field of every object", Sample.USER, "__proto__", map("role", "god")),
                argumentSet("a level too low", Sample.PAGE, "level", 0),
                argumentSet("a level too high", Sample.PAGE, "level", 7),
                argumentSet("a level in halves", Sample.PAGE, "level", 1.5),
                argumentSet("a level that is a text", Sample.PAGE, "level", "one"),
                argumentSet("a level that is true", Sample.PAGE, "level", true),
                argumentSet("a title that is too long", Sample.PAGE, "title", "t".repeat(256)),
                argumentSet("a title that is none", Sample.PAGE, "title", null),
                argumentSet("a tree that is no text", Sample.PAGE, "componentTree", map("type", "box")),
                argumentSet("a slug in capitals", Sample.THREAD, "slug", "Apples"),
                argumentSet("an author without a name", Sample.THREAD, "authorId", ""),
                argumentSet("a category that is a list", Sample.THREAD, "categoryId", List.of("c")),
                argumentSet("a count that is an object", Sample.THREAD, "viewCount", map("gt", 1)),
                argumentSet("a kind that there is not", Sample.NOTICE, "type", "gossip"),
                argumentSet("a kind in other letters", Sample.NOTICE, "type", "INFO"),
                argumentSet("a moment that is a float", Sample.NOTICE, "createdAt", 1.25),
                argumentSet("a moment that is not there", Sample.NOTICE, "createdAt", null));
    }

    @ParameterizedTest
    @MethodSource("wrongValues")
    void a_wrong_value_is_named_and_nothing_is_written(Sample sample, String field, Object value) {
        WireClient god = god(Dialect.OLDER);
        Map<String, Object> row = sample.row();
        JsonNode before = god.result("create", sample.entity, sample.row());
        long count = god.result("list", sample.entity, map("limit", 1)).get("total").asLong();
        row.put(field, value);

        assertNames(god.error("create", sample.entity, row), field);
        assertNames(god.error("createMany", sample.entity, List.of(sample.row(), row)), field);
        assertNames(god.error("update", sample.entity, before.get("id").asText(), map(field, value)), field);
        assertThat(god.result("list", sample.entity, map("limit", 1)).get("total").asLong()).isEqualTo(count);
        assertThat(god.result("read", sample.entity, before.get("id").asText())).isEqualTo(before);
    }

    @Test
    void missing_fields_are_all_named_at_once() {
        JsonNode error = god(Dialect.OLDER).error("create", "PageConfig", Map.of());

        assertError(error, 422, "Validation failed");
        assertThat(each(error.get("details").get("fields"), "field"))
                .contains("path", "title", "componentTree", "level", "requiresAuth");
    }

    @Test
    void values_look_on_the_wire_as_the_contract_says() {
        WireClient god = god(Dialect.OLDER);
        String region = god.result("create", "Region", map("id", fresh("region"), "keeper", "anna")).get("id").asText();

        JsonNode notice = god.result("create", "Notification", Sample.notice(Sample.TENANT, Sample.uuid()));
        JsonNode user = god.result("create", "User", map("username", fresh("user"), "email", fresh("x") + "@example.org",
                "passwordChangeTimestamp", "1700000000001", "firstLogin", true));
        JsonNode page = god.result("create", "PageConfig", Sample.PAGE.row());
        JsonNode letter = god.result("create", "Letter", map("ownerId", "anna", "region", region, "subject", "s",
                "weight", "0.1", "sentAt", "2026-03-01T12:30:00+02:00"));

        assertThat(notice.get("createdAt").isIntegralNumber()).isTrue();
        assertThat(notice.get("createdAt").asLong()).isEqualTo(Sample.LONG_AGO);
        assertThat(notice.get("data").get("counts").get(1).intValue()).as("json is a value").isEqualTo(2);
        assertThat(notice.get("read").isBoolean()).isTrue();
        assertThat(notice.get("expiresAt").isNull()).isTrue();
        assertThat(user.get("passwordChangeTimestamp").asLong()).isEqualTo(1_700_000_000_001L);
        assertThat(user.get("createdAt").asLong()).as("generated").isGreaterThan(Sample.LONG_AGO);
        assertThat(user.get("role").asText()).as("a default").isEqualTo("user");
        assertThat(page.get("componentTree").isTextual()).as("a text that holds JSON stays one").isTrue();
        assertThat(letter.get("weight").asText()).as("0.1 is no double").isEqualTo("0.1");
        assertThat(letter.get("weight").isTextual()).isTrue();
        assertThat(letter.get("sentAt").asText()).startsWith("2026-03-01T10:30:00").endsWith("Z");
    }

    @Test
    void a_null_value_finds_rows_without_one() {
        WireClient god = god(Dialect.OLDER);
        god.result("create", "User", Sample.user());

        assertThat(god.result("findByField", "User", "bio", null).get("bio").isNull()).isTrue();
        assertThat(god.result("findFirst", "User", map("bio", null)).get("bio").isNull()).isTrue();
        assertThat(god.result("findFirst", "User", null).isObject()).isTrue();
        assertThat(god.result("list", "User", (Object) null).get("data")).isNotEmpty();
    }

    private WireClient god(Dialect dialect) {
        WireClient client = daemon.client("gaia", "god");
        clients.add(client);
        return dialect == Dialect.STANDARD ? client.inStandard() : client;
    }

    private static void assertError(JsonNode error, int code, String message) {
        assertThat(error.get("code").intValue()).as(error.toString()).isEqualTo(code);
        assertThat(error.get("message").asText()).isEqualTo(message);
    }

    private static void assertError(JsonNode error, int code, String message, Dialect dialect) {
        assertError(error, code, message);
        assertThat(error.has(dialect == Dialect.OLDER ? "details" : "data")).as(error.toString()).isTrue();
    }

    private static void assertNames(JsonNode error, String field) {
        assertError(error, 422, "Validation failed");
        assertThat(each(error.get("details").get("fields"), "field").stream().map(name -> name.replaceFirst(".*\\.", "")))
                .as(error.toString()).contains(field);
    }
}
