package dev.foldd.fold.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.config.Problems;
import dev.foldd.json.Json;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaReaderTest {

    private static final String FULL = """
            {'name': 'Profile', 'schema_type': 'Single', 'hash': 'abc', 'unknown': 1, 'fields': {
              'mail': {'field_type': 'Single', 'permission_policy': {'read_policy': {'Distance': 1},
                'write_policy': {'NoRequirement': null}, 'explicit_read_policy': {'counts_by_pub_key': {'k1': 1, 'k2': 0}},
                'explicit_write_policy': null},
                'payment_config': {'base_multiplier': 2.0, 'trust_distance_scaling':
                  {'Linear': {'slope': 0.5, 'intercept': 1.0, 'min_factor': 1.0}}, 'min_payment': 1000},
                'ref_atom_uuid': null, 'field_mappers': {'Other': 'address'}, 'transform': {'logic': 'x'}, 'writable': false},
              'tags': {'field_type': 'Range', 'permission_policy': {'read_policy': 'NoRequirement', 'write_policy': {'Distance': 0}},
                'payment_config': {'base_multiplier': 1, 'trust_distance_scaling':
                  {'Exponential': {'base': 2, 'scale': 1, 'min_factor': 1}}}, 'field_mappers': {}}},
             'payment_config': {'base_multiplier': 1.5, 'min_payment_threshold': 500}}""";

    @Test
    void a_schema_with_everything_is_understood() {
        Schema schema = Schemas.schema(FULL);

        assertThat(schema.name()).isEqualTo("Profile");
        assertThat(schema.isRange()).isFalse();
        assertThat(schema.minPayment()).isEqualTo(500);
        assertThat(schema.hash()).contains("abc");
        SchemaField mail = schema.fields().get("mail");
        assertThat(mail.isRange()).isFalse();
        assertThat(mail.writable()).isFalse();
        assertThat(mail.mappers()).containsEntry("Other", "address");
        assertThat(mail.transform()).isPresent();
        assertThat(mail.read().distance()).isEqualTo(OptionalInt.of(1));
        assertThat(mail.read().counts().orElseThrow()).containsEntry("k1", 1L).containsEntry("k2", 0L);
        assertThat(mail.write().distance()).isEmpty();
        assertThat(mail.price()).isEqualTo(new FieldPrice(2, new Scaling.Linear(0.5, 1, 1), OptionalLong.of(1000)));
        assertThat(schema.fields().get("tags").isRange()).isTrue();
        assertThat(schema.fields().get("tags").price().scaling()).isEqualTo(new Scaling.Exponential(2, 1, 1));
    }

    @Test
    void what_is_told_of_a_schema_is_the_same_schema() {
        Schema schema = Schemas.schema(FULL);
        String told = Json.write(SchemaText.of(schema));

        assertThat(Schemas.schema(told)).isEqualTo(schema);
        assertThat(told).contains("\"write_policy\":\"NoRequirement\"").doesNotContain("unknown");
    }

    @Test
    void a_range_schema_knows_its_key() {
        assertThat(Schemas.range("Scores", "user", Schemas.open("user", "Range"), Schemas.open("score", "Range")).rangeKey())
                .contains("user");
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                argumentSet("no name", "'name': 'Profile', ", "", "name: is required"),
                argumentSet("an empty name", "'Profile'", "''", "name: must have 1 to 255 characters"),
                argumentSet("a name with a control character", "'Profile'", "'a\\u0000'", "name: must have 1 to 255"),
                argumentSet("fields that are none", "'fields': {", "'fields': [], 'x': {", "fields: must be an object"),
                argumentSet("an unknown kind of field", "'field_type': 'Single'", "'field_type': 'Collection'",
                        "fields.mail.field_type: must be one of Single, Range"),
                argumentSet("an unknown type of schema", "'schema_type': 'Single'", "'schema_type': 'Hash'",
                        "schema_type: must be one of Single, Range"),
                argumentSet("a range schema without its key", "'schema_type': 'Single'", "'schema_type': 'Range'",
                        "schema_type.Range: must be an object with a range_key"),
                argumentSet("a range key that is no field", "'schema_type': 'Single'",
                        "'schema_type': {'Range': {'range_key': 'id'}}", "schema_type.Range.range_key: must be one of"),
                argumentSet("a single field in a range schema", "'schema_type': 'Single'",
                        "'schema_type': {'Range': {'range_key': 'tags'}}", "fields.mail.field_type: must be Range"),
                argumentSet("no read policy", "'read_policy': {'Distance': 1},", "",
                        "fields.mail.permission_policy.read_policy: is required"),
                argumentSet("an unknown policy", "{'Distance': 1}", "{'Near': 1}",
                        "fields.mail.permission_policy.read_policy: must be one of NoRequirement, Distance"),
                argumentSet("two policies at once", "{'Distance': 1}", "{'Distance': 1, 'NoRequirement': null}",
                        "fields.mail.permission_policy.read_policy: must be one of"),
                argumentSet("a distance below zero", "{'Distance': 1}", "{'Distance': -1}",
                        "read_policy.Distance: must be a whole number from 0"),
                argumentSet("a fraction of a distance", "{'Distance': 1}", "{'Distance': 1.5}",
                        "read_policy.Distance: must be a whole number from 0"),
                argumentSet("a list without counts", "{'counts_by_pub_key': {'k1': 1, 'k2': 0}}", "{}",
                        "explicit_read_policy.counts_by_pub_key: is required"),
                argumentSet("a count below zero", "'k1': 1", "'k1': -1", "counts_by_pub_key.k1: must be a whole number from 0"),
                argumentSet("a multiplier of zero", "'base_multiplier': 2.0", "'base_multiplier': 0",
                        "fields.mail.payment_config.base_multiplier: must be above zero"),
                argumentSet("a multiplier of a schema below zero", "'base_multiplier': 1.5", "'base_multiplier': -1",
                        "payment_config.base_multiplier: must be above zero"),
                argumentSet("a multiplier that is a text", "'base_multiplier': 1.5", "'base_multiplier': '1'",
                        "payment_config.base_multiplier: must be a number"),
                argumentSet("a multiplier beyond all numbers", "'base_multiplier': 1.5", "'base_multiplier': 1e400",
                        "payment_config.base_multiplier: must be a number"),
                argumentSet("a least payment of zero", "'min_payment': 1000", "'min_payment': 0",
                        "fields.mail.payment_config.min_payment: must be above zero"),
                argumentSet("a least factor below one", "'min_factor': 1.0", "'min_factor': 0.5",
                        "trust_distance_scaling.Linear.min_factor: must be at least 1"),
                argumentSet("no scaling", "'trust_distance_scaling':\n", "'x':\n", "trust_distance_scaling: is required"),
                argumentSet("no mappers", "'field_mappers': {'Other': 'address'},", "",
                        "fields.mail.field_mappers: is required"),
                argumentSet("a mapper to no name", "'address'", "1", "fields.mail.field_mappers.Other: must be a text"),
                argumentSet("writable that is neither", "'writable': false", "'writable': 'no'",
                        "fields.mail.writable: must be true or false"),
                argumentSet("no payment", "'payment_config': {'base_multiplier': 1.5, 'min_payment_threshold': 500}",
                        "'x': 1", "payment_config: is required"),
                argumentSet("a storage with a Range field", "'hash': 'abc'", "'storage': {'entity': 'User', 'key': 'id'}",
                        "storage: needs fields of the type Single alone"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void is_refused_with_the_path_of_the_fault(String right, String wrong, String problem) {
        assertThat(FULL).contains(right);
        Problems problems = new Problems();

        assertThat(SchemaReader.read(Schemas.tree(FULL.replace(right, wrong)), problems)).isEmpty();

        assertThat(String.join("\n", problems.list())).contains(problem);
    }

    @Test
    void all_faults_are_told_at_once() {
        Problems problems = new Problems();

        SchemaReader.read(Schemas.tree("{'fields': {'a': {}}}"), problems);

        assertThat(problems.list()).anyMatch(problem -> problem.startsWith("name:"))
                .anyMatch(problem -> problem.startsWith("fields.a.permission_policy:"))
                .anyMatch(problem -> problem.startsWith("payment_config:"));
    }
}
