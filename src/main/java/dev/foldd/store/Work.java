package dev.foldd.store;

import dev.foldd.contract.Cancellation;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Steps that happen all or not at all, in order; a step decides whether the next one runs.
 *
 * @param closing makes, out of the result, one more step of the same commit, whose own rows are not the result; it must be
 *     pure, since it runs wherever the store works, and possibly more than once
 */
public record Work(List<Step> steps, Optional<Function<Rows, Step>> closing, Query.Limits limits, Cancellation life) {
    public Work {
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("a unit of work has at least one step");
        }
        steps = List.copyOf(steps);
    }

    /** Steps whose result closes the unit. */
    public Work(List<Step> steps, Query.Limits limits, Cancellation life) {
        this(steps, Optional.empty(), limits, life);
    }

    /** The same unit with a last step made out of its result. */
    public Work closedBy(Function<Rows, Step> last) {
        return new Work(steps, Optional.of(last), limits, life);
    }
}
