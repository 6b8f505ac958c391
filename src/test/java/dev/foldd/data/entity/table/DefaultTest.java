package dev.foldd.data.entity.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.data.entity.Samples;
import java.math.BigDecimal;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DefaultTest {

    static Stream<Arguments> constants() {
        return Stream.of(
                argumentSet("a text", "'open'", "type: string", "open"),
                argumentSet("a text with its type", "'open'::character varying", "type: string", "open"),
                argumentSet("a text with a quote", "'it''s ok'::mood", "type: string", "it's ok"),
                argumentSet("a word of an enum", "'b'::public.\"Wild Type\"", "type: enum, values: [a, b]", "b"),
                argumentSet("an empty text", "''", "type: string", ""),
                argumentSet("a number", "0", "type: integer", 0L),
                argumentSet("a number in brackets", "(-1)", "type: bigint", -1L),
                argumentSet("a number in quotes", "'-7'::integer", "type: integer", -7L),
                argumentSet("a decimal", "1.50", "type: decimal", new BigDecimal("1.5")),
                argumentSet("a flag", "true", "type: boolean", true), argumentSet("a flag as a number", "0", "type: boolean", false),
                argumentSet("a flag in quotes", "'1'", "type: boolean", true),
                argumentSet("JSON", "'{}'::jsonb", "type: json", "{}"));
    }

    @ParameterizedTest
    @MethodSource("constants")
    void a_constant_is_a_value_of_the_field(String written, String attributes, Object value) {
        assertThat(Default.of(written).constant(Samples.field(attributes))).contains(value);
    }

    static Stream<Arguments> others() {
        return Stream.of(
                argumentSet("a function", "now()", "type: string"), argumentSet("a word", "CURRENT_TIMESTAMP", "type: datetime"),
                argumentSet("two texts", "'a' || 'b'", "type: string"),
                argumentSet("two texts in brackets", "('a'::text || 'b'::text)", "type: string"),
                argumentSet("a column in SQLite's leniency", "\"open\"", "type: string"),
                argumentSet("a word that the enum has not", "'c'", "type: enum, values: [a, b]"),
                argumentSet("a text for a number", "'x'", "type: integer"), argumentSet("no JSON", "'{'", "type: json"),
                argumentSet("a sum", "1 + 1", "type: integer"), argumentSet("bits", "b'0'", "type: boolean"));
    }

    @ParameterizedTest
    @MethodSource("others")
    void anything_else_is_left_to_the_database(String written, String attributes) {
        assertThat(Default.of(written).constant(Samples.field(attributes))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gen_random_uuid()", "public.uuid_generate_v4()", "(uuid())", "UUID()", "uuidv7()"})
    void an_identifier_that_has_never_been_is_the_daemons_to_make(String written) {
        assertThat(Default.of(written).isFreshUuid()).isTrue();
        assertThat(Default.of("concat(" + written + ", 'x')").isFreshUuid()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"NULL", "null", "NULL::character varying"})
    void null_is_no_default(String written) {
        assertThat(Default.of(written).isNull()).isTrue();
        assertThat(Default.of("'NULL'").isNull()).isFalse();
    }
}
