package dev.foldd.journey;

import static dev.foldd.testing.WireClient.each;
import static dev.foldd.testing.WireClient.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foldd.testing.DaemonProcess;
import dev.foldd.testing.WireClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Lists over a WebSocket: filters, order, pages, cursors, fields and totals, on sixty pages of a site. */
@Timeout(120)
class ListJourneyIT {

    private static final int PAGES = 60;

    @TempDir
    private static Path directory;

    private static DaemonProcess daemon;

    private WireClient reader;

    @BeforeAll
    static void start() {
        daemon = DaemonProcess.in(directory).withFixtures().start();
        try (WireClient god = daemon.client("gaia", "god")) {
            god.result("createMany", "PageConfig", IntStream.range(0, PAGES).mapToObj(ListJourneyIT::page).toList());
        }
    }

    @AfterAll
    static void stop() {
        daemon.close();
    }

    @BeforeEach
    void enter() {
        reader = daemon.client("anna", "public");
    }

    @AfterEach
    void leave() {
        reader.close();
    }

    private static Map<String, Object> page(int number) {
        return map("path", "/p/" + number, "title", number % 10 == 0 ? "Ten%s_of them" : "Page " + number,
                "componentTree", "{}", "level", 1 + number % 6, "requiresAuth", number % 2 == 0, "sortOrder", number,
                "createdAt", 1_700_000_000_000L + number, "description", number % 3 == 0 ? "third" : null);
    }

    @Test
    void a_list_without_page_and_limit_comes_back_whole() {
        JsonNode whole = list(null);
        JsonNode empty = list(Map.of());

        assertThat(whole.fieldNames()).toIterable().containsExactlyInAnyOrder("data", "total", "page", "limit", "hasMore");
        assertThat(whole.get("data")).hasSize(PAGES);
        assertThat(whole.get("total").intValue()).isEqualTo(PAGES);
        assertThat(whole.get("hasMore").booleanValue()).isFalse();
        assertThat(empty.get("data")).hasSize(PAGES);
    }

    @Test
    void pages_do_not_overlap_and_leave_nothing_out() {
        List<String> seen = new ArrayList<>();
        boolean more = true;
        for (int page = 1; more; page++) {
            JsonNode answer = list(map("page", page, "limit", 7, "sort", map("level", "desc")));
            seen.addAll(each(answer.get("data"), "path"));
            more = answer.get("hasMore").booleanValue();
            assertThat(answer.get("page").intValue()).isEqualTo(page);
            assertThat(answer.get("limit").intValue()).isEqualTo(7);
            assertThat(more).isEqualTo(page * 7 < PAGES);
        }

        assertThat(seen).hasSize(PAGES).doesNotHaveDuplicates();
    }

    @Test
    void a_page_without_a_limit_has_fifty_rows() {
        JsonNode first = list(map("page", 1));
        JsonNode second = list(map("page", 2));

        assertThat(first.get("data")).hasSize(50);
        assertThat(first.get("hasMore").booleanValue()).isTrue();
        assertThat(second.get("data")).hasSize(10);
        assertThat(second.get("hasMore").booleanValue()).isFalse();
    }

    @Test
    void a_cursor_leads_to_the_end_and_belongs_to_its_question_and_its_caller() {
        Map<String, Object> question = map("limit", 9, "filter", map("requiresAuth", true), "sort", map("level", "asc"),
                "cursor", null);
        Set<String> seen = new HashSet<>();
        String used = null;
        JsonNode answer = list(question);
        while (answer.hasNonNull("nextCursor")) {
            seen.addAll(each(answer.get("data"), "path"));
            used = answer.get("nextCursor").asText();
            question.put("cursor", used);
            answer = list(question);
        }
        seen.addAll(each(answer.get("data"), "path"));

        assertThat(seen).hasSize(PAGES / 2);
        assertRefusedCursor(reader, map("limit", 9, "filter", map("requiresAuth", false), "sort", map("level", "asc"),
                "cursor", used));
        assertRefusedCursor(reader, map("limit", 9, "filter", map("requiresAuth", true), "sort", map("level", "desc"),
                "cursor", used));
        assertRefusedCursor(reader, map("cursor", used.substring(0, used.length() - 2) + "AA", "limit", 9,
                "filter", map("requiresAuth", true), "sort", map("level", "asc")));
        try (WireClient other = daemon.client("otto", "public")) {
            assertRefusedCursor(other, question);
        }
    }

    private void assertRefusedCursor(WireClient client, Map<String, Object> options) {
        JsonNode error = client.error("list", "PageConfig", options);
        assertThat(error.get("code").intValue()).isEqualTo(422);
        assertThat(error.get("details").get("fields").get(0).get("field").asText()).isEqualTo("options.cursor");
    }

    @Test
    void the_order_is_as_asked_for_in_both_spellings() {
        List<String> falling = each(list(map("sort", map("sortOrder", "desc"))).get("data"), "sortOrder");
        List<String> pairs = each(list(map("sort", List.of(List.of("level", "asc"), List.of("sortOrder", "desc"))))
                .get("data"), "sortOrder");

        assertThat(falling.stream().map(Integer::valueOf)).isSortedAccordingTo(Comparator.reverseOrder());
        assertThat(pairs.subList(0, 10)).containsExactly("54", "48", "42", "36", "30", "24", "18", "12", "6", "0");
    }

    @Test
    void only_the_fields_asked_for_come_back_and_a_total_only_when_wanted() {
        JsonNode answer = list(map("fields", List.of("path", "level"), "limit", 3, "count", "none"));

        assertThat(answer.get("data")).hasSize(3);
        assertThat(answer.get("data").get(0).fieldNames()).toIterable().containsExactlyInAnyOrder("path", "level");
        assertThat(answer.path("total").isNumber()).isFalse();
    }

    static Stream<Arguments> filters() {
        return Stream.of(
                argumentSet("equality", map("level", 2), 10),
                argumentSet("null is IS NULL", map("description", null), 40),
                argumentSet("several fields", map("level", 1, "requiresAuth", true), 10),
                argumentSet("gt", map("sortOrder", map("gt", 57)), 2),
                argumentSet("gte and lt", map("sortOrder", map("gte", 10, "lt", 20)), 10),
                argumentSet("lte", map("sortOrder", map("lte", 0)), 1),
                argumentSet("ne", map("level", map("ne", 1)), 50),
                argumentSet("ne null", map("description", map("ne", null)), 20),
                argumentSet("in", map("sortOrder", map("in", List.of(1, 2, 999))), 2),
                argumentSet("in nothing", map("sortOrder", map("in", List.of())), 0),
                argumentSet("notIn", map("level", map("notIn", List.of(1, 2))), 40),
                argumentSet("not", map("level", map("not", map("gt", 1))), 10),
                argumentSet("contains", map("title", map("contains", "of")), 6),
                argumentSet("contains in other letters", map("title", map("contains", "OF")), 0),
                argumentSet("contains a sign of LIKE", map("title", map("contains", "n%s")), 6),
                argumentSet("contains only such a sign", map("title", map("contains", "g_ 1")), 0),
                argumentSet("startsWith", map("title", map("startsWith", "Page 1")), 10),
                argumentSet("endsWith", map("title", map("endsWith", "9")), 6),
                argumentSet("like", map("path", map("like", "/p/_")), 10),
                argumentSet("like in other letters", map("title", map("like", "page 1%")), 0),
                argumentSet("ilike", map("title", map("ilike", "page 1%")), 10),
                argumentSet("between", map("createdAt", map("between", List.of(1_700_000_000_005L, 1_700_000_000_007L))), 3),
                argumentSet("a decimal text for a bigint", map("createdAt", "1700000000005"), 1),
                argumentSet("isNull", map("description", map("isNull", false)), 20),
                argumentSet("AND", map("AND", List.of(map("level", 1), map("sortOrder", map("lt", 7)))), 2),
                argumentSet("OR", map("OR", List.of(map("level", 1), map("level", 2))), 20),
                argumentSet("NOT", map("NOT", List.of(map("level", 1))), 50),
                argumentSet("nested", map("OR", List.of(map("AND", List.of(map("level", 1), map("requiresAuth", true))),
                        map("NOT", List.of(map("sortOrder", map("gt", 1)))))), 11));
    }

    @ParameterizedTest
    @MethodSource("filters")
    void a_filter_finds(Map<String, Object> filter, int expected) {
        JsonNode answer = list(map("filter", filter, "limit", 5));

        assertThat(answer.get("total").intValue()).isEqualTo(expected);
        assertThat(answer.get("data")).hasSize(Math.min(5, expected));
        assertThat(answer.get("hasMore").booleanValue()).isEqualTo(expected > 5);
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                argumentSet("an unknown option", map("fliter", Map.of()), "options.fliter"),
                argumentSet("an unknown field in the filter", map("filter", map("tittle", "x")), "tittle"),
                argumentSet("an unknown field in the order", map("sort", map("tittle", "asc")), "tittle"),
                argumentSet("an unknown field among fields", map("fields", List.of("tittle")), "tittle"),
                argumentSet("an unknown operator", map("filter", map("level", map("above", 1))), "filter.level.above"),
                argumentSet("an unknown direction", map("sort", map("level", "up")), "options.sort.level"),
                argumentSet("page zero", map("page", 0), "options.page"),
                argumentSet("a page that is a text", map("page", "1"), "options.page"),
                argumentSet("a limit of nothing", map("limit", 0), "options.limit"),
                argumentSet("a limit beyond the maximum", map("limit", 1001), "options.limit"),
                argumentSet("a limit in halves", map("limit", 1.5), "options.limit"),
                argumentSet("a filter that is a list", map("filter", List.of(1)), "options.filter"),
                argumentSet("a filter too deep", map("filter", nested(20)), null),
                argumentSet("a filter too wide", map("filter", map("sortOrder", map("in",
                        IntStream.range(0, 501).boxed().toList()))), "filter.sortOrder.in"),
                argumentSet("a count that there is not", map("count", "about"), "options.count"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void an_option_is_refused_with_its_place(Map<String, Object> options, String place) {
        JsonNode error = reader.error("list", "PageConfig", options);

        assertThat(error.get("code").intValue()).as(error.toString()).isEqualTo(422);
        if (place != null) {
            assertThat(each(error.get("details").get("fields"), "field")).containsExactly(place);
        }
        assertThat(list(map("limit", 1)).get("total").intValue()).isEqualTo(PAGES);
    }

    private static Map<String, Object> nested(int depth) {
        return depth == 0 ? map("level", 1) : map("NOT", List.of(nested(depth - 1)));
    }

    private JsonNode list(Map<String, Object> options) {
        return reader.result("list", "PageConfig", options);
    }
}
