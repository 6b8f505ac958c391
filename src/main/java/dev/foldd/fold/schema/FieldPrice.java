package dev.foldd.fold.schema;

import java.util.OptionalLong;

/**
 * What a field's use costs.
 *
 * @param baseMultiplier above zero
 * @param minPayment the least fee, never zero
 */
public record FieldPrice(double baseMultiplier, Scaling scaling, OptionalLong minPayment) {
}
