package dev.foldd.contract.data;

import java.util.Optional;

/**
 * What a caller asks for beside the method.
 *
 * @param transaction the one of his that the request belongs to
 * @param idempotencyKey under which a write happens once, however often it is sent
 */
public record RequestOptions(Optional<String> transaction, Optional<String> idempotencyKey) {

    /** Nothing is asked for. */
    public static final RequestOptions NONE = new RequestOptions(Optional.empty(), Optional.empty());

    /** The same within a transaction. */
    public RequestOptions within(String id) {
        return new RequestOptions(Optional.of(id), idempotencyKey);
    }
}
