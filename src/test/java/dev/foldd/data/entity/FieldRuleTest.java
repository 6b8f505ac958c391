package dev.foldd.data.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.json.Json;
import java.math.BigDecimal;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FieldRuleTest {

    static Stream<Arguments> accepted() {
        String astral = "\\ud83d\\ude00";
        return Stream.of(
                argumentSet("a text", "type: string", "\"hello\"", "hello"),
                argumentSet("an empty text", "type: text", "\"\"", ""),
                argumentSet("a text of SQL is a text", "type: string", "\"'; DROP TABLE x; --\"",
                        "'; DROP TABLE x; --"),
                argumentSet("length counts code points", "type: string, max_length: 1", '"' + astral + '"',
                        "\uD83D\uDE00"),
                argumentSet("a text as long as it may be", "type: string, min_length: 3, max_length: 3", "\"abc\"",
                        "abc"),
                argumentSet("a text of its pattern", "type: string, pattern: '^[a-z]+$'", "\"abc\"", "abc"),
                argumentSet("a pattern without anchors is searched for", "type: string, pattern: 'b'", "\"abc\"",
                        "abc"),
                argumentSet("a mail address", "type: email", "\"a.b+c@mail.example.org\"", "a.b+c@mail.example.org"),
                argumentSet("a mail address of this host", "type: email", "\"root@localhost\"", "root@localhost"),
                argumentSet("a mail address in another script", "type: email", "\"jürgen@bücher.example\"",
                        "jürgen@bücher.example"),
                argumentSet("a UUID", "type: uuid", "\"0190b0f4-1111-7abc-8def-0123456789ab\"",
                        "0190b0f4-1111-7abc-8def-0123456789ab"),
                argumentSet("another system's id", "type: uuid", "\"user_456\"", "user_456"),
                argumentSet("a CUID", "type: cuid", "\"cjld2cjxh0000qzrmn831i7rn\"", "cjld2cjxh0000qzrmn831i7rn"),
                argumentSet("a word of the enum", "type: enum, values: [a, b]", "\"b\"", "b"),
                argumentSet("the greatest integer", "type: integer", "2147483647", 2147483647L),
                argumentSet("the least integer", "type: int", "-2147483648", -2147483648L),
                argumentSet("an integer with a needless fraction", "type: integer", "1.0", 1L),
                argumentSet("an integer with an exponent", "type: integer", "1e3", 1000L),
                argumentSet("zero with an exponent", "type: integer", "0e-900", 0L),
                argumentSet("the greatest bigint", "type: bigint", "9223372036854775807", Long.MAX_VALUE),
                argumentSet("a bigint as text", "type: bigint", "\"-9223372036854775808\"", Long.MIN_VALUE),
                argumentSet("an integer at its bounds", "type: integer, min: 1, max: 1", "1", 1L),
                argumentSet("a float", "type: float", "1.5", 1.5),
                argumentSet("a whole float", "type: number", "3", 3.0),
                argumentSet("a decimal", "type: decimal", "12.50", new BigDecimal("12.5")),
                argumentSet("a decimal as text", "type: decimal", "\"0.10\"", new BigDecimal("0.1")),
                argumentSet("a decimal without digits to lose", "type: decimal",
                        "\"12345678901234567890.123456789012345678\"",
                        new BigDecimal("12345678901234567890.123456789012345678")),
                argumentSet("a decimal with an exponent", "type: decimal", "1e3", new BigDecimal("1000")),
                argumentSet("true", "type: boolean", "true", true),
                argumentSet("a moment with an offset", "type: datetime", "\"2024-01-15T12:30:00+02:00\"",
                        "2024-01-15T10:30:00.000Z"),
                argumentSet("a moment in UTC, with more digits than are kept", "type: timestamp",
                        "\"2024-01-15T10:30:00.123999Z\"", "2024-01-15T10:30:00.123Z"),
                argumentSet("a moment before 1970", "type: datetime", "-1", "1969-12-31T23:59:59.999Z"),
                argumentSet("a moment as milliseconds", "type: datetime", "1705314600000", "2024-01-15T10:30:00.000Z"),
                argumentSet("a date", "type: date", "\"2024-02-29\"", "2024-02-29T00:00:00.000Z"),
                argumentSet("a JSON object", "type: json", "{\"a\": [1, 2.50, null]}", "{\"a\":[1,2.50,null]}"),
                argumentSet("a JSON text", "type: json", "\"x\"", "\"x\""),
                argumentSet("null where it may be", "type: string, nullable: true", "null", null),
                argumentSet("null where the field is optional", "type: string, optional: true", "null", null));
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void accepts(String attributes, String json, Object stored) {
        FieldRule rule = new FieldRule(Samples.field(attributes), ValueLimits.DEFAULT);

        Object accepted = rule.accept(Json.parse(json));

        assertThat(accepted).isEqualTo(stored);
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                argumentSet("a number for a text", "type: string", "1", "must be a text"),
                argumentSet("an object for a text", "type: text", "{}", "must be a text"),
                argumentSet("NUL in a text", "type: string", "\"a\\u0000b\"", "must not hold NUL"),
                argumentSet("half a pair at the end", "type: string", "\"a\\ud83d\"", "half a surrogate"),
                argumentSet("half a pair at the start", "type: string", "\"\\ude00a\"", "half a surrogate"),
                argumentSet("too short", "type: string, min_length: 3", "\"ab\"", "at least 3 characters"),
                argumentSet("too long", "type: string, max_length: 3", "\"abcd\"", "at most 3 characters"),
                argumentSet("not of the pattern", "type: string, pattern: '^[a-z]+$'", "\"aBc\"", "does not match"),
                argumentSet("a line break after the pattern", "type: string, pattern: '^[a-z]+$'", "\"abc\\n\"",
                        "does not match"),
                argumentSet("no at sign", "type: email", "\"nobody\"", "mail address"),
                argumentSet("two at signs", "type: email", "\"a@b@c\"", "mail address"),
                argumentSet("nothing before the at sign", "type: email", "\"@b.example\"", "mail address"),
                argumentSet("nothing after it", "type: email", "\"a@\"", "mail address"),
                argumentSet("a space in it", "type: email", "\"a b@c.example\"", "mail address"),
                argumentSet("two dots", "type: email", "\"a@b..example\"", "mail address"),
                argumentSet("a header injected", "type: email", "\"a@b.example\\nBcc: c@d.example\"", "mail address"),
                argumentSet("a hyphen in front of a label", "type: email", "\"a@-b.example\"", "mail address"),
                argumentSet("an id with a space", "type: uuid", "\"a b\"", "identifier"),
                argumentSet("an id with a quote", "type: uuid", "\"a' OR '1'='1\"", "identifier"),
                argumentSet("an empty id", "type: cuid", "\"\"", "identifier"),
                argumentSet("an id of 256", "type: cuid", '"' + "a".repeat(256) + '"', "identifier"),
                argumentSet("a word in another case", "type: enum, values: [a, b]", "\"A\"", "must be one of a, b"),
                argumentSet("an integer too great", "type: integer", "2147483648", "from -2147483648 to 2147483647"),
                argumentSet("an integer with a fraction", "type: integer", "1.5", "whole number"),
                argumentSet("an integer as text", "type: integer", "\"1\"", "whole number"),
                argumentSet("an absurd integer", "type: integer", "1e999", "whole number"),
                argumentSet("an absurdly small integer", "type: integer", "1e-999", "whole number"),
                argumentSet("a bigint too great", "type: bigint", "9223372036854775808", "64 bits"),
                argumentSet("a bigint too great as text", "type: bigint", "\"9223372036854775808\"", "64 bits"),
                argumentSet("a bigint with a plus", "type: bigint", "\"+1\"", "64 bits"),
                argumentSet("a bigint with a fraction", "type: bigint", "\"1.0\"", "64 bits"),
                argumentSet("below the least", "type: integer, min: 1", "0", "at least 1"),
                argumentSet("above the greatest", "type: float, max: 0.5", "0.51", "at most 0.5"),
                argumentSet("a float as text", "type: float", "\"1\"", "finite number"),
                argumentSet("a float beyond all doubles", "type: float", "1e999", "finite number"),
                argumentSet("a decimal of too many digits", "type: decimal", "123456789012345678901", "20 digits"),
                argumentSet("a decimal of too small parts", "type: decimal", "0.1234567890123456789", "18 after it"),
                argumentSet("a decimal in words", "type: decimal", "\"1e3\"", "decimal number"),
                argumentSet("one for true", "type: boolean", "1", "true or false"),
                argumentSet("the word true", "type: boolean", "\"true\"", "true or false"),
                argumentSet("a moment without an offset", "type: datetime", "\"2024-01-15T10:30:00\"", "ISO-8601"),
                argumentSet("a day that is not", "type: date", "\"2023-02-29\"", "ISO-8601"),
                argumentSet("a moment beyond four digits of year", "type: datetime", "253402300800000", "ISO-8601"),
                argumentSet("NUL inside JSON", "type: json", "{\"a\": [\"\\u0000\"]}", "NUL"),
                argumentSet("half a pair inside JSON", "type: json", "{\"a\": \"\\ud83d\"}", "half a surrogate"),
                argumentSet("null", "type: string", "null", "must not be null"),
                argumentSet("null for JSON", "type: json", "null", "must not be null"),
                argumentSet("null where optional is taken back", "type: string, optional: true, nullable: false",
                        "null",
                        "must not be null"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void refuses(String attributes, String json, String sentence) {
        FieldRule rule = new FieldRule(Samples.field(attributes), ValueLimits.DEFAULT);

        assertThatThrownBy(() -> rule.accept(Json.parse(json))).isInstanceOfSatisfying(FaultException.class, e -> {
            Fault.FieldError error = ((Fault.Invalid) e.fault()).fields().get(0);
            assertThat(error.field()).isEqualTo("it");
            assertThat(error.error()).contains(sentence);
        });
    }

    @Test
    void texts_and_json_are_bounded_where_no_length_is_declared() {
        ValueLimits limits = new ValueLimits(10, 8, 5, 1_000);

        assertThat(new FieldRule(Samples.field("type: text"), limits).accept("0123456789")).isEqualTo("0123456789");
        assertThatThrownBy(() -> new FieldRule(Samples.field("type: text"), limits).accept("01234567890"))
                .hasMessageContaining("at most 10 characters");
        assertThatThrownBy(() -> new FieldRule(Samples.field("type: json"), limits).accept("1234567"))
                .hasMessageContaining("at most 8 characters of JSON");
        assertThatThrownBy(() -> new FieldRule(Samples.field("type: text, pattern: x"), limits).accept("xxxxxx"))
                .hasMessageContaining("at most 5 characters");
    }

    @Test
    void a_refusal_does_not_repeat_the_value() {
        FieldRule rule = new FieldRule(Samples.field("type: string, max_length: 3"), ValueLimits.DEFAULT);

        assertThatThrownBy(() -> rule.accept("hunter2hunter2")).message().doesNotContain("hunter2");
    }
}
