package dev.foldd.auth.session;

import dev.foldd.contract.Principal;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Finds sessions where they are stored. */
@FunctionalInterface
public interface SessionLookup {

    /** How many may be looked for at once. */
    int TOGETHER_MAX = 128;

    /**
     * A session as it was found.
     *
     * @param begun the beginning of 1970 when that is not stored
     */
    record Found(Principal principal, Instant begun, Instant expiresAt) {
    }

    /**
     * What was found.
     *
     * @param sessions by token; those that are not there are left out
     * @param unchanged whether nobody has changed, through this daemon, what was looked at since; quick
     */
    record Answer(Map<String, Found> sessions, BooleanSupplier unchanged) {
    }

    /** @param tokens as they are stored */
    Future<Answer> find(Collection<String> tokens);
}
