package dev.foldd.data.acl;

import static dev.foldd.data.acl.Policies.MEMBER;
import static dev.foldd.data.acl.Policies.POST;
import static dev.foldd.data.acl.Policies.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RulesFileTest {

    @Test
    void no_file_allows_nothing() {
        Policies policies = Policies.of("", POST, MEMBER);

        for (Operation operation : Operation.values()) {
            assertThat(policies.rows("supergod", "Post", operation)).isEqualTo("FALSE");
        }
        assertThat(policies.problems()).isEmpty();
        assertThat(policies.policy().roles()).isEqualTo(Roles.DEFAULT);
    }

    @Test
    void a_rule_says_who_may_do_what_with_which_rows_and_fields() {
        Policies policies = Policies.of("""
                rules:
                  - id: own-posts
                    description: authors look after their posts
                    entity: Post
                    role: [user]
                    operations: [read, update]
                    row_level_filter: "authorId = $user.id"
                    fields: {read: [id, title, email], write: [title]}
                """, POST);

        Grant reading = policies.grant(as("user"), "Post", Operation.LIST);
        Grant updating = policies.grant(as("admin"), "Post", Operation.UPDATE);

        assertThat(policies.problems()).isEmpty();
        assertThat(reading.ruleIds()).containsExactly("own-posts");
        assertThat(policies.rows("user", "Post", Operation.READ)).isEqualTo("authorId = $user.id");
        assertThat(Policies.open(reading)).containsOnlyKeys("id", "title", "email");
        assertThat(Policies.open(updating)).containsOnlyKeys("title");
        assertThat(policies.rows("user", "Post", Operation.DELETE)).isEqualTo("FALSE");
        assertThat(policies.rows("public", "Post", Operation.READ)).isEqualTo("FALSE");
    }

    @Test
    void a_rule_for_every_entity_stands_under_each() {
        Policies policies = Policies.of("rules: [{entity: '*', role: god, operations: '*'}]", POST, MEMBER);

        for (Operation operation : Operation.values()) {
            assertThat(policies.rows("god", "Post", operation)).isEqualTo("TRUE");
            assertThat(policies.rows("supergod", "Member", operation)).isEqualTo("TRUE");
            assertThat(policies.rows("admin", "Member", operation)).isEqualTo("FALSE");
        }
        assertThat(policies.grant(as("god"), "Post", Operation.READ).ruleIds()).containsExactly("rules[0]");
    }

    @Test
    void rules_of_the_file_add_to_those_of_the_entity() {
        Policies policies = Policies.of("rules: [{entity: Post, role: user, operations: read, row_level_filter: \"team = 'x'\"}]",
                Policies.posts().acl("read: {self: true}").build());

        assertThat(policies.rows("user", "Post", Operation.READ)).isEqualTo("authorId = $user.id OR team = 'x'");
    }

    @Test
    void of_several_roles_the_lowest_decides() {
        Policies policies = Policies.of("rules: [{entity: Post, role: [god, moderator, admin], operations: [delete]}]", POST);

        assertThat(policies.rows("moderator", "Post", Operation.DELETE)).isEqualTo("TRUE");
        assertThat(policies.rows("user", "Post", Operation.DELETE)).isEqualTo("FALSE");
        assertThat(policies.grant(as("god"), "Post", Operation.DELETE).ruleIds()).hasSize(1);
    }

    static Stream<Arguments> fields() {
        return Stream.of(
                argumentSet("none named: all that are not sensitive, to read", "", Operation.READ,
                        List.of("id", "authorId", "team", "title", "score")),
                argumentSet("none named: all, to write", "", Operation.UPDATE,
                        List.of("id", "authorId", "team", "title", "score", "email", "hash")),
                argumentSet("read alone closes writing too", "fields: {read: [id, title]}", Operation.UPDATE,
                        List.of()),
                argumentSet("write alone leaves reading", "fields: {write: [title]}", Operation.READ,
                        List.of("id", "authorId", "team", "title", "score")),
                argumentSet("read all, write some", "fields: {read: '*', write: [title]}", Operation.UPDATE, List.of("title")),
                argumentSet("a sensitive field is read where it is named", "fields: {read: [id, email]}", Operation.READ,
                        List.of("id", "email")),
                argumentSet("a field that is never exposed is not, even named", "fields: {read: [id, hash]}", Operation.READ,
                        List.of("id")),
                argumentSet("one name as text", "fields: {read: title}", Operation.READ, List.of("title")),
                argumentSet("an empty list", "fields: {read: []}", Operation.READ, List.of()));
    }

    @ParameterizedTest
    @MethodSource("fields")
    void opens_fields(String fields, Operation operation, List<String> open) {
        Policies policies = Policies.of("rules: [{entity: Post, role: user, operations: '*'"
                + (fields.isEmpty() ? "" : ", " + fields) + "}]", POST);

        assertThat(policies.problems()).isEmpty();
        assertThat(Policies.open(policies.grant(as("user"), "Post", operation)).keySet()).containsExactlyElementsOf(open);
    }

    static Stream<Arguments> problems() {
        return Stream.of(
                argumentSet("an unknown key at the top", "rule: []", "rule: is unknown; there are roles, rules and tests; "
                        + "did you mean 'rules'?"),
                argumentSet("an unknown key in a rule", rule("entity: Post, role: user, operations: read, row_level: 'x'"),
                        "rules[0].row_level: is unknown"),
                argumentSet("a misspelt key in a rule", rule("entity: Post, role: user, operations: read, feilds: {}"),
                        "rules[0].feilds: is unknown; did you mean 'fields'?"),
                argumentSet("a misspelt key among fields opens nothing by mistake",
                        rule("entity: Post, role: user, operations: update, fields: {wirte: [title]}"),
                        "rules[0].fields.wirte: is unknown; did you mean 'write'?"),
                argumentSet("no entity", rule("role: user, operations: read"),
                        "rules[0].entity: is required: an entity's name, or \"*\" for all"),
                argumentSet("no role", rule("entity: Post, operations: read"), "rules[0].role: is required: one or more of "
                        + "public, user, moderator, admin, god, supergod"),
                argumentSet("an unknown role", rule("entity: Post, role: [user, admni], operations: read"),
                        "rules[0].role: 'admni' is none of public, user, moderator, admin, god, supergod; "
                                + "did you mean 'admin'?"),
                argumentSet("a role without a name", rule("entity: Post, role: [null], operations: read"),
                        "rules[0].role: 'null' is none of"),
                argumentSet("no operations", rule("entity: Post, role: user"), "rules[0].operations: is required: a list of "
                        + "create, read, update, delete, list, aggregate, subscribe, or \"*\""),
                argumentSet("an unknown operation", rule("entity: Post, role: user, operations: [read, updaet]"),
                        "rules[0].operations: 'updaet' is none of"),
                argumentSet("an operation without a name", rule("entity: Post, role: user, operations: [null]"),
                        "rules[0].operations: 'null' is none of"),
                argumentSet("a filter that cannot be read", rule("entity: Post, role: user, operations: read, "
                        + "row_level_filter: 'authorId == 1'"), "rules[0].row_level_filter: for Post: expected a field or a "
                        + "value but found '=' at character 11"),
                argumentSet("a filter with an unknown field", rule("entity: Post, role: user, operations: read, "
                        + "row_level_filter: 'ownr = $user.id'"), "rules[0].row_level_filter: for Post: Post has no field "
                        + "'ownr' at character 1"),
                argumentSet("an empty filter", rule("entity: Post, role: user, operations: read, row_level_filter: ''"),
                        "rules[0].row_level_filter: for Post: expected one of"),
                argumentSet("fields that are no section", rule("entity: Post, role: user, operations: read, fields: [title]"),
                        "rules[0].fields: must be a section such as {read: [id], write: [email]}"),
                argumentSet("an unknown field to read",
                        rule("entity: Post, role: user, operations: read, fields: {read: [titel]}"),
                        "rules[0].fields.read: Post has no field 'titel'; did you mean 'title'?"),
                argumentSet("an unknown field to write", rule("entity: Post, role: user, operations: read, "
                        + "fields: {write: [title, null]}"), "rules[0].fields.write: Post has no field 'null'"),
                argumentSet("a role twice", "roles: [user, user]", "roles: must list at least one role, each once, in rising "
                        + "order"),
                argumentSet("no role at all", "roles: []", "roles: must list at least one role"),
                argumentSet("rules that are no sections",
                        "rules: [open]", "rules: must be a list of sections, and 'open' is none"),
                argumentSet("a rule that is nothing", "rules: [null]", "rules: must be a list of sections, and 'null' is none"),
                argumentSet("tests that are no sections", "tests: [all]", "tests: must be a list of sections, and 'all' is none"),
                argumentSet("the path counts the rules", "rules: [{entity: Post, role: user, operations: read}, "
                        + "{entity: Post, role: nobody, operations: read}]", "rules[1].role: 'nobody' is none of"));
    }

    @ParameterizedTest
    @MethodSource("problems")
    void names_what_is_wrong_and_where(String file, String problem) {
        Policies policies = Policies.of(file, POST, MEMBER);

        assertThat(policies.problems()).anySatisfy(found -> assertThat(found).startsWith(problem));
    }

    @Test
    void tells_everything_that_is_wrong_at_once() {
        Policies policies = Policies.of("""
                rulez: []
                rules:
                  - {entity: Post, role: usr, operations: [reed], row_level_filter: "x"}
                  - {role: user}
                """, POST);

        assertThat(policies.problems()).hasSize(6);
        assertThat(policies.rows("god", "Post", Operation.READ)).isEqualTo("FALSE");
    }

    @Test
    void a_rule_for_an_entity_that_is_not_there_is_warned_of_and_allows_nothing() {
        Policies policies = Policies.of(rule("entity: Pots, role: user, operations: '*'"), POST);

        assertThat(policies.problems()).isEmpty();
        assertThat(policies.warnings()).containsExactly("rules[0].entity: there is no entity 'Pots'; did you mean 'Post'?; "
                + "the rule allows nothing");
        assertThat(policies.rows("god", "Post", Operation.READ)).isEqualTo("FALSE");
    }

    @Test
    void the_rest_of_a_rule_for_an_entity_that_is_not_there_is_looked_at_all_the_same() {
        Policies policies = Policies.of(rule("entity: Pots, role: usr, operations: [raed], fields: {wirte: [title]}"), POST);

        assertThat(policies.warnings()).singleElement().asString().startsWith("rules[0].entity: ");
        assertThat(policies.problems()).hasSize(3).anyMatch(one -> one.endsWith("did you mean 'read'?"))
                .anyMatch(one -> one.endsWith("did you mean 'user'?")).anyMatch(one -> one.endsWith("did you mean 'write'?"));
    }

    @Test
    void what_is_wrong_with_a_rule_for_every_entity_is_told_once() {
        Policies policies = Policies.of(rule("entity: '*', role: usr, operations: [raed]"), POST, MEMBER);

        assertThat(policies.problems()).hasSize(2);
    }

    @Test
    void a_rule_that_names_an_absent_claim_does_not_apply() {
        Policies policies = Policies.of("""
                rules:
                  - {id: team, entity: Post, role: user, operations: read, row_level_filter: "team = $user.team"}
                  - {id: nested, entity: Post, role: user, operations: read,
                     row_level_filter: "team IN (SELECT team FROM Member WHERE userId = $user.boss)"}
                  - {id: tenant, entity: Post, role: user, operations: read, row_level_filter: "title = $context.tenantId"}
                  - {id: negated, entity: Post, role: user, operations: read, row_level_filter: "NOT title = $user.banned"}
                """, POST, MEMBER);

        assertThat(policies.grant(as("user"), "Post", Operation.READ).ruleIds()).isEmpty();
        assertThat(policies.grant(as("god"), "Post", Operation.READ).ruleIds()).isEmpty();
        assertThat(policies.grant(as("user", Optional.empty(), Map.of("team", "x")), "Post", Operation.READ).ruleIds())
                .containsExactly("team");
        assertThat(policies.grant(as("user", Optional.of("t1"), Map.of("boss", "b", "banned", "x")), "Post", Operation.READ)
                .ruleIds()).containsExactly("nested", "tenant", "negated");
    }

    private static String rule(String members) {
        return "rules: [{" + members + "}]";
    }
}
