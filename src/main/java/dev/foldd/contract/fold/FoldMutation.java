package dev.foldd.contract.fold;

import dev.foldd.contract.Caller;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Changes fields of a schema, all of them or none.
 *
 * @param data by field names, JSON in plain Java
 * @param filter must match the values that are there, else nothing is written; null is none
 * @param claimed the distance that the caller claims; it can only lower his rights
 * @param idempotencyKey under which it happens once, however often it is sent
 */
public record FoldMutation(Caller caller, String schema, MutationType type, Map<String, Object> data, Object filter,
                           OptionalInt claimed, Optional<String> idempotencyKey) {
    public FoldMutation {
        Objects.requireNonNull(caller);
        Objects.requireNonNull(schema);
        Objects.requireNonNull(type);
        Objects.requireNonNull(data);
        Objects.requireNonNull(claimed);
        Objects.requireNonNull(idempotencyKey);
    }
}
