package dev.foldd.identity.trust;

import static dev.foldd.identity.trust.Edges.ALICE;
import static dev.foldd.identity.trust.Edges.BOB;
import static dev.foldd.identity.trust.Edges.CAROL;
import static dev.foldd.identity.trust.Edges.DAVE;
import static dev.foldd.identity.trust.Edges.NODE;
import static dev.foldd.identity.trust.Edges.NOW;
import static dev.foldd.identity.trust.Edges.edge;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.identity.NodeKey;
import dev.foldd.identity.trust.Obstacle.Kind;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TrustPathTest {

    private static final TrustPath.Rules RULES = new TrustPath.Rules(Set.of(NODE.publicKey().text()), 3);
    private static final Edge TO_ALICE = edge(NODE, ALICE);
    private static final Edge TO_BOB = edge(ALICE, BOB);
    private static final Edge TO_CAROL = edge(BOB, CAROL);

    private static TrustPath of(Edge... edges) {
        return new TrustPath(List.of(edges));
    }

    private static Edge to(NodeKey from, NodeKey to, int maxHops, long notBefore, long notAfter) {
        return Edge.signed(from, to.publicKey(), maxHops, Scope.READ_AND_WRITE, notBefore, notAfter, 7);
    }

    static Stream<Arguments> sound() {
        return Stream.of(
                argumentSet("one edge", of(TO_ALICE), ALICE),
                argumentSet("two edges", of(TO_ALICE, TO_BOB), BOB),
                argumentSet("three edges", of(TO_ALICE, TO_BOB, TO_CAROL), CAROL),
                argumentSet("exactly as many hops as are allowed", of(to(NODE, ALICE, 1, NOW, NOW), to(ALICE, BOB, 0, NOW, NOW)), BOB),
                argumentSet("in its first and last second", of(to(NODE, ALICE, 0, NOW, NOW)), ALICE));
    }

    @ParameterizedTest
    @MethodSource("sound")
    void leads_from_the_node_to_the_caller(TrustPath path, NodeKey end) {
        assertThat(path.obstacle(RULES, RevokedEdges.NONE, end.publicKey().text(), NOW * 1_000)).isEmpty();
    }

    static Stream<Arguments> obstacles() {
        EdgeRevocation bobByNode = EdgeRevocation.ofEdge(NODE, TO_BOB.id(), 0);
        return Stream.of(
                argumentSet("too long", of(TO_ALICE, TO_BOB, TO_CAROL, edge(CAROL, DAVE)), DAVE, Kind.LENGTH, 4, List.of()),
                argumentSet("begins with somebody else's edge", of(TO_BOB), BOB, Kind.ROOT, 1, List.of()),
                argumentSet("a link is missing", of(TO_ALICE, TO_CAROL), CAROL, Kind.LINK, 2, List.of()),
                argumentSet("to itself", of(edge(NODE, NODE)), NODE, Kind.CYCLE, 1, List.of()),
                argumentSet("back to the node", of(TO_ALICE, edge(ALICE, NODE)), NODE, Kind.CYCLE, 2, List.of()),
                argumentSet("back to one in between", of(TO_ALICE, TO_BOB, edge(BOB, ALICE)), ALICE, Kind.CYCLE, 3, List.of()),
                argumentSet("more hops than the first edge allows", of(to(NODE, ALICE, 0, 0, NOW), TO_BOB), BOB, Kind.HOPS, 1, List.of()),
                argumentSet("more hops than the second allows", of(TO_ALICE, to(ALICE, BOB, 0, 0, NOW), TO_CAROL), CAROL,
                        Kind.HOPS, 2, List.of()),
                argumentSet("not yet", of(to(NODE, ALICE, 0, NOW + 1, NOW + 2)), ALICE, Kind.EARLY, 1, List.of()),
                argumentSet("no more", of(to(NODE, ALICE, 0, NOW - 2, NOW - 1)), ALICE, Kind.EXPIRED, 1, List.of()),
                argumentSet("the second no more", of(TO_ALICE, to(ALICE, BOB, 0, NOW - 2, NOW - 1)), BOB, Kind.EXPIRED, 2, List.of()),
                argumentSet("taken back by its signer", of(TO_ALICE), ALICE, Kind.REVOKED, 1,
                        List.of(EdgeRevocation.ofEdge(NODE, TO_ALICE.id(), 0))),
                argumentSet("taken back by one before its signer", of(TO_ALICE, TO_BOB), BOB, Kind.REVOKED, 2, List.of(bobByNode)),
                argumentSet("its subject taken back", of(TO_ALICE, TO_BOB), BOB, Kind.REVOKED, 2,
                        List.of(EdgeRevocation.ofSubject(ALICE, BOB.publicKey(), TO_BOB.serial()))),
                argumentSet("to somebody else", of(TO_ALICE), BOB, Kind.END, 1, List.of()),
                argumentSet("longer than to the caller", of(TO_ALICE, TO_BOB), ALICE, Kind.END, 2, List.of()));
    }

    @ParameterizedTest
    @MethodSource("obstacles")
    void does_not_count(TrustPath path, NodeKey end, Kind kind, int edge, List<EdgeRevocation> revocations) {
        Optional<Obstacle> obstacle = path.obstacle(RULES, RevokedEdges.NONE.with(revocations), end.publicKey().text(), NOW * 1_000);

        assertThat(obstacle).contains(new Obstacle(kind, edge));
        assertThat(obstacle.get().sentence()).startsWith("edge " + edge + " of the path ");
    }

    static Stream<Arguments> harmless() {
        return Stream.of(
                argumentSet("of one who does not vouch", EdgeRevocation.ofEdge(BOB, TO_BOB.id(), 0)),
                argumentSet("of another edge", EdgeRevocation.ofEdge(ALICE, TO_CAROL.id(), 0)),
                argumentSet("of edges before this one", EdgeRevocation.ofSubject(ALICE, BOB.publicKey(), TO_BOB.serial() - 1)),
                argumentSet("of the subject by another", EdgeRevocation.ofSubject(NODE, BOB.publicKey(), Long.MAX_VALUE)));
    }

    @ParameterizedTest
    @MethodSource("harmless")
    void is_not_harmed_by_a_revocation(EdgeRevocation revocation) {
        assertThat(of(TO_ALICE, TO_BOB).obstacle(RULES, RevokedEdges.NONE.with(List.of(revocation)),
                BOB.publicKey().text(), NOW * 1_000)).isEmpty();
    }

    @Test
    void a_later_revocation_of_a_subject_never_weakens_an_earlier_one() {
        RevokedEdges revoked = RevokedEdges.NONE.with(List.of(EdgeRevocation.ofSubject(NODE, ALICE.publicKey(), 9)))
                .with(List.of(EdgeRevocation.ofSubject(NODE, ALICE.publicKey(), 3)));

        assertThat(revoked.revokes(Edge.signed(NODE, ALICE.publicKey(), 0, Scope.READ_AND_WRITE, 0, NOW, 9), Set.of())).isTrue();
        assertThat(revoked.revokes(Edge.signed(NODE, ALICE.publicKey(), 0, Scope.READ_AND_WRITE, 0, NOW, 10), Set.of())).isFalse();
        assertThat(revoked.size()).isEqualTo(1);
    }

    @Test
    void its_worth_is_its_length_within_the_scope_of_every_edge() {
        Edge narrow = Edge.signed(ALICE, BOB.publicKey(), 0, Scope.parse(List.of("User*:read", "Card:write")), 0, NOW, 1);

        Reach reach = Reach.along(of(TO_ALICE, narrow));

        assertThat(reach.distance()).hasValue(2);
        assertThat(reach.first()).contains(ALICE.publicKey().text());
        assertThat(reach.distanceFor("UserProfile", Scope.READ)).hasValue(2);
        assertThat(reach.distanceFor("UserProfile", Scope.WRITE)).isEmpty();
        assertThat(reach.distanceFor("Card", Scope.WRITE)).hasValue(2);
        assertThat(reach.distanceFor("Other", Scope.READ)).isEmpty();
    }
}
