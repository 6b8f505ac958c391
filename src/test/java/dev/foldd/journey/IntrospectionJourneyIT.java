package dev.foldd.journey;

import static dev.foldd.testing.WireClient.each;
import static dev.foldd.testing.WireClient.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foldd.testing.DaemonProcess;
import dev.foldd.testing.Database;
import dev.foldd.testing.Existing;
import dev.foldd.testing.WireClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A daemon in front of a database that others have made, on every database. */
@Timeout(180)
@ParameterizedClass
@EnumSource(Database.class)
class IntrospectionJourneyIT {

    @TempDir
    private static Path directory;

    private static Path entities;
    private static Existing existing;
    private static DaemonProcess daemon;

    @Parameter
    private Database database;

    private final List<WireClient> clients = new ArrayList<>();

    @BeforeParameterizedClassInvocation
    static void start(Database database) throws Exception {
        Path own = Files.createDirectory(directory.resolve(database.name()));
        existing = Existing.make(database, own);
        entities = Files.createDirectory(own.resolve("entities"));
        Files.copy(Existing.entities().resolve("kept.yaml"), entities.resolve("kept.yaml"));
        DaemonProcess.Launch launch = DaemonProcess.in(own).unhurried().set("database.introspect", true)
                .set("database.introspection.exclude", "audit_*").set("reload.watch", false)
                .set("security.acl.rules_file", Existing.rules()).set("database.entities", entities);
        existing.settings().forEach((key, value) -> launch.set("database." + key, value));
        daemon = launch.start();
    }

    @AfterParameterizedClassInvocation
    static void stop() throws Exception {
        daemon.close();
        existing.close();
    }

    @AfterEach
    void leave() {
        clients.forEach(WireClient::close);
    }

    @Test
    void tables_and_views_are_entities_and_what_is_left_out_is_said() {
        List<String> names = each(client("gaia", "god").result("schema.list"), "name");

        assertThat(names).contains("person", "Order", "it_s__odd_", "sealed", "wide", "grown_up", "Kept")
                .doesNotContain("kept", "membership", "nameless", "audit_trail", "foldd_own", "foldd_answer", "summary", "User", "Note");
        assertThat(String.join("\n", daemon.log())).contains(
                "table membership is skipped: its primary key is made of 2 columns (person, club), and an entity has one",
                "table nameless is skipped: it has no primary key", "view summary is skipped: it has no column id",
                "table sealed: column secret is left out", "table person: column photo is left out");
    }

    @Test
    void a_field_says_what_its_column_is() {
        WireClient god = client("gaia", "god");
        JsonNode person = god.result("schema.get", "person");
        JsonNode order = god.result("schema.get", "Order");

        assertThat(field(person, "id").get("type").asText()).isEqualTo("uuid");
        assertThat(field(person, "mood").get("type").asText()).isEqualTo("enum");
        assertThat(WireClient.json(field(person, "mood").get("values"))).isEqualTo("[\"sad\",\"it's ok\",\"Happy\"]");
        assertThat(field(person, "name").get("required").booleanValue()).isTrue();
        assertThat(field(person, "seen").get("required").booleanValue()).isFalse();
        assertThat(field(person, "seen").get("type").asText()).isEqualTo("datetime");
        assertThat(field(person, "active").get("type").asText()).isEqualTo("boolean");
        assertThat(field(person, "data").get("type").asText()).isEqualTo("json");
        assertThat(field(person, "email").get("unique").booleanValue()).isTrue();
        assertThat(field(order, "personId").get("references").asText()).isEqualTo("person.id");
        assertThat(order.get("key").asText()).isEqualTo("Id");
        assertThat(each(god.result("schema.get", "wide").get("fields"), "name")).hasSize(60);
        if (!isSqlite()) {
            assertThat(person.get("description").asText()).isEqualTo("Whoever is known here");
            assertThat(field(person, "nick").get("description").asText()).isEqualTo("What friends say");
        }
    }

    @Test
    void a_row_gets_the_defaults_of_the_database_and_can_be_read_changed_and_deleted() {
        WireClient god = client("gaia", "god");
        String id = UUID.randomUUID().toString();

        JsonNode made = god.result("create", "person", map("id", id, "name", "Anna", "born", "1969-07-20", "score", "12.5"));
        JsonNode read = god.result("read", "person", id);

        assertThat(read).isEqualTo(made);
        assertThat(made.get("nick").asText()).isEqualTo("none");
        assertThat(made.get("mood").asText()).isEqualTo("it's ok");
        assertThat(made.get("seen").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        assertThat(made.get("born").asText()).isEqualTo("1969-07-20T00:00:00.000Z");
        assertThat(made.get("active").booleanValue()).isTrue();
        assertThat(made.get("data").isObject()).isTrue();
        assertThat(made.get("level").intValue()).isEqualTo(1);
        assertThat(made.get("score").decimalValue()).isEqualByComparingTo("12.5");
        assertThat(made.has("photo")).isFalse();
        JsonNode changed = god.result("update", "person", id, map("mood", "sad", "wild", "two words", "data", map("a", 1),
                "woken", "2026-03-01T12:30:00+02:00", "active", false, "email", id + "@Example.org"));
        assertThat(changed.get("wild").asText()).isEqualTo("two words");
        assertThat(changed.get("woken").asText()).isEqualTo("2026-03-01T10:30:00.000Z");
        assertThat(changed.get("data").get("a").intValue()).isEqualTo(1);
        assertThat(god.result("read", "person", id)).isEqualTo(changed);
        assertThat(god.result("delete", "person", id).booleanValue()).isTrue();
        assertThat(god.result("delete", "person", id).booleanValue()).isFalse();
        assertThat(god.result("read", "person", id).isNull()).isTrue();
    }

    @Test
    void a_value_that_a_column_does_not_take_is_named() {
        WireClient god = client("gaia", "god");
        String id = UUID.randomUUID().toString();

        assertThat(refused(god.error("create", "person", map("id", id)))).containsExactly("name");
        assertThat(refused(god.error("create", "person", map("id", id, "name", "n", "mood", "happy")))).containsExactly("mood");
        assertThat(refused(god.error("create", "person", map("id", id, "name", "n".repeat(41))))).containsExactly("name");
        assertThat(refused(god.error("create", "person", map("id", id, "name", "n", "score", 123456)))).containsExactly("score");
        assertThat(refused(god.error("create", "person", map("id", id, "name", "n", "photo", "x")))).containsExactly("photo");
        assertThat(refused(god.error("create", "Order", map("personId", id, "select", "x", "doubled", 3))))
                .containsExactly("doubled");
        assertThat(god.error("create", "Order", map("personId", id, "select", "x")).get("code").intValue()).isEqualTo(409);
    }

    @Test
    void rows_are_found_by_columns_of_the_databases_own_types() {
        WireClient god = client("gaia", "god");
        String tag = UUID.randomUUID().toString().substring(0, 8);
        List<String> ids = new ArrayList<>();
        for (String mood : List.of("sad", "it's ok", "Happy")) {
            ids.add(god.result("create", "person", map("id", UUID.randomUUID().toString(), "name", tag, "mood", mood,
                    "nick", mood + "Nick")).get("id").asText());
        }
        List<String> rising = ids.stream().sorted().toList();

        assertThat(found(god, tag, map("mood", "sad"))).containsExactly("sad");
        assertThat(found(god, tag, map("mood", "Sad"))).isEmpty();
        assertThat(found(god, tag, map("mood", map("ne", "sad")))).containsExactly("Happy", "it's ok");
        assertThat(found(god, tag, map("mood", map("ne", "none such")))).hasSize(3);
        assertThat(found(god, tag, map("mood", map("in", List.of("sad", "Happy", "none such"))))).containsExactly("Happy", "sad");
        assertThat(found(god, tag, map("NOT", List.of(map("mood", map("in", List.of("sad", "x"))))))).hasSize(2);
        assertThat(found(god, tag, map("mood", map("gt", "Happy")))).containsExactly("it's ok", "sad");
        assertThat(found(god, tag, map("mood", map("contains", "ok")))).containsExactly("it's ok");
        assertThat(found(god, tag, map("nick", "SADNICK"))).isEmpty();
        assertThat(found(god, tag, map("nick", "sadNick"))).containsExactly("sad");
        assertThat(found(god, tag, map("id", map("in", List.of(ids.get(0), "no identifier"))))).containsExactly("sad");
        assertThat(found(god, tag, map("id", map("ne", ids.get(0))))).hasSize(2);
        assertThat(found(god, tag, map("id", map("startsWith", ids.get(1).substring(0, 30))))).containsExactly("it's ok");
        assertThat(god.result("read", "person", "no identifier").isNull()).isTrue();
        assertThat(god.result("findByField", "person", "mood", "none such").isNull()).isTrue();
        JsonNode page = god.result("list", "person", map("filter", map("name", tag), "sort", map("id", "asc"), "limit", 2));
        assertThat(each(page.get("data"), "id")).isEqualTo(rising.subList(0, 2));
        assertThat(god.result("updateMany", "person", map("id", map("in", ids)), map("level", 7)).intValue()).isEqualTo(3);
        assertThat(god.result("updateByField", "person", "id", ids.get(0), map("level", 8)).get("level").intValue()).isEqualTo(8);
        assertThat(god.result("deleteMany", "person", map("name", tag)).intValue()).isEqualTo(3);
    }

    @Test
    void the_database_counts_keys_and_computes_columns() {
        WireClient god = client("gaia", "god");
        String person = UUID.randomUUID().toString();
        god.result("create", "person", map("id", person, "name", "buyer"));

        JsonNode first = god.result("create", "Order", map("personId", person, "select", "x", "a__quoted__name", "y", "total", "1.25"));
        JsonNode second = god.result("create", "Order", map("personId", person, "select", "x"));

        assertThat(first.get("Id").isIntegralNumber()).isTrue();
        assertThat(second.get("Id").asLong()).isGreaterThan(first.get("Id").asLong());
        assertThat(first.get("doubled").decimalValue()).isEqualByComparingTo("2.5");
        assertThat(god.result("read", "Order", first.get("Id").asLong())).isEqualTo(first);
        assertThat(god.result("createMany", "Order", List.of(map("personId", person, "select", "1"),
                map("personId", person, "select", "2"))).intValue()).isEqualTo(2);
        assertThat(god.result("list", "Order", map("filter", map("personId", person))).get("total").intValue()).isEqualTo(4);
        assertThat(god.result("delete", "person", person).booleanValue()).isTrue();
        assertThat(god.result("list", "Order", map("filter", map("personId", person))).get("total").intValue())
                .as("the database's own keys still hold").isZero();
        JsonNode odd = god.result("create", "it_s__odd_", map("first_name", "F"));
        assertThat(god.result("update", "it_s__odd_", odd.get("id").asLong(), map("first_name", "G")).get("first_name").asText())
                .isEqualTo("G");
        JsonNode upserted = god.result("upsert", "person", map("email", person), map("id", person, "name", "new"), map("name", "old"));
        assertThat(upserted.get("name").asText()).isEqualTo("new");
        assertThat(god.result("upsert", "person", map("email", person), map("id", person, "name", "new"), map("name", "old"))
                .get("name").asText()).isEqualTo("old");
    }

    @Test
    void views_and_tables_with_a_needed_column_that_no_field_stands_for_are_read_only() {
        WireClient god = client("gaia", "god");
        String id = god.result("create", "person", map("id", UUID.randomUUID().toString(), "name", "V")).get("id").asText();

        assertThat(god.result("read", "grown_up", id).get("name").asText()).isEqualTo("V");
        god.result("update", "person", id, map("name", "W"));
        assertThat(god.result("read", "grown_up", id).get("name").asText()).as("never from memory").isEqualTo("W");
        assertThat(god.result("read", "sealed", 1).get("note").asText()).isEqualTo("kept");
        for (String entity : List.of("grown_up", "sealed")) {
            assertThat(god.error("create", entity, map("id", 2)).get("code").intValue()).isEqualTo(403);
            assertThat(god.error("update", entity, id, map("note", "x")).get("code").intValue()).isEqualTo(403);
            assertThat(god.error("delete", entity, id).get("code").intValue()).isEqualTo(403);
        }
        assertThat(WireClient.json(god.result("schema.list"))).contains("\"grown_up\"");
    }

    @Test
    void nobody_may_do_anything_that_no_rule_allows() {
        WireClient god = client("gaia", "god");
        String id = god.result("create", "person", map("id", UUID.randomUUID().toString(), "name", "P")).get("id").asText();
        WireClient her = client(id, "user");
        WireClient someone = client("nobody in particular", "user");
        WireClient keeper = client("keeper", "moderator");

        assertThat(each(her.result("list", "person", null).get("data"), "id")).containsExactly(id);
        assertThat(someone.result("list", "person", null).get("data")).isEmpty();
        assertThat(her.error("list", "sealed", null).get("code").intValue()).isEqualTo(403);
        assertThat(her.error("create", "person", map("name", "x")).get("code").intValue()).isEqualTo(403);
        assertThat(her.result("create", "Order", map("personId", id, "select", "mine")).get("personId").asText()).isEqualTo(id);
        assertThat(someone.error("create", "Order", map("personId", id, "select", "theirs")).get("code").intValue()).isEqualTo(403);
        god.result("update", "person", id, map("mood", "sad"));
        assertThat(keeper.result("read", "grown_up", id).isNull()).as("a filter with NOT").isTrue();
    }

    @Test
    void a_secret_is_shown_to_nobody_whom_no_rule_shows_it_by_its_name() {
        WireClient god = client("gaia", "god");
        String id = UUID.randomUUID().toString();
        String hash = "$2b$" + id;

        JsonNode made = god.result("create", "person", map("id", id, "name", "S", "password_hash", hash));

        assertThat(WireClient.json(god.result("read", "person", id))).doesNotContain(hash, "password_hash");
        assertThat(WireClient.json(god.result("list", "person", map("filter", map("id", id))))).doesNotContain(hash);
        assertThat(god.error("list", "person", map("filter", map("password_hash", hash))).get("code").intValue()).isEqualTo(403);
        assertThat(god.error("findByField", "person", "password_hash", hash).get("code").intValue()).isEqualTo(403);
        assertThat(client("porter", "supergod").result("read", "person", id).get("password_hash").asText()).isEqualTo(hash);
        assertThat(made.get("name").asText()).isEqualTo("S");
    }

    @Test
    void relations_lead_along_the_databases_own_keys() {
        WireClient god = client("gaia", "god");
        String buyer = UUID.randomUUID().toString();
        god.result("create", "person", map("id", buyer, "name", "R", "mood", "Happy"));
        god.result("createMany", "Order", List.of(map("personId", buyer, "select", "1"), map("personId", buyer, "select", "2")));

        JsonNode orders = god.result("list", "Order", map("filter", map("personId", buyer), "include", map("person", true)));
        JsonNode found = god.result("list", "Order", map("filter", map("person", map("id", buyer, "mood", "Happy"))));

        assertThat(each(orders.get("data"), "select")).containsExactlyInAnyOrder("1", "2");
        assertThat(orders.get("data").get(0).get("person").get("id").asText()).isEqualTo(buyer);
        assertThat(orders.get("data").get(0).get("person").get("mood").asText()).isEqualTo("Happy");
        assertThat(found.get("total").intValue()).isEqualTo(2);
        JsonNode people = god.result("list", "person", map("filter", map("id", buyer), "include", map("orders", true)));
        assertThat(people.get("data").get(0).toString()).contains("\"select\":\"1\"", "\"select\":\"2\"");
    }

    @Test
    void a_file_takes_the_place_of_its_table_and_reads_and_writes_the_types_that_it_finds() {
        WireClient god = client("gaia", "god");
        String owner = UUID.randomUUID().toString();

        JsonNode kept = god.result("create", "Kept", map("state", "open", "owner", owner));

        assertThat(god.result("read", "Kept", kept.get("id").asText())).isEqualTo(kept);
        assertThat(god.result("findByField", "Kept", "owner", owner)).isEqualTo(kept);
        assertThat(god.result("update", "Kept", kept.get("id").asText(), map("state", "closed")).get("state").asText())
                .isEqualTo("closed");
        assertThat(god.result("createMany", "Kept", List.of(map("state", "open"), map("state", "open", "owner", owner))).intValue())
                .isEqualTo(2);
        assertThat(god.result("list", "Kept", map("filter", map("owner", owner), "sort", map("state", "asc"))).get("total").intValue())
                .isEqualTo(2);
        assertThat(String.join("\n", daemon.log())).doesNotContain("kept.id", "kept.state", "kept.owner");
        assertThat(god.result("delete", "Kept", kept.get("id").asText()).booleanValue()).isTrue();
    }

    @Test
    void a_reload_finds_new_tables_and_a_failing_one_keeps_what_there_was() throws Exception {
        WireClient god = client("gaia", "god");
        existing.run(List.of("CREATE TABLE later (id bigint PRIMARY KEY, word varchar(9) NOT NULL)"));
        assertThat(god.error("list", "later", null).get("code").intValue()).isEqualTo(404);

        daemon.process().signal("HUP");

        await().atMost(Duration.ofSeconds(30)).until(() -> god.call("create", "later", map("id", 1, "word", "w")).has("result"));
        assertThat(god.result("read", "later", 1).get("word").asText()).isEqualTo("w");
        assertThat(refused(god.error("create", "later", map("id", 2, "word", "a longer word")))).containsExactly("word");
        boolean renamed = isSqlite();
        existing.run(List.of(renamed ? "ALTER TABLE later RENAME COLUMN word TO phrase" : database == Database.MARIADB
                ? "ALTER TABLE later MODIFY word varchar(30) NOT NULL" : "ALTER TABLE later ALTER COLUMN word TYPE varchar(30)"));
        daemon.process().signal("HUP");
        String word = renamed ? "phrase" : "word";
        await().atMost(Duration.ofSeconds(30)).until(() ->
                god.call("create", "later", map("id", 2, word, renamed ? "a 2nd one" : "a longer word")).has("result"));
        assertThat(god.result("read", "later", 2).get(word).asText()).startsWith("a ");
        assertThat(god.result("read", "later", 1).get(word).asText()).isEqualTo("w");
        Path broken = Files.writeString(entities.resolve("broken.yaml"), "entity: [later\n");
        daemon.process().signal("HUP");
        await().atMost(Duration.ofSeconds(30)).until(() -> String.join("\n", daemon.log()).contains("broken.yaml"));
        assertThat(god.result("read", "later", 1).get(word).asText()).isEqualTo("w");
        Files.delete(broken);
    }

    private boolean isSqlite() {
        return database == Database.SQLITE || database == Database.PRISMA;
    }

    private static List<String> found(WireClient god, String tag, Map<String, Object> filter) {
        return each(god.result("list", "person", map("filter", map("AND", List.of(map("name", tag), filter)),
                "sort", map("mood", "asc"))).get("data"), "mood");
    }

    private static JsonNode field(JsonNode entity, String name) {
        for (JsonNode field : entity.get("fields")) {
            if (field.get("name").asText().equals(name)) {
                return field;
            }
        }
        throw new AssertionError("no field " + name + " in " + entity);
    }

    private static List<String> refused(JsonNode error) {
        assertThat(error.get("code").intValue()).as(error.toString()).isEqualTo(422);
        return each(error.get("details").get("fields"), "field");
    }

    private WireClient client(String subject, String role) {
        WireClient client = daemon.client(subject, role);
        clients.add(client);
        return client;
    }
}
