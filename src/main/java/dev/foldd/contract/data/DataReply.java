package dev.foldd.contract.data;

/**
 * What a method answers.
 *
 * @param value JSON in plain Java, as in {@link DataRequest}, and besides those {@code Double} and {@code Integer}; a row is
 *     a {@code Map<String, Object>} in the order of its entity's fields
 */
public record DataReply(Object value) {
}
