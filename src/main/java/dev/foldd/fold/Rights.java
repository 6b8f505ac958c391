package dev.foldd.fold;

import dev.foldd.contract.Principal;
import dev.foldd.fold.schema.Requirement;
import dev.foldd.identity.trust.Scope;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How far away a caller is, which may depend on the schema and on whether he reads or writes, and by which key he was proved.
 *
 * @param claimed the distance that he claims, which counts only where it is the larger one; it resolves nothing
 */
record Rights(Principal who, OptionalInt claimed) {

    static Rights of(Principal principal, OptionalInt claimed) {
        return new Rights(principal, claimed);
    }

    /** Empty when it is unresolved, for this schema at least. */
    OptionalInt distance(String schema, boolean writes) {
        return effective(who.distanceFor(schema, writes ? Scope.WRITE : Scope.READ));
    }

    Optional<String> key() {
        return who.key();
    }

    boolean mayRead(BoundField.Step step) {
        return admits(step.field().read(), step, false);
    }

    boolean mayWrite(BoundField.Step step) {
        return step.field().writable() && admits(step.field().write(), step, true);
    }

    boolean isOperator() {
        return effective(who.resolvedDistance()).orElse(Integer.MAX_VALUE) == 0;
    }

    private boolean admits(Requirement requirement, BoundField.Step step, boolean writes) {
        return requirement.distance().isEmpty() || requirement.admits(distance(step.schema(), writes), key());
    }

    private OptionalInt effective(OptionalInt resolved) {
        return resolved.isPresent() && claimed.isPresent()
                ? OptionalInt.of(Math.max(resolved.getAsInt(), claimed.getAsInt())) : resolved;
    }
}
