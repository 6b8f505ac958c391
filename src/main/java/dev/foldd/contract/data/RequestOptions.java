package dev.foldd.contract.data;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a caller asks for beside the method.
 *
 * @param transaction the one of his that the request belongs to
 * @param idempotencyKey under which a write happens once, however often it is sent
 * @param ifVersion the version that the row must have, or it is left as it is
 * @param fresh whether the database itself is to be asked, even where its answer is known
 */
public record RequestOptions(Optional<String> transaction, Optional<String> idempotencyKey, OptionalLong ifVersion,
                             boolean fresh) {

    /** Nothing is asked for. */
    public static final RequestOptions NONE = new RequestOptions(Optional.empty(), Optional.empty());

    public RequestOptions {
        Objects.requireNonNull(transaction);
        Objects.requireNonNull(idempotencyKey);
        Objects.requireNonNull(ifVersion);
    }

    public RequestOptions(Optional<String> transaction, Optional<String> idempotencyKey) {
        this(transaction, idempotencyKey, OptionalLong.empty(), false);
    }

    /** The same within a transaction. */
    public RequestOptions within(String id) {
        return new RequestOptions(Optional.of(id), idempotencyKey, ifVersion, fresh);
    }

    /** The same for a row of this version alone. */
    public RequestOptions ifVersion(long version) {
        return new RequestOptions(transaction, idempotencyKey, OptionalLong.of(version), fresh);
    }
}
