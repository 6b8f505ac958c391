package dev.foldd.store;

import dev.foldd.contract.Cancellation;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
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

        private static final int NUMBER_BYTES = 8;

        /** What a value counts. */
        public static long bytesOf(Object value) {
            return value instanceof String text ? text.length() : NUMBER_BYTES;
        }

        /** @throws FaultException {@code TooLarge} when these values are too many bytes for one row */
        public void admit(List<Object> values) {
            long bytes = 0;
            for (Object value : values) {
                bytes += bytesOf(value);
            }
            if (bytes > bytesMax) {
                throw tooLarge();
            }
        }

        public FaultException tooLarge() {
            return new FaultException(new Fault.TooLarge("the size of the rows in bytes", bytesMax));
        }
    }
}
