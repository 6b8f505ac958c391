package dev.foldd.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JsonTest {

    static Stream<Arguments> values() {
        return Stream.of(
                argumentSet("an empty object", "{}", Map.of()),
                argumentSet("an empty array", "[]", List.of()),
                argumentSet("a text", "\"a\"", "a"),
                argumentSet("an empty text", "\"\"", ""),
                argumentSet("escapes", "\"\\u0041\\n\\\"\\\\\\/\"", "A\n\"\\/"),
                argumentSet("a pair of surrogates", "\"\\ud83d\\ude00\"", "\ud83d\ude00"),
                argumentSet("a small whole number is a Long", "7", 7L),
                argumentSet("minus zero", "-0", 0L),
                argumentSet("the greatest Long", "9223372036854775807", Long.MAX_VALUE),
                argumentSet("the smallest Long", "-9223372036854775808", Long.MIN_VALUE),
                argumentSet("one beyond a Long", "9223372036854775808", new BigInteger("9223372036854775808")),
                argumentSet("a fraction is a BigDecimal", "0.1", new BigDecimal("0.1")),
                argumentSet("a zero after the point stays", "1.0", new BigDecimal("1.0")),
                argumentSet("an exponent", "1e3", new BigDecimal("1e3")),
                argumentSet("true", "true", true),
                argumentSet("false", "false", false),
                argumentSet("white space around", " \t\r\n 1 \n", 1L));
    }

    @ParameterizedTest
    @MethodSource("values")
    void reads(String text, Object value) {
        assertThat(Json.parse(text)).isEqualTo(value);
    }

    @Test
    void null_is_a_value() {
        assertThat(Json.parse("null")).isNull();
        assertThat(Json.parse("[null]")).isEqualTo(Arrays.asList((Object) null));
    }

    @Test
    void members_keep_their_order_and_values_may_be_null() {
        Object parsed = Json.parse("{\"b\":1,\"a\":null,\"__proto__\":{\"x\":[]}}");

        assertThat(parsed).asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
                .containsEntry("a", null).containsEntry("__proto__", Map.of("x", List.of()));
        assertThat(((Map<?, ?>) parsed).keySet().toString()).isEqualTo("[b, a, __proto__]");
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                argumentSet("nothing", "", "the text is empty"),
                argumentSet("white space alone", " \n\t ", "the text is empty"),
                argumentSet("a byte order mark", "\ufeff{}", "not valid JSON"),
                argumentSet("a word", "secret", "not valid JSON"),
                argumentSet("a quote alone", "\"secret", "not valid JSON"),
                argumentSet("an open object", "{\"secret\":1", "not valid JSON"),
                argumentSet("an open array", "[1,", "not valid JSON"),
                argumentSet("a comma too many in an object", "{\"secret\":1,}", "not valid JSON"),
                argumentSet("a comma too many in an array", "[1,]", "not valid JSON"),
                argumentSet("a hole in an array", "[1,,2]", "not valid JSON"),
                argumentSet("a member without a value", "{\"secret\"}", "not valid JSON"),
                argumentSet("a name without quotes", "{secret:1}", "not valid JSON"),
                argumentSet("single quotes", "'secret'", "not valid JSON"),
                argumentSet("a comment", "/* secret */ 1", "not valid JSON"),
                argumentSet("a line comment", "// secret\n1", "not valid JSON"),
                argumentSet("not a number", "NaN", "not valid JSON"),
                argumentSet("infinity", "Infinity", "not valid JSON"),
                argumentSet("minus infinity", "-Infinity", "not valid JSON"),
                argumentSet("a leading zero", "007", "not valid JSON"),
                argumentSet("a leading plus", "+1", "not valid JSON"),
                argumentSet("a leading point", ".5", "not valid JSON"),
                argumentSet("a trailing point", "5.", "not valid JSON"),
                argumentSet("hexadecimal", "0x10", "not valid JSON"),
                argumentSet("minus alone", "-", "not valid JSON"),
                argumentSet("a line break inside a text", "\"sec\nret\"", "not valid JSON"),
                argumentSet("an unknown escape", "\"\\x41secret\"", "not valid JSON"),
                argumentSet("half an escape", "\"\\u12\"", "not valid JSON"),
                argumentSet("a closing bracket of the other kind", "[1}", "not valid JSON"),
                argumentSet("a second value", "1 \"secret\"", "more text follows"),
                argumentSet("a second object", "{}{}", "more text follows"),
                argumentSet("rubbish behind", "{} secret", "not valid JSON"),
                argumentSet("a closing bracket behind", "{}]", "not valid JSON"),
                argumentSet("a member twice", "{\"secret\":1,\"secret\":2}", "twice"),
                argumentSet("a member twice, deep inside", "[{\"a\":{\"secret\":1,\"b\":2,\"secret\":2}}]", "twice"),
                argumentSet("a member twice, once escaped", "{\"secret\":1,\"\\u0073ecret\":2}", "twice"),
                argumentSet("arrays nested too deep", "[".repeat(65) + "]".repeat(65), "nested too deep"),
                argumentSet("objects nested too deep", "{\"secret\":".repeat(65) + "1" + "}".repeat(65), "nested too deep"),
                argumentSet("nested a million deep", "[".repeat(1_000_000), "nested too deep"),
                argumentSet("a number of 401 digits", "9".repeat(401), "too long"),
                argumentSet("a million digits", "9".repeat(1_000_000), "too long"),
                argumentSet("a fraction of a million digits", "0." + "9".repeat(1_000_000), "too long"),
                argumentSet("a name of 1,001 characters", "{\"" + "s".repeat(1_001) + "\":1}", "too long"),
                argumentSet("a billion digits in eleven signs", "1e999999999", "out of range"),
                argumentSet("a billion digits after the point", "1e-999999999", "out of range"),
                argumentSet("an exponent beyond an int", "1e99999999999", "out of range"),
                argumentSet("an exponent far below", "1e-99999999999", "out of range"),
                argumentSet("more digits than can be written in any form", "9".repeat(301) + ".0", "out of range"),
                argumentSet("the first scale that is too great", "1e1001", "out of range"),
                argumentSet("the first scale that is too small", "1e-1001", "out of range"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refuses_what_is_not_exactly_one_value_and_repeats_nothing_of_it(String text, String reason) {
        JsonException refusal = catchThrowableOfType(JsonException.class, () -> Json.parse(text));

        assertThat(refusal).isNotNull();
        assertThat(refusal).hasMessageContaining(reason).hasNoCause();
        assertThat(refusal.getMessage()).doesNotContain("secret", "999").hasSizeLessThan(120);
    }

    @Test
    void a_refusal_names_the_place() {
        assertThatThrownBy(() -> Json.parse("{\"a\": 1,\n  \"b\": oops}")).hasMessageContaining("line 2, column ");
    }

    @Test
    void takes_what_lies_just_within_the_bounds() {
        assertThat(Json.parse("[".repeat(64) + "]".repeat(64))).isInstanceOf(List.class);
        assertThat(Json.parse("9".repeat(300))).isEqualTo(new BigInteger("9".repeat(300)));
        assertThat(Json.parse("1e1000")).isEqualTo(new BigDecimal("1e1000"));
        assertThat(Json.parse("{\"" + "n".repeat(1_000) + "\":1}")).isEqualTo(Map.of("n".repeat(1_000), 1L));
        assertThat((String) Json.parse("\"" + "x".repeat(2_000_000) + "\"")).hasSize(2_000_000);
    }

    /** "Aa" and "BB" have one hash, so 2^11 names fall into one bucket of a symbol table that hashes alike. */
    @Test
    void names_chosen_to_collide_are_read_or_refused_and_hurt_nobody_else() {
        List<String> names = new ArrayList<>(List.of(""));
        for (int i = 0; i < 11; i++) {
            names = new ArrayList<>(names.stream().flatMap(name -> Stream.of(name + "Aa", name + "BB")).toList());
        }
        Map<String, Object> object = new LinkedHashMap<>();
        names.forEach(name -> object.put(name, 1L));
        String text = Json.write(object);

        for (int i = 0; i < 3; i++) {
            assertThat(Json.parse(text)).isEqualTo(object);
        }
        assertThat(Json.parse("{\"AaAaAaAaAaAaAaAaAaAaAB\":1}")).isEqualTo(Map.of("AaAaAaAaAaAaAaAaAaAaAB", 1L));
    }

    static Stream<Arguments> written() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("b", null);
        members.put("a", List.of());
        return Stream.of(
                argumentSet("null", null, "null"),
                argumentSet("a text with everything to escape",
                        "\"\\\n\u0001/é\ud83d\ude00", "\"\\\"\\\\\\n\\u0001/é\ud83d\ude00\""),
                argumentSet("members in their order", members, "{\"b\":null,\"a\":[]}"),
                argumentSet("a Long", Long.MIN_VALUE, "-9223372036854775808"),
                argumentSet("an Integer", 5, "5"),
                argumentSet("a BigInteger", new BigInteger("9223372036854775808"), "9223372036854775808"),
                argumentSet("a BigDecimal as it is", new BigDecimal("1.50"), "1.50"),
                argumentSet("a Double", 0.1, "0.1"),
                argumentSet("a Double that is no number, as a text", Double.NaN, "\"NaN\""),
                argumentSet("flags", List.of(true, false), "[true,false]"),
                argumentSet("any sequence of characters", new StringBuilder("x"), "\"x\""),
                argumentSet("an array of Java", new Object[] {1L, "a", null}, "[1,\"a\",null]"));
    }

    @ParameterizedTest
    @MethodSource("written")
    void writes(Object value, String text) {
        assertThat(Json.write(value)).isEqualTo(text);
    }

    static Stream<Arguments> unwritable() {
        return Stream.of(argumentSet("an object of Java", new Object()), argumentSet("inside a list", List.of(new Object())));
    }

    @ParameterizedTest
    @MethodSource("unwritable")
    void writes_nothing_that_is_no_json_value(Object value) {
        assertThatThrownBy(() -> Json.write(value)).isInstanceOf(IllegalArgumentException.class);
    }

    static Stream<Arguments> numbers() {
        return Stream.of(
                argumentSet("as many digits as may be, times ten", "9".repeat(398) + "e1"),
                argumentSet("as many digits as may be after zeros", "9".repeat(395) + "e-399"),
                argumentSet("many digits and a great exponent", "9".repeat(290) + "e999"),
                argumentSet("many digits and a small exponent", "9".repeat(290) + "e-999"),
                argumentSet("many digits after the point", "0." + "3".repeat(290)),
                argumentSet("zeros alone", "0." + "0".repeat(398)),
                argumentSet("a whole number of many digits", "-" + "7".repeat(399)));
    }

    /** What a caller stores must be there to be read: a number that is taken in is written so that it is taken in again. */
    @ParameterizedTest
    @MethodSource("numbers")
    void a_number_is_refused_at_once_or_can_be_written_and_read_again(String text) {
        Object number;
        try {
            number = Json.parse(text);
        } catch (JsonException refused) {
            assertThat(refused).hasMessageContaining("number");
            return;
        }
        assertThat(Json.parse(Json.write(number))).isEqualTo(number);
    }

    @Test
    void whatever_is_written_reads_back_the_same() {
        Random random = new Random(20_261_120);
        for (int i = 0; i < 2_000; i++) {
            Object value = random(random, 4);
            assertThat(Json.parse(Json.write(value))).isEqualTo(value);
        }
    }

    private static Object random(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 8 : 6)) {
            case 0 -> null;
            case 1 -> random.nextBoolean();
            case 2 -> random.nextLong();
            case 3 -> new BigInteger(200, random).add(BigInteger.ONE.shiftLeft(64));
            case 4 -> new BigDecimal(new BigInteger(100, random), 1 + random.nextInt(60));
            case 5 -> text(random);
            case 6 -> Stream.generate(() -> random(random, depth - 1)).limit(random.nextInt(5))
                    .collect(java.util.stream.Collectors.toCollection(ArrayList::new));
            default -> {
                Map<String, Object> object = new LinkedHashMap<>();
                for (int i = random.nextInt(5); i > 0; i--) {
                    object.put(text(random), random(random, depth - 1));
                }
                yield object;
            }
        };
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.append((char) random.nextInt(0xD800));
        }
        return text.toString();
    }
}
