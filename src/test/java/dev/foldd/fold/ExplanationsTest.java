package dev.foldd.fold;

import static dev.foldd.fold.schema.Schemas.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.contract.Principal;
import dev.foldd.contract.fold.FoldExplain;
import dev.foldd.contract.fold.SchemaState;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.fold.schema.Schema;
import dev.foldd.fold.schema.Schemas;
import dev.foldd.fold.storage.SchemaTable.Kept;
import dev.foldd.identity.trust.Edges;
import dev.foldd.identity.trust.Obstacle;
import dev.foldd.identity.trust.Reach;
import dev.foldd.identity.trust.Scope;
import dev.foldd.identity.trust.TrustPath;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ExplanationsTest {

    private static final Schema CARD = Schemas.schema("{'name': 'Card', 'fields': {" + field("name", "Single", "any", "0") + ", "
            + field("mail", "Single", "1", "0").replace("'write_policy'", "'explicit_read_policy': {'counts_by_pub_key': {'k': 1}}, "
            + "'write_policy'") + ", " + field("alias", "Single", "2", "0").replace("'field_mappers': {}",
            "'field_mappers': {'Other': 'secret'}") + "}, 'payment_config': {'base_multiplier': 2}}");
    private static final Schema OTHER = Schemas.of("Other", field("secret", "Single", "1", "0"));

    private final Explanations explanations = new Explanations(new SchemaBook(Map.of(
            "Card", new Kept(CARD, SchemaState.APPROVED), "Other", new Kept(OTHER, SchemaState.APPROVED),
            "Old", new Kept(OTHER, SchemaState.BLOCKED))), 1);

    private Map<String, Object> explain(Principal who, String operation, String field, Object subject) {
        return explanations.of(new FoldExplain(FoldHarness.caller(who), "Card", operation, Optional.ofNullable(field), subject))
                .value();
    }

    private static Map<?, ?> of(Map<String, Object> answer, String field) {
        return (Map<?, ?>) ((Map<?, ?>) answer.get("fields")).get(field);
    }

    static Stream<Arguments> subjects() {
        return Stream.of(
                argumentSet("no requirement", "name", Map.of(), true, "the read_policy of name requires nothing"),
                argumentSet("near enough", "mail", Map.of("distance", 1L), true,
                        "distance 1 is within the read_policy of mail, 1"),
                argumentSet("by the key", "mail", Map.of("distance", 3L, "key", "k"), true,
                        "the key stands in the explicit_read_policy of mail"),
                argumentSet("too far", "mail", Map.of("distance", 2L), false,
                        "distance 2 is beyond the read_policy of mail, 1, and the key is not in its explicit_read_policy"),
                argumentSet("nobody knows how far", "mail", Map.of(), false,
                        "no distance is resolved, as is needed for the read_policy of mail, 1, and the key is not in its "
                                + "explicit_read_policy"));
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void says_by_which_part_of_the_policy(String field, Map<String, Object> subject, boolean allowed, String because) {
        Map<?, ?> answer = of(explain(FoldHarness.at(0), "read", field, subject), field);

        assertThat(answer.get("allowed")).isEqualTo(allowed);
        assertThat(answer.get("because")).isEqualTo(List.of(because));
        assertThat(answer.containsKey("needs")).isEqualTo(!allowed);
    }

    @Test
    void an_alias_takes_both_policies_and_tells_what_is_missing() {
        Map<?, ?> answer = of(explain(FoldHarness.at(2), "read", "alias", null), "alias");

        assertThat(answer.get("allowed")).isEqualTo(false);
        assertThat(answer.get("mappedTo")).isEqualTo("Other.secret");
        assertThat((List<?>) answer.get("because")).hasSize(2).first().asString().contains("distance 2 is within");
        assertThat(answer.get("needs")).isEqualTo(List.of(
                "a distance of at most 1, or a count for the key in the explicit_read_policy of secret"));
    }

    @Test
    void all_fields_with_what_their_use_is_worth() {
        Map<String, Object> answer = explain(FoldHarness.at(0), "write", null, null);

        assertThat(answer.get("state")).isEqualTo("approved");
        assertThat((Map<?, ?>) answer.get("fields")).hasSize(3);
        assertThat(of(answer, "name").get("fee")).isEqualTo(2L);
    }

    private static Principal led(String... scope) {
        TrustPath path = Edges.path(Edges.NODE, Edges.BOB, 2, Scope.parse(List.of(scope)), Edges.NOW);
        return FoldHarness.unresolved("k2").reaching(Reach.along(path));
    }

    static Stream<Arguments> resolutions() {
        return Stream.of(
                argumentSet("an admin", FoldHarness.at(0), 0L, "the key of this node or of an admin"),
                argumentSet("an enrolled key", FoldHarness.at(2), 2L, "the enrolment of the key"),
                argumentSet("nobody", FoldHarness.unresolved("k2"), null, "nothing"),
                argumentSet("a path", led("*:read"), 2L, "a path of 2 signed edges"),
                argumentSet("a path to other schemas", led("Other:read"), null,
                        "a path of 2 signed edges, whose scope does not cover this"),
                argumentSet("a path to write", led("*:write"), null, "a path of 2 signed edges, whose scope does not cover this"),
                argumentSet("a path that does not count", FoldHarness.unresolved("k2").reaching(
                        Reach.none(new Obstacle(Obstacle.Kind.EXPIRED, 1))), null, "none: edge 1 of the path has expired"),
                argumentSet("an enrolled key with a path", FoldHarness.at(3).reaching(Reach.along(
                        Edges.path(Edges.NODE, Edges.BOB, 1, Edges.NOW))), 3L, "the enrolment of the key"),
                argumentSet("the role supergod", Principal.user("u", "supergod"), 0L, "the role supergod"));
    }

    @ParameterizedTest
    @MethodSource("resolutions")
    void says_by_what_the_distance_is_resolved(Principal who, Long distance, String resolvedBy) {
        Map<?, ?> subject = (Map<?, ?>) explain(who, "read", "mail", null).get("subject");

        assertThat(subject.get("distance")).isEqualTo(distance);
        assertThat(subject.get("resolvedBy")).isEqualTo(resolvedBy);
    }

    /** The edge speaks of schemas by their names, and so every schema on the way to the data must be covered. */
    @Test
    void an_alias_takes_a_scope_that_covers_its_source_too() {
        Principal near = FoldHarness.unresolved("k2").reaching(Reach.along(
                Edges.path(Edges.NODE, Edges.BOB, 1, Scope.parse(List.of("Card:read")), Edges.NOW)));
        Principal both = FoldHarness.unresolved("k2").reaching(Reach.along(
                Edges.path(Edges.NODE, Edges.BOB, 1, Scope.parse(List.of("Card:read", "Other:read")), Edges.NOW)));

        assertThat(of(explain(near, "read", "alias", null), "alias").get("allowed")).isEqualTo(false);
        assertThat(of(explain(both, "read", "alias", null), "alias").get("allowed")).isEqualTo(true);
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                argumentSet("a caller who is no admin", 1, "read", "name", Map.of("distance", 0L), Fault.Code.FORBIDDEN),
                argumentSet("another operation", 0, "delete", "name", null, Fault.Code.INVALID),
                argumentSet("no such field", 0, "read", "nom", null, Fault.Code.INVALID),
                argumentSet("a subject that is none", 0, "read", "name", "eve", Fault.Code.INVALID),
                argumentSet("a subject of other members", 0, "read", "name", Map.of("role", "god"), Fault.Code.INVALID),
                argumentSet("a negative distance", 0, "read", "name", Map.of("distance", -1L), Fault.Code.INVALID),
                argumentSet("a key that is no text", 0, "read", "name", Map.of("key", 1L), Fault.Code.INVALID));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refusals(int distance, String operation, String field, Object subject, Fault.Code code) {
        assertThatThrownBy(() -> explain(FoldHarness.at(distance), operation, field, subject)).isInstanceOfSatisfying(
                FaultException.class, refused -> assertThat(refused.fault().code()).isEqualTo(code));
    }
}
