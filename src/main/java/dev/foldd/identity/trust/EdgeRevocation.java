package dev.foldd.identity.trust;

import dev.foldd.identity.NodeKey;
import dev.foldd.identity.PublicKey;
import dev.foldd.identity.SignedBytes;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Trust that is taken back, signed by whoever takes it back: one edge by its id, or all edges of the same signer to one key
 * up to a serial. It stays: an edge to that key which was signed later, with a higher serial, counts again.
 *
 * @param issuer base64 of the raw public key of whoever takes back
 * @param edge the id of an edge; either this is there or the subject
 * @param subject base64 of the raw public key that is trusted no more
 * @param serial of a subject's edges, the last one that is taken back
 * @param signature base64
 */
public record EdgeRevocation(String issuer, Optional<String> edge, Optional<String> subject, long serial, String signature) {

    private static final String TAG = "foldd/revoke/v1";
    private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");
    private static final Set<String> OF_EDGE = Set.of("issuer", "edge", "serial", "signature");
    private static final Set<String> OF_SUBJECT = Set.of("issuer", "subject", "serial", "signature");

    /** @throws TrustException when a part is not as it must be */
    public EdgeRevocation {
        Canonical.base64(issuer, PublicKey.SIZE, "issuer");
        if (edge.isPresent() == subject.isPresent()) {
            throw new TrustException("a revocation names an edge or a subject, one of them");
        }
        edge.ifPresent(id -> checkId(id));
        subject.ifPresent(key -> Canonical.base64(key, PublicKey.SIZE, "subject"));
        Canonical.integer(serial, 0, Long.MAX_VALUE, "serial");
        Canonical.base64(signature, PublicKey.SIGNATURE_SIZE, "signature");
    }

    /**
     * Takes back one edge.
     *
     * @param id {@link Edge#id}
     * @throws TrustException when it is none
     */
    public static EdgeRevocation ofEdge(NodeKey issuer, String id, long serial) {
        return signed(issuer, Optional.of(id), Optional.empty(), serial);
    }

    /** Takes back every edge of the issuer to a key, up to a serial. */
    public static EdgeRevocation ofSubject(NodeKey issuer, PublicKey subject, long serial) {
        return signed(issuer, Optional.empty(), Optional.of(subject.text()), serial);
    }

    /**
     * Reads one as it is kept and as it travels: an object with {@code issuer}, {@code edge} or {@code subject},
     * {@code serial} and {@code signature}, and nothing else.
     *
     * @param tree JSON in plain Java
     * @throws TrustException when it is not of that form
     */
    public static EdgeRevocation read(Object tree) {
        if (!(tree instanceof Map<?, ?> members)
                || !members.keySet().equals(OF_EDGE) && !members.keySet().equals(OF_SUBJECT)) {
            throw new TrustException("a revocation is an object with issuer, edge or subject, serial and signature, and "
                    + "nothing else");
        }
        Optional<String> edge = Optional.ofNullable(members.get("edge")).map(EdgeRevocation::checkId);
        Optional<String> subject = Optional.ofNullable(members.get("subject"))
                .map(key -> Canonical.base64(key, PublicKey.SIZE, "subject"));
        return new EdgeRevocation(Canonical.base64(members.get("issuer"), PublicKey.SIZE, "issuer"), edge, subject,
                Canonical.integer(members.get("serial"), 0, Long.MAX_VALUE, "serial"),
                Canonical.base64(members.get("signature"), PublicKey.SIGNATURE_SIZE, "signature"));
    }

    /** As it travels, JSON in plain Java. */
    public Map<String, Object> tree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("issuer", issuer);
        edge.ifPresent(id -> tree.put("edge", id));
        subject.ifPresent(key -> tree.put("subject", key));
        tree.put("serial", serial);
        tree.put("signature", signature);
        return tree;
    }

    /** The bytes that the issuer signs; what is absent is a field of length 0. */
    public byte[] signedBytes() {
        return SignedBytes.tagged(TAG).bytes(Canonical.bytes(issuer))
                .bytes(edge.map(HexFormat.of()::parseHex).orElse(new byte[0]))
                .bytes(subject.map(Canonical::bytes).orElse(new byte[0])).integer(serial).encode();
    }

    /** By which it is kept: SHA-256 of the signed bytes, in hexadecimal digits. */
    public String id() {
        return Canonical.digest(signedBytes());
    }

    /** Whether the issuer's key is sound and has signed. */
    public boolean isGenuine() {
        return Canonical.key(issuer).filter(key -> key.verify(signedBytes(), Canonical.bytes(signature))).isPresent();
    }

    private static EdgeRevocation signed(NodeKey issuer, Optional<String> edge, Optional<String> subject, long serial) {
        String unsigned = Canonical.base64(new byte[PublicKey.SIGNATURE_SIZE]);
        EdgeRevocation bare = new EdgeRevocation(issuer.publicKey().text(), edge, subject, serial, unsigned);
        return new EdgeRevocation(bare.issuer, edge, subject, serial, Canonical.base64(issuer.sign(bare.signedBytes())));
    }

    private static String checkId(Object id) {
        if (id instanceof String text && ID.matcher(text).matches()) {
            return text;
        }
        throw new TrustException("the id of an edge has 64 hexadecimal digits in lower case");
    }
}
