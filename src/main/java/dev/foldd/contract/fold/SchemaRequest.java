package dev.foldd.contract.fold;

import dev.foldd.contract.Caller;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * Asks about schemas, or changes them.
 *
 * @param name of the schema; empty where there is none
 * @param tree the new schema, JSON in plain Java; empty where there is none
 * @param claimed the distance that the caller claims; it can only lower his rights
 */
public record SchemaRequest(Caller caller, SchemaDeed deed, String name, Map<String, Object> tree, OptionalInt claimed) {
    public SchemaRequest {
        Objects.requireNonNull(caller);
        Objects.requireNonNull(deed);
        Objects.requireNonNull(name);
        Objects.requireNonNull(tree);
        Objects.requireNonNull(claimed);
    }
}
