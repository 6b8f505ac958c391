package dev.foldd.identity.trust;

import dev.foldd.identity.NodeKey;
import dev.foldd.identity.PublicKey;
import dev.foldd.identity.SignedBytes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * "From trusts to", signed by from: whoever owns the key {@code to} stands one step further away than whoever owns
 * {@code from}, within a scope and for a time. What is here has the right form; whether the keys are sound and the signature
 * holds costs far more to tell, and {@link #isGenuine} tells it.
 *
 * @param from base64 of the raw public key of whoever trusts
 * @param to base64 of the raw public key of whoever is trusted
 * @param maxHops by how many edges a path may go on behind this one
 * @param notBefore from when it counts, seconds since 1970
 * @param notAfter up to when it counts, seconds since 1970
 * @param serial rises with every edge of the same signer, so that he can take back all up to one
 * @param signature base64
 */
public record Edge(String from, String to, int maxHops, Scope scope, long notBefore, long notAfter, long serial,
                   String signature) {

    /** One that ends a path of the greatest length can be reached by so many others. */
    static final int HOPS_MAX = TrustPath.EDGES_MAX - 1;

    private static final String TAG = "foldd/edge/v1";
    /** The end of the year 9999. */
    private static final long SECONDS_MAX = 253_402_300_799L;
    private static final Set<String> MEMBERS =
            Set.of("from", "to", "maxHops", "scope", "notBefore", "notAfter", "serial", "signature");

    /** @throws TrustException when a part is not as it must be */
    public Edge {
        Canonical.base64(from, PublicKey.SIZE, "from");
        Canonical.base64(to, PublicKey.SIZE, "to");
        Canonical.integer((long) maxHops, 0, HOPS_MAX, "maxHops");
        Objects.requireNonNull(scope);
        Canonical.integer(notBefore, 0, SECONDS_MAX, "notBefore");
        Canonical.integer(notAfter, notBefore, SECONDS_MAX, "notAfter");
        Canonical.integer(serial, 0, Long.MAX_VALUE, "serial");
        Canonical.base64(signature, PublicKey.SIGNATURE_SIZE, "signature");
    }

    /**
     * A new edge.
     *
     * @param from signs it
     * @throws TrustException when a part is not as it must be
     */
    public static Edge signed(NodeKey from, PublicKey to, int maxHops, Scope scope, long notBefore, long notAfter, long serial) {
        String unsigned = Canonical.base64(new byte[PublicKey.SIGNATURE_SIZE]);
        Edge bare = new Edge(from.publicKey().text(), to.text(), maxHops, scope, notBefore, notAfter, serial, unsigned);
        return new Edge(bare.from, bare.to, maxHops, scope, notBefore, notAfter, serial,
                Canonical.base64(from.sign(bare.signedBytes())));
    }

    /**
     * Reads one as it travels: an object with the members of this record, all of them and no others.
     *
     * @param tree JSON in plain Java
     * @throws TrustException when it is not of that form
     */
    public static Edge read(Object tree) {
        if (!(tree instanceof Map<?, ?> members) || !members.keySet().equals(MEMBERS)) {
            throw new TrustException("an edge is an object with from, to, maxHops, scope, notBefore, notAfter, serial and "
                    + "signature, and nothing else");
        }
        return new Edge(Canonical.base64(members.get("from"), PublicKey.SIZE, "from"),
                Canonical.base64(members.get("to"), PublicKey.SIZE, "to"),
                (int) Canonical.integer(members.get("maxHops"), 0, HOPS_MAX, "maxHops"), Scope.read(members.get("scope")),
                Canonical.integer(members.get("notBefore"), 0, SECONDS_MAX, "notBefore"),
                Canonical.integer(members.get("notAfter"), 0, SECONDS_MAX, "notAfter"),
                Canonical.integer(members.get("serial"), 0, Long.MAX_VALUE, "serial"),
                Canonical.base64(members.get("signature"), PublicKey.SIGNATURE_SIZE, "signature"));
    }

    /** As it travels, JSON in plain Java. */
    public Map<String, Object> tree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("from", from);
        tree.put("to", to);
        tree.put("maxHops", (long) maxHops);
        tree.put("scope", scope.tree());
        tree.put("notBefore", notBefore);
        tree.put("notAfter", notAfter);
        tree.put("serial", serial);
        tree.put("signature", signature);
        return tree;
    }

    /** The bytes that {@code from} signs. */
    public byte[] signedBytes() {
        return SignedBytes.tagged(TAG).bytes(Canonical.bytes(from)).bytes(Canonical.bytes(to)).integer(maxHops)
                .list(scope.signedParts()).integer(notBefore).integer(notAfter).integer(serial).encode();
    }

    /** By which it is revoked: SHA-256 of the signed bytes, in hexadecimal digits. The signature is not in it. */
    public String id() {
        return Canonical.digest(signedBytes());
    }

    /** Whether both keys are sound, and the first has signed. Costs three times as much as to check a signature. */
    public boolean isGenuine() {
        return Canonical.key(to).isPresent() && Canonical.key(from)
                .filter(key -> key.verify(signedBytes(), Canonical.bytes(signature))).isPresent();
    }

    /** Roughly how many bytes it takes to keep. */
    public int weight() {
        return 512 + scope.weight();
    }
}
