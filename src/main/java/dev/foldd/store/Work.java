package dev.foldd.store;

import dev.foldd.contract.Cancellation;
import java.util.List;

/** Steps that happen all or not at all, in order; a step decides whether the next one runs. */
public record Work(List<Step> steps, Query.Limits limits, Cancellation life) {
    public Work {
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("a unit of work has at least one step");
        }
        steps = List.copyOf(steps);
    }
}
