package dev.foldd.contract.fold;

import dev.foldd.contract.Caller;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * Asks for fields of a schema.
 *
 * @param filter as the caller wrote it, JSON in plain Java; null is none
 * @param claimed the distance that the caller claims; it can only lower his rights
 * @param partial whether a field that may not be read is left out and named, or fails the whole query
 */
public record FoldQuery(Caller caller, String schema, List<String> fields, Object filter, OptionalInt claimed,
                        boolean partial) {
    public FoldQuery {
        Objects.requireNonNull(caller);
        Objects.requireNonNull(schema);
        fields = List.copyOf(fields);
        Objects.requireNonNull(claimed);
    }
}
