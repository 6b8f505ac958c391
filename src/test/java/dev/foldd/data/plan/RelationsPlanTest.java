package dev.foldd.data.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.contract.Principal;
import dev.foldd.contract.data.Method;
import dev.foldd.fault.Fault;
import dev.foldd.json.Json;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is refused of relations before anything runs: two after one another, four in all, lists of three, ten and five. */
class RelationsPlanTest {

    private static final PlanWorld WORLD = new PlanWorld("""
            rules:
              - {entity: Post, role: user, operations: list}
              - {id: people, entity: Writer, role: user, operations: read}
              - {entity: Post, role: moderator, operations: read, fields: {read: [id, title, parentId]}}
              - {entity: Remark, role: moderator, operations: read}
              - {entity: Remark, role: user, operations: delete}
            """);
    /** Who may not read the key on this side, and on the other. */
    private static final PlanWorld CLOSED = new PlanWorld("""
            rules:
              - {entity: Post, role: user, operations: read, fields: {read: [id, title]}}
              - {entity: Writer, role: user, operations: read, fields: {read: [name]}}
              - {entity: Remark, role: user, operations: read}
            """);
    private static final Principal USER = PlanWorld.user("u1", "user", "t1", Map.of());
    private static final Principal MODERATOR = PlanWorld.user("m1", "moderator", "t1", Map.of());

    static Stream<Arguments> invalid() {
        return Stream.of(
                argumentSet("no relation", "{'include':['writers']}", "there is no relation 'writers' of Post; did you mean 'writer'?"),
                argumentSet("a field", "{'include':['title']}", "there is no relation 'title' of Post"),
                argumentSet("what is no list", "{'include':'writer'}", "must be a list of relations"),
                argumentSet("what is no name", "{'include':[1]}", "must be a list of relations"),
                argumentSet("what is no option", "{'include':{'writer':1}}", "must be true or an object of options"),
                argumentSet("an unknown option", "{'include':{'writer':{'field':['id']}}}", "did you mean 'fields'?"),
                argumentSet("an order of one row", "{'include':{'writer':{'sort':{'id':'asc'}}}}", "options.include.writer.sort"),
                argumentSet("a limit of one row", "{'include':{'writer':{'limit':1}}}", "options.include.writer.limit"),
                argumentSet("a longer list than there may be", "{'include':{'posts':{'limit':4}}}",
                        "options.include.posts.limit must be a whole number from 1 to 3"),
                argumentSet("a page of a list", "{'include':{'posts':{'page':1}}}", "options.include.posts.page"),
                argumentSet("an unknown field", "{'include':{'posts':{'fields':['titel']}}}", "did you mean 'title'?"),
                argumentSet("too deep", "{'include':{'posts':{'include':{'posts':{'include':['parent']}}}}}",
                        "follows more than 2 relations one after the other"),
                argumentSet("too deep in its filter", "{'include':{'posts':{'include':{'posts':{'filter':{'parent':null}}}}}}",
                        "follows more than 2 relations one after the other"),
                argumentSet("too deep in a filter", "{'filter':{'parent':{'parent':{'parent':{'title':'a'}}}}}",
                        "follows more than 2 relations one after the other"),
                argumentSet("too many", "{'include':{'writer':{'include':['posts']},'parent':{'include':['writer']},'posts':true}}",
                        "is one relation more than the 4 that one request may include"),
                argumentSet("too expensive", "{'limit':100,'include':{'parent':{'filter':{'OR':[" + "{'writer':{}},".repeat(17)
                        + "{'writer':{}}]}}}}", "points"),
                argumentSet("a filter of one row that is none", "{'filter':{'writer':'w1'}}", "needs a filter for it, or null"),
                argumentSet("a filter of many without a word", "{'filter':{'posts':{'title':'a'}}}", "some"),
                argumentSet("a filter of many that is empty", "{'filter':{'posts':{}}}", "some"),
                argumentSet("no many", "{'filter':{'posts':null}}", "some"),
                argumentSet("some that is none", "{'filter':{'posts':{'some':true}}}", "must be a filter"),
                argumentSet("an unknown field in it", "{'filter':{'posts':{'some':{'titel':'a'}}}}", "did you mean 'title'?"));
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void is_invalid(String options, String reason) {
        Fault fault = WORLD.refusal(USER, Method.LIST, arguments("Post", options));

        assertThat(fault).isInstanceOf(Fault.Invalid.class);
        Fault.FieldError error = ((Fault.Invalid) fault).fields().get(0);
        assertThat(error.field() + " " + error.error()).contains(reason);
    }

    static Stream<Arguments> forbidden() {
        return Stream.of(
                argumentSet("an entity that may not be listed", WORLD, "Post", "{'include':['remarks']}", "list Remark"),
                argumentSet("the same in a filter", WORLD, "Post", "{'filter':{'remarks':{'none':{}}}}", "list Remark"),
                argumentSet("the same behind a relation", WORLD, "Writer", "{'include':{'posts':{'include':['remarks']}}}",
                        "list Remark"),
                argumentSet("a sensitive field", WORLD, "Post", "{'include':{'writer':{'fields':['mail']}}}", "read Writer.mail"),
                argumentSet("a sensitive field in its filter", WORLD, "Post", "{'include':{'writer':{'filter':{'mail':'a'}}}}",
                        "read Writer.mail"),
                argumentSet("a sensitive field to sort by", WORLD, "Writer", "{'include':{'posts':{'include':{'writer':"
                        + "{'filter':{'mail':null}}}}}}", "read Writer.mail"),
                argumentSet("a field that nobody sees", WORLD, "Post", "{'include':{'writer':{'fields':['hash']}}}",
                        "read Writer.hash"),
                argumentSet("the same in a filter over it", WORLD, "Post", "{'filter':{'writer':{'hash':{'startsWith':'a'}}}}",
                        "read Writer.hash"),
                argumentSet("the key on this side", CLOSED, "Post", "{'include':['parent']}", "read Post.parentId"),
                argumentSet("the same in a filter", CLOSED, "Post", "{'filter':{'parent':null}}", "read Post.parentId"),
                argumentSet("the key on the other side", CLOSED, "Remark", "{'include':['writer']}", "read Writer.id"),
                argumentSet("the key of many", CLOSED, "Post", "{'include':['posts']}", "read Post.parentId"));
    }

    @ParameterizedTest
    @MethodSource("forbidden")
    void is_forbidden(PlanWorld world, String entity, String options, String reason) {
        Fault fault = world.refusal(USER, Method.LIST, arguments(entity, options));

        assertThat(fault).isInstanceOf(Fault.Forbidden.class);
        assertThat(fault.details().toString()).contains("no rule allows you to " + reason);
    }

    @Test
    void what_is_not_wanted_is_not_looked_at() {
        Plan plan = WORLD.plan(USER, Method.LIST, arguments("Post", "{'include':{'remarks':false,'writer':null}}"));

        assertThat(plan.subject().rules()).hasSize(1);
    }

    @Test
    void the_rules_of_what_is_included_are_named_too() {
        Plan plan = WORLD.plan(USER, Method.LIST, arguments("Post", "{'include':{'parent':{'include':['writer']}}}"));

        assertThat(plan.subject().rules()).contains("people");
        assertThat(plan.subject().values()).isEqualTo(
                Map.of("filter", Map.of(), "include", Map.of("parent", Map.of("include", List.of("writer")))));
    }

    @Test
    void a_schema_names_the_relations_that_its_reader_may_follow() {
        assertThat(relations(USER, "Post")).containsExactlyInAnyOrder("writer", "parent", "posts");
        assertThat(relations(MODERATOR, "Post")).containsExactlyInAnyOrder("writer", "parent", "posts", "remarks");
        assertThat(relations(USER, "Remark")).isEmpty();
    }

    private static List<Object> relations(Principal who, String entity) {
        Object schema = WORLD.run(new dev.foldd.testing.FakeStore(0), who, Method.SCHEMA_GET, Map.of("entity", entity));
        return ((List<?>) ((Map<?, ?>) schema).get("relations")).stream()
                .<Object>map(relation -> ((Map<?, ?>) relation).get("name")).toList();
    }

    private static Map<String, Object> arguments(String entity, String options) {
        return Map.of("entity", entity, "options", Json.parse(options.replace('\'', '"')));
    }
}
