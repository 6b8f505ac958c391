package dev.foldd.contract.fold;

import dev.foldd.contract.Caller;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Asks what stood in one place before, newest first.
 *
 * @param key the range key of a Range field; empty for a Single one
 * @param before the atom whose predecessors are asked for; absent for the newest and its own
 * @param limit how many at most
 * @param claimed the distance that the caller claims; it can only lower his rights
 */
public record FoldHistory(Caller caller, String schema, String field, Optional<String> key, Optional<String> before, int limit,
                          OptionalInt claimed) {

    /** What one question may be answered with. */
    public static final int LIMIT_MAX = 1_000;
    public static final int LIMIT_DEFAULT = 100;

    public FoldHistory {
        Objects.requireNonNull(caller);
        Objects.requireNonNull(schema);
        Objects.requireNonNull(field);
        Objects.requireNonNull(key);
        Objects.requireNonNull(before);
        Objects.requireNonNull(claimed);
    }
}
