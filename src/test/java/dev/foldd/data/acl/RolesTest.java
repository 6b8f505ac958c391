package dev.foldd.data.acl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.contract.Principal;
import dev.foldd.contract.data.Method;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RolesTest {

    static Stream<Arguments> ranks() {
        return Stream.of(
                argumentSet("no role is the lowest", List.of(), 0), argumentSet("public", List.of("public"), 0),
                argumentSet("user", List.of("user"), 1), argumentSet("supergod", List.of("supergod"), 5),
                argumentSet("the highest of several counts", List.of("user", "admin", "public"), 3),
                argumentSet("an unknown role counts for nothing", List.of("root"), 0),
                argumentSet("an unknown role takes nothing away", List.of("root", "user"), 1),
                argumentSet("letters count", List.of("GOD", "God", " god"), 0));
    }

    @ParameterizedTest
    @MethodSource("ranks")
    void ranks_a_caller(List<String> roles, int rank) {
        Principal principal = new Principal("u1", Principal.Kind.USER, roles, Optional.empty(), OptionalInt.empty(), Map.of());

        assertThat(Roles.DEFAULT.rank(principal)).isEqualTo(rank);
    }

    @Test
    void only_god_and_what_is_above_stands_above_tenants() {
        assertThat(List.of(0, 1, 2, 3)).noneMatch(Roles.DEFAULT::standsAboveTenants);
        assertThat(List.of(4, 5)).allMatch(Roles.DEFAULT::standsAboveTenants);
        assertThat(new Roles(List.of("a", "b")).standsAboveTenants(1)).isFalse();
    }

    @Test
    void admin_and_what_is_above_are_admins() {
        assertThat(List.of("admin", "god", "supergod")).allMatch(role -> Roles.DEFAULT.isAdmin(Principal.user("u1", role)));
        assertThat(List.of("public", "user", "moderator", "unheard-of"))
                .noneMatch(role -> Roles.DEFAULT.isAdmin(Principal.user("u1", role)));
        assertThat(new Roles(List.of("a", "b")).isAdmin(Principal.user("u1", "b"))).isFalse();
    }

    @Test
    void puts_the_highest_role_first_and_unknown_ones_last() {
        Principal principal = new Principal("u1", Principal.Kind.USER, List.of("unheard-of", "user", "god", "public"),
                Optional.of("t1"), OptionalInt.of(2), Map.of("team", "x"));

        Principal ranked = Roles.DEFAULT.ranked(principal);

        assertThat(ranked.roles()).containsExactly("god", "user", "public", "unheard-of");
        assertThat(ranked).isEqualTo(new Principal("u1", Principal.Kind.USER, ranked.roles(), Optional.of("t1"),
                OptionalInt.of(2), Map.of("team", "x")));
    }

    @Test
    void there_is_at_least_one_role() {
        assertThatThrownBy(() -> new Roles(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void every_method_on_rows_needs_one_operation() {
        assertThat(Stream.of(Method.values()).filter(method -> method.verb() != Method.Verb.NONE)
                .map(method -> method.wireName() + "=" + Operation.of(method).word()))
                .containsExactly("create=create", "read=read", "update=update", "delete=delete", "list=list",
                        "findFirst=read", "findByField=read", "upsert=create", "updateByField=update",
                        "deleteByField=delete", "createMany=create", "updateMany=update", "deleteMany=delete");
        assertThatThrownBy(() -> Operation.of(Method.SCHEMA_LIST)).isInstanceOf(IllegalArgumentException.class);
    }
}
