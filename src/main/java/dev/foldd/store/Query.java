package dev.foldd.store;

import dev.foldd.contract.Cancellation;
import java.time.Duration;
import java.util.List;

/**
 * A statement that reads, with its values.
 *
 * @param parameters one per placeholder, of the Java types of {@link ValueType}, or null
 * @param limits how long it may take and how much it may return
 * @param life stops the statement when it ends
 */
public record Query(Statement statement, List<Object> parameters, Limits limits, Cancellation life) {

    /** Bounds of one call; {@code bytesMax} counts the text of values, roughly as UTF-8. */
    public record Limits(Duration timeout, int rowsMax, long bytesMax) {
    }
}
