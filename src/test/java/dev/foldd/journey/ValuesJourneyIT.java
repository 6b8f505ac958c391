package dev.foldd.journey;

import static dev.foldd.testing.DaemonProcess.fresh;
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
import java.util.List;
import java.util.Map;
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
import org.junit.jupiter.params.provider.ValueSource;

/** Values at the edges of their types, and texts that are nearly the same: one answer from every database. */
@Timeout(120)
@ParameterizedClass
@EnumSource(Database.class)
class ValuesJourneyIT {

    private static final int MIB = 1024 * 1024;
    /** Alike to a careless comparison: in case, accent, composition, spaces, width. */
    private static final List<String> ALIKE = List.of("a", "A", "\u00e4", "\u00c4", "a\u0308", "a ", "a  ", " a", "\uff41", "\u00aa",
            "ss", "\u00df", "i", "I", "\u0131",
            "\u0130", "e\u0301", "\u00e9", "\ud83d\ude00", "\ud83d\ude01", "-", "\u00ad", "a\u200b", "a\u00a0");

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

    static Stream<Arguments> kept() {
        return Stream.of(
                argumentSet("2^53 - 1", "big", 9007199254740991L),
                argumentSet("2^53", "big", 9007199254740992L),
                argumentSet("2^53 + 1", "big", 9007199254740993L),
                argumentSet("-2^53 - 1", "big", -9007199254740993L),
                argumentSet("-2^63", "big", Long.MIN_VALUE),
                argumentSet("2^63 - 1", "big", Long.MAX_VALUE),
                argumentSet("no number", "big", null),
                argumentSet("the least integer", "small", Integer.MIN_VALUE),
                argumentSet("the greatest integer", "small", Integer.MAX_VALUE),
                argumentSet("the empty text", "word", ""),
                argumentSet("a space", "word", " "),
                argumentSet("spaces at both ends", "word", "  a  "),
                argumentSet("a line and a tab", "word", "a\r\n\tb"),
                argumentSet("emoji in a family", "word",
                        "\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67 \ud83c\udff3\ufe0f\u200d\ud83c\udf08"),
                argumentSet("the last code point", "word", "\udbff\udfff"),
                argumentSet("not characters", "word", "\ufffe\uffff"),
                argumentSet("the order turned round", "word", "\u202eabc\u0001\u007f"),
                argumentSet("200 characters of four bytes", "word", "\ud83d\ude00".repeat(200)),
                argumentSet("quotes and backslashes", "word", "\\'\"`\\\\n%_|$1?"),
                argumentSet("one MiB", "long", "x".repeat(MIB)),
                argumentSet("one MiB of characters of four bytes", "long", "\ud83d\ude00".repeat(MIB / 4)),
                argumentSet("an empty long text", "long", ""),
                argumentSet("a text that looks like JSON", "long", "{\"a\": 1, \"a\": 2}"),
                argumentSet("a word of an enum", "kind", "Blue sky"),
                argumentSet("a mail address", "mail", "j\u00f6rg@xn--bcher-kva.example"),
                argumentSet("an id in capitals", "uuid", "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11"),
                argumentSet("zero", "real", new BigDecimal("0.0")),
                argumentSet("a tenth", "real", new BigDecimal("0.1")),
                argumentSet("the least double", "real", new BigDecimal("4.9E-324")),
                argumentSet("a subnormal double", "real", new BigDecimal("2.2250738585072011E-308")),
                argumentSet("the greatest double", "real", new BigDecimal("1.7976931348623157E308")),
                argumentSet("17 digits", "real", new BigDecimal("0.30000000000000004")),
                argumentSet("a whole double", "real", new BigDecimal("1.0E22")),
                argumentSet("true", "flag", true),
                argumentSet("false", "flag", false));
    }

    @ParameterizedTest
    @MethodSource("kept")
    void a_value_comes_back_as_it_went(String field, Object value) {
        String id = fresh("v");
        JsonNode expected = WireClient.parse(WireClient.json(value));

        JsonNode created = god.result("create", "Value", map("id", id, "group", id, field, value));
        god.result("createMany", "Value", List.of(map("id", id + "-m", "group", id), map("id", id + "-n", "group", id, field, value)));
        JsonNode updated = god.result("update", "Value", id + "-m", map(field, value));

        assertSame(created.get(field), expected);
        assertSame(updated.get(field), expected);
        assertSame(god.result("read", "Value", id).get(field), expected);
        assertThat(god.result("list", "Value", map("filter", map("group", id, field, value), "fields", List.of("id")))
                .get("total").intValue()).as("found by it").isEqualTo(3);
    }

    private static void assertSame(JsonNode actual, JsonNode expected) {
        if (expected.isBigDecimal()) {
            assertThat(actual.doubleValue()).isEqualTo(expected.doubleValue());
        } else {
            assertThat(actual).isEqualTo(expected);
        }
    }

    static Stream<Arguments> written() {
        return Stream.of(
                argumentSet("a bigint as text", "big", "-9223372036854775808", "-9223372036854775808"),
                argumentSet("a whole number with a point", "small", new BigDecimal("7.0"), "7"),
                argumentSet("a decimal with zeros", "exact", "1.500", "1.5"),
                argumentSet("a decimal without a fraction", "exact", "100", "100"),
                argumentSet("a tenth", "exact", "0.1", "\"0.1\""),
                argumentSet("a quarter", "exact", new BigDecimal("0.25"), "0.25"),
                argumentSet("fifteen digits", "exact", "-12345678.9012345", "\"-12345678.9012345\""),
                argumentSet("a whole decimal beyond a double", "exact", "9007199254740993", "\"9007199254740993\""),
                argumentSet("before 1970", "moment", "1969-07-20T20:17:40.123Z", "\"1969-07-20T20:17:40.123Z\""),
                argumentSet("in another zone", "moment", "1970-01-01T01:00:00+01:00", "\"1970-01-01T00:00:00.000Z\""),
                argumentSet("a millisecond before 1970", "moment", -1L, "\"1969-12-31T23:59:59.999Z\""),
                argumentSet("the last one", "moment", "9999-12-31T23:59:59.999Z", "\"9999-12-31T23:59:59.999Z\""),
                argumentSet("of the middle ages", "moment", "1066-10-14T09:00:00Z", "\"1066-10-14T09:00:00.000Z\""),
                argumentSet("a date alone", "moment", "2024-02-29", "\"2024-02-29T00:00:00.000Z\""),
                argumentSet("finer than a millisecond", "moment", "2024-02-29T12:00:00.123999Z", "\"2024-02-29T12:00:00.123Z\""),
                argumentSet("in the hour that a summer leaves out", "moment", "2024-03-31T02:30:00Z", "\"2024-03-31T02:30:00.000Z\""));
    }

    @ParameterizedTest
    @MethodSource("written")
    void a_value_has_one_form_whatever_the_database(String field, Object value, String form) {
        String id = fresh("w");

        JsonNode created = god.result("create", "Value", map("id", id, "group", id, field, value));
        god.result("createMany", "Value", List.of(map("id", id + "-n", "group", id, field, value), map("id", id + "-o", "group", id)));

        assertThat(created.get(field).toString()).isEqualTo(form);
        assertThat(god.result("read", "Value", id + "-n").get(field).toString()).isEqualTo(form);
        assertThat(god.result("list", "Value", map("filter", map("group", id, field, value))).get("total").intValue()).isEqualTo(2);
        assertThat(god.result("list", "Value", map("filter", map("group", id, field, map("in", List.of(value, value, value)))))
                .get("total").intValue()).isEqualTo(2);
    }

    @Test
    void a_decimal_of_many_digits_is_kept_to_the_last_or_refused() {
        for (String digits : List.of("12345678901234567890.123456789012345678", "-99999999999999999999.999999999999999999",
                "0.000000000000000001", "0.123456789012345678", "9223372036854775808")) {
            JsonNode answer = god.call("create", "Value", map("id", fresh("d"), "group", "digits", "exact", digits));

            if (answer.has("result") || database != Database.SQLITE && database != Database.PRISMA) {
                BigDecimal got = new BigDecimal(answer.path("result").path("exact").asText("0"));
                assertThat(got).as(answer.toString()).isEqualByComparingTo(digits);
            } else {
                assertThat(answer.get("error").get("code").intValue()).isEqualTo(422);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"b\":1,\"a\":2,\"aa\":3,\"\":4}", "[1,1.0,1.50,1E+2,0.1234567890123456789,12345678901234567890123]", "{}",
        "[]", "\"text\"", "true", "0", "[null]", "{\"a\":null}", "\"\ud83d\ude00 \\u0001 \\\\ \\\" \\n\"", "[[[[[[[[{\"x\":[]}]]]]]]]]"})
    void json_is_the_value_that_was_sent_to_the_order_of_its_members_and_the_digits_of_its_numbers(String json) {
        String id = fresh("j");
        JsonNode tree = WireClient.parse(json);

        JsonNode created = god.result("create", "Value", map("id", id, "group", id, "tree", tree));
        god.result("createMany", "Value", List.of(map("id", id + "-m", "group", id, "tree", tree), map("id", id + "-n", "group", id)));

        assertThat(created.get("tree").toString()).isEqualTo(tree.toString());
        assertThat(god.result("read", "Value", id).get("tree").toString()).isEqualTo(tree.toString());
        assertThat(god.result("read", "Value", id + "-m").get("tree").toString()).isEqualTo(tree.toString());
        assertThat(god.result("update", "Value", id + "-n", map("tree", tree)).get("tree").toString()).isEqualTo(tree.toString());
        assertThat(god.result("list", "Value", map("filter", map("group", id, "tree", map("isNull", true)))).get("total").intValue())
                .isZero();
    }

    @Test
    void a_json_field_that_is_null_is_no_value_and_is_found_as_such() {
        String id = fresh("n");
        god.result("create", "Value", map("id", id, "group", id, "tree", null));
        god.result("create", "Value", map("id", id + "-s", "group", id, "tree", "null"));
        god.result("create", "Value", map("id", id + "-m", "group", id, "tree", map("a", 1)));

        JsonNode none = god.result("list", "Value", map("filter", map("group", id, "tree", null)));
        JsonNode some = god.result("list", "Value", map("filter", map("group", id, "tree", map("isNull", false))));
        JsonNode emptied = god.result("update", "Value", id + "-m", map("tree", null));

        assertThat(each(none.get("data"), "id")).containsExactly(id);
        assertThat(some.get("total").intValue()).isEqualTo(2);
        assertThat(emptied.get("tree").isNull()).isTrue();
        assertThat(god.result("read", "Value", id + "-s").get("tree").asText()).as("the text is another value").isEqualTo("null");
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                argumentSet("NUL in a text", "word", "a\0b"),
                argumentSet("NUL in a long text", "long", "\0"),
                argumentSet("NUL in JSON", "tree", map("a", List.of("\0"))),
                argumentSet("NUL in a name in JSON", "tree", map("\0", 1)),
                argumentSet("201 characters", "word", "\ud83d\ude00".repeat(201)),
                argumentSet("2^63", "big", new BigDecimal("9223372036854775808")),
                argumentSet("2^31", "small", 1L << 31),
                argumentSet("the year 10000", "moment", "+10000-01-01T00:00:00Z"),
                argumentSet("the year 0", "moment", "0000-12-31T23:59:59Z"),
                argumentSet("no day", "moment", "2023-02-29"),
                argumentSet("21 digits before the point", "exact", "100000000000000000000"),
                argumentSet("19 digits after the point", "exact", "0.1234567890123456789"),
                argumentSet("beyond a double", "real", new BigDecimal("1E400")));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void what_does_not_fit_every_database_is_refused_by_all_of_them(String field, Object value) {
        JsonNode error = god.error("create", "Value", map("id", fresh("r"), "group", "refused", field, value));

        assertThat(error.get("code").intValue()).as(error.toString()).isEqualTo(422);
        assertThat(error.get("details").get("fields").get(0).get("field").asText()).isEqualTo(field);
    }

    @Test
    void names_and_keys_that_are_nearly_the_same_are_different() {
        String prefix = fresh("k");
        ALIKE.forEach(text -> god.result("create", "Name", map("id", prefix + text, "name", prefix + text)));

        for (String text : ALIKE) {
            String name = prefix + text;
            assertThat(god.result("read", "Name", name).get("name").asText()).isEqualTo(name);
            assertThat(god.result("findByField", "Name", "name", name).get("id").asText()).isEqualTo(name);
            assertThat(god.error("create", "Name", map("id", name, "name", "x" + name)).get("code").intValue()).isEqualTo(409);
            assertThat(god.error("create", "Name", map("id", "x" + name, "name", name)).get("code").intValue()).isEqualTo(409);
            assertThat(god.result("list", "Name", map("filter", map("name", map("in", List.of(name, name + "\u0301"))))).get("data"))
                    .hasSize(1);
            assertThat(god.result("list", "Name", map("filter", map("name", map("startsWith", name, "endsWith", text, "contains", text),
                    "id", name))).get("data")).hasSize(1);
            assertThat(god.result("upsert", "Name", map("name", name), map("id", "never"), map("parent", name)).get("id").asText())
                    .isEqualTo(name);
            try (WireClient owner = daemon.client(name, "user")) {
                assertThat(each(owner.result("list", "Name", (Object) null).get("data"), "name")).containsExactly(name);
            }
        }
        assertThat(god.result("updateMany", "Name", map("name", map("startsWith", prefix)), map("parent", null)).intValue())
                .isEqualTo(ALIKE.size());
        assertThat(god.result("delete", "Name", prefix + "A").booleanValue()).isTrue();
        assertThat(god.result("list", "Name", map("filter", map("name", map("startsWith", prefix)))).get("total").intValue())
                .isEqualTo(ALIKE.size() - 1);
    }

    @Test
    void a_taken_name_a_missing_parent_and_a_parent_with_children_are_conflicts_that_change_nothing() {
        String one = fresh("c");
        String two = fresh("c");
        god.result("create", "Name", map("id", one, "name", one));
        god.result("create", "Name", map("id", two, "name", two, "parent", one));
        Map<String, Object> taken = map("name", one);

        for (JsonNode error : List.of(god.error("create", "Name", map("id", one, "name", fresh("c"))),
                god.error("update", "Name", two, taken), god.error("updateByField", "Name", "name", two, taken),
                god.error("updateMany", "Name", map("id", two), taken),
                god.error("createMany", "Name", List.of(map("id", fresh("c"), "name", fresh("c")), map("id", fresh("c"), "name", one))),
                god.error("create", "Name", map("id", fresh("c"), "name", fresh("c"), "parent", "nobody")),
                god.error("update", "Name", two, map("parent", one.toUpperCase(java.util.Locale.ROOT))),
                god.error("delete", "Name", one), god.error("deleteMany", "Name", map("id", one)))) {
            assertThat(error.get("code").intValue()).as(error.toString()).isEqualTo(409);
        }
        assertThat(god.result("read", "Name", one).get("name").asText()).isEqualTo(one);
        assertThat(god.result("read", "Name", two).get("parent").asText()).isEqualTo(one);
    }
}
