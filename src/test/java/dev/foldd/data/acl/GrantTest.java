package dev.foldd.data.acl;

import static dev.foldd.data.acl.Policies.MEMBER;
import static dev.foldd.data.acl.Policies.POST;
import static dev.foldd.data.acl.Policies.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.data.entity.Entity;
import dev.foldd.data.entity.Field;
import dev.foldd.data.filter.FilterText;
import dev.foldd.testing.Entities;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GrantTest {

    private static final Entity CASE = Entities.entity("Case").key("id").text("tenantId").text("title").text("authorId").build();

    @Test
    void the_fields_of_one_rule_never_show_in_the_rows_of_another() {
        Grant grant = Policies.of("""
                rules:
                  - {entity: Post, role: user, operations: read, row_level_filter: "authorId = $user.id",
                     fields: {read: [id, email]}}
                  - {entity: Post, role: user, operations: read, row_level_filter: "team = 'x'", fields: {read: [id, title]}}
                """, POST).grant(as("user"), "Post", Operation.READ);

        assertThat(FilterText.of(grant.rows())).isEqualTo("authorId = $user.id OR team = 'x'");
        assertThat(Policies.open(grant)).isEqualTo(Map.of("id", "TRUE", "email", "authorId = $user.id", "title", "team = 'x'"));
        assertThat(grant.opens(field("score"))).isFalse();
        assertThat(FilterText.of(grant.when(field("score")))).isEqualTo("FALSE");
    }

    @Test
    void a_rule_without_a_filter_opens_its_fields_in_every_row_that_is_seen() {
        Grant grant = Policies.of("""
                rules:
                  - {entity: Post, role: user, operations: read, fields: {read: [id]}}
                  - {entity: Post, role: user, operations: read, row_level_filter: "team = 'x'", fields: {read: [title]}}
                """, POST).grant(as("user"), "Post", Operation.READ);

        assertThat(FilterText.of(grant.rows())).isEqualTo("TRUE");
        assertThat(Policies.open(grant)).isEqualTo(Map.of("id", "TRUE", "title", "team = 'x'"));
    }

    @Test
    void no_rule_opens_nothing() {
        Grant grant = Policies.of("", POST).grant(as("supergod"), "Post", Operation.READ);

        assertThat(grant.isEmpty()).isTrue();
        assertThat(FilterText.of(grant.rows())).isEqualTo("FALSE");
        assertThat(Policies.open(grant)).isEmpty();
    }

    @Test
    void the_same_rights_are_the_same_object_so_that_plans_can_be_kept_by_it() {
        Policies policies = Policies.of("rules: [{entity: Post, role: user, operations: read, "
                + "row_level_filter: 'team = $user.team'}, {entity: Post, role: user, operations: read}]", POST);

        Grant one = policies.grant(as("user", Optional.of("t1"), Map.of("team", "a")), "Post", Operation.READ);

        assertThat(policies.grant(as("user", Optional.of("t2"), Map.of("team", "b")), "Post", Operation.READ)).isSameAs(one);
        assertThat(policies.grant(as("user", Optional.of("t1"), Map.of()), "Post", Operation.READ)).isNotSameAs(one);
        assertThat(policies.grant(as("user", Optional.empty(), Map.of("team", "a")), "Post", Operation.READ)).isNotSameAs(one);
        assertThat(policies.grant(as("admin", Optional.of("t1"), Map.of("team", "a")), "Post", Operation.READ)).isNotSameAs(one);
        assertThat(policies.grant(as("user", Optional.of("t1"), Map.of("team", "a")), "Post", Operation.LIST)).isNotSameAs(one);
    }

    static Stream<Arguments> tenants() {
        return Stream.of(
                argumentSet("a caller lives among his tenant's rows", "user", Optional.of("t1"), "tenantId = $context.tenantId"),
                argumentSet("an admin too", "admin", Optional.of("t1"), "tenantId = $context.tenantId"),
                argumentSet("without a tenant only rows of none", "user", Optional.empty(), "tenantId IS NULL"),
                argumentSet("god stands above", "god", Optional.of("t1"), "TRUE"),
                argumentSet("god without a tenant too", "god", Optional.empty(), "TRUE"),
                argumentSet("and supergod", "supergod", Optional.of("t1"), "TRUE"));
    }

    @ParameterizedTest
    @MethodSource("tenants")
    void keeps_tenants_apart(String role, Optional<String> tenant, String rows) {
        Policies policies = Policies.of("rules: [{entity: '*', role: user, operations: '*'}]", CASE, MEMBER);

        for (Operation operation : Operation.values()) {
            assertThat(FilterText.of(policies.grant(as(role, tenant, Map.of()), "Case", operation).rows())).isEqualTo(rows);
            assertThat(FilterText.of(policies.grant(as(role, tenant, Map.of()), "Member", operation).rows())).isEqualTo("TRUE");
        }
    }

    @Test
    void where_no_role_is_named_god_nobody_stands_above_tenants() {
        Policies policies = Policies.of("roles: [user, chief]\nrules: [{entity: '*', role: user, operations: '*'}]", CASE);

        assertThat(FilterText.of(policies.grant(as("chief"), "Case", Operation.READ).rows())).isEqualTo("tenantId IS NULL");
        assertThat(FilterText.of(policies.grant(as("god"), "Case", Operation.READ).rows())).isEqualTo("tenantId IS NULL");
    }

    /** Rule one: own rows, every field. Rule two: rows of team x, the title alone. */
    static Stream<Arguments> changes() {
        return Stream.of(
                argumentSet("what both rules open and neither looks at", Set.of("title"), Set.of("title"), "TRUE"),
                argumentSet("a field of one rule asks for that rule's rows", Set.of("score"), Set.of("score"),
                        "(authorId = $user.id OR team = 'x') AND authorId = $user.id"),
                argumentSet("a row that moves out of a rule's sight", Set.of("team"), Set.of("team"),
                        "(authorId = $user.id OR team = 'x') AND authorId = $user.id"),
                argumentSet("what the daemon itself sets can move the row too", Set.of("title"), Set.of("title", "team"),
                        "authorId = $user.id OR team = 'x'"),
                argumentSet("what the daemon sets and no rule looks at", Set.of("title"), Set.of("title", "score"), "TRUE"));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void a_change_must_be_permitted_before_and_after(Set<String> given, Set<String> changed, String permitted) {
        Grant grant = Policies.of("""
                rules:
                  - {entity: Post, role: user, operations: update, row_level_filter: "authorId = $user.id"}
                  - {entity: Post, role: user, operations: update, row_level_filter: "team = 'x'", fields: {write: [title]}}
                """, POST).grant(as("user"), "Post", Operation.UPDATE);

        assertThat(FilterText.of(grant.permitsChange(fields(POST, given), fields(POST, changed)))).isEqualTo(permitted);
    }

    @Test
    void a_row_cannot_be_moved_to_another_tenant() {
        Grant grant = Policies.of("rules: [{entity: Case, role: user, operations: update}]", CASE)
                .grant(as("user", Optional.of("t1"), Map.of()), "Case", Operation.UPDATE);

        assertThat(FilterText.of(grant.permitsChange(fields(CASE, Set.of("tenantId")), fields(CASE, Set.of("tenantId")))))
                .isEqualTo("tenantId = $context.tenantId");
        assertThat(FilterText.of(grant.permitsChange(fields(CASE, Set.of("title")), fields(CASE, Set.of("title")))))
                .isEqualTo("TRUE");
    }

    @Test
    void a_field_that_no_rule_opens_permits_no_row() {
        Grant grant = Policies.of("rules: [{entity: Post, role: user, operations: '*', fields: {write: [title]}}]", POST)
                .grant(as("user"), "Post", Operation.CREATE);

        assertThat(FilterText.of(grant.permitsNew(fields(POST, Set.of("title"))))).isEqualTo("TRUE");
        assertThat(FilterText.of(grant.permitsNew(fields(POST, Set.of("title", "score"))))).isEqualTo("FALSE");
    }

    @Test
    void a_new_row_must_satisfy_the_rules_that_open_its_fields() {
        Grant grant = Policies.of("""
                rules:
                  - {entity: Post, role: user, operations: create, row_level_filter: "authorId = $user.id"}
                  - {entity: Post, role: user, operations: create, row_level_filter: "team = 'x'", fields: {write: [team, title]}}
                """, POST).grant(as("user"), "Post", Operation.CREATE);

        assertThat(FilterText.of(grant.permitsNew(fields(POST, Set.of("title")))))
                .isEqualTo("authorId = $user.id OR team = 'x'");
        assertThat(FilterText.of(grant.permitsNew(fields(POST, Set.of("score")))))
                .isEqualTo("(authorId = $user.id OR team = 'x') AND authorId = $user.id");
    }

    private static Field field(String name) {
        return POST.field(name).orElseThrow();
    }

    private static Set<Field> fields(Entity entity, Set<String> names) {
        return names.stream().map(name -> entity.field(name).orElseThrow()).collect(Collectors.toSet());
    }
}
