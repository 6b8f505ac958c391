package dev.foldd.contract.fold;

import java.util.Map;
import java.util.Objects;

/** Why, and what would allow it: JSON in plain Java. */
public record FoldExplanation(Map<String, Object> value) {
    public FoldExplanation {
        Objects.requireNonNull(value);
    }
}
