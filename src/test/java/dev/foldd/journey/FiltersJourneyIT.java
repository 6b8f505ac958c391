package dev.foldd.journey;

import static dev.foldd.testing.WireClient.each;
import static dev.foldd.testing.WireClient.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foldd.testing.DaemonProcess;
import dev.foldd.testing.Database;
import dev.foldd.testing.Fixtures;
import dev.foldd.testing.WireClient;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
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

/** Every operator on every type, and every order, as plain Java says they should be: on every database. */
@Timeout(120)
@ParameterizedClass
@EnumSource(Database.class)
class FiltersJourneyIT {

    private static final List<String> TEXTS = List.of("", " ", "%", "A", "AB", "A\\B", "B", "[a]", "a", "a ", "a b", "a%b", "a*b", "aB",
            "a_b", "ab", "b", "\u00c4", "\u00e4", "\uff41", "\ud83d\ude00", "\ud83d\ude01");
    private static final List<String> PATTERNS = List.of("", "a", "A", "b", "a b", "%", "_", "\\", "a%", "%b", "a_b", "a\\%b", "*", "?",
            "[a]", "[", " ", "\u00e4", "\u00c4%", "\ud83d\ude00", "_%_", "a\\", "|", "AB");

    @TempDir
    private static Path directory;

    private static DaemonProcess daemon;

    @Parameter
    private Database database;

    private WireClient god;

    @BeforeParameterizedClassInvocation
    static void start(Database database) throws IOException {
        daemon = DaemonProcess.in(Files.createDirectory(directory.resolve(database.name()))).unhurried()
                .set("database.entities", Fixtures.values("entities.yaml"))
                .set("security.acl.rules_file", Fixtures.values("acl_rules.yaml")).on(database).start();
        try (WireClient god = daemon.client("gaia", "god")) {
            columns().forEach(column -> fill(god, (String) column.get()[0], (List<?>) column.get()[1]));
        }
    }

    @AfterParameterizedClassInvocation
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

    /** Fields with values that rise. */
    static Stream<Arguments> columns() {
        return Stream.of(
                argumentSet("texts", "word", TEXTS),
                argumentSet("long texts", "long", TEXTS),
                argumentSet("words of an enum", "kind", List.of("Blue sky", "green", "red")),
                argumentSet("mail addresses", "mail", List.of("A@example.org", "a@example.org", "a@example.orga", "b@example.org")),
                argumentSet("uuids", "uuid", List.of("A-1", "a-1", "a-10", "a-2")),
                argumentSet("cuids", "cuid", List.of("C1", "c1", "c10", "c2")),
                argumentSet("integers", "small", List.of(Integer.MIN_VALUE, -10, -9, 0, 2, 10, Integer.MAX_VALUE)),
                argumentSet("bigints", "big", List.of(Long.MIN_VALUE, -9007199254740993L, -9007199254740992L, 0, 9007199254740992L,
                        9007199254740993L, Long.MAX_VALUE)),
                argumentSet("floats", "real", List.of(-1.7976931348623157E308, -0.1, 0, 4.9E-324, 0.1, 0.30000000000000004, 1e22)),
                argumentSet("decimals", "exact", List.of(new BigDecimal("-12345678.9012345"), -1, "-0.1", 0, "0.000000000000001", "0.1",
                        2, 10, "9007199254740992", "9007199254740993")),
                argumentSet("flags", "flag", List.of(false, true)),
                argumentSet("moments", "moment", List.of("0001-01-01T00:00:00Z", "1582-10-10T00:00:00Z", "1969-12-31T23:59:59.999Z",
                        "1970-01-01T00:00:00Z", "1970-01-01T00:00:00.001Z", "2024-02-29T23:59:59Z", "9999-12-31T23:59:59.999Z")));
    }

    /** Two rows of each value and two without one, shuffled. */
    private static void fill(WireClient god, String field, List<?> values) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int i = -1; i < values.size(); i++) {
            for (String half : List.of("a", "b")) {
                rows.add(map("id", id(field, i, half), "group", field, field, i < 0 ? null : values.get(i)));
            }
        }
        Collections.shuffle(rows, new java.util.Random(7));
        god.result("createMany", "Value", rows);
    }

    private static String id(String field, int index, String half) {
        return field + "-" + (index < 0 ? "none" : String.format("%02d", index)) + half;
    }

    private void assertFinds(String field, Object test, int count, IntPredicate expected) {
        List<String> ids = IntStream.range(-1, count).filter(expected).boxed()
                .flatMap(i -> Stream.of(id(field, i, "a"), id(field, i, "b"))).sorted().toList();
        JsonNode found = god.result("list", "Value", map("filter", map("group", field, field, test), "fields", List.of("id"),
                "sort", map("id", "asc"), "limit", 100));
        assertThat(each(found.get("data"), "id")).as("%s %s", field, WireClient.json(test)).isEqualTo(ids);
        assertThat(found.get("total").intValue()).isEqualTo(ids.size());
    }

    @ParameterizedTest
    @MethodSource("columns")
    void comparisons_are_those_of_the_type(String field, List<?> values) {
        int count = values.size();
        for (int at = 0; at < count; at++) {
            int k = at;
            Object value = values.get(k);
            assertFinds(field, value, count, i -> i == k);
            assertFinds(field, map("ne", value), count, i -> i >= 0 && i != k);
            assertFinds(field, map("gt", value), count, i -> i > k);
            assertFinds(field, map("gte", value), count, i -> i >= k);
            assertFinds(field, map("lt", value), count, i -> i >= 0 && i < k);
            assertFinds(field, map("lte", value), count, i -> i >= 0 && i <= k);
            assertFinds(field, map("not", map("gt", value)), count, i -> i >= 0 && i <= k);
            assertFinds(field, map("between", List.of(values.get(k / 2), value)), count, i -> i >= k / 2 && i <= k);
            assertFinds(field, map("in", List.of(value, values.get(0), value)), count, i -> i == k || i == 0);
            assertFinds(field, map("notIn", List.of(value, values.get(0))), count, i -> i > 0 && i != k);
        }
        assertFinds(field, null, count, i -> i < 0);
        assertFinds(field, map("ne", null), count, i -> i >= 0);
        assertFinds(field, map("isNull", true), count, i -> i < 0);
        assertFinds(field, map("isNull", false), count, i -> i >= 0);
        assertFinds(field, map("in", List.of()), count, i -> false);
        assertFinds(field, map("notIn", List.of()), count, i -> true);
    }

    @ParameterizedTest
    @MethodSource("columns")
    void rows_without_a_value_come_first_when_rising_and_last_when_falling_page_by_page_too(String field, List<?> values) {
        List<String> rising = IntStream.range(-1, values.size()).boxed()
                .flatMap(i -> Stream.of(id(field, i, "a"), id(field, i, "b"))).toList();
        List<String> falling = IntStream.range(-1, values.size()).map(i -> values.size() - 2 - i).boxed()
                .flatMap(i -> Stream.of(id(field, i, "a"), id(field, i, "b"))).toList();

        assertThat(sorted(field, "asc")).isEqualTo(rising);
        assertThat(sorted(field, "desc")).isEqualTo(falling);
        assertThat(paged(field, "asc")).isEqualTo(rising);
        assertThat(paged(field, "desc")).isEqualTo(falling);
    }

    private List<String> sorted(String field, String direction) {
        return each(god.result("list", "Value", map("filter", map("group", field), "sort", List.of(List.of(field, direction),
                List.of("id", "asc")), "limit", 100)).get("data"), "id");
    }

    private List<String> paged(String field, String direction) {
        List<String> all = new ArrayList<>();
        String cursor = null;
        do {
            JsonNode page = god.result("list", "Value", map("filter", map("group", field), "sort",
                    List.of(List.of(field, direction), List.of("id", "asc")), "limit", 3, "cursor", cursor, "count", "none"));
            all.addAll(each(page.get("data"), "id"));
            cursor = page.hasNonNull("nextCursor") ? page.get("nextCursor").asText() : null;
        } while (cursor != null);
        return all;
    }

    /** What an operator on texts means. */
    enum Matching {
        CONTAINS("contains", String::contains),
        STARTS("startsWith", String::startsWith),
        ENDS("endsWith", String::endsWith),
        LIKE("like", (text, pattern) -> like(text, pattern)),
        ILIKE("ilike", (text, pattern) -> like(asciiLower(text), asciiLower(pattern)));

        private final String word;
        private final BiPredicate<String, String> meaning;

        Matching(String word, BiPredicate<String, String> meaning) {
            this.word = word;
            this.meaning = meaning;
        }

        private static boolean like(String text, String pattern) {
            if (pattern.isEmpty()) {
                return text.isEmpty();
            }
            int sign = pattern.codePointAt(0);
            String rest = pattern.substring(Character.charCount(sign));
            if (sign == '%') {
                return like(text, rest) || !text.isEmpty() && like(text.substring(Character.charCount(text.codePointAt(0))), pattern);
            }
            if (sign == '\\' && !rest.isEmpty()) {
                sign = rest.codePointAt(0);
                rest = rest.substring(Character.charCount(sign));
                return !text.isEmpty() && text.codePointAt(0) == sign && like(text.substring(Character.charCount(sign)), rest);
            }
            return !text.isEmpty() && (sign == '_' || text.codePointAt(0) == sign)
                    && like(text.substring(Character.charCount(text.codePointAt(0))), rest);
        }

        private static String asciiLower(String text) {
            return text.chars().map(c -> c >= 'A' && c <= 'Z' ? c + 'a' - 'A' : c)
                    .collect(StringBuilder::new, (out, c) -> out.append((char) c), StringBuilder::append).toString();
        }
    }

    @ParameterizedTest
    @EnumSource(Matching.class)
    void texts_are_matched_by_their_characters_and_case_counts(Matching matching) {
        for (String field : List.of("word", "long")) {
            for (String pattern : PATTERNS) {
                assertFinds(field, map(matching.word, pattern), TEXTS.size(),
                        i -> i >= 0 && matching.meaning.test(TEXTS.get(i), pattern));
            }
        }
    }

    @Test
    void what_does_not_fit_a_type_is_refused_before_the_database_is_asked() {
        for (Object filter : List.of(map("small", map("contains", "1")), map("tree", map("a", 1)), map("tree", map("gt", 1)),
                map("big", "one"), map("flag", 1), map("moment", map("gt", "soon")), map("word", map("gt", null)),
                map("word", map("in", List.of("a", 1))), map("exact", map("between", List.of(1))), map("word", 7))) {
            assertThat(god.error("list", "Value", map("filter", filter)).get("code").intValue()).as("%s", filter).isEqualTo(422);
        }
    }
}
