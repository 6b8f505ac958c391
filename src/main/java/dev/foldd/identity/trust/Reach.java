package dev.foldd.identity.trust;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How far away a caller is by the path that he presented, and for what: made by the verifier alone.
 *
 * @param distance the number of edges; empty when the path does not count
 * @param scopes of the edges, each of which must cover what is asked for
 * @param first base64 of the key that the first edge trusts, by whose budget all behind it are counted
 * @param words by what the distance is resolved, or why it is not
 */
public record Reach(OptionalInt distance, List<Scope> scopes, Optional<String> first, String words) {

    public Reach {
        scopes = List.copyOf(scopes);
    }

    /** What a path is worth that has been looked at to the end. */
    public static Reach along(TrustPath path) {
        int count = path.edges().size();
        return new Reach(OptionalInt.of(count), path.edges().stream().map(Edge::scope).toList(),
                Optional.of(path.edges().get(0).to()), "a path of " + count + (count == 1 ? " signed edge" : " signed edges"));
    }

    /** What a path is worth that does not count. */
    public static Reach none(Obstacle obstacle) {
        return new Reach(OptionalInt.empty(), List.of(), Optional.empty(), "none: " + obstacle.sentence());
    }

    /** The distance as far as that schema and operation go; empty when they are outside the scope. */
    public OptionalInt distanceFor(String schema, String operation) {
        return scopes.stream().allMatch(scope -> scope.covers(schema, operation)) ? distance : OptionalInt.empty();
    }
}
