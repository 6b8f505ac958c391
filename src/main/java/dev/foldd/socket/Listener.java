package dev.foldd.socket;

import dev.foldd.contract.Principal;
import dev.foldd.identity.PublicKey;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * One place that is listened at, and what it admits.
 *
 * @param door its name in logs, meters and audit records
 * @param place the door as signatures name it: {@code socket:PATH}, or {@code tcp}
 * @param local whether it is a Unix socket, on which lines are spoken too, and connections can be logged in
 * @param unsigned whether requests without a signature are answered
 * @param key the only one that is believed here
 * @param schemas the only ones that can be used here
 */
record Listener(String door, String place, boolean local, boolean unsigned, Optional<PublicKey> key,
                Optional<Set<String>> schemas) {

    /** Whoever has not said who he is. */
    private static final Principal NOBODY = new Principal("anonymous", Principal.Kind.APPLICATION, List.of("public"),
            Optional.empty(), OptionalInt.empty(), Map.of());

    static Listener socket(String path, boolean unsigned, Optional<PublicKey> key, Optional<Set<String>> schemas) {
        return new Listener("socket", "socket:" + path, true, unsigned, key, schemas);
    }

    static Listener tcp() {
        return new Listener("tcp", "tcp", false, false, Optional.empty(), Optional.empty());
    }

    /** The caller, with no more schemas than can be used here. */
    Principal narrowed(Principal who) {
        if (schemas.isEmpty()) {
            return who;
        }
        Set<String> left = new HashSet<>(schemas.get());
        who.schemas().ifPresent(left::retainAll);
        return who.within(left);
    }

    /** Who sends a request without a signature. */
    Principal nobody() {
        return narrowed(NOBODY);
    }
}
