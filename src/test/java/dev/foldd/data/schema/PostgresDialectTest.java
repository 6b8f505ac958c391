package dev.foldd.data.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.data.entity.Samples;
import java.math.BigDecimal;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PostgresDialectTest {

    private final SchemaDialect dialect = new PostgresDialect();

    static Stream<Arguments> made() {
        return Stream.of(
                argumentSet("a text", "type: string", false, "text"), argumentSet("a key", "type: uuid", true, "text"),
                argumentSet("a number", "type: integer", false, "bigint"),
                argumentSet("a double", "type: float", false, "double precision"),
                argumentSet("a decimal", "type: decimal", false, "numeric"),
                argumentSet("a flag", "type: boolean", false, "boolean"),
                argumentSet("a moment", "type: datetime", false, "timestamp(3) with time zone"),
                argumentSet("JSON", "type: json", false, "json"));
    }

    static Stream<Arguments> present() {
        return Stream.of(
                argumentSet("a text of any length", "type: string", "character varying", true),
                argumentSet("a text that is too long for the column", "type: string", "character varying(20)", false),
                argumentSet("a text that fits", "type: string, max_length: 20", "character varying(20)", true),
                argumentSet("an identifier in a uuid", "type: uuid", "uuid", true),
                argumentSet("a text in a uuid", "type: string", "uuid", false),
                argumentSet("a padded text", "type: string", "character(5)", false),
                argumentSet("an integer in an integer", "type: integer", "integer", true),
                argumentSet("a bigint in an integer", "type: bigint", "integer", false),
                argumentSet("a float in a real", "type: float", "real", false),
                argumentSet("a decimal in a wide numeric", "type: decimal", "numeric(38,18)", true),
                argumentSet("a decimal in a narrow numeric", "type: decimal", "numeric(10,2)", false),
                argumentSet("a decimal in a double", "type: decimal", "double precision", false),
                argumentSet("a moment with microseconds", "type: datetime", "timestamp with time zone", true),
                argumentSet("a moment in seconds", "type: datetime", "timestamp(0) with time zone", false),
                argumentSet("a moment of no zone", "type: datetime", "timestamp(3) without time zone", false),
                argumentSet("JSON as text", "type: json", "json", true), argumentSet("JSON in a text", "type: json", "text", false));
    }

    @Test
    void names_mean_exactly_themselves() {
        assertThat(dialect.quoted("a\" (x); --")).isEqualTo("\"a\"\" (x); --\"");
        assertThat(dialect.sameName("Order", "order")).isFalse();
        assertThat(dialect.sameTable("Order", "order")).isFalse();
    }

    @Test
    void literals_end_where_they_should() {
        assertThat(dialect.literal(Samples.field("type: string"), "it's \\")).isEqualTo("'it''s \\'");
        assertThat(dialect.literal(Samples.field("type: boolean"), true)).isEqualTo("true");
        assertThat(dialect.literal(Samples.field("type: decimal"), new BigDecimal("1E-7"))).isEqualTo("0.0000001");
    }

    @Test
    void an_index_begins_with_null_where_there_can_be_one() {
        assertThat(dialect.indexed(Samples.field("type: string, nullable: true"))).isEqualTo("\"it\" NULLS FIRST");
        assertThat(dialect.indexed(Samples.field("type: string, required: true"))).isEqualTo("\"it\"");
    }

    @ParameterizedTest
    @MethodSource("present")
    void knows_whether_a_column_keeps(String attributes, String type, boolean holds) {
        assertThat(dialect.holds(Samples.field(attributes), type)).isEqualTo(holds);
    }

    @ParameterizedTest
    @MethodSource("made")
    void keeps_what_it_makes(String attributes, boolean keyed, String type) {
        assertThat(dialect.type(Samples.field(attributes), keyed)).isEqualTo(type);
        assertThat(dialect.holds(Samples.field(attributes), type)).isTrue();
    }
}
