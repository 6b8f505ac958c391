package dev.foldd.data.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.contract.Principal;
import dev.foldd.contract.data.Method;
import dev.foldd.fault.Fault;
import dev.foldd.json.Json;
import dev.foldd.testing.FakeStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** At most 100 rows and 200 points; 20 rows a page where none is named. */
class ListOptionsTest {

    private static final PlanWorld WORLD = new PlanWorld("""
            rules:
              - {entity: Doc, role: user, operations: read}
              - {entity: Member, role: user, operations: read, fields: {read: [userId, team]}}
            """);
    private static final Principal USER = PlanWorld.user("u1", "user", null, Map.of());

    static Stream<Arguments> refusals() {
        return Stream.of(
                argumentSet("an unknown option", "{'limits':5}", "options.limits", "is unknown; did you mean 'limit'?"),
                argumentSet("a filter that is no object", "{'filter':['title']}", "options.filter", "must be an object"),
                argumentSet("page zero", "{'page':0}", "options.page", "must be a whole number from 1 to 10000000"),
                argumentSet("a page below zero", "{'page':-1}", "options.page", "must be a whole number"),
                argumentSet("a page as text", "{'page':'1'}", "options.page", "must be a whole number"),
                argumentSet("a page with a fraction", "{'page':1.5}", "options.page", "must be a whole number"),
                argumentSet("a page beyond 32 bits", "{'page':4294967297}", "options.page", "must be a whole number"),
                argumentSet("a page beyond 64 bits", "{'page':99999999999999999999}", "options.page", "must be a whole number"),
                argumentSet("no rows", "{'limit':0}", "options.limit", "must be a whole number from 1 to 100"),
                argumentSet("too many rows", "{'limit':101}", "options.limit", "must be a whole number from 1 to 100"),
                argumentSet("a limit that is true", "{'limit':true}", "options.limit", "must be a whole number"),
                argumentSet("a cursor that is a number", "{'cursor':5}", "options.cursor", "must be a text, or null to begin"),
                argumentSet("a cursor and a page",
                        "{'cursor':null,'page':1}", "options.page", "cannot be combined with a cursor"),
                argumentSet("an order that is a text", "{'sort':'title'}", "options.sort", "must be {field: \"asc\"}"),
                argumentSet("an order of names alone", "{'sort':['title']}", "options.sort", "must be {field: \"asc\"}"),
                argumentSet("an order of three parts", "{'sort':[['title','asc','x']]}", "options.sort", "must be {field"),
                argumentSet("an order by a number", "{'sort':[[1,'asc']]}", "options.sort", "must name fields"),
                argumentSet("a direction in other letters", "{'sort':{'title':'ASC'}}", "options.sort.title",
                        "must be \"asc\" or \"desc\""),
                argumentSet("no direction", "{'sort':{'title':null}}", "options.sort.title", "must be \"asc\" or \"desc\""),
                argumentSet("a direction that is a number", "{'sort':{'title':1}}", "options.sort.title", "must be \"asc\""),
                argumentSet("an order by JSON", "{'sort':{'meta':'asc'}}", "options.sort.meta", "is JSON, which has no order"),
                argumentSet("an order by what is not there", "{'sort':{'titel':'asc'}}", "titel",
                        "is unknown; did you mean 'title'?"),
                argumentSet("too many fields to order by", "{'sort':[['id','asc'],['id','asc'],['id','asc'],['id','asc'],"
                        + "['id','asc'],['id','asc'],['id','asc'],['id','asc'],['id','asc']]}", "options.sort",
                        "names more than 8 fields"),
                argumentSet("fields that are a text", "{'fields':'title'}", "options.fields", "must be a list of field names"),
                argumentSet("no field", "{'fields':[]}", "options.fields", "must be a list of field names"),
                argumentSet("a field that is a number", "{'fields':[1]}", "options.fields", "must be a list of field names"),
                argumentSet("a field that is not there", "{'fields':['id','titel']}", "titel", "is unknown"),
                argumentSet("a way of counting that is not there", "{'count':'about'}", "options.count",
                        "must be \"exact\" or \"none\""),
                argumentSet("counting with a flag", "{'count':true}", "options.count", "must be \"exact\" or \"none\""),
                argumentSet("pages too far away", "{'page':10000000,'limit':100}", "query", "points and 200 are allowed"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void names_what_it_does_not_take(String options, String field, String sentence) {
        assertThat(WORLD.refusal(USER, Method.LIST, arguments("Doc", options))).isInstanceOfSatisfying(Fault.Invalid.class,
                invalid -> assertThat(invalid.fields()).singleElement().satisfies(error -> {
                    assertThat(error.field()).isEqualTo(field);
                    assertThat(error.error()).contains(sentence);
                }));
    }

    static Stream<Arguments> forbidden() {
        return Stream.of(
                argumentSet("to show a sensitive field", "Doc", "{'fields':['secret']}"),
                argumentSet("to show what is never exposed", "Doc", "{'fields':['hash']}"),
                argumentSet("to order by a sensitive field", "Doc", "{'sort':{'secret':'asc'}}"),
                argumentSet("to order by a field that no rule opens", "Member", "{'sort':{'id':'asc'}}"),
                argumentSet("to filter by a sensitive field", "Doc", "{'filter':{'secret':'a'}}"),
                argumentSet("to page by a cursor over keys that are closed", "Member", "{'cursor':null}"),
                argumentSet("to list what no rule opens", "Case", "{}"));
    }

    @ParameterizedTest
    @MethodSource("forbidden")
    void it_is_forbidden(String entity, String options) {
        assertThat(WORLD.refusal(USER, Method.LIST, arguments(entity, options))).isInstanceOf(Fault.Forbidden.class);
    }

    /** What the page then says of itself, and the LIMIT and OFFSET that are bound. */
    static Stream<Arguments> pages() {
        return Stream.of(
                argumentSet("nothing asked: all there may be", "{}", 1L, 100L, "[101]"),
                argumentSet("options of null", "{'page':null,'limit':null,'sort':null,'fields':null,'filter':null}", 1L, 100L,
                        "[101]"),
                argumentSet("a page: the default limit", "{'page':1}", 1L, 20L, "[21]"),
                argumentSet("a limit", "{'limit':7}", 1L, 7L, "[8]"),
                argumentSet("a later page", "{'page':3,'limit':7}", 3L, 7L, "[8, 14]"),
                argumentSet("a cursor: the default limit", "{'cursor':null}", 1L, 20L, "[21]"),
                argumentSet("an empty cursor begins too", "{'cursor':''}", 1L, 20L, "[21]"));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void asks_for_one_row_more_than_the_page_holds(String options, long page, long limit, String bound) {
        FakeStore store = new FakeStore(0);

        Map<?, ?> answer = (Map<?, ?>) WORLD.run(store, USER, Method.LIST, arguments("Doc", options));

        assertThat(answer.get("page")).isEqualTo(page);
        assertThat(answer.get("limit")).isEqualTo(limit);
        assertThat(store.queries().get(0).parameters().toString()).isEqualTo(bound);
    }

    /** Rows that the store gives for a limit of 2, and what is made of them; 42 is what it counts. */
    static Stream<Arguments> totals() {
        return Stream.of(
                argumentSet("nothing on the first page", "{'limit':2}", 0, 0L, false, 1),
                argumentSet("a part of the first page", "{'limit':2}", 1, 1L, false, 1),
                argumentSet("just the first page", "{'limit':2}", 2, 2L, false, 1),
                argumentSet("more than the first page", "{'limit':2}", 3, 42L, true, 1),
                argumentSet("more than a search finds at first", "{'limit':2,'filter':{'title':{'contains':'a'}}}", 3, 42L, true, 2),
                argumentSet("one row by its key", "{'limit':2,'filter':{'id':'a'}}", 1, 1L, false, 1),
                argumentSet("the last page tells the total by itself", "{'limit':2,'page':3}", 1, 5L, false, 1),
                argumentSet("an empty later page does not", "{'limit':2,'page':3}", 0, 42L, false, 2),
                argumentSet("a later page with more behind it", "{'limit':2,'page':3}", 3, 42L, true, 1),
                argumentSet("no counting", "{'limit':2,'count':'none'}", 3, null, true, 1),
                argumentSet("the beginning by cursor", "{'limit':2,'cursor':null}", 2, 2L, false, 1),
                argumentSet("the beginning by cursor with more behind it", "{'limit':2,'cursor':null}", 3, 42L, true, 1));
    }

    @ParameterizedTest
    @MethodSource("totals")
    void counts_only_where_the_page_does_not_tell(String options, int rows, Long total, boolean more, int statements) {
        FakeStore store = new FakeStore(rows);

        Map<?, ?> answer = (Map<?, ?>) WORLD.run(store, USER, Method.LIST, arguments("Doc", options));

        assertThat(answer.get("total")).isEqualTo(total);
        assertThat(answer.get("hasMore")).isEqualTo(more);
        assertThat(store.queries()).hasSize(statements);
    }

    @Test
    void a_field_asked_for_twice_is_answered_once() {
        FakeStore store = new FakeStore(1);

        WORLD.run(store, USER, Method.LIST, arguments("Doc", "{'fields':['title','title']}"));

        assertThat(store.queries().get(0).statement().sql()).startsWith("SELECT \"title\",(SELECT count(*) FROM");
    }

    @Test
    void whoever_asks_the_same_with_other_values_gets_the_same_statement() {
        FakeStore store = new FakeStore(1);
        for (String value : List.of("a", "b")) {
            WORLD.run(store, USER, Method.LIST, arguments("Doc",
                    "{'filter':{'title':{'gt':'" + value + "'}},'limit':" + value.length() + "}"));
        }
        WORLD.run(store, USER, Method.LIST, arguments("Doc", "{'filter':{'title':{'lt':'a'}},'limit':1}"));
        WORLD.run(store, USER, Method.LIST, arguments("Doc", "{'filter':{'title':{'gt':'a'}},'limit':1,'page':2}"));

        assertThat(store.queries().get(1).statement()).isSameAs(store.queries().get(0).statement());
        assertThat(store.queries().get(1).parameters()).contains("b").doesNotContain("a");
        assertThat(store.queries().get(2).statement().sql()).isNotEqualTo(store.queries().get(0).statement().sql());
        assertThat(store.queries().get(3).statement().sql()).endsWith("OFFSET ?");
    }

    /** Whether one row at most is asked for, by its key and nothing that takes long. */
    static Stream<Arguments> brevities() {
        return Stream.of(
                argumentSet("by key", "{'id':'a'}", true),
                argumentSet("by key and more", "{'id':'a','title':'b','score':null}", true),
                argumentSet("by two keys", "{'id':{'in':['a','b']}}", false),
                argumentSet("by key or not", "{'OR':[{'id':'a'},{'title':'b'}]}", false),
                argumentSet("by key and a search", "{'id':'a','title':{'contains':'b'}}", false),
                argumentSet("by something else", "{'title':'a'}", false),
                argumentSet("beyond a key", "{'id':{'gt':'a'}}", false));
    }

    @ParameterizedTest
    @MethodSource("brevities")
    void a_list_is_brief_when_it_names_one_row(String filter, boolean brief) {
        FakeStore store = new FakeStore(0);

        WORLD.run(store, USER, Method.LIST, arguments("Doc", "{'filter':" + filter + "}"));

        assertThat(store.queries().get(0).statement().brief()).isEqualTo(brief);
    }

    @Test
    void every_statement_is_bounded_and_ends_with_its_caller() {
        FakeStore store = new FakeStore(3);

        WORLD.run(store, USER, Method.LIST, arguments("Doc", "{'limit':2,'filter':{'title':{'contains':'a'}}}"));

        assertThat(store.queries()).hasSize(2).allSatisfy(query -> {
            assertThat(query.limits()).isEqualTo(PlanWorld.CONFIG.statement());
            assertThat(query.life()).isNotNull();
        });
    }

    private static Map<String, Object> arguments(String entity, String options) {
        Map<String, Object> arguments = new LinkedHashMap<>();
        arguments.put("entity", entity);
        arguments.put("options", Json.parse(options.replace('\'', '"')));
        return arguments;
    }
}
