package dev.foldd.data.acl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.data.entity.Entity;
import dev.foldd.testing.Entities;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PolicyCompilerTest {

    private static final String TAIL = " write 'role', and so make anybody anything; name the fields that may be written "
            + "(writable_fields, or fields.write in the rules file)";

    static Stream<Arguments> open() {
        return Stream.of(
                argumentSet("create by all", "create: {public: true}", "create.public lets the role public"),
                argumentSet("of several roles the lowest", "create: {moderator: true, user: true, admin: true}",
                        "create.user lets the role user"),
                argumentSet("the own row", "update: {self: true}", "update.self lets the role public"));
    }

    @ParameterizedTest
    @MethodSource("open")
    void warns_once_of_a_rule_that_lets_anybody_write_a_role(String acl, String warned) {
        assertThat(Policies.of("", person(acl)).warnings())
                .containsExactly("user.yaml: User: rule User." + warned + TAIL);
    }

    static Stream<Arguments> closed() {
        return Stream.of(argumentSet("fields are named", "create: {public: true, writable_fields: [name]}"),
                argumentSet("the role among them is meant", "create: {public: true, writable_fields: [name, role]}"),
                argumentSet("admins", "create: {admin: true}"), argumentSet("reading", "read: {public: true}"),
                argumentSet("nobody", "create: {system: true}"));
    }

    @ParameterizedTest
    @MethodSource("closed")
    void says_nothing_where_somebody_has_decided(String acl) {
        assertThat(Policies.of("", person(acl)).warnings()).isEmpty();
    }

    @Test
    void says_nothing_of_entities_without_roles() {
        assertThat(Policies.of("", Policies.posts().acl("create: {public: true}").build()).warnings()).isEmpty();
    }

    @Test
    void warns_of_the_rules_file_too() {
        String rules = "rules: [{id: all, entity: '*', role: user, operations: '*'}, "
                + "{id: some, entity: User, role: public, operations: [create], fields: {write: [name]}}, "
                + "{id: seen, entity: User, role: public, operations: '*', fields: {read: [name]}}, "
                + "{id: top, entity: '*', role: god, operations: '*'}]";

        assertThat(Policies.of(rules, person("{}"), Policies.POST).warnings())
                .isEqualTo(List.of("the rules file: User: rule all lets the role user" + TAIL));
    }

    private static Entity person(String acl) {
        return Entities.entity("User").key("id").text("name").text("role").acl(acl).build();
    }
}
