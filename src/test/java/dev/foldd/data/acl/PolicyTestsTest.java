package dev.foldd.data.acl;

import static dev.foldd.data.acl.Policies.MEMBER;
import static dev.foldd.data.acl.Policies.POST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.testing.Entities;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PolicyTestsTest {

    private static final String RULES = """
            rules:
              - {entity: Post, role: user, operations: [read, update], row_level_filter: "authorId = $user.id"}
              - {entity: Post, role: user, operations: read, row_level_filter: "team = $user.team", fields: {read: [id, title]}}
              - {entity: Post, role: moderator, operations: read, row_level_filter: "score >= 5"}
              - {entity: Post, role: user, operations: delete,
                 row_level_filter: "team IN (SELECT team FROM Member WHERE userId = $user.id)"}
              - {entity: Post, role: admin, operations: '*'}
              - {entity: Case, role: user, operations: read}
            tests:
            """;

    static Stream<Arguments> passing() {
        return Stream.of(
                argumentSet("an operation that some rule allows",
                        "{as: {id: u1, role: user}, do: [read, Post], expect: allowed}"),
                argumentSet("an operation that no rule allows", "{as: {id: u1, role: user}, do: [create, Post], expect: denied}"),
                argumentSet("a role below", "{as: {id: u1, role: public}, do: [read, Post], expect: denied}"),
                argumentSet("a role above", "{as: {id: u1, role: god}, do: [create, Post], expect: allowed}"),
                argumentSet("an unknown role is the lowest", "{as: {id: u1, role: boss}, do: [read, Post], expect: denied}"),
                argumentSet("list is covered by read", "{as: {id: u1, role: user}, do: [list, Post], expect: allowed}"),
                argumentSet("one's own row",
                        "{as: {id: u1, role: user}, do: [read, Post, p1], row: {authorId: u1}, expect: allowed}"),
                argumentSet("another's row", "{as: {id: u1, role: user}, do: [read, Post, p1], row: {authorId: u2}, "
                        + "expect: no rows}"),
                argumentSet("a row without an author", "{as: {id: u1, role: user}, do: [read, Post, p1], row: {authorId: null}, "
                        + "expect: no rows}"),
                argumentSet("a claim", "{as: {id: u1, role: user, team: red}, do: [read, Post, p1], "
                        + "row: {authorId: u2, team: red}, expect: allowed}"),
                argumentSet("a number", "{as: {id: u1, role: moderator}, do: [read, Post, p1], row: {authorId: u2, score: 5}, "
                        + "expect: allowed}"),
                argumentSet("whoever sees all needs no row",
                        "{as: {id: u1, role: admin}, do: [read, Post, p9], expect: allowed}"),
                argumentSet("rows of another entity", "{as: {id: u1, role: user}, do: [delete, Post, p1], row: {team: red}, "
                        + "rows: {Member: [{userId: u1, team: red}]}, expect: allowed}"),
                argumentSet("rows of another entity that do not fit", "{as: {id: u1, role: user}, do: [delete, Post, p1], "
                        + "row: {team: red}, rows: {Member: [{userId: u2, team: red}]}, expect: no rows}"),
                argumentSet("the fields of a rule without a row", "{as: {id: u1, role: user}, do: [read, Post], expect: allowed, "
                        + "fields: [id, authorId, team, title, score]}"),
                argumentSet("the fields of one's own row", "{as: {id: u1, role: user, team: red}, do: [read, Post, p1], "
                        + "row: {authorId: u1, team: blue}, expect: allowed, fields: [id, authorId, team, title, score]}"),
                argumentSet("the fields of a team's row", "{as: {id: u1, role: user, team: red}, do: [read, Post, p1], "
                        + "row: {authorId: u2, team: red}, expect: allowed, fields: [title, id]}"),
                argumentSet("no fields of a row that is not seen", "{as: {id: u1, role: user}, do: [read, Post, p1], "
                        + "row: {authorId: u2}, expect: no rows, fields: []}"),
                argumentSet("the tenant's row", "{as: {id: u1, role: user, tenant: t1}, do: [read, Case, c1], "
                        + "row: {tenantId: t1}, expect: allowed}"),
                argumentSet("the tenant by the name of its claim", "{as: {id: u1, role: user, tenantId: t1}, "
                        + "do: [read, Case, c1], row: {tenantId: t1}, expect: allowed}"),
                argumentSet("another tenant's row, by that name", "{as: {id: u1, role: user, tenantId: t1}, "
                        + "do: [read, Case, c1], row: {tenantId: t2}, expect: no rows}"),
                argumentSet("another tenant's row", "{as: {id: u1, role: user, tenant: t1}, do: [read, Case, c1], "
                        + "row: {tenantId: t2}, expect: no rows}"),
                argumentSet("god above tenants", "{as: {id: u1, role: god}, do: [read, Case, c1], "
                        + "row: {tenantId: t2}, expect: allowed}"));
    }

    @ParameterizedTest
    @MethodSource("passing")
    void passes(String test) {
        assertThat(problems(test)).isEmpty();
    }

    static Stream<Arguments> failing() {
        return Stream.of(
                argumentSet("allowed, not denied", "{as: {id: u1, role: user}, do: [read, Post], expect: denied}",
                        "read Post as id u1, role user is allowed, not denied"),
                argumentSet("denied, not allowed", "{as: {id: u1, role: user}, do: [create, Post], expect: allowed}",
                        "is denied, not allowed"),
                argumentSet("no rows, not allowed", "{as: {id: u1, role: user}, do: [read, Post, p1], row: {authorId: u2}, "
                        + "expect: allowed}", "is no rows, not allowed"),
                argumentSet("other fields", "{as: {id: u1, role: user}, do: [read, Post], expect: allowed, fields: [id]}",
                        "the open fields are id, authorId, team, title, score, not id"),
                argumentSet("a row that says too little", "{as: {id: u1, role: user}, do: [read, Post, p1], expect: no rows}",
                        "it depends on 'authorId': give the test a row with it"),
                argumentSet("rows of another entity are missing", "{as: {id: u1, role: user}, do: [delete, Post, p1], "
                        + "row: {team: red}, expect: allowed}", "it depends on Member: give the test its rows"),
                argumentSet("no expectation", "{as: {id: u1, role: user}, do: [read, Post]}",
                        "expect must be allowed, denied or no rows, not 'null'"),
                argumentSet("an unknown expectation", "{as: {id: u1, role: user}, do: [read, Post], expect: maybe}",
                        "expect must be allowed, denied or no rows, not 'maybe'"),
                argumentSet("nobody", "{do: [read, Post], expect: allowed}", "as must name an id and a role"),
                argumentSet("somebody without a role", "{as: {id: u1}, do: [read, Post], expect: allowed}",
                        "as must name an id and a role"),
                argumentSet("both names of the tenant", "{as: {id: u1, role: user, tenant: t1, tenantId: t1}, "
                        + "do: [read, Post], expect: allowed}", "as names tenant and tenantId, which are the same"),
                argumentSet("no open field where one is expected",
                        "{as: {id: u1, role: user}, do: [create, Post], expect: denied, fields: [id]}",
                        "the open fields are none, not id"),
                argumentSet("nothing to do", "{as: {id: u1, role: user}, expect: allowed}",
                        "do must be [operation, Entity] or [operation, Entity, id]"),
                argumentSet("too much to do",
                        "{as: {id: u1, role: user}, do: [read, Post, p1, p2], expect: allowed}", "do must be"),
                argumentSet("an unknown operation", "{as: {id: u1, role: user}, do: [fetch, Post], expect: allowed}",
                        "'fetch' is none of"),
                argumentSet("an unknown entity", "{as: {id: u1, role: user}, do: [read, Pots], expect: allowed}",
                        "there is no entity 'Pots'"),
                argumentSet("an unknown field", "{as: {id: u1, role: user}, do: [read, Post, p1], row: {ownr: u1}, "
                        + "expect: allowed}", "Post has no field 'ownr'"),
                argumentSet("a value of another type", "{as: {id: u1, role: user}, do: [read, Post, p1], row: {score: many}, "
                        + "expect: allowed}", "must be a whole number"),
                argumentSet("a misspelt key", "{as: {id: u1, role: admin}, do: [read, Post], expect: allowed, feilds: [id]}",
                        "is unknown; did you mean 'fields'?"));
    }

    @ParameterizedTest
    @MethodSource("failing")
    void is_a_problem(String test, String problem) {
        assertThat(problems(test)).singleElement().asString().startsWith("tests[0]").contains(problem);
    }

    @Test
    void every_test_runs_and_the_path_counts_them() {
        assertThat(problems("""
                {as: {id: u1, role: user}, do: [create, Post], expect: allowed}
                  - {as: {id: u1, role: user}, do: [read, Post], expect: allowed}
                  - {as: {id: u1, role: user}, do: [update, Post], expect: denied}
                """)).hasSize(2).satisfiesExactly(first -> assertThat(first).startsWith("tests[0]: "),
                third -> assertThat(third).startsWith("tests[2]: "));
    }

    @Test
    void tests_do_not_run_over_rules_that_are_not_in_order() {
        assertThat(Policies.of("rules: [{entity: Post}]\ntests: [{}]", POST).problems())
                .allSatisfy(problem -> assertThat(problem).startsWith("rules[0]"));
    }

    @Test
    void what_is_known_of_the_row_may_decide_without_its_tenant() {
        String file = """
                rules: [{entity: Case, role: user, operations: read, row_level_filter: "id = $user.id"}]
                tests: [{as: {id: u1, role: user}, do: [read, Case, u2], expect: no rows}]
                """;

        assertThat(Policies.of(file, Entities.entity("Case").key("id").text("tenantId").build()).problems()).isEmpty();
    }

    private static java.util.List<String> problems(String test) {
        return Policies.of(RULES + "  - " + test, POST, MEMBER,
                Entities.entity("Case").key("id").text("tenantId").build()).problems();
    }
}
