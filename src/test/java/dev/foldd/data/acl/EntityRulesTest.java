package dev.foldd.data.acl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.data.entity.Entity;
import dev.foldd.testing.Entities;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EntityRulesTest {

    private static final String OWN = "authorId = $user.id";

    /** The clause of update, and the rows that public, user, moderator, admin and god then may update. */
    static Stream<Arguments> clauses() {
        return Stream.of(
                argumentSet("a role", "{user: true}", "FALSE", "TRUE", "TRUE", "TRUE", "TRUE"),
                argumentSet("the lowest role", "{public: true}", "TRUE", "TRUE", "TRUE", "TRUE", "TRUE"),
                argumentSet("the highest but one", "{god: true}", "FALSE", "FALSE", "FALSE", "FALSE", "TRUE"),
                argumentSet("a role set to false", "{user: false}", "FALSE", "FALSE", "FALSE", "FALSE", "FALSE"),
                argumentSet("two roles, one false", "{user: false, admin: true}", "FALSE", "FALSE", "FALSE", "TRUE", "TRUE"),
                argumentSet("a list of roles", "{role: [god, moderator]}", "FALSE", "FALSE", "TRUE", "TRUE", "TRUE"),
                argumentSet("one role as text", "{role: admin}", "FALSE", "FALSE", "FALSE", "TRUE", "TRUE"),
                argumentSet("an empty list of roles", "{role: []}", "FALSE", "FALSE", "FALSE", "FALSE", "FALSE"),
                argumentSet("self", "{self: true}", OWN, OWN, OWN, OWN, OWN),
                argumentSet("self set to false", "{self: false}", "FALSE", "FALSE", "FALSE", "FALSE", "FALSE"),
                argumentSet("self and a role, who is not filtered", "{self: true, moderator: true}",
                        OWN, OWN, "TRUE", "TRUE", "TRUE"),
                argumentSet("row_level narrows self alone", "{self: true, row_level: \"title = 'x'\", admin: true}",
                        "title = 'x'", "title = 'x'", "title = 'x'", "TRUE", "TRUE"),
                argumentSet("system is nobody's role", "{system: true}", "FALSE", "FALSE", "FALSE", "FALSE", "FALSE"),
                argumentSet("system beside a role", "{system: true, admin: true}",
                        "FALSE", "FALSE", "FALSE", "TRUE", "TRUE"),
                argumentSet("nobody, in words", "false", "FALSE", "FALSE", "FALSE", "FALSE", "FALSE"),
                argumentSet("nobody, without words", "{}", "FALSE", "FALSE", "FALSE", "FALSE", "FALSE"));
    }

    @ParameterizedTest
    @MethodSource("clauses")
    void understands(String clause, String asPublic, String user, String moderator, String admin, String god) {
        Policies policies = Policies.of("", Policies.posts().acl("update: " + clause).build());

        assertThat(Stream.of("public", "user", "moderator", "admin", "god")
                .map(role -> policies.rows(role, "Post", Operation.UPDATE)))
                .containsExactly(asPublic, user, moderator, admin, god);
        assertThat(policies.warnings()).isEmpty();
        assertThat(policies.problems()).isEmpty();
    }

    static Stream<Arguments> owners() {
        return Stream.of(
                argumentSet("a User by its id, whatever other fields it has",
                        Entities.entity("User").key("id").text("userId"), "id = $user.id"),
                argumentSet("userId before authorId", Entities.entity("Note").key("id").text("createdBy").text("authorId")
                        .text("userId"), "userId = $user.id"),
                argumentSet("authorId before createdBy", Entities.entity("Note").key("id").text("createdBy").text("authorId"),
                        "authorId = $user.id"),
                argumentSet("createdBy", Entities.entity("Note").key("id").text("createdBy"), "createdBy = $user.id"));
    }

    @ParameterizedTest
    @MethodSource("owners")
    void self_without_row_level_owns(Entities entity, String rows) {
        Entity built = entity.acl("read: {self: true}").build();
        Policies policies = Policies.of("", built);

        assertThat(policies.rows("user", built.name(), Operation.READ)).isEqualTo(rows);
        assertThat(policies.warnings()).isEmpty();
    }

    /** What is not understood allows nothing and is told; user is what is left for the role user, admin for admin. */
    static Stream<Arguments> warned() {
        return Stream.of(
                argumentSet("an unknown role", "read: {usr: true, admin: true}", "FALSE", "FALSE",
                        "post.yaml: Post.acl.read.usr: is neither a role nor one of role, row_level, self, system, "
                                + "writable_fields; did you mean 'user'?; nobody is allowed"),
                argumentSet("an unknown role set to false", "read: {usr: false, admin: true}", "FALSE", "FALSE",
                        "Post.acl.read.usr"),
                argumentSet("a role that is neither true nor false", "read: {user: 'yes', admin: true}", "FALSE", "FALSE",
                        "Post.acl.read.user: must be true or false; nobody is allowed"),
                argumentSet("a role without a value", "read: {user: }", "FALSE", "FALSE", "Post.acl.read.user: must be true"),
                argumentSet("an unknown role in a list", "read: {role: [user, admn]}", "FALSE", "FALSE",
                        "Post.acl.read.role: 'admn' is no role; did you mean 'admin'?; nobody is allowed"),
                argumentSet("a section for a role", "read: {role: {user: true}}", "FALSE", "FALSE", "is no role"),
                argumentSet("a role in other letters", "read: {User: true}", "FALSE", "FALSE", "did you mean 'user'?"),
                argumentSet("an unknown operation", "raed: {user: true}", "FALSE", "FALSE",
                        "post.yaml: Post.acl.raed: is no operation; did you mean 'read'?"),
                argumentSet("true for everybody", "read: true", "FALSE", "FALSE",
                        "Post.acl.read: must be false or a section such as {user: true}; nobody is allowed"),
                argumentSet("a role instead of a section", "read: user", "FALSE", "FALSE", "must be false or a section"),
                argumentSet("a list instead of a section", "read: [user]", "FALSE", "FALSE", "must be false or a section"),
                argumentSet("nothing instead of a section", "read:", "FALSE", "FALSE", "must be false or a section"),
                argumentSet("self that is neither true nor false", "read: {self: mine, admin: true}", "FALSE", "TRUE",
                        "Post.acl.read.self: must be true or false; self is allowed nothing"),
                argumentSet("row_level without self", "read: {user: true, row_level: \"title = 'x'\"}", "TRUE", "TRUE",
                        "Post.acl.read.row_level: narrows self, and there is no self: true"),
                argumentSet("row_level that cannot be read", "read: {self: true, row_level: 'title ~ 1', admin: true}",
                        "FALSE", "TRUE", "Post.acl.read.row_level: cannot read '~' at character 7; self is allowed nothing"),
                argumentSet("row_level with an unknown field", "read: {self: true, row_level: 'ownr = $user.id'}",
                        "FALSE", "FALSE", "Post.acl.read.row_level: Post has no field 'ownr' at character 1"),
                argumentSet("an empty row_level", "read: {self: true, row_level: ''}", "FALSE", "FALSE",
                        "Post.acl.read.row_level: "),
                argumentSet("an unknown writable field", "read: {admin: true, writable_fields: [titel]}", "FALSE", "FALSE",
                        "Post.acl.read.writable_fields: there is no field 'titel'; did you mean 'title'?; nobody is allowed"),
                argumentSet("no writable fields at all", "read: {admin: true, writable_fields: }", "FALSE", "FALSE",
                        "Post.acl.read.writable_fields: there is no field 'null'"));
    }

    @ParameterizedTest
    @MethodSource("warned")
    void warns_of_what_it_does_not_understand_and_allows_nothing_by_it(String acl, String user, String admin, String warning) {
        Policies policies = Policies.of("", Policies.posts().acl(acl).build());

        assertThat(policies.rows("user", "Post", Operation.READ)).isEqualTo(user);
        assertThat(policies.rows("admin", "Post", Operation.READ)).isEqualTo(admin);
        assertThat(policies.warnings()).singleElement().asString().contains(warning);
        assertThat(policies.problems()).isEmpty();
    }

    @Test
    void self_where_nobody_owns_is_warned_and_denied_and_the_other_roles_stay() {
        Entity thing = Entities.entity("Thing").key("id").text("name")
                .acl("read: {self: true, moderator: true}\nupdate: {self: true, row_level: \"name = $user.id\"}").build();

        Policies policies = Policies.of("", thing);

        assertThat(policies.rows("user", "Thing", Operation.READ)).isEqualTo("FALSE");
        assertThat(policies.rows("moderator", "Thing", Operation.READ)).isEqualTo("TRUE");
        assertThat(policies.rows("user", "Thing", Operation.UPDATE)).isEqualTo("name = $user.id");
        assertThat(policies.warnings()).singleElement().isEqualTo("thing.yaml: Thing.acl.read.self: cannot tell whose a row "
                + "is: there is no row_level and none of the fields userId, authorId, createdBy; self is allowed nothing");
    }

    @Test
    void one_clause_that_is_not_understood_takes_no_other_with_it() {
        Policies policies = Policies.of("", Policies.posts().acl("read: {usr: true}\nupdate: {user: true}").build());

        assertThat(policies.rows("user", "Post", Operation.READ)).isEqualTo("FALSE");
        assertThat(policies.rows("user", "Post", Operation.UPDATE)).isEqualTo("TRUE");
    }

    @Test
    void read_covers_list_aggregate_and_subscribe_and_nothing_else_covers_anything() {
        Policies policies = Policies.of("", Policies.posts()
                .acl("read: {user: true}\ncreate: {admin: true}\nlist: {public: true}").build());

        assertThat(List.of(Operation.READ, Operation.LIST, Operation.AGGREGATE, Operation.SUBSCRIBE))
                .allSatisfy(operation -> assertThat(policies.rows("user", "Post", operation)).isEqualTo("TRUE"));
        assertThat(List.of(Operation.CREATE, Operation.UPDATE, Operation.DELETE))
                .allSatisfy(operation -> assertThat(policies.rows("user", "Post", operation)).isEqualTo("FALSE"));
        assertThat(policies.rows("public", "Post", Operation.LIST)).isEqualTo("TRUE");
        assertThat(policies.rows("public", "Post", Operation.READ)).isEqualTo("FALSE");
    }

    @Test
    void writable_fields_bind_everyone_of_their_clause() {
        Policies policies = Policies.of("", Policies.posts()
                .acl("update: {self: true, admin: true, writable_fields: [title, hash]}").build());

        Grant user = policies.grant(Policies.as("user"), "Post", Operation.UPDATE);
        Grant admin = policies.grant(Policies.as("admin"), "Post", Operation.UPDATE);

        assertThat(Policies.open(user)).isEqualTo(Map.of("title", "TRUE", "hash", "TRUE"));
        assertThat(Policies.open(admin)).isEqualTo(Map.of("title", "TRUE", "hash", "TRUE"));
        assertThat(policies.warnings()).isEmpty();
    }

    @Test
    void an_empty_list_of_writable_fields_lets_nothing_be_written() {
        Policies policies = Policies.of("", Policies.posts().acl("update: {user: true, writable_fields: []}").build());

        Grant grant = policies.grant(Policies.as("user"), "Post", Operation.UPDATE);

        assertThat(grant.isEmpty()).isFalse();
        assertThat(Policies.open(grant)).isEmpty();
    }

    @Test
    void rules_are_named_by_entity_operation_and_who() {
        Policies policies = Policies.of("", Policies.posts().acl("update: {self: true, role: [admin]}").build());

        assertThat(policies.grant(Policies.as("admin"), "Post", Operation.UPDATE).ruleIds())
                .containsExactly("Post.update.self", "Post.update.admin");
        assertThat(policies.grant(Policies.as("user"), "Post", Operation.UPDATE).ruleIds())
                .containsExactly("Post.update.self");
    }

    @Test
    void the_roles_are_those_of_the_rules_file() {
        Policies policies = Policies.of("roles: [guest, staff]",
                Policies.posts().acl("read: {staff: true}\nupdate: {user: true}").build());

        assertThat(policies.rows("staff", "Post", Operation.READ)).isEqualTo("TRUE");
        assertThat(policies.rows("guest", "Post", Operation.READ)).isEqualTo("FALSE");
        assertThat(policies.rows("staff", "Post", Operation.UPDATE)).isEqualTo("FALSE");
        assertThat(policies.warnings()).singleElement().asString().contains("Post.acl.update.user");
    }
}
