package dev.foldd.data.entity;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;

/** Numbers as JSON and YAML give them, turned into the one Java type that is stored. */
final class Numbers {

    /** What a NUMERIC(38, 18) holds, which every database of ours has. */
    static final int WHOLE_DIGITS_MAX = 20;
    static final int FRACTION_DIGITS_MAX = 18;

    private static final int LONG_DIGITS_MAX = 19;
    private static final int DECIMAL_TEXT_MAX = 1 + WHOLE_DIGITS_MAX + 1 + FRACTION_DIGITS_MAX;

    private Numbers() {
    }

    /** A number without a fraction; 1.0 and 1e3 are such numbers too, whatever wrote them. */
    static Optional<Long> whole(Object json) {
        if (json instanceof Long number) {
            return Optional.of(number);
        }
        if (json instanceof Integer number) {
            return Optional.of(number.longValue());
        }
        if (json instanceof BigInteger number) {
            return number.bitLength() < Long.SIZE ? Optional.of(number.longValue()) : Optional.empty();
        }
        if (json instanceof Double number) {
            return Double.isFinite(number) ? whole(new BigDecimal(number)) : Optional.empty();
        }
        return json instanceof BigDecimal number ? whole(number) : Optional.empty();
    }

    private static Optional<Long> whole(BigDecimal number) {
        if (number.signum() == 0) {
            return Optional.of(0L);
        }
        long digits = (long) number.precision() - number.scale();
        if (digits < 1 || digits > LONG_DIGITS_MAX || number.stripTrailingZeros().scale() > 0) {
            return Optional.empty();
        }
        return whole(number.toBigIntegerExact());
    }

    /** A whole number written as text, as clients do that cannot hold 64 bits in a number. */
    static Optional<Long> wholeText(String text) {
        if (!isDecimal(text, LONG_DIGITS_MAX + 1) || text.indexOf('.') >= 0) {
            return Optional.empty();
        }
        BigInteger number = new BigInteger(text);
        return number.bitLength() < Long.SIZE ? Optional.of(number.longValue()) : Optional.empty();
    }

    static Optional<Double> finite(Object json) {
        if (!(json instanceof Number number)) {
            return Optional.empty();
        }
        double value = number.doubleValue();
        return Double.isFinite(value) ? Optional.of(value) : Optional.empty();
    }

    /** In the one form with no zeros at its end, so that equal numbers are equal as text. */
    static Optional<BigDecimal> decimal(Object json) {
        BigDecimal number;
        if (json instanceof BigDecimal big) {
            number = big;
        } else if (json instanceof BigInteger || json instanceof Long || json instanceof Integer) {
            number = new BigDecimal(json.toString());
        } else if (json instanceof Double real && Double.isFinite(real)) {
            number = BigDecimal.valueOf(real);
        } else if (json instanceof String text && isDecimal(text, DECIMAL_TEXT_MAX)) {
            number = new BigDecimal(text);
        } else {
            return Optional.empty();
        }
        BigDecimal bare = number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
        boolean fits = bare.scale() <= FRACTION_DIGITS_MAX
                && (long) bare.precision() - bare.scale() <= WHOLE_DIGITS_MAX;
        return fits ? Optional.of(bare.scale() < 0 ? bare.setScale(0) : bare) : Optional.empty();
    }

    /** {@code -?digits(.digits)?}, and nothing that Java's parsers would take besides. */
    private static boolean isDecimal(String text, int lengthMax) {
        int start = text.startsWith("-") ? 1 : 0;
        int point = -1;
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.' && point < 0 && i > start && i + 1 < text.length()) {
                point = i;
            } else if (c < '0' || c > '9') {
                return false;
            }
        }
        return text.length() > start && text.length() <= lengthMax;
    }
}
