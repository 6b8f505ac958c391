package dev.foldd.data.schema;

/** How many digits a decimal field may have, as the checks of values have it: NUMERIC(38, 18). */
final class DecimalRange {

    static final int PRECISION = 38;
    static final int SCALE = 18;

    private DecimalRange() {
    }

    /** Whether a column with so many digits, so many of them after the point, holds every decimal. */
    static boolean fits(int precision, int scale) {
        return scale >= SCALE && precision - scale >= PRECISION - SCALE;
    }
}
