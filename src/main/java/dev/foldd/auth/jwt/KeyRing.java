package dev.foldd.auth.jwt;

import dev.foldd.auth.Refusal;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** All keys that tokens may be signed with. It never changes; a reload makes a new one. */
public final class KeyRing {

    private final Map<Algorithm, List<VerificationKey>> byAlgorithm = new EnumMap<>(Algorithm.class);
    private final Set<VerificationKey> keys;
    private final Optional<Signer> signer;

    /** The daemon's own secret, as it mints with it. */
    record Signer(String keyId, Algorithm algorithm, Hmac hmac, VerificationKey.Issuer issuer) {
    }

    KeyRing(List<VerificationKey> keys, Optional<Signer> signer) {
        for (Algorithm algorithm : Algorithm.values()) {
            byAlgorithm.put(algorithm, keys.stream().filter(key -> key.algorithms().contains(algorithm)).toList());
        }
        this.keys = Set.copyOf(keys);
        this.signer = signer;
    }

    /** Whether the same tokens are proved by both. */
    boolean provesAs(KeyRing other) {
        return keys.equals(other.keys);
    }

    /** The ids of the keys that are in this ring, and not, or not the same, in the other. */
    Set<String> idsMissingIn(KeyRing other) {
        return keys.stream().filter(key -> !other.keys.contains(key)).map(VerificationKey::id)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The key of that id, as it is in this ring. */
    Optional<VerificationKey> named(String id) {
        return keys.stream().filter(key -> key.id().equals(id)).findFirst();
    }

    Optional<Signer> signer() {
        return signer;
    }

    /**
     * The key that the token was signed with. A {@code kid} is compared with the ids we have and used for nothing else.
     *
     * @throws RefusedException when there is none
     */
    VerificationKey signerOf(CompactToken token) {
        List<VerificationKey> keys = byAlgorithm.get(token.algorithm());
        if (keys.isEmpty()) {
            throw new RefusedException(Refusal.ALGORITHM);
        }
        boolean named = false;
        for (VerificationKey key : keys) {
            if (token.keyId().isEmpty() || token.keyId().get().equals(key.id())) {
                named = true;
                if (key.signed(token)) {
                    return key;
                }
            }
        }
        throw new RefusedException(named ? Refusal.SIGNATURE : Refusal.KEY);
    }
}
