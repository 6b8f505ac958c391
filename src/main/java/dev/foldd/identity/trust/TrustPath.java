package dev.foldd.identity.trust;

import dev.foldd.identity.trust.Obstacle.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Edges in their order, as a caller presents them. The verifier never looks for a path: a caller can hide a shorter one, and
 * invent none.
 */
public record TrustPath(List<Edge> edges) {

    /** No node can be configured to follow a longer one. */
    public static final int EDGES_MAX = 8;

    /** @throws TrustException when it has no edge, or too many */
    public TrustPath {
        edges = List.copyOf(edges);
        if (edges.isEmpty() || edges.size() > EDGES_MAX) {
            throw new TrustException("a path has 1 to " + EDGES_MAX + " edges");
        }
    }

    /**
     * Which paths count.
     *
     * @param roots the keys, as base64, one of which must have signed the first edge
     * @param edgesMax how long a path may be
     */
    public record Rules(Set<String> roots, int edgesMax) {
        public Rules {
            roots = Set.copyOf(roots);
        }
    }

    /**
     * Reads one as it travels: a list of edges.
     *
     * @param tree JSON in plain Java
     * @throws TrustException when it is not of that form
     */
    public static TrustPath read(Object tree) {
        if (!(tree instanceof List<?> items) || items.size() > EDGES_MAX) {
            throw new TrustException("a path is a list of 1 to " + EDGES_MAX + " edges");
        }
        return new TrustPath(items.stream().map(Edge::read).toList());
    }

    /** As it travels, JSON in plain Java. */
    public List<Map<String, Object>> tree() {
        return edges.stream().map(Edge::tree).toList();
    }

    /** This path and one edge more. */
    public TrustPath with(Edge edge) {
        List<Edge> longer = new ArrayList<>(edges);
        longer.add(edge);
        return new TrustPath(longer);
    }

    /**
     * Why it does not lead from a root to a key now, the first reason that there is. Everything but the signatures, which
     * cost the most and are looked at when nothing else stands in the way.
     *
     * @param end the key, as base64, of whoever has proved himself
     * @param revoked what has been taken back
     */
    public Optional<Obstacle> obstacle(Rules rules, RevokedEdges revoked, String end, long nowMillis) {
        int count = edges.size();
        if (count > rules.edgesMax()) {
            return Optional.of(new Obstacle(Kind.LENGTH, count));
        }
        if (!rules.roots().contains(edges.get(0).from())) {
            return Optional.of(new Obstacle(Kind.ROOT, 1));
        }
        Set<String> passed = new HashSet<>(Set.of(edges.get(0).from()));
        for (int i = 0; i < count; i++) {
            Optional<Kind> kind = obstacleAt(i, passed, revoked, nowMillis);
            if (kind.isPresent()) {
                return Optional.of(new Obstacle(kind.get(), i + 1));
            }
        }
        return edges.get(count - 1).to().equals(end) ? Optional.empty() : Optional.of(new Obstacle(Kind.END, count));
    }

    /** @param passed the keys up to this edge, to which its end is added: its signers, who may all take it back */
    private Optional<Kind> obstacleAt(int index, Set<String> passed, RevokedEdges revoked, long nowMillis) {
        Edge edge = edges.get(index);
        if (index > 0 && !edge.from().equals(edges.get(index - 1).to())) {
            return Optional.of(Kind.LINK);
        }
        boolean takenBack = revoked.revokes(edge, passed);
        if (!passed.add(edge.to())) {
            return Optional.of(Kind.CYCLE);
        }
        if (edges.size() - 1 - index > edge.maxHops()) {
            return Optional.of(Kind.HOPS);
        }
        if (nowMillis < edge.notBefore() * 1_000) {
            return Optional.of(Kind.EARLY);
        }
        if (nowMillis > edge.notAfter() * 1_000) {
            return Optional.of(Kind.EXPIRED);
        }
        return takenBack ? Optional.of(Kind.REVOKED) : Optional.empty();
    }
}
