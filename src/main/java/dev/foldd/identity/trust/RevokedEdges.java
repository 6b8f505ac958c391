package dev.foldd.identity.trust;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What has been taken back: a snapshot that only grows. */
public final class RevokedEdges {

    /** Nothing yet. */
    public static final RevokedEdges NONE = new RevokedEdges(Set.of(), Map.of());

    private final Set<OneEdge> edges;
    private final Map<Subject, Long> subjects;

    private record OneEdge(String issuer, String id) {
    }

    private record Subject(String issuer, String key) {
    }

    private RevokedEdges(Set<OneEdge> edges, Map<Subject, Long> subjects) {
        this.edges = edges;
        this.subjects = subjects;
    }

    /** This and more; of several about one subject the highest serial counts. */
    public RevokedEdges with(Collection<EdgeRevocation> revocations) {
        Set<OneEdge> allEdges = new HashSet<>(edges);
        Map<Subject, Long> allSubjects = new HashMap<>(subjects);
        for (EdgeRevocation one : revocations) {
            one.edge().ifPresent(id -> allEdges.add(new OneEdge(one.issuer(), id)));
            one.subject().ifPresent(key -> allSubjects.merge(new Subject(one.issuer(), key), one.serial(), Math::max));
        }
        return new RevokedEdges(Set.copyOf(allEdges), Map.copyOf(allSubjects));
    }

    /** How many there are. */
    public int size() {
        return edges.size() + subjects.size();
    }

    /**
     * Whether an edge counts no more. By its id anybody may take it back who vouches for it on the path, its own signer and
     * those before him; by its subject and serial its signer alone, since serials are each signer's own.
     *
     * @param vouching the keys on the path up to this edge, its own signer's among them
     */
    public boolean revokes(Edge edge, Set<String> vouching) {
        Long last = subjects.isEmpty() ? null : subjects.get(new Subject(edge.from(), edge.to()));
        if (last != null && edge.serial() <= last) {
            return true;
        }
        if (edges.isEmpty()) {
            return false;
        }
        String id = edge.id();
        return vouching.stream().anyMatch(issuer -> edges.contains(new OneEdge(issuer, id)));
    }
}
