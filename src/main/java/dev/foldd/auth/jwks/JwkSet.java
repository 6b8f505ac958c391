package dev.foldd.auth.jwks;

import dev.foldd.json.Json;
import dev.foldd.json.JsonException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A set of public keys: RFC 7517, section 5. Keys of another use, and of kinds that we do not know, are left out as the
 * RFC wants it; secret ones are left out and named, since no honest set holds them.
 *
 * @param keys those that signatures can be verified with
 * @param secrets a sentence for each private or symmetric key
 */
public record JwkSet(List<Jwk> keys, List<String> secrets) {

    /** No keys at all. */
    public static final JwkSet EMPTY = new JwkSet(List.of(), List.of());

    /** RFC 7518, sections 6.2.2, 6.3.2 and 6.4.1. */
    private static final Set<String> SECRET_MEMBERS = Set.of("d", "p", "q", "dp", "dq", "qi", "oth", "k");
    private static final int TEXT_LENGTH_MAX = 128;

    public JwkSet {
        keys = List.copyOf(keys);
        secrets = List.copyOf(secrets);
    }

    /** @throws JwksException when it is no set, or holds more than so many keys */
    public static JwkSet read(String json, int keysMax) {
        Object parsed;
        try {
            parsed = Json.parse(json);
        } catch (JsonException notJson) {
            throw new JwksException("the answer is not JSON");
        }
        if (!(parsed instanceof Map<?, ?> set) || !(set.get("keys") instanceof Collection<?> members)) {
            throw new JwksException("the answer is not an object with a list of keys");
        }
        if (members.size() > keysMax) {
            throw new JwksException("the answer holds more than " + keysMax + " keys");
        }
        List<Jwk> keys = new ArrayList<>();
        List<String> secrets = new ArrayList<>();
        int number = 0;
        for (Object member : members) {
            number++;
            if (!(member instanceof Map<?, ?> jwk)) {
                throw new JwksException("key " + number + " is not an object");
            }
            if ("oct".equals(jwk.get("kty")) || !disjoint(jwk.keySet())) {
                secrets.add("key " + number + " is " + ("oct".equals(jwk.get("kty")) ? "symmetric" : "private"));
            } else {
                key(jwk).ifPresent(keys::add);
            }
        }
        return new JwkSet(keys, secrets);
    }

    /** Whether a key of this id is in it. */
    public boolean holds(String keyId) {
        return keys.stream().anyMatch(key -> key.keyId().isPresent() && key.keyId().get().equals(keyId));
    }

    private static boolean disjoint(Set<?> members) {
        return SECRET_MEMBERS.stream().noneMatch(members::contains);
    }

    private static Optional<Jwk> key(Map<?, ?> jwk) {
        boolean signs = (!jwk.containsKey("use") || "sig".equals(jwk.get("use")))
                && (!jwk.containsKey("key_ops") || verifies(jwk.get("key_ops")));
        if (!signs || !isTextOrAbsent(jwk, "kid") || !isTextOrAbsent(jwk, "alg")) {
            return Optional.empty();
        }
        Optional<PublicKey> key = JwkMaterial.publicKey(jwk);
        return key.map(found -> new Jwk(Optional.ofNullable((String) jwk.get("kid")),
                Optional.ofNullable((String) jwk.get("alg")), found));
    }

    /** RFC 7517, section 4.3: texts, none of them twice. */
    private static boolean verifies(Object operations) {
        return operations instanceof Collection<?> list && list.contains("verify")
                && new HashSet<>(list).size() == list.size();
    }

    private static boolean isTextOrAbsent(Map<?, ?> jwk, String name) {
        return !jwk.containsKey(name)
                || jwk.get(name) instanceof String text && !text.isEmpty() && text.length() <= TEXT_LENGTH_MAX;
    }
}
