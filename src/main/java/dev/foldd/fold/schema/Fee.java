package dev.foldd.fold.schema;

/** What the use of a field would cost. Fees are quoted and never charged. */
public final class Fee {

    private Fee() {
    }

    /**
     * The largest of the scaled price, the field's least fee and the schema's.
     *
     * @param base the node's own price for one use
     * @param distance the caller's
     */
    public static long quote(double base, Schema schema, SchemaField field, int distance) {
        double scaled = base * schema.baseMultiplier() * field.price().baseMultiplier()
                * field.price().scaling().factor(distance);
        return Math.max(Math.round(scaled), Math.max(field.price().minPayment().orElse(0), schema.minPayment()));
    }
}
