package dev.foldd.store.sqlite.driver;

import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Exact decimals in a database that has none. A decimal is kept as a number, so that SQLite sorts and compares it as
 * one: as INTEGER when it is whole and fits 64 bits, else as REAL when it has at most 15 significant digits, since
 * every such decimal survives the way into a double and back (IEEE 754 binary64, DBL_DIG). Any other is refused rather
 * than rounded. The value is kept, not its spelling: 1.50 comes back as 1.5. Sums inside the database are those of
 * doubles.
 *
 * <p>Columns must be declared DECIMAL or NUMERIC: the affinity REAL would turn whole numbers into doubles.
 */
final class Decimals {

    private static final MathContext EXACT_DIGITS = new MathContext(15, RoundingMode.HALF_EVEN);
    private static final int EXPONENT_MAX = 300;
    private static final int LONG_DIGITS = 19;

    private Decimals() {
    }

    /** @return a {@code Long} or a {@code Double} */
    public static Object stored(BigDecimal value) {
        int exponent = value.precision() - value.scale();
        if (value.signum() == 0) {
            return 0L;
        }
        if (exponent > 0 && exponent <= LONG_DIGITS) {
            BigDecimal plain = value.stripTrailingZeros();
            if (plain.scale() <= 0 && plain.toBigInteger().bitLength() < Long.SIZE) {
                return plain.longValueExact();
            }
        }
        if (Math.abs(exponent) > EXPONENT_MAX || value.stripTrailingZeros().precision() > EXACT_DIGITS.getPrecision()) {
            throw new FaultException(new Fault.Invalid("decimal",
                    "cannot be kept exactly: a whole number in 64 bits, or up to 15 significant digits"));
        }
        return value.doubleValue();
    }

    public static BigDecimal read(long stored) {
        return BigDecimal.valueOf(stored);
    }

    /**
     * The decimal of at most 15 digits that this double was made from, or, for a double that was not, its own digits.
     */
    public static BigDecimal read(double stored) {
        BigDecimal shortest = BigDecimal.valueOf(stored);
        if (shortest.precision() > EXACT_DIGITS.getPrecision()) {
            BigDecimal rounded = shortest.round(EXACT_DIGITS);
            if (rounded.doubleValue() == stored) {
                return plain(rounded);
            }
        }
        return plain(shortest);
    }

    private static BigDecimal plain(BigDecimal value) {
        return value.stripTrailingZeros();
    }
}
