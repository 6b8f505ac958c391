package dev.foldd.data.acl;

import static dev.foldd.data.acl.Policies.POST;
import static dev.foldd.data.acl.Policies.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.contract.Principal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PolicyTest {

    static Stream<Arguments> rules() {
        return Stream.of(
                argumentSet("no rule", "", false),
                argumentSet("one that reads", "operations: [read, list, aggregate, subscribe]", false),
                argumentSet("one that creates", "operations: create", true),
                argumentSet("one that changes", "operations: [read, update]", true),
                argumentSet("one that deletes", "operations: delete", true),
                argumentSet("one for the caller's own rows",
                        "operations: delete, row_level_filter: 'authorId = $user.id'", true),
                argumentSet("one for a claim that he lacks", "operations: delete, row_level_filter: 'team = $user.team'", false));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void knows_who_may_write_anything(String rule, boolean writes) {
        String rules = rule.isEmpty() ? "" : "rules: [{entity: Post, role: user, " + rule + "}]";
        Policy policy = Policies.of(rules, POST).policy();

        assertThat(policy.writesAnything(as("user"))).isEqualTo(writes);
        assertThat(policy.writesAnything(as("admin"))).isEqualTo(writes);
        assertThat(policy.writesAnything(as("public"))).isFalse();
        assertThat(policy.writesAnything(as("nobody-knows-it"))).isFalse();
    }

    static Stream<Arguments> standings() {
        Principal plain = as("user", Optional.of("t1"), Map.of("team", "a", "issuedAt", 1L));
        return Stream.of(
                argumentSet("a claim that no rule compares with",
                        as("user", Optional.of("t1"), Map.of("team", "a", "issuedAt", 2L)), true),
                argumentSet("another name", of(plain, "u2", List.of("user")), true),
                argumentSet("another role", as("admin", Optional.of("t1"), Map.of("team", "a")), false),
                argumentSet("one more role", of(plain, "u1", List.of("user", "admin")), false),
                argumentSet("another tenant", as("user", Optional.of("t2"), Map.of("team", "a")), false),
                argumentSet("no tenant", as("user", Optional.empty(), Map.of("team", "a")), false),
                argumentSet("another claim", as("user", Optional.of("t1"), Map.of("team", "b")), false),
                argumentSet("no claim", as("user", Optional.of("t1"), Map.of()), false),
                argumentSet("another kind", new Principal("u1", Principal.Kind.APPLICATION, List.of("user"),
                        Optional.of("t1"), OptionalInt.empty(), Map.of("team", "a")), false));
    }

    private static Principal of(Principal who, String subject, List<String> roles) {
        return new Principal(subject, who.kind(), roles, who.tenant(), who.distance(), who.claims());
    }

    @ParameterizedTest
    @MethodSource("standings")
    void a_standing_is_all_that_rules_look_at_but_the_name(Principal other, boolean same) {
        Policy policy = Policies.of("rules: [{entity: Post, role: user, operations: read, "
                + "row_level_filter: 'team = $user.team'}]", POST).policy();

        String standing = policy.standing(as("user", Optional.of("t1"), Map.of("team", "a", "issuedAt", 1L)));

        assertThat(policy.standing(other).equals(standing)).isEqualTo(same);
    }

    @Test
    void the_order_of_roles_makes_no_other_standing() {
        Policy policy = Policies.of("", POST).policy();

        assertThat(policy.standing(of(as("user"), "u1", List.of("admin", "user"))))
                .isEqualTo(policy.standing(of(as("user"), "u1", List.of("user", "admin"))));
    }

    @Test
    void a_claim_that_a_rule_compares_with_may_open_the_only_thing_to_write() {
        Policy policy = Policies.of("rules: [{entity: Post, role: user, operations: delete, "
                + "row_level_filter: 'team = $user.team'}]", POST).policy();

        assertThat(policy.writesAnything(as("user", Optional.empty(), Map.of("team", "a")))).isTrue();
    }
}
