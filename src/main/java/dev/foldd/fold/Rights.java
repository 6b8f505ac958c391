package dev.foldd.fold;

import dev.foldd.contract.Principal;
import dev.foldd.fold.schema.SchemaField;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How far away a caller is, and by which key he was proved.
 *
 * @param distance empty when it is unresolved
 */
record Rights(OptionalInt distance, Optional<String> key) {

    /** A claimed distance counts only where it is the larger one; it resolves nothing. */
    static Rights of(Principal principal, OptionalInt claimed) {
        OptionalInt resolved = principal.resolvedDistance();
        return new Rights(resolved.isPresent() && claimed.isPresent()
                ? OptionalInt.of(Math.max(resolved.getAsInt(), claimed.getAsInt())) : resolved, principal.key());
    }

    boolean mayRead(SchemaField field) {
        return field.read().admits(distance, key);
    }

    boolean mayWrite(SchemaField field) {
        return field.writable() && field.write().admits(distance, key);
    }

    boolean isOperator() {
        return distance.orElse(Integer.MAX_VALUE) == 0;
    }
}
