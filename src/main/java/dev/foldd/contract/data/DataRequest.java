package dev.foldd.contract.data;

import dev.foldd.contract.Caller;
import java.util.Map;
import java.util.Objects;

/**
 * One method of one caller.
 *
 * @param arguments by parameter name; values are JSON in plain Java: {@code Map<String, Object>} in the order of the wire,
 *     {@code List<Object>}, {@code String}, {@code Long} (or {@code BigInteger} beyond it), {@code BigDecimal} for everything
 *     with a point or an exponent, {@code Boolean}, null. Not to be changed by whoever holds it.
 */
public record DataRequest(Caller caller, Method method, Map<String, Object> arguments, RequestOptions options) {
    public DataRequest {
        Objects.requireNonNull(caller);
        Objects.requireNonNull(method);
        Objects.requireNonNull(arguments);
        Objects.requireNonNull(options);
    }

    /** A request with nothing beside its method. */
    public DataRequest(Caller caller, Method method, Map<String, Object> arguments) {
        this(caller, method, arguments, RequestOptions.NONE);
    }
}
