package dev.foldd.journey;

import static dev.foldd.testing.WireClient.each;
import static dev.foldd.testing.WireClient.map;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foldd.testing.DaemonProcess;
import dev.foldd.testing.WireClient;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Letters and the regions they come from, over a WebSocket: included, filtered by, and hidden from each other's readers. */
@Timeout(120)
class RelationsJourneyIT {

    @TempDir
    private static Path directory;

    private static DaemonProcess daemon;
    private static WireClient god;
    private static WireClient anna;

    @BeforeAll
    static void start() {
        daemon = DaemonProcess.in(directory).withFixtures().start();
        god = daemon.client("gaia", "god");
        anna = daemon.client("anna", "user");
        god.result("createMany", "Region", List.of(map("id", "north", "keeper", "anna"), map("id", "south", "keeper", "ben")));
        god.result("createMany", "Letter", List.of(letter("anna", "north", "a"), letter("anna", "south", "b"),
                letter("ben", "north", "c"), letter("anna", "north", "d")));
    }

    @AfterAll
    static void stop() {
        anna.close();
        god.close();
        daemon.close();
    }

    private static Object letter(String owner, String region, String subject) {
        return map("ownerId", owner, "region", region, "subject", subject, "seal", "s-" + subject);
    }

    @Test
    void the_schema_and_the_capabilities_tell_of_relations() {
        assertThat(each(god.result("schema.get", "Letter").get("relations"), "name")).containsExactly("regionToRegion");
        assertThat(each(god.result("schema.get", "Region").get("relations"), "name")).containsExactly("letters");
        assertThat(god.result("getCapabilities").get("relations").booleanValue()).isTrue();
        assertThat(god.result("getCapabilities").get("joins").booleanValue()).isTrue();
    }

    @Test
    void rows_bring_their_relations_along() {
        JsonNode letters = list(god, "Letter", map("sort", map("subject", "asc"), "fields", List.of("subject"),
                "include", map("regionToRegion", map("fields", List.of("keeper")))));
        JsonNode regions = list(god, "Region", map("include", map("letters", map("fields", List.of("subject"),
                "sort", map("subject", "desc"), "limit", 2))));

        assertThat(letters.get(1)).hasToString("{\"subject\":\"b\",\"regionToRegion\":{\"keeper\":\"ben\"}}");
        assertThat(regions.get(0)).hasToString(
                "{\"id\":\"north\",\"keeper\":\"anna\",\"letters\":[{\"subject\":\"d\"},{\"subject\":\"c\"}]}");
    }

    @Test
    void what_is_hidden_is_hidden_behind_relations_too() {
        JsonNode regions = list(anna, "Region", map("include", List.of("letters")));

        assertThat(each(regions.get(0).get("letters"), "subject")).containsExactlyInAnyOrder("a", "d");
        assertThat(regions.get(0).get("letters").get(0).fieldNames()).toIterable()
                .containsExactly("id", "ownerId", "region", "subject");
        assertThat(regions.get(1).get("letters")).isEmpty();
        assertThat(each(list(anna, "Region", map("filter", map("letters", map("some", map("subject", "c"))))), "id")).isEmpty();
        assertThat(each(list(anna, "Region", map("filter", map("letters", map("none", map())))), "id")).containsExactly("south");
        assertThat(anna.error("list", "Region", map("include", map("letters", map("fields", List.of("seal"))))).get("code")
                .intValue()).isEqualTo(403);
        assertThat(anna.error("list", "Region", map("filter", map("letters", map("some", map("sealHash", "x"))))).get("code")
                .intValue()).isEqualTo(403);
    }

    @Test
    void filters_follow_relations_wherever_there_are_filters() {
        assertThat(god.result("findFirst", "Letter", map("regionToRegion", map("keeper", "ben"))).get("subject").asText())
                .isEqualTo("b");
        assertThat(god.result("updateMany", "Letter", map("regionToRegion", map("keeper", map("startsWith", "an"))),
                map("body", "read")).intValue()).isEqualTo(3);
        assertThat(god.result("batch", List.of(map("method", "list", "params", List.of("Region",
                map("include", List.of("letters")))))).get(0).get("data")).hasSize(2);
    }

    private static JsonNode list(WireClient client, String entity, Object options) {
        return client.result("list", entity, options).get("data");
    }
}
