package dev.foldd.data.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.foldd.fault.Fault;
import dev.foldd.fault.Fault.FieldError;
import dev.foldd.fault.FaultException;
import dev.foldd.json.Json;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RowValidatorTest {

    private static final long NOW = 1_705_314_600_123L;

    private static final Entity PERSON = Samples.catalogue("""
            entity: Person
            fields:
              id: {type: uuid, primary: true, generated: true}
              code: {type: cuid, generated: true}
              name: {type: string, required: true, max_length: 10}
              role: {type: enum, required: true, values: [user, admin], default: user}
              bio: {type: text, optional: true, nullable: true}
              subject: {type: string}
              score: {type: integer, default: 0}
              secretCode: {type: string, sensitive: true}
              tags: {type: json, nullable: true}
              seenAt: {type: datetime, generated: true}
              createdAt: {type: bigint, generated: true}
              updatedAt: {type: bigint, generated: true}
            """).entity("Person").orElseThrow();

    private final RowValidator validator = new RowValidator(new FixedGenerators(), ValueLimits.DEFAULT);

    private static final class FixedGenerators implements Generators {
        @Override
        public String uuid() {
            return "uuid-1";
        }

        @Override
        public String cuid() {
            return "cuid-1";
        }

        @Override
        public long epochMs() {
            return NOW;
        }
    }

    @Test
    void a_new_row_is_complete_and_in_order() {
        Map<Field, Object> row = validator.forCreate(PERSON, data("{\"name\": \"ada\"}"));

        assertThat(row.keySet()).containsExactlyElementsOf(PERSON.fields());
        assertThat(named(row)).containsEntry("id", "uuid-1").containsEntry("code", "cuid-1").containsEntry("name",
                "ada")
                .containsEntry("role", "user").containsEntry("bio", null).containsEntry("subject", null)
                .containsEntry("score", 0L).containsEntry("tags", null).containsEntry("seenAt",
                "2024-01-15T10:30:00.123Z")
                .containsEntry("createdAt", NOW).containsEntry("updatedAt", NOW);
    }

    @Test
    void what_the_caller_gives_wins_over_defaults_and_generated_values() {
        Map<Field, Object> row = validator.forCreate(PERSON, data("""
                {"id": "user_456", "name": "ada", "role": "admin", "score": 7, "createdAt": 5, "tags": ["a", 1]}"""));

        assertThat(named(row)).containsEntry("id", "user_456").containsEntry("role", "admin").containsEntry("score", 7L)
                .containsEntry("createdAt", 5L).containsEntry("tags", "[\"a\",1]");
    }

    @Test
    void everything_that_is_wrong_is_told_at_once() {
        List<FieldError> errors = errorsOfCreate("""
                {"role": "chief", "score": null, "subject": null, "nmae": "x", "__proto__": {}, "constructor": 1}""");

        assertThat(errors).extracting(FieldError::field)
                .containsExactly("name", "role", "subject", "score", "nmae", "__proto__", "constructor");
        assertThat(errors).extracting(FieldError::error).containsExactly("is required", "must be one of user, admin",
                "must not be null", "must not be null", "is unknown; did you mean 'name'?", "is unknown", "is unknown");
    }

    @Test
    void names_that_not_everybody_sees_are_not_suggested() {
        assertThat(errorsOfCreate("{\"name\": \"ada\", \"secretCod\": \"x\"}"))
                .containsExactly(new FieldError("secretCod", "is unknown"));
    }

    @Test
    void thousands_of_errors_are_counted_and_not_listed() {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("name", "ada");
        for (int i = 0; i < 10_000; i++) {
            data.put("field" + "x".repeat(900) + i, i);
        }

        FaultException failure = catchThrowableOfType(FaultException.class, () -> validator.forCreate(PERSON, data));

        List<FieldError> errors = ((Fault.Invalid) failure.fault()).fields();
        assertThat(errors).hasSize(RowValidator.ERRORS_MAX + 1);
        assertThat(errors.get(RowValidator.ERRORS_MAX).error()).isEqualTo("and 9950 more");
        assertThat(errors.get(0).field()).hasSizeLessThan(70);
    }

    @Test
    void an_update_holds_what_is_given_and_the_moment_of_the_change() {
        Map<Field, Object> row = validator.forUpdate(PERSON, data("{\"bio\": null, \"name\": \"bo\"}"));

        assertThat(named(row)).isEqualTo(mapOf("name", "bo", "bio", null, "updatedAt", NOW));
        assertThat(named(row).keySet()).containsExactly("name", "bio", "updatedAt");
    }

    @Test
    void an_update_keeps_the_moment_that_is_given() {
        assertThat(named(validator.forUpdate(PERSON, data("{\"updatedAt\": 9}")))).isEqualTo(mapOf("updatedAt", 9L));
    }

    @Test
    void an_update_of_nothing_is_refused() {
        assertThatThrownBy(() -> validator.forUpdate(PERSON, Map.of())).hasMessageContaining("at least one field");
    }

    @Test
    void the_primary_key_of_an_update_is_passed_on_as_it_is() {
        assertThat(named(validator.forUpdate(PERSON, data("{\"id\": \"an old id\", \"score\": 1}"))))
                .containsEntry("id", "an old id");
        assertThatThrownBy(() -> validator.forUpdate(PERSON, data("{\"id\": 7, \"score\": 1}")))
                .hasMessageContaining("must be a text");
        assertThatThrownBy(() -> validator.forUpdate(PERSON, data("{\"id\": null, \"score\": 1}")))
                .hasMessageContaining("must not be null");
    }

    @Test
    void an_update_is_checked_like_a_new_row() {
        assertThatThrownBy(() -> validator.forUpdate(PERSON, data("{\"role\": \"chief\", \"nope\": 1}")))
                .hasMessageContaining("must be one of").hasMessageContaining("is unknown");
    }

    @Test
    void a_value_to_look_for_needs_the_kind_and_not_the_rules() {
        Field id = PERSON.field("id").orElseThrow();
        Field name = PERSON.field("name").orElseThrow();

        assertThat(validator.value(id, "' OR 1=1 --")).isEqualTo("' OR 1=1 --");
        assertThat(validator.value(name, "longer than ten letters")).isEqualTo("longer than ten letters");
        assertThat(validator.value(PERSON.field("role").orElseThrow(), "chief")).isEqualTo("chief");
        assertThat(validator.value(PERSON.field("createdAt").orElseThrow(), "12")).isEqualTo(12L);
        assertThatThrownBy(() -> validator.value(id, 5L)).hasMessageContaining("id")
                .hasMessageContaining("must be a text");
        assertThatThrownBy(() -> validator.value(id, Map.of())).hasMessageContaining("must be a text");
        assertThatThrownBy(() -> validator.value(id, null)).hasMessageContaining("must not be null");
        assertThatThrownBy(() -> validator.value(id, "\0")).hasMessageContaining("NUL");
    }

    @Test
    void a_reloaded_entity_has_its_own_rules() {
        Entity stricter = Samples.catalogue("""
                entity: Person
                fields:
                  id: {type: uuid, primary: true, generated: true}
                  name: {type: string, required: true, max_length: 2}
                """).entity("Person").orElseThrow();

        validator.forCreate(PERSON, data("{\"name\": \"ada\"}"));

        assertThatThrownBy(() -> validator.forCreate(stricter, data("{\"name\": \"ada\"}")))
                .hasMessageContaining("at most 2 characters");
    }

    @Test
    void stored_values_go_out_as_what_they_are() {
        assertThat(validator.toJson(Samples.field("type: json"), "{\"a\":[1,true]}"))
                .isEqualTo(Map.of("a", List.of(1L, true)));
        assertThat(validator.toJson(Samples.field("type: string"), "{\"a\":1}")).isEqualTo("{\"a\":1}");
        assertThat(validator.toJson(Samples.field("type: decimal"), new BigDecimal("0.5")))
                .isEqualTo(new BigDecimal("0.5"));
        assertThat(validator.toJson(Samples.field("type: decimal"), new BigDecimal("0.1"))).isEqualTo("0.1");
        assertThat(validator.toJson(Samples.field("type: decimal"), new BigDecimal("12345678901234567891")))
                .isEqualTo("12345678901234567891");
        assertThat(validator.toJson(Samples.field("type: decimal"), new BigDecimal("1E+3"))).hasToString("1000");
        assertThat(validator.toJson(Samples.field("type: bigint"), 5L)).isEqualTo(5L);
        assertThat(validator.toJson(Samples.field("type: boolean"), true)).isEqualTo(true);
        assertThat(validator.toJson(Samples.field("type: json"), null)).isNull();
    }

    @Test
    void a_column_that_holds_no_json_is_named_without_what_it_holds() {
        assertThatThrownBy(() -> validator.toJson(Samples.field("type: json"), "hunter2"))
                .isInstanceOf(IllegalStateException.class).hasMessageContaining("it").message()
                .doesNotContain("hunter2");
    }

    private List<FieldError> errorsOfCreate(String json) {
        FaultException failure = catchThrowableOfType(FaultException.class, () -> validator.forCreate(PERSON,
                data(json)));
        return ((Fault.Invalid) failure.fault()).fields();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> data(String json) {
        return (Map<String, Object>) Json.parse(json);
    }

    private static Map<String, Object> named(Map<Field, Object> row) {
        Map<String, Object> named = new LinkedHashMap<>();
        row.forEach((field, value) -> named.put(field.name(), value));
        return named;
    }

    private static Map<String, Object> mapOf(Object... pairs) {
        Map<String, Object> map = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], pairs[i + 1]);
        }
        return map;
    }
}
