package dev.foldd.data.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.contract.Principal;
import dev.foldd.contract.data.Method;
import dev.foldd.data.query.QueryCost;
import dev.foldd.fault.Fault;
import dev.foldd.json.Json;
import dev.foldd.testing.FakeStore;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PlannerTest {

    private static final PlanWorld WORLD = new PlanWorld("""
            rules:
              - {id: doc, entity: Doc, role: user, operations: "*"}
              - {entity: Case, role: user, operations: [create, read, update]}
              - {entity: Housed, role: user, operations: [create, read]}
              - {entity: Member, role: user, operations: update, fields: {write: [team]}}
              - {entity: Member, role: admin, operations: "*"}
            """);
    private static final Principal USER = PlanWorld.user("u1", "user", null, Map.of());

    static Stream<Arguments> refusals() {
        return Stream.of(
                argumentSet("an unknown entity", Method.READ, "{'entity':'Docs','id':'d1'}", Fault.Code.NOT_FOUND,
                        "there is no entity 'Docs'; did you mean 'Doc'?"),
                argumentSet("an entity that is no text", Method.READ, "{'entity':5,'id':'d1'}", Fault.Code.INVALID, "entity"),
                argumentSet("no entity", Method.LIST, "{}", Fault.Code.INVALID, "entity"),
                argumentSet("an operation that no rule allows", Method.DELETE, "{'entity':'Case','id':'c1'}",
                        Fault.Code.FORBIDDEN, "no rule allows you to delete Case"),
                argumentSet("an entity that no rule opens", Method.READ, "{'entity':'Member','id':'m1'}",
                        Fault.Code.FORBIDDEN, "no rule allows you to read Member"),
                argumentSet("an id of another type",
                        Method.READ, "{'entity':'Doc','id':5}", Fault.Code.INVALID, "must be a text"),
                argumentSet("no id", Method.READ, "{'entity':'Doc','id':null}", Fault.Code.INVALID, "must not be null"),
                argumentSet("data that is no object", Method.CREATE, "{'entity':'Doc','data':[]}", Fault.Code.INVALID,
                        "must be an object"),
                argumentSet("an unknown field", Method.CREATE, "{'entity':'Doc','data':{'titel':'a'}}", Fault.Code.INVALID,
                        "did you mean 'title'?"),
                argumentSet("a value of another type", Method.CREATE, "{'entity':'Doc','data':{'score':'a'}}",
                        Fault.Code.INVALID, "score"),
                argumentSet("nothing to change", Method.UPDATE, "{'entity':'Doc','id':'d1','data':{}}", Fault.Code.INVALID,
                        "must name at least one field"),
                argumentSet("nothing to change besides the key", Method.UPDATE, "{'entity':'Case','id':'c1','data':{'id':'c1'}}",
                        Fault.Code.INVALID, "besides the key"),
                argumentSet("another key", Method.UPDATE, "{'entity':'Doc','id':'d1','data':{'id':'d2','title':'a'}}",
                        Fault.Code.INVALID, "cannot be changed"),
                argumentSet("a key for many", Method.UPDATE_MANY, "{'entity':'Doc','filter':{},'data':{'id':'d2'}}",
                        Fault.Code.INVALID, "cannot be changed"),
                argumentSet("a key by field", Method.UPDATE_BY_FIELD,
                        "{'entity':'Doc','field':'slug','value':'s','data':{'id':'d2'}}", Fault.Code.INVALID,
                        "cannot be changed"),
                argumentSet("a field that may not be written", Method.UPDATE,
                        "{'entity':'Member','id':'m1','data':{'userId':'u2'}}", Fault.Code.FORBIDDEN,
                        "no rule allows you to write Member.userId"),
                argumentSet("many without a filter", Method.UPDATE_MANY, "{'entity':'Doc','data':{'title':'a'}}",
                        Fault.Code.INVALID, "filter"),
                argumentSet("by a field that is not there", Method.FIND_BY_FIELD, "{'entity':'Doc','field':'slag','value':'s'}",
                        Fault.Code.INVALID, "did you mean 'slug'?"),
                argumentSet("by a field that may not be read", Method.FIND_BY_FIELD,
                        "{'entity':'Doc','field':'secret','value':'s'}", Fault.Code.FORBIDDEN, "read Doc.secret"),
                argumentSet("by an object", Method.FIND_BY_FIELD, "{'entity':'Doc','field':'slug','value':{'ne':'s'}}",
                        Fault.Code.INVALID, "must be a single value"),
                argumentSet("by a list", Method.DELETE_BY_FIELD, "{'entity':'Doc','field':'slug','value':['s']}",
                        Fault.Code.INVALID, "must be a single value"),
                argumentSet("by no value: not the same as null", Method.DELETE_BY_FIELD, "{'entity':'Doc','field':'slug'}",
                        Fault.Code.INVALID, "is required"),
                argumentSet("deleting by a field that may not be read", Method.DELETE_BY_FIELD,
                        "{'entity':'Doc','field':'secret','value':'s'}", Fault.Code.FORBIDDEN, "read Doc.secret"),
                argumentSet("changing by a field that may not be read", Method.UPDATE_BY_FIELD,
                        "{'entity':'Member','field':'team','value':'s','data':{'team':'x'}}", Fault.Code.FORBIDDEN,
                        "read Member.team"),
                argumentSet("rows that are no objects", Method.CREATE_MANY, "{'entity':'Doc','data':[{},1]}",
                        Fault.Code.INVALID, "must be a list of objects"),
                argumentSet("rows that are no list", Method.CREATE_MANY, "{'entity':'Doc','data':{}}", Fault.Code.INVALID,
                        "must be a list of objects"),
                argumentSet("too many rows", Method.CREATE_MANY, "{'entity':'Doc','data':[{},{},{},{},{},{}]}",
                        Fault.Code.TOO_LARGE, "beyond the limit"),
                argumentSet("upsert by two fields", Method.UPSERT, upsert("{'slug':'s','id':'d1'}", "{}", "{}"),
                        Fault.Code.INVALID, "exactly one unique field"),
                argumentSet("upsert by none", Method.UPSERT, upsert("{}", "{}", "{}"), Fault.Code.INVALID, "exactly one"),
                argumentSet("upsert by a field that is not unique", Method.UPSERT, upsert("{'title':'s'}", "{}", "{}"),
                        Fault.Code.INVALID, "is not a unique field"),
                argumentSet("upsert by null", Method.UPSERT, upsert("{'slug':null}", "{}", "{}"), Fault.Code.INVALID,
                        "must not be null"),
                argumentSet("upsert with two values", Method.UPSERT, upsert("{'slug':'s'}", "{'slug':'t'}", "{}"),
                        Fault.Code.INVALID, "differs from the value in the filter"),
                argumentSet("upsert by a secret is a way to guess it", Method.UPSERT, upsert("{'secret':'s'}", "{}", "{}"),
                        Fault.Code.FORBIDDEN, "read Doc.secret"),
                argumentSet("upsert by what is never exposed", Method.UPSERT, upsert("{'hash':'s'}", "{}", "{}"),
                        Fault.Code.FORBIDDEN, "read Doc.hash"),
                argumentSet("upsert that would change the key", Method.UPSERT, upsert("{'slug':'s'}", "{}", "{'id':'d2'}"),
                        Fault.Code.INVALID, "cannot be changed"),
                argumentSet("upsert without the right to create", Method.UPSERT,
                        upsert("{'id':'m1'}", "{}", "{'team':'x'}").replace("Doc", "Member"), Fault.Code.FORBIDDEN,
                        "no rule allows you to create Member"),
                argumentSet("a tenant made up for a caller without one", Method.CREATE, "{'entity':'Housed','data':{}}",
                        Fault.Code.INVALID, "tenantId"),
                argumentSet("a tenant named by a caller without one", Method.CREATE,
                        "{'entity':'Housed','data':{'tenantId':'main'}}", Fault.Code.FORBIDDEN, "in your own tenant"),
                argumentSet("explaining an unknown operation", Method.POLICY_EXPLAIN, "{'entity':'Doc','operation':'raed'}",
                        Fault.Code.INVALID, "did you mean 'read'?"),
                argumentSet("explaining others without being an admin", Method.POLICY_EXPLAIN,
                        "{'entity':'Doc','operation':'read','subject':{'id':'u2','role':'user'}}", Fault.Code.FORBIDDEN,
                        "only admins"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void is_refused_before_anything_runs(Method method, String arguments, Fault.Code code, String sentence) {
        Fault fault = WORLD.refusal(USER, method, json(arguments));

        assertThat(fault.code()).isEqualTo(code);
        assertThat(fault.details().toString()).contains(sentence);
    }

    @Test
    void what_is_wrong_in_a_batch_is_told_of_its_row() {
        Fault fault = WORLD.refusal(USER, Method.CREATE_MANY,
                json("{'entity':'Doc','data':[{'title':'a'},{'title':1,'score':'b','unheard':1}]}"));

        assertThat(((Fault.Invalid) fault).fields()).extracting(Fault.FieldError::field)
                .containsExactly("data[1].title", "data[1].score", "data[1].unheard");
    }

    @Test
    void of_several_roles_a_filter_means_the_highest() {
        PlanWorld world = new PlanWorld("rules: [{entity: Doc, role: user, operations: read, "
                + "row_level_filter: 'team = $user.role'}]");
        Principal both = new Principal("u1", Principal.Kind.USER, List.of("user", "unheard", "moderator"), Optional.empty(),
                OptionalInt.empty(), Map.of());
        FakeStore store = new FakeStore(0);

        world.run(store, both, Method.READ, json("{'entity':'Doc','id':'d1'}"));

        assertThat(store.queries().get(0).parameters()).contains("moderator").doesNotContain("user", "unheard");
    }

    @Test
    void a_search_that_could_not_be_interrupted_for_long_is_refused() {
        Principal god = PlanWorld.user("g", "god", null, Map.of());
        PlanWorld gods = new PlanWorld("rules: [{entity: '*', role: god, operations: '*'}]");
        String costly = "%" + "a".repeat(98) + "%";

        assertThat(gods.refusal(god, Method.LIST, json("{'entity':'Doc','options':{'filter':{'title':{'ilike':'" + costly
                + "'}}}}")).details().toString()).contains("shorter patterns");
        assertThat(gods.refusal(god, Method.DELETE_MANY, json("{'entity':'Doc','filter':{'title':{'like':'" + costly + "'}}}"))
                .details().toString()).contains("shorter patterns");
    }

    @Test
    void an_empty_batch_runs_nothing() {
        FakeStore store = new FakeStore(0);

        assertThat(WORLD.run(store, USER, Method.CREATE_MANY, json("{'entity':'Doc','data':[]}"))).isEqualTo(0L);
        assertThat(store.statements()).isEmpty();
    }

    @Test
    void a_tenant_is_filled_in_and_not_made_up() {
        FakeStore store = new FakeStore(1);

        WORLD.run(store, PlanWorld.user("u1", "user", "t1", Map.of()), Method.CREATE, json("{'entity':'Housed','data':{}}"));

        assertThat(store.works().get(0).steps().get(0).parameters().get(0)).contains("t1").doesNotContain("main");
    }

    @Test
    void above_tenants_a_default_is_a_default() {
        PlanWorld gods = new PlanWorld("rules: [{entity: Housed, role: god, operations: '*'}]");
        FakeStore store = new FakeStore(1);

        gods.run(store, PlanWorld.user("g", "god", null, Map.of()), Method.CREATE, json("{'entity':'Housed','data':{}}"));

        assertThat(store.works().get(0).steps().get(0).parameters().get(0)).contains("main");
    }

    @Test
    void only_entities_that_the_caller_may_use_are_suggested_and_listed() {
        assertThat(WORLD.refusal(USER, Method.READ, json("{'entity':'Membr','id':'m1'}")).details().toString())
                .doesNotContain("Member");
        List<?> listed = (List<?>) WORLD.run(new FakeStore(0), USER, Method.SCHEMA_LIST, Map.of());

        assertThat(listed).extracting(entity -> ((Map<?, ?>) entity).get("name") + "=" + ((Map<?, ?>) entity).get("operations"))
                .containsExactly("Doc=[create, read, update, delete, list]", "Case=[create, read, update, list]",
                        "Member=[update]", "Housed=[create, read, list]");
    }

    @Test
    void an_entity_is_described_as_far_as_the_caller_may_use_it() {
        Map<?, ?> doc = (Map<?, ?>) WORLD.run(new FakeStore(0), USER, Method.SCHEMA_GET, json("{'entity':'Doc'}"));
        Map<?, ?> member = (Map<?, ?>) WORLD.run(new FakeStore(0), USER, Method.SCHEMA_GET, json("{'entity':'Member'}"));

        assertThat(fields(doc)).contains("secret: false true", "hash: false true", "title: true true");
        assertThat(fields(member)).containsExactly("team: false true");
    }

    @Test
    void the_same_shape_is_the_same_statement() {
        FakeStore store = new FakeStore(1);

        WORLD.run(store, USER, Method.READ, json("{'entity':'Doc','id':'d1'}"));
        WORLD.run(store, PlanWorld.user("u2", "user", "t1", Map.of()), Method.READ, json("{'entity':'Doc','id':'d2'}"));
        WORLD.run(store, PlanWorld.user("u3", "user", "t2", Map.of()), Method.READ, json("{'entity':'Doc','id':'d3'}"));

        assertThat(store.queries().get(1).statement()).isNotNull();
        assertThat(store.queries().get(2).statement()).isSameAs(store.queries().get(1).statement());
    }

    static Stream<Arguments> orders() {
        return Stream.of(
                argumentSet("update", Method.UPDATE, "{'entity':'Case','id':'c1','data':{'slug':'s','title':'t'}}",
                        "{'entity':'Case','id':'c1','data':{'title':'t','slug':'s'}}"),
                argumentSet("create", Method.CREATE, "{'entity':'Case','data':{'slug':'s','title':'t','id':'c1'}}",
                        "{'entity':'Case','data':{'id':'c1','title':'t','slug':'s'}}"),
                argumentSet("createMany", Method.CREATE_MANY, "{'entity':'Doc','data':[{'slug':'s','title':'t','id':'c1'}]}",
                        "{'entity':'Doc','data':[{'id':'c1','title':'t','slug':'s'}]}"));
    }

    @ParameterizedTest
    @MethodSource("orders")
    void the_same_fields_in_another_order_are_the_same_statement(Method method, String one, String other) {
        FakeStore store = new FakeStore(1);

        WORLD.run(store, USER, method, json(one));
        WORLD.run(store, USER, method, json(other));

        assertThat(store.statements().get(1)).isSameAs(store.statements().get(0));
        assertThat(store.works().get(1).steps().get(0).parameters())
                .isEqualTo(store.works().get(0).steps().get(0).parameters());
    }

    @Test
    void the_audit_record_can_say_what_it_was_about() {
        Plan read = WORLD.plan(USER, Method.READ, json("{'entity':'Doc','id':'d1'}"));
        Plan create = WORLD.plan(USER, Method.CREATE, json("{'entity':'Doc','data':{'title':'a'}}"));
        Plan many = WORLD.plan(USER, Method.DELETE_MANY, json("{'entity':'Doc','filter':{'title':'a'}}"));

        assertThat(read.subject()).isEqualTo(new Plan.Subject("Doc", "d1", null, List.of("doc")));
        assertThat(create.subject().id()).startsWith("cuid-");
        assertThat(create.subject().values()).isEqualTo(Map.of("title", "a"));
        assertThat(many.subject().id()).isEmpty();
        assertThat(many.subject().rules()).containsExactly("doc");
    }

    @Test
    void a_long_word_for_an_operation_costs_no_time() {
        String word = "r".repeat(10_000_000);

        org.junit.jupiter.api.Assertions.assertTimeout(Duration.ofSeconds(2), () ->
                WORLD.refusal(USER, Method.POLICY_EXPLAIN, Map.of("entity", "Doc", "operation", word)));
    }

    @Test
    void a_filter_that_costs_more_than_is_allowed_is_refused_wherever_it_stands() {
        String filter = "{'OR':[" + IntStream.range(0, 45).mapToObj(i -> "{'title':{'contains':'" + i + "'}}")
                .collect(Collectors.joining(",")) + "]}";

        for (String request : Arrays.asList("{'entity':'Doc','filter':" + filter + "}",
                "{'entity':'Doc','filter':" + filter + ",'data':{'title':'a'}}")) {
            Method method = request.contains("data") ? Method.UPDATE_MANY : Method.FIND_FIRST;
            assertThat(WORLD.refusal(USER, method, json(request)).details().toString())
                    .contains("costs 1169 points and 200 are allowed");
            assertThat(WORLD.refusal(USER, Method.DELETE_MANY, json(request)).details().toString()).contains("costs 1169");
        }
    }

    static Stream<Arguments> costs() {
        return Stream.of(argumentSet("nothing", 0, 0L, 0L, 1L), argumentSet("a field to sort by", 1, 0L, 0L, 3L),
                argumentSet("ten rows", 0, 10L, 0L, 2L), argumentSet("nine rows", 0, 9L, 0L, 1L),
                argumentSet("a hundred rows skipped", 0, 0L, 100L, 2L),
                argumentSet("everything", 2, 100L, 1_000L, 25L),
                argumentSet("more than an int", 0, 0L, 10_000_000_000L, 100_000_001L));
    }

    @ParameterizedTest
    @MethodSource("costs")
    void a_request_costs(int sorted, long rows, long skipped, long points) {
        assertThat(new QueryCost(1).sortedBy(sorted).returning(rows, skipped).points()).isEqualTo(points);
    }

    private static String upsert(String filter, String createData, String updateData) {
        return "{'entity':'Doc','filter':" + filter + ",'createData':" + createData + ",'updateData':" + updateData + "}";
    }

    private static List<String> fields(Map<?, ?> description) {
        return ((List<?>) description.get("fields")).stream().map(field -> (Map<?, ?>) field).map(field ->
                field.get("name") + ": " + field.get("readable") + " " + field.get("writable")).toList();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> json(String text) {
        return new LinkedHashMap<>((Map<String, Object>) Json.parse(text.replace('\'', '"')));
    }
}
