package dev.foldd.audit.read;

import dev.foldd.identity.PublicKey;
import java.util.Set;

/**
 * Who may have signed: public keys, or the node ids that are made of them. None at all accepts everybody, and then a
 * signature shows that somebody signed, not who.
 */
public record Signers(Set<PublicKey> keys, Set<String> nodeIds) {

    public Signers {
        keys = Set.copyOf(keys);
        nodeIds = Set.copyOf(nodeIds);
    }

    /** Those with these keys. */
    public static Signers of(Set<PublicKey> keys) {
        return new Signers(keys, Set.of());
    }

    /** Nobody was named. */
    public boolean isEmpty() {
        return keys.isEmpty() && nodeIds.isEmpty();
    }

    /** May this key have signed. */
    public boolean accept(PublicKey key) {
        return isEmpty() || keys.contains(key) || nodeIds.contains(key.nodeId());
    }
}
