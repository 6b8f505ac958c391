package dev.foldd.store.server;

import java.math.BigDecimal;

/** Decimals as every database is to give them. */
public final class Decimals {

    private Decimals() {
    }

    /** The same number without zeros at its end and without an exponent: servers fill up to a column's scale. */
    public static BigDecimal plain(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }
}
