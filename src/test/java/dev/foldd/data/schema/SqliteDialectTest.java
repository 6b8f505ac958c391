package dev.foldd.data.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.data.entity.Field;
import dev.foldd.data.entity.Samples;
import java.math.BigDecimal;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SqliteDialectTest {

    private static final Field FIELD = Samples.field("type: string");

    private final SchemaDialect dialect = new SqliteDialect();

    @Test
    void names_mean_exactly_themselves() {
        assertThat(dialect.quoted("order")).isEqualTo("\"order\"");
        assertThat(dialect.quoted("a\" (x); --")).isEqualTo("\"a\"\" (x); --\"");
        assertThat(dialect.sameName("Order", "oRDER")).isTrue();
        assertThat(dialect.sameName("Ä", "ä")).isFalse();
    }

    @Test
    void literals_end_where_they_should() {
        assertThat(dialect.literal(FIELD, "it's")).isEqualTo("'it''s'");
        assertThat(dialect.literal(FIELD, 5L)).isEqualTo("5");
        assertThat(dialect.literal(FIELD, 1.5)).isEqualTo("1.5");
        assertThat(dialect.literal(FIELD, true)).isEqualTo("1");
        assertThat(dialect.literal(FIELD, new BigDecimal("1E-7"))).isEqualTo("0.0000001");
    }

    static Stream<Arguments> types() {
        return Stream.of(
                argumentSet("text in a varchar", "type: string", "VARCHAR(20)", true),
                argumentSet("text in a column without a type", "type: string", "", true),
                argumentSet("text in a number", "type: string", "NUMERIC", false),
                argumentSet("JSON in a column of a type that SQLite takes for a number", "type: json", "JSON", false),
                argumentSet("a decimal in a DECIMAL", "type: decimal", "DECIMAL(10,2)", true),
                argumentSet("a decimal in a double would come back as one", "type: decimal", "REAL", false),
                argumentSet("a decimal in a text would sort as one", "type: decimal", "TEXT", false),
                argumentSet("a flag in a BOOLEAN", "type: boolean", "BOOLEAN", true),
                argumentSet("a bigint in a BIGINT", "type: bigint", "BIGINT", true),
                argumentSet("a bigint in a double", "type: bigint", "DOUBLE", false),
                argumentSet("a moment in a DATETIME", "type: datetime", "DATETIME", true),
                argumentSet("a moment in a number", "type: datetime", "INTEGER", false),
                argumentSet("a float in a double", "type: float", "DOUBLE PRECISION", true));
    }

    @ParameterizedTest
    @MethodSource("types")
    void knows_whether_a_column_keeps(String attributes, String type, boolean holds) {
        assertThat(dialect.holds(Samples.field(attributes), type)).isEqualTo(holds);
    }
}
