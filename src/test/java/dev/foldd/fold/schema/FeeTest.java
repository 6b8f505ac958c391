package dev.foldd.fold.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FeeTest {

    static Stream<Arguments> quotes() {
        return Stream.of(
                argumentSet("the same at every distance", "'None'", 0, 9, 100 * 3 * 2L),
                argumentSet("linear, near", "{'Linear': {'slope': 0.5, 'intercept': 1, 'min_factor': 1}}", 0, 0, 600L),
                argumentSet("linear, far", "{'Linear': {'slope': 0.5, 'intercept': 1, 'min_factor': 1}}", 0, 4, 1800L),
                argumentSet("linear, not below its least", "{'Linear': {'slope': -1, 'intercept': 1, 'min_factor': 2}}", 0, 4,
                        1200L),
                argumentSet("exponential", "{'Exponential': {'base': 2, 'scale': 1, 'min_factor': 1}}", 0, 3, 4800L),
                argumentSet("exponential, not below its least", "{'Exponential': {'base': 0.5, 'scale': 1, 'min_factor': 1}}",
                        0, 3, 600L),
                argumentSet("the field's least", "'None'", 5000, 0, 5000L),
                argumentSet("the schema's least", "{'Linear': {'slope': 0, 'intercept': 0, 'min_factor': 1}}", 10, 0, 600L));
    }

    @ParameterizedTest
    @MethodSource("quotes")
    void is_the_largest_of_price_and_least_fees(String scaling, int fieldMinimum, int distance, long fee) {
        String field = ("'f': {'permission_policy': {'read_policy': 'NoRequirement', 'write_policy': 'NoRequirement'}, "
                + "'payment_config': {'base_multiplier': 2, 'trust_distance_scaling': %s%s}, 'field_mappers': {}}")
                .formatted(scaling, fieldMinimum == 0 ? "" : ", 'min_payment': " + fieldMinimum);
        Schema schema = Schemas.schema("{'name': 'S', 'fields': {" + field
                + "}, 'payment_config': {'base_multiplier': 3, 'min_payment_threshold': 550}}");

        assertThat(Fee.quote(100, schema, schema.fields().get("f"), distance)).isEqualTo(fee);
    }

    @ParameterizedTest
    @MethodSource("quotes")
    void is_never_below_the_schemas_least(String scaling, int fieldMinimum, int distance, long fee) {
        Schema schema = Schemas.of("S", Schemas.open("f", "Single"));
        Schema dear = new Schema(schema.name(), schema.rangeKey(), schema.fields(), 1, 7, schema.hash(), schema.storage());

        assertThat(Fee.quote(1, dear, schema.fields().get("f"), distance)).isEqualTo(7);
    }
}
