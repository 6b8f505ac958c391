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

class MySqlDialectTest {

    private final SchemaDialect dialect = new MySqlDialect();

    static Stream<Arguments> made() {
        return Stream.of(
                argumentSet("a text", "type: string", false, "longtext"),
                argumentSet("an indexed text", "type: string", true, "varchar(255)"),
                argumentSet("a bounded text", "type: string, max_length: 40", false, "varchar(40)"),
                argumentSet("a text of some length", "type: string, max_length: 5000", false, "longtext"),
                argumentSet("an indexed text of some length", "type: string, max_length: 5000", true, "varchar(768)"),
                argumentSet("a key", "type: uuid", true, "varchar(255)"),
                argumentSet("a number", "type: integer", false, "bigint"), argumentSet("a double", "type: float", false, "double"),
                argumentSet("a decimal", "type: decimal", false, "decimal(38,18)"),
                argumentSet("a flag", "type: boolean", false, "tinyint(1)"),
                argumentSet("a moment", "type: datetime", false, "datetime(3)"), argumentSet("JSON", "type: json", false, "longtext"));
    }

    static Stream<Arguments> present() {
        return Stream.of(
                argumentSet("a text in a short text", "type: string", "text", false),
                argumentSet("a bounded text in a short text", "type: string, max_length: 200", "text", true),
                argumentSet("a text in a varchar that is too short", "type: string, max_length: 200", "varchar(100)", false),
                argumentSet("a uuid in a char", "type: uuid", "char(36)", true),
                argumentSet("a text in a char", "type: string", "char(255)", false),
                argumentSet("a word of a list", "type: string", "enum('a','b')", false),
                argumentSet("a number of MariaDB's width", "type: bigint", "bigint(20)", true),
                argumentSet("a number without a sign", "type: bigint", "bigint(20) unsigned", false),
                argumentSet("a bigint in an int", "type: bigint", "int(11)", false),
                argumentSet("an integer in an int", "type: integer", "int(11)", true),
                argumentSet("a float in a float", "type: float", "float", false),
                argumentSet("a decimal in a narrow one", "type: decimal", "decimal(10,2)", false),
                argumentSet("a moment in seconds", "type: datetime", "datetime", false),
                argumentSet("a moment that ends in 2038", "type: datetime", "timestamp(3)", false),
                argumentSet("JSON of MariaDB", "type: json", "longtext", true), argumentSet("JSON in a blob", "type: json", "blob", false));
    }

    @Test
    void case_counts_in_names_of_tables_alone() {
        assertThat(dialect.quoted("a\" (x); --")).isEqualTo("\"a\"\" (x); --\"");
        assertThat(dialect.sameName("Order", "order")).isTrue();
        assertThat(dialect.sameTable("Order", "order")).isFalse();
    }

    @Test
    void literals_end_where_they_should_in_every_mode() {
        assertThat(dialect.literal(Samples.field("type: string"), "it's \\")).isEqualTo("(_utf8mb4 X'69742773205c')");
        assertThat(dialect.literal(Samples.field("type: boolean"), true)).isEqualTo("1");
        assertThat(dialect.literal(Samples.field("type: decimal"), new BigDecimal("1E-7"))).isEqualTo("0.0000001");
        assertThat(dialect.literal(Samples.field("type: datetime"), "2026-01-02T03:04:05.678Z"))
                .isEqualTo("'2026-01-02 03:04:05.678'");
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
