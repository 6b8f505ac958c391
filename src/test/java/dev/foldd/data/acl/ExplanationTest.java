package dev.foldd.data.acl;

import static dev.foldd.data.acl.Policies.MEMBER;
import static dev.foldd.data.acl.Policies.POST;
import static dev.foldd.data.acl.Policies.as;
import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.contract.Principal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExplanationTest {

    private static final Policies POLICIES = Policies.of("""
            rules:
              - {id: own, entity: Post, role: user, operations: [read], row_level_filter: "authorId = $user.id"}
              - {id: team, entity: Post, role: user, operations: [read, update],
                 row_level_filter: "team = $user.team AND title = $user.unit", fields: {read: [id, title]}}
              - {id: chief, entity: Post, role: god, operations: [create]}
              - {id: lead, entity: Post, role: admin, operations: [create]}
            """, POST, MEMBER);

    @Test
    void says_what_is_allowed_by_which_rules_and_which_fields_are_removed() {
        assertThat(explain(as("user", Optional.empty(), Map.of("team", "x", "unit", "y")), Operation.READ)).isEqualTo(Map.of(
                "entity", "Post", "operation", "read", "allowed", true, "rules", List.of("own", "team"),
                "rows", "authorId = $user.id OR (team = $user.team AND title = $user.unit)",
                "fields", Map.of("open", List.of("id", "title"), "inSomeRows", List.of("authorId", "team", "score"),
                        "removed", List.of("email", "hash"))));
    }

    @Test
    void says_nothing_of_a_change_where_something_is_allowed() {
        assertThat(explain(as("user"), Operation.READ)).doesNotContainKey("change").containsEntry("rules", List.of("own"));
    }

    @Test
    void names_the_claims_that_would_do() {
        assertThat(explain(as("user"), Operation.UPDATE)).containsEntry("allowed", false).containsEntry("rows", "FALSE")
                .containsEntry("rules", List.of())
                .containsEntry("change", "rule team would apply if the token had the claims $user.team and $user.unit");
        assertThat(explain(as("user", Optional.empty(), Map.of("team", "x")), Operation.UPDATE))
                .containsEntry("change", "rule team would apply if the token had the claim $user.unit");
    }

    @Test
    void names_the_lowest_role_that_would_do() {
        assertThat(explain(as("user"), Operation.CREATE)).containsEntry("change", "the role admin would do (rule lead)");
    }

    @Test
    void says_so_when_no_rule_lets_anybody() {
        assertThat(explain(as("supergod"), Operation.DELETE)).containsEntry("allowed", false).containsEntry("change",
                "no rule lets anybody delete Post; add one to the rules file or to the entity's acl");
    }

    private static Map<String, Object> explain(Principal subject, Operation operation) {
        return new Explanation(POLICIES.policy()).of(subject, POST, operation);
    }
}
