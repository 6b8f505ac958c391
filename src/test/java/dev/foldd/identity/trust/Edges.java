package dev.foldd.identity.trust;

import dev.foldd.identity.NodeKey;
import dev.foldd.identity.PublicKey;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** Keys and edges for tests: the node, and those that it leads to one after the other. */
public final class Edges {

    public static final NodeKey NODE = key(0);
    public static final NodeKey ALICE = key(1);
    public static final NodeKey BOB = key(2);
    public static final NodeKey CAROL = key(3);
    public static final NodeKey DAVE = key(4);
    public static final long NOW = 1_750_000_000;
    private static final List<NodeKey> CHAIN = List.of(NODE, ALICE, BOB, CAROL, DAVE);

    private Edges() {
    }

    public static NodeKey key(int value) {
        byte[] seed = new byte[32];
        Arrays.fill(seed, (byte) value);
        return NodeKey.ofSeed(seed);
    }

    /** An edge that can be extended, good for everything, an hour before and after. */
    public static Edge edge(NodeKey from, NodeKey to) {
        return edge(from, to.publicKey(), 3, Scope.READ_AND_WRITE, NOW);
    }

    public static Edge edge(NodeKey from, PublicKey to, int maxHops, Scope scope, long now) {
        return Edge.signed(from, to, maxHops, scope, now - 3_600, now + 3_600, UUID.randomUUID().getMostSignificantBits() >>> 1);
    }

    /** From the node, over some in between, to the one at the end. */
    public static TrustPath path(NodeKey root, NodeKey end, int edges, long now) {
        return path(root, end, edges, Scope.READ_AND_WRITE, now);
    }

    /** The same, each edge with that scope. */
    public static TrustPath path(NodeKey root, NodeKey end, int edges, Scope scope, long now) {
        NodeKey from = root;
        TrustPath path = null;
        for (int i = 1; i <= edges; i++) {
            NodeKey to = i == edges ? end : CHAIN.get(i);
            Edge edge = edge(from, to.publicKey(), edges - i, scope, now);
            path = path == null ? new TrustPath(List.of(edge)) : path.with(edge);
            from = to;
        }
        return path;
    }
}
