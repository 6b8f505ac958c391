package dev.foldd.auth.jwt;

import dev.foldd.auth.Refusal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** All keys that tokens may be signed with. It never changes; a reload or an issuer's new keys make a new one. */
public final class KeyRing {

    /** How many keys a token is tried with. Each try costs a verification, which nobody should have for nothing. */
    private static final int TRIES_MAX = 8;

    private final Map<Algorithm, Keys> byAlgorithm = new EnumMap<>(Algorithm.class);
    private final List<VerificationKey> keys;
    private final Set<VerificationKey> distinct;
    private final Optional<Signer> signer;

    /** The daemon's own secret, as it mints with it. */
    record Signer(String keyId, Algorithm algorithm, Hmac hmac, VerificationKey.Issuer issuer) {
    }

    /** Those of one algorithm. */
    private record Keys(List<VerificationKey> all, Map<String, List<VerificationKey>> byId) {
        static Keys of(Algorithm algorithm, List<VerificationKey> keys) {
            List<VerificationKey> all = keys.stream().filter(key -> key.algorithms().contains(algorithm)).toList();
            Map<String, List<VerificationKey>> byId = new HashMap<>();
            all.forEach(key -> byId.computeIfAbsent(key.id(), id -> new ArrayList<>()).add(key));
            return new Keys(all, byId);
        }

        List<VerificationKey> fitting(CompactToken token) {
            return token.keyId().map(id -> byId.getOrDefault(id, List.of())).orElse(all);
        }
    }

    KeyRing(List<VerificationKey> keys, Optional<Signer> signer) {
        for (Algorithm algorithm : Algorithm.values()) {
            byAlgorithm.put(algorithm, Keys.of(algorithm, keys));
        }
        this.keys = List.copyOf(keys);
        this.distinct = Set.copyOf(keys);
        this.signer = signer;
    }

    /** These and those that issuers have published. */
    KeyRing with(List<VerificationKey> published) {
        if (published.isEmpty()) {
            return this;
        }
        List<VerificationKey> all = new ArrayList<>(keys);
        all.addAll(published);
        return new KeyRing(all, signer);
    }

    /** Whether the same tokens are proved by both. */
    boolean provesAs(KeyRing other) {
        return distinct.equals(other.distinct);
    }

    /** The ids of the keys that are in this ring, and not, or not the same, in the other. */
    Set<String> idsMissingIn(KeyRing other) {
        return distinct.stream().filter(key -> !other.distinct.contains(key)).map(VerificationKey::id)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The keys of that id, as they are in this ring: several when issuers have named theirs alike. */
    Set<VerificationKey> named(String id) {
        return distinct.stream().filter(key -> key.id().equals(id)).collect(Collectors.toUnmodifiableSet());
    }

    Optional<Signer> signer() {
        return signer;
    }

    /**
     * The key that the token was signed with. A {@code kid} is compared with the ids we have and used for nothing else.
     * Where several keys fit, as when issuers share a key or name theirs alike, that of the issuer which the token names
     * is preferred; the claims are held against the key's issuer afterwards in any case.
     *
     * @throws RefusedException when there is none, or too many could be
     */
    VerificationKey signerOf(CompactToken token) {
        Keys ofAlgorithm = byAlgorithm.get(token.algorithm());
        if (ofAlgorithm.all().isEmpty()) {
            throw new RefusedException(Refusal.ALGORITHM);
        }
        List<VerificationKey> fitting = ofAlgorithm.fitting(token);
        if (fitting.size() > 1) {
            fitting = issuersFirst(fitting, token);
        }
        if (fitting.isEmpty()) {
            throw new RefusedException(Refusal.KEY);
        }
        for (VerificationKey key : fitting) {
            if (key.signed(token)) {
                return key;
            }
        }
        throw new RefusedException(Refusal.SIGNATURE);
    }

    /** None where even those of the named issuer are too many to be tried. */
    private static List<VerificationKey> issuersFirst(List<VerificationKey> fitting, CompactToken token) {
        Object named = token.claims().get("iss");
        List<VerificationKey> ordered =
                new ArrayList<>(fitting.stream().filter(key -> key.issuer().isNamed(named)).toList());
        if (ordered.size() > TRIES_MAX) {
            return List.of();
        }
        fitting.stream().filter(key -> !key.issuer().isNamed(named)).limit(TRIES_MAX - ordered.size())
                .forEach(ordered::add);
        return ordered;
    }
}
