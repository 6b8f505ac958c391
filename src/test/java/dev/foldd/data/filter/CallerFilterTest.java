package dev.foldd.data.filter;

import static dev.foldd.data.filter.Docs.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.data.entity.Field;
import dev.foldd.data.filter.Condition.And;
import dev.foldd.data.filter.Condition.Comparison;
import dev.foldd.data.filter.Condition.IsNull;
import dev.foldd.data.filter.Condition.Match;
import dev.foldd.data.filter.Condition.MatchKind;
import dev.foldd.data.filter.Condition.Not;
import dev.foldd.data.filter.Condition.OneOf;
import dev.foldd.data.filter.Condition.Operator;
import dev.foldd.data.filter.Condition.Or;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.json.Json;
import dev.foldd.store.ValueType;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CallerFilterTest {

    private static final CallerFilter.Limits LIMITS = new CallerFilter.Limits(4, 10, 6);
    private static final Condition A = equal("team", "a");
    private static final Condition B = equal("authorId", "b");

    static Stream<Arguments> filters() {
        return Stream.of(
                argumentSet("nothing asked is everything", "{}", Condition.TRUE),
                argumentSet("equality", "{'team':'a'}", A),
                argumentSet("two fields are both meant", "{'team':'a','authorId':'b'}", new And(List.of(A, B))),
                argumentSet("null is IS NULL", "{'team':null}", isNull("team")),
                argumentSet("null is IS NULL on JSON too", "{'meta':null}", isNull("meta")),
                argumentSet("isNull", "{'team':{'isNull':true}}", isNull("team")),
                argumentSet("isNull false", "{'team':{'isNull':false}}", new Not(isNull("team"))),
                argumentSet("isNull on JSON", "{'meta':{'isNull':false}}", new Not(isNull("meta"))),
                argumentSet("gt", "{'score':{'gt':1}}", compare("score", Operator.GREATER, 1L)),
                argumentSet("gte", "{'score':{'gte':1}}", compare("score", Operator.AT_LEAST, 1L)),
                argumentSet("lt", "{'score':{'lt':1}}", compare("score", Operator.LESS, 1L)),
                argumentSet("lte", "{'score':{'lte':1}}", compare("score", Operator.AT_MOST, 1L)),
                argumentSet("several operators are all meant", "{'score':{'gt':1,'lt':9}}", new And(List.of(
                        compare("score", Operator.GREATER, 1L), compare("score", Operator.LESS, 9L)))),
                argumentSet("ne", "{'team':{'ne':'a'}}", new Not(A)),
                argumentSet("ne null", "{'team':{'ne':null}}", new Not(isNull("team"))),
                argumentSet("ne null on JSON", "{'meta':{'ne':null}}", new Not(isNull("meta"))),
                argumentSet("not with a value", "{'team':{'not':'a'}}", new Not(A)),
                argumentSet("not null", "{'team':{'not':null}}", new Not(isNull("team"))),
                argumentSet("not with operators", "{'score':{'not':{'gt':1}}}", new Not(compare("score", Operator.GREATER, 1L))),
                argumentSet("between", "{'score':{'between':[1,9]}}", new And(List.of(
                        compare("score", Operator.AT_LEAST, 1L), compare("score", Operator.AT_MOST, 9L)))),
                argumentSet("in", "{'team':{'in':['a','b']}}", new OneOf(column("team"), List.of(text("a"), text("b")))),
                argumentSet("in nothing", "{'team':{'in':[]}}", Condition.FALSE),
                argumentSet("notIn", "{'team':{'notIn':['a']}}", new Not(new OneOf(column("team"), List.of(text("a"))))),
                argumentSet("notIn nothing", "{'team':{'notIn':[]}}", new Not(Condition.FALSE)),
                argumentSet("contains", "{'team':{'contains':'%a'}}", match(MatchKind.CONTAINS, "%a")),
                argumentSet("startsWith", "{'team':{'startsWith':'a'}}", match(MatchKind.STARTS_WITH, "a")),
                argumentSet("endsWith", "{'team':{'endsWith':''}}", match(MatchKind.ENDS_WITH, "")),
                argumentSet("like", "{'team':{'like':'a%'}}", match(MatchKind.LIKE, "a%")),
                argumentSet("ilike", "{'team':{'ilike':'A_'}}", match(MatchKind.ILIKE, "A_")),
                argumentSet("AND", "{'AND':[{'team':'a'},{'authorId':'b'}]}", new And(List.of(A, B))),
                argumentSet("AND beside a field", "{'AND':[{'team':'a'}],'authorId':'b'}", new And(List.of(A, B))),
                argumentSet("AND of nothing", "{'AND':[]}", Condition.TRUE),
                argumentSet("AND of one object", "{'AND':{'team':'a'}}", A),
                argumentSet("OR", "{'OR':[{'team':'a'},{'authorId':'b'}]}", new Or(List.of(A, B))),
                argumentSet("OR of nothing", "{'OR':[]}", Condition.FALSE),
                argumentSet("OR with an empty filter", "{'OR':[{'team':'a'},{}]}", Condition.TRUE),
                argumentSet("NOT", "{'NOT':[{'team':'a'}]}", new Not(A)),
                argumentSet("NOT of several: none of them", "{'NOT':[{'team':'a'},{'authorId':'b'}]}",
                        new And(List.of(new Not(A), new Not(B)))),
                argumentSet("NOT of one object", "{'NOT':{'team':'a'}}", new Not(A)),
                argumentSet("NOT of everything", "{'NOT':{}}", new Not(Condition.TRUE)),
                argumentSet("nested", "{'OR':[{'NOT':[{'team':'a'}]},{'AND':[{'authorId':'b'}]}]}",
                        new Or(List.of(new Not(A), B))),
                argumentSet("a value of each type", "{'size':'12','ratio':1,'price':'1.50','open':true,'at':0}",
                        new And(List.of(equal("size", 12L), equal("ratio", 1.0), equal("price", new BigDecimal("1.5")),
                                equal("open", true), equal("at", "1970-01-01T00:00:00.000Z")))),
                argumentSet("SQL in a value is a value", "{'team':'a) OR 1=1 --'}", equal("team", "a) OR 1=1 --")));
    }

    @ParameterizedTest
    @MethodSource("filters")
    void understands(String filter, Condition condition) {
        assertThat(reader(LIMITS).read(json(filter))).isEqualTo(condition);
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                argumentSet("an unknown operator", "{'team':{'equals':'a'}}", "filter.team.equals", "is no operator"),
                argumentSet("an operator in other letters", "{'team':{'GT':'a'}}", "filter.team.GT", "is no operator"),
                argumentSet("a word instead of an operator", "{'team':{'AND':[]}}", "filter.team.AND", "is no operator"),
                argumentSet("no operator", "{'team':{}}", "filter.team", "needs at least one operator"),
                argumentSet("a list for a value", "{'team':['a']}", "team", "must be a text"),
                argumentSet("a number for a text", "{'team':5}", "team", "must be a text"),
                argumentSet("a text for a number", "{'score':'5'}", "score", "must be a whole number"),
                argumentSet("a fraction for a whole number", "{'score':1.5}", "score", "must be a whole number"),
                argumentSet("a number beyond its type", "{'score':3000000000}", "score", "must be a whole number"),
                argumentSet("a number for a flag", "{'open':1}", "open", "must be true or false"),
                argumentSet("no moment", "{'at':'soon'}", "at", "must be a moment"),
                argumentSet("half a surrogate pair", "{'team':'\\ud800'}", "team", "half a surrogate pair"),
                argumentSet("half a surrogate pair in a search", "{'team':{'contains':'\\ud800'}}", "team",
                        "half a surrogate pair"),
                argumentSet("NUL in a search", "{'team':{'startsWith':'\\u0000'}}", "team", "must not hold NUL"),
                argumentSet("gt null", "{'score':{'gt':null}}", "filter.score.gt", "cannot compare with null"),
                argumentSet("lte null", "{'score':{'lte':null}}", "filter.score.lte", "cannot compare with null"),
                argumentSet("between one value", "{'score':{'between':[1]}}", "filter.score.between", "two values"),
                argumentSet("between null", "{'score':{'between':[1,null]}}", "filter.score.between", "two values"),
                argumentSet("between no list", "{'score':{'between':1}}", "filter.score.between", "two values"),
                argumentSet("in with null", "{'team':{'in':['a',null]}}", "filter.team.in", "without null"),
                argumentSet("in no list", "{'team':{'in':'a'}}", "filter.team.in", "list of values"),
                argumentSet("in an object", "{'team':{'in':{'a':1}}}", "filter.team.in", "list of values"),
                argumentSet("isNull with a text", "{'team':{'isNull':'true'}}", "filter.team.isNull", "true or false"),
                argumentSet("isNull null", "{'team':{'isNull':null}}", "filter.team.isNull", "true or false"),
                argumentSet("contains a number", "{'team':{'contains':5}}", "filter.team.contains", "must be a text"),
                argumentSet("like null", "{'team':{'like':null}}", "filter.team.like", "must be a text"),
                argumentSet("searching in a number", "{'score':{'contains':'1'}}", "filter.score.contains", "score is none"),
                argumentSet("searching in a moment", "{'at':{'startsWith':'2026'}}", "filter.at.startsWith", "at is none"),
                argumentSet("JSON compared", "{'meta':{'gt':1}}", "meta", "can only be tested by isNull"),
                argumentSet("JSON for equality", "{'meta':'a'}", "meta", "can only be tested by isNull"),
                argumentSet("JSON in a list", "{'meta':{'in':['a']}}", "meta", "can only be tested by isNull"),
                argumentSet("JSON in an empty list", "{'meta':{'in':[]}}", "meta", "can only be tested by isNull"),
                argumentSet("searching in JSON", "{'meta':{'contains':'a'}}", "filter.meta.contains", "meta is none"),
                argumentSet("AND of a text", "{'AND':'team'}", "filter.AND", "list of filters"),
                argumentSet("OR null", "{'OR':null}", "filter.OR", "list of filters"),
                argumentSet("a text among filters", "{'OR':[{'team':'a'},'b']}", "filter.OR", "list of filters"),
                argumentSet("null among filters", "{'NOT':[null]}", "filter.NOT", "list of filters"),
                argumentSet("the place of what is deep inside", "{'OR':[{'NOT':[{'team':{'like':5}}]}]}",
                        "filter.OR.NOT.team.like", "must be a text"),
                argumentSet("a field that is not there", "{'taem':'a'}", "taem", "is unknown"),
                argumentSet("a field named like a column of SQL", "{'1=1 --':'a'}", "1=1 --", "is unknown"),
                argumentSet("filters nested too deep", "{'AND':[{'AND':[{'AND':[{'AND':[{'team':'a'}]}]}]}]}",
                        "filter.AND.AND.AND.AND", "is nested deeper than 4"),
                argumentSet("operators nested too deep", "{'team':{'not':{'not':{'not':{'not':'a'}}}}}",
                        "filter.team.not.not.not", "is nested deeper than 4"),
                argumentSet("too many values in a list", "{'score':{'in':[1,2,3,4,5,6,7]}}", "filter.score.in",
                        "lists more than 6 values"),
                argumentSet("too many tests", members(11), "filter", "holds more than 10"),
                argumentSet("too many values in two lists", "{'score':{'in':[1,2,3,4,5,6]},'size':{'in':[1,2,3,4,5]}}",
                        "filter", "holds more than 10"),
                argumentSet("too many empty filters", "{'NOT':[" + repeated("{}", 11) + "]}", "filter", "holds more than 10"),
                argumentSet("too many filters of nothing", "{'NOT':[" + repeated("{'OR':[]}", 11) + "]}", "filter",
                        "holds more than 10"),
                argumentSet("too many empty lists", "{'NOT':[" + repeated("{'team':{'in':[]}}", 11) + "]}", "filter",
                        "holds more than 10"),
                argumentSet("too many tests for null", "{'AND':[" + repeated("{'team':null}", 11) + "]}", "filter",
                        "holds more than 10"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void names_what_it_does_not_take(String filter, String place, String sentence) {
        Fault fault = refusal(reader(LIMITS), filter);

        assertThat(fault).isInstanceOfSatisfying(Fault.Invalid.class, invalid ->
                assertThat(invalid.fields()).singleElement().satisfies(error -> {
                    assertThat(error.field()).isEqualTo(place);
                    assertThat(error.error()).contains(sentence);
                }));
    }

    @ParameterizedTest
    @CsvSource({"like, 100", "ilike, 100", "contains, 1000", "startsWith, 1000", "endsWith, 1000"})
    void a_pattern_has_a_length_limit(String operator, int most) {
        String filter = "{'team':{'" + operator + "':'%s'}}";

        assertThat(reader(LIMITS).read(json(filter.formatted("a".repeat(most))))).isNotNull();
        assertThat(refusal(reader(LIMITS), filter.formatted("a".repeat(most + 1)))).isEqualTo(new Fault.Invalid(
                "filter.team." + operator, "must be a text of at most " + most + " characters"));
    }

    @Test
    void many_tests_side_by_side_never_make_a_deep_condition() {
        List<Condition> many = IntStream.range(0, 10_000).mapToObj(i -> equal("team", "t" + i)).toList();

        for (Condition joined : List.of(Condition.allOf(many), Condition.anyOf(many),
                Condition.allOf(Condition.allOf(many), A))) {
            assertThat(depth(joined)).isLessThan(60);
            assertThat(leaves(joined)).containsAll(many);
        }
    }

    /** As a database counts: what stands side by side is read as one inside the other. */
    private static int depth(Condition condition) {
        List<Condition> parts = parts(condition);
        return parts.isEmpty() ? 1 : parts.size() - 1 + parts.stream().mapToInt(CallerFilterTest::depth).max().getAsInt();
    }

    private static Set<Condition> leaves(Condition condition) {
        List<Condition> parts = parts(condition);
        return parts.isEmpty() ? Set.of(condition)
                : parts.stream().flatMap(part -> leaves(part).stream()).collect(Collectors.toSet());
    }

    private static List<Condition> parts(Condition condition) {
        return condition instanceof And and ? and.parts() : condition instanceof Or or ? or.parts() : List.of();
    }

    static Stream<Arguments> closed() {
        return Stream.of(argumentSet("equality", "{'hidden':'a'}"), argumentSet("null", "{'hidden':null}"),
                argumentSet("an operator", "{'hidden':{'startsWith':'a'}}"), argumentSet("isNull", "{'hidden':{'isNull':true}}"),
                argumentSet("deep inside", "{'OR':[{'team':'a'},{'NOT':[{'hidden':{'ne':'a'}}]}]}"),
                argumentSet("a wrong operator tells no more", "{'hidden':{'nonsense':1}}"));
    }

    @ParameterizedTest
    @MethodSource("closed")
    void a_field_that_the_caller_may_not_read_is_forbidden_wherever_it_stands(String filter) {
        assertThat(refusal(reader(LIMITS), filter)).isInstanceOf(Fault.Forbidden.class);
    }

    static Stream<Arguments> costs() {
        return Stream.of(
                argumentSet("nothing", "{}", 0, 0), argumentSet("one test", "{'team':'a'}", 1, 0),
                argumentSet("null", "{'team':null}", 1, 0), argumentSet("between", "{'score':{'between':[1,2]}}", 2, 0),
                argumentSet("a list", "{'score':{'in':[1,2,3]}}", 3, 0),
                argumentSet("an empty list", "{'score':{'in':[]}}", 1, 0),
                argumentSet("searches", "{'team':{'like':'a','contains':'b'}}", 2, 2),
                argumentSet("combinations cost what they hold", "{'OR':[{'team':'a'},{'NOT':[{'score':{'gt':1}}]}]}", 2, 0),
                argumentSet("what is simplified away has been read", "{'OR':[{},{'team':'a'},{'team':'a'}]}", 3, 0));
    }

    @ParameterizedTest
    @MethodSource("costs")
    void counts_what_it_reads(String filter, int terms, int searches) {
        CallerFilter reader = reader(LIMITS);

        reader.read(json(filter));

        assertThat(reader.terms()).isEqualTo(terms);
        assertThat(reader.searches()).isEqualTo(searches);
    }

    @Test
    void lists_of_any_kind_are_read() {
        assertThat(reader(LIMITS).read(Map.of("score", Map.of("between", List.of(1L, 9L), "in", List.of(3L)))))
                .isInstanceOf(And.class);
    }

    @Test
    void the_limits_themselves_are_allowed() {
        assertThat(reader(LIMITS).read(json(members(10)))).isInstanceOf(And.class);
        assertThat(reader(LIMITS).read(json("{'AND':[{'AND':[{'AND':[{'team':'a'}]}]}]}"))).isEqualTo(A);
        assertThat(reader(LIMITS).read(json("{'team':{'not':{'not':{'not':'a'}}}}")))
                .isEqualTo(new Not(new Not(new Not(A))));
        assertThat(reader(LIMITS).read(json("{'score':{'in':[1,2,3,4,5,6]}}"))).isInstanceOf(OneOf.class);
    }

    private static CallerFilter reader(CallerFilter.Limits limits) {
        return new CallerFilter(Scope.ofFields(CallerFilterTest::readable), Docs::value, limits);
    }

    private static Field readable(String name) {
        if (name.equals("hidden")) {
            throw new FaultException(new Fault.Forbidden("no"));
        }
        return Docs.DOC.field(name).orElseThrow(() -> new FaultException(new Fault.Invalid(name, "is unknown")));
    }

    private static Fault refusal(CallerFilter reader, String filter) {
        FaultException refusal = catchThrowableOfType(FaultException.class, () -> reader.read(json(filter)));
        assertThat(refusal).isNotNull();
        return refusal.fault();
    }

    /** JSON with single quotes, for legibility. */
    private static Map<?, ?> json(String text) {
        return (Map<?, ?>) Json.parse(text.replace('\'', '"'));
    }

    private static String members(int count) {
        return "{'AND':[" + IntStream.range(0, count).mapToObj(i -> "{'score':" + i + "}").collect(Collectors.joining(","))
                + "]}";
    }

    private static String repeated(String text, int times) {
        return Stream.generate(() -> text).limit(times).collect(Collectors.joining(","));
    }

    private static Condition equal(String name, Object value) {
        return compare(name, Operator.EQUAL, value);
    }

    private static Condition compare(String name, Operator operator, Object value) {
        return new Comparison(column(name), operator, new Term.Value(value, field(name).type().stored()));
    }

    private static Condition isNull(String name) {
        return new IsNull(column(name));
    }

    private static Condition match(MatchKind kind, String pattern) {
        return new Match(column("team"), kind, text(pattern));
    }

    private static Term column(String name) {
        return new Term.Column(field(name));
    }

    private static Term text(String value) {
        return new Term.Value(value, ValueType.TEXT);
    }
}
