package dev.foldd.auth.sign;

import dev.foldd.contract.Principal;
import dev.foldd.identity.PublicKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * An enrolled application: its public key stands in {@code apps/NAME.pub} of the data directory, what it may beside it in
 * {@code NAME.yaml}.
 *
 * @param distance from 1; never 0, which is the node itself and its admins
 * @param schemas the only ones that it may use; empty for no such limit
 */
public record Application(String name, PublicKey key, int distance, String role, Optional<String> tenant,
                          Optional<Set<String>> schemas) {

    /** What a key may that stands there alone. */
    static final int DEFAULT_DISTANCE = 1;
    /** The lowest role that there is. */
    static final String DEFAULT_ROLE = "public";

    /** The caller who has proved that he owns the key. */
    public Principal principal() {
        return new Principal(SUBJECT + name, Principal.Kind.APPLICATION, List.of(role), tenant, OptionalInt.of(distance),
                Map.of(), Optional.of(key.text()), schemas);
    }

    /** A caller whose key is valid and known to nobody. */
    static Principal unknown(PublicKey key) {
        return caller(key, OptionalInt.empty());
    }

    /** A caller whose key is configured as an admin's, or is the node's own. */
    static Principal admin(PublicKey key) {
        return caller(key, OptionalInt.of(0));
    }

    private static Principal caller(PublicKey key, OptionalInt distance) {
        return new Principal(SUBJECT + key.text(), Principal.Kind.APPLICATION, List.of(DEFAULT_ROLE), Optional.empty(), distance,
                Map.of(), Optional.of(key.text()), Optional.empty());
    }

    /** Before every subject that is known by a key, so that it is never taken for a user. */
    private static final String SUBJECT = "key:";
}
