package dev.foldd.client;

import java.util.OptionalLong;

/**
 * What became of a mutation.
 *
 * @param matched how many records its filter met, when the daemon says so; 0 when nothing was written for that reason
 */
public record MutationResult(OptionalLong matched) {

    /** Whether anything was written. */
    public boolean written() {
        return matched.isEmpty() || matched.getAsLong() > 0;
    }
}
