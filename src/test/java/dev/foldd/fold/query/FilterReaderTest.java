package dev.foldd.fold.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.fold.schema.Schema;
import dev.foldd.fold.schema.Schemas;
import dev.foldd.json.Json;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FilterReaderTest {

    private static final FilterReader.Limits LIMITS = new FilterReader.Limits(3, 5);
    private static final Schema CARD = Schemas.of("Card", Schemas.open("name", "Single"), Schemas.open("stock", "Range"));
    private static final Schema SCORES = Schemas.range("Scores", "user", Schemas.open("user", "Range"),
            Schemas.open("score", "Range"));

    static Stream<Arguments> refusals() {
        return Stream.of(
                argumentSet("no object", CARD, "1", "must be an object"),
                argumentSet("an unknown field", CARD, "{'nome': 1}", "is not a field of schema 'Card'"),
                argumentSet("a field that is no text", CARD, "{'field': 1, 'operator': 'eq', 'value': 1}", "is not a field"),
                argumentSet("an unknown operator", CARD, "{'field': 'name', 'operator': 'like', 'value': 1}", "must be one of eq"),
                argumentSet("an unknown group", CARD, "{'operator': 'xor', 'conditions': []}", "must be and or or"),
                argumentSet("an empty group", CARD, "{'operator': 'or', 'conditions': []}", "not an empty one"),
                argumentSet("too deep", CARD, and(and(and("{'name': 1}"))), "lies deeper than 3 levels"),
                argumentSet("too many tests", CARD, "{'operator': 'or', 'conditions': [{'name': 1}, {'name': 2}, {'name': 3}, "
                        + "{'name': 4}, {'name': 5}, {'name': 6}]}", "one test too many"),
                argumentSet("too many keys", CARD, "{'field': 'stock', 'range_filter': {'Keys': ['1', '2', '3', '4', '5']}}",
                        "one test too many"),
                argumentSet("a range filter on a single field", CARD, "{'field': 'name', 'range_filter': {'Key': 'a'}}",
                        "must be a Range field"),
                argumentSet("rows of a schema without rows", CARD, "{'range_filter': {'name': 'a'}}", "needs a field beside it"),
                argumentSet("rows by another field", SCORES, "{'range_filter': {'score': '1'}}", "is not the range key"),
                argumentSet("an unknown range filter", CARD, "{'field': 'stock', 'range_filter': {'Near': 1}}", "must be one of Key"),
                argumentSet("two range filters", CARD, "{'field': 'stock', 'range_filter': {'Key': 'a', 'Value': 1}}",
                        "must be one of Key"),
                argumentSet("a key that is none", CARD, "{'field': 'stock', 'range_filter': {'Key': [1]}}", "must be a text"),
                argumentSet("keys that are no list", CARD, "{'field': 'stock', 'range_filter': {'Keys': 'a'}}", "a list of keys"),
                argumentSet("a range without an end", CARD, "{'field': 'stock', 'range_filter': {'KeyRange': {'start': 'a'}}}",
                        "must have a start"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void is_refused(Schema schema, String filter, String sentence) {
        FaultException refusal = catchThrowableOfType(FaultException.class, () -> read(schema, filter));

        assertThat(refusal.fault()).isInstanceOf(Fault.Invalid.class);
        assertThat(refusal.fault().details().toString()).contains(sentence).contains("filter");
    }

    @Test
    void every_field_that_has_a_say_is_known() {
        Filter filter = read(CARD, "{'operator': 'or', 'conditions': [{'field': 'stock', 'range_filter': {'Key': 'a'}}, "
                + "{'name': {'ne': null}}]}");

        assertThat(Filter.fields(filter)).containsExactly("stock", "name");
    }

    @Test
    void an_object_that_is_no_operator_is_a_value() {
        assertThat(read(CARD, "{'name': {'first': 'Ada'}}"))
                .isEqualTo(new Filter.Test("name", Operator.EQ, Schemas.tree("{'first': 'Ada'}")));
    }

    private static String and(String inner) {
        return "{'operator': 'and', 'conditions': [" + inner + "]}";
    }

    private static Filter read(Schema schema, String filter) {
        return FilterReader.read(Json.parse(filter.replace('\'', '"')), schema, LIMITS);
    }
}
