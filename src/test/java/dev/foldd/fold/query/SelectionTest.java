package dev.foldd.fold.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.fold.schema.Schema;
import dev.foldd.fold.schema.Schemas;
import dev.foldd.json.Json;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SelectionTest {

    private static final FilterReader.Limits LIMITS = new FilterReader.Limits(8, 100);
    private static final Schema CARD = Schemas.of("Card", Schemas.open("name", "Single"), Schemas.open("age", "Single"),
            Schemas.open("bio", "Single"), Schemas.open("skills", "Single"), Schemas.open("stock", "Range"));
    private static final Map<String, Object> ADA = Schemas.tree("""
            {'name': 'Ada', 'age': 36, 'skills': ['maths', 'notes', 1], 'stock': {'north:a': 5, 'north:b': 0, 'south': 7}}""");
    private static final Schema SCORES = Schemas.range("Scores", "user", Schemas.open("user", "Range"),
            Schemas.open("score", "Range"), Schemas.open("rank", "Range"));
    private static final Map<String, Object> TABLE = Schemas.tree("""
            {'user': {'1': 'ada', '2': 'bob', '10': 'eve'}, 'score': {'1': 10, '2': 20, '10': 30}, 'rank': {'2': 'b'}}""");

    static Stream<Arguments> records() {
        return Stream.of(
                argumentSet("no filter", "null", true), argumentSet("an empty one", "{}", true),
                argumentSet("eq", "{'field': 'name', 'operator': 'eq', 'value': 'Ada'}", true),
                argumentSet("eq is exact", "{'field': 'name', 'operator': 'eq', 'value': 'ada'}", false),
                argumentSet("one number in two spellings", "{'age': 36.0}", true),
                argumentSet("a number is no text", "{'age': '36'}", false),
                argumentSet("unset is null", "{'bio': null}", true),
                argumentSet("set is not null", "{'name': null}", false),
                argumentSet("ne", "{'name': {'ne': 'Bob'}}", true), argumentSet("ne itself", "{'name': {'ne': 'Ada'}}", false),
                argumentSet("unset differs", "{'bio': {'ne': 'x'}}", true),
                argumentSet("gt", "{'age': {'gt': 35}}", true), argumentSet("not gt itself", "{'age': {'gt': 36}}", false),
                argumentSet("gte", "{'age': {'gte': 36}}", true), argumentSet("lt", "{'age': {'lt': 36.5}}", true),
                argumentSet("lte", "{'age': {'lte': 35}}", false),
                argumentSet("two bounds", "{'age': {'gt': 30, 'lt': 40}}", true),
                argumentSet("two bounds, one missed", "{'age': {'gt': 30, 'lt': 35}}", false),
                argumentSet("texts in order", "{'name': {'gt': 'Aaa', 'lt': 'B'}}", true),
                argumentSet("a number is not beyond a text", "{'age': {'gt': 'a'}}", false),
                argumentSet("unset is not beyond", "{'bio': {'lte': 'zzz'}}", false),
                argumentSet("contains", "{'name': {'contains': 'd'}}", true),
                argumentSet("starts_with", "{'name': {'starts_with': 'A'}}", true),
                argumentSet("starts_with elsewhere", "{'name': {'starts_with': 'd'}}", false),
                argumentSet("ends_with", "{'name': {'ends_with': 'da'}}", true),
                argumentSet("a list contains", "{'skills': {'contains': 'notes'}}", true),
                argumentSet("a list contains no part of a member", "{'skills': {'contains': 'note'}}", false),
                argumentSet("equal lists", "{'skills': ['maths', 'notes', 1.0]}", true),
                argumentSet("two fields at once", "{'name': 'Ada', 'age': 36}", true),
                argumentSet("two fields, one missed", "{'name': 'Ada', 'age': 37}", false),
                argumentSet("and", "{'operator': 'and', 'conditions': [{'name': 'Ada'}, {'age': 37}]}", false),
                argumentSet("or", "{'operator': 'or', 'conditions': [{'name': 'Bob'}, {'age': 36}]}", true),
                argumentSet("or of none", "{'operator': 'or', 'conditions': [{'name': 'Bob'}, {'age': 37}]}", false),
                argumentSet("any entry", "{'stock': {'gt': 6}}", true),
                argumentSet("no entry", "{'stock': {'gt': 7}}", false),
                argumentSet("an entry's key", "{'field': 'stock', 'range_filter': {'Key': 'south'}}", true),
                argumentSet("no such key", "{'field': 'stock', 'range_filter': {'Key': 'sout'}}", false));
    }

    @ParameterizedTest
    @MethodSource("records")
    void a_record_is_met_or_not(String filter, boolean met) {
        Selection selection = selection(CARD, filter);

        assertThat(selection.of(ADA, List.of("name"))).isEqualTo(met ? java.util.Optional.of(Map.of("name", "Ada"))
                : java.util.Optional.empty());
        assertThat(selection.matches(ADA)).isEqualTo(met);
    }

    static Stream<Arguments> entries() {
        return Stream.of(
                argumentSet("all without a word about them", "{'name': 'Ada'}", "{'north:a': 5, 'north:b': 0, 'south': 7}"),
                argumentSet("a key", range("{'Key': 'south'}"), "{'south': 7}"),
                argumentSet("a prefix", range("{'KeyPrefix': 'north:'}"), "{'north:a': 5, 'north:b': 0}"),
                argumentSet("from, to before", range("{'KeyRange': {'start': 'north:a', 'end': 'north:b'}}"), "{'north:a': 5}"),
                argumentSet("some keys", range("{'Keys': ['south', 'north:b', 'x']}"), "{'north:b': 0, 'south': 7}"),
                argumentSet("a pattern", range("{'KeyPattern': '*:?'}"), "{'north:a': 5, 'north:b': 0}"),
                argumentSet("a value", range("{'Value': 7}"), "{'south': 7}"),
                argumentSet("a comparison", "{'stock': {'lt': 6}}", "{'north:a': 5, 'north:b': 0}"),
                argumentSet("one or the other", "{'operator': 'or', 'conditions': [" + range("{'Key': 'south'}") + ", "
                        + range("{'Value': 0}") + "]}", "{'north:b': 0, 'south': 7}"),
                argumentSet("both at once", "{'operator': 'and', 'conditions': [" + range("{'KeyPrefix': 'north'}") + ", "
                        + "{'stock': {'gt': 1}}]}", "{'north:a': 5}"),
                argumentSet("beside another field's test", "{'operator': 'and', 'conditions': [" + range("{'Key': 'south'}")
                        + ", {'age': 36}]}", "{'south': 7}"));
    }

    @ParameterizedTest
    @MethodSource("entries")
    void of_a_range_field_those_entries_are_shown_that_meet_it(String filter, String shown) {
        assertThat(selection(CARD, filter).of(ADA, List.of("stock")).orElseThrow())
                .isEqualTo(Map.of("stock", Schemas.tree(shown)));
    }

    static Stream<Arguments> rows() {
        return Stream.of(
                argumentSet("all", "null", "{'1': 10, '2': 20, '10': 30}"),
                argumentSet("by the range key", "{'range_filter': {'user': '1'}}", "{'1': 10}"),
                argumentSet("by the range key as a number", "{'range_filter': {'user': 1}}", "{'1': 10}"),
                argumentSet("by the range key at length", "{'range_filter': {'user': {'KeyPrefix': '1'}}}", "{'1': 10, '10': 30}"),
                argumentSet("by any field's key", "{'field': 'rank', 'range_filter': {'Key': '2'}}", "{'2': 20}"),
                argumentSet("by a value in the row", "{'user': 'eve'}", "{'10': 30}"),
                argumentSet("by two values in one row", "{'user': 'eve', 'score': {'gt': 20}}", "{'10': 30}"),
                argumentSet("by what is not set in the row", "{'rank': null}", "{'1': 10, '10': 30}"));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void a_range_schema_is_asked_row_by_row(String filter, String shown) {
        assertThat(selection(SCORES, filter).of(TABLE, List.of("score")).orElseThrow())
                .isEqualTo(Map.of("score", Schemas.tree(shown)));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void two_values_of_different_rows_meet_nothing(String filter, String shown) {
        assertThat(selection(SCORES, "{'user': 'eve', 'score': 10}").of(TABLE, List.of("score"))).isEmpty();
    }

    private static String range(String test) {
        return "{'field': 'stock', 'range_filter': " + test + "}";
    }

    private static Selection selection(Schema schema, String filter) {
        return new Selection(schema, FilterReader.read(Json.parse(filter.replace('\'', '"')), schema, LIMITS));
    }
}
