package dev.foldd.contract.fold;

import dev.foldd.contract.Caller;
import java.util.Objects;
import java.util.Optional;

/**
 * Asks why fields of a schema may be read or written, or may not.
 *
 * @param operation {@code read} or {@code write}
 * @param field absent for all of them
 * @param subject who is supposed to ask, {@code {"distance": 2, "key": "…"}} as JSON in plain Java; null is the caller himself
 */
public record FoldExplain(Caller caller, String schema, String operation, Optional<String> field, Object subject) {
    public FoldExplain {
        Objects.requireNonNull(caller);
        Objects.requireNonNull(schema);
        Objects.requireNonNull(operation);
        Objects.requireNonNull(field);
    }
}
