package dev.foldd.store.sqlite.driver;

import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import java.math.BigDecimal;
import java.util.List;

/** Values on their way into a statement: of the types of {@code ValueType} into those that SQLite keeps. */
final class Parameters {

    /** Longer texts are not left bound to a kept statement. */
    private static final int LONG_TEXT = 8 * 1024;
    private static final Integer TRUE = 1;
    private static final Integer FALSE = 0;

    private Parameters() {
    }

    /**
     * Fills {@code target}, which has one place per placeholder.
     *
     * @return whether one of the texts is long
     * @throws FaultException {@code Invalid} for a value that could not be read back as it is
     */
    public static boolean encode(List<Object> values, Object[] target) {
        if (values.size() != target.length) {
            throw new IllegalArgumentException(
                    "the statement has " + target.length + " placeholders, and there are " + values.size() + " values");
        }
        boolean longText = false;
        for (int i = 0; i < target.length; i++) {
            Object value = values.get(i);
            if (value instanceof String text) {
                refuseBrokenText(text);
                longText |= text.length() > LONG_TEXT;
                target[i] = text;
            } else {
                target[i] = encode(value);
            }
        }
        return longText;
    }

    private static Object encode(Object value) {
        if (value == null || value instanceof Long || value instanceof Integer) {
            return value;
        }
        if (value instanceof Boolean flag) {
            return flag ? TRUE : FALSE;
        }
        if (value instanceof BigDecimal decimal) {
            return Decimals.stored(decimal);
        }
        if (value instanceof Double number) {
            // SQLite keeps NaN as NULL, and JSON has a word for neither.
            if (number.isNaN() || number.isInfinite()) {
                throw new FaultException(new Fault.Invalid("number", "must be finite"));
            }
            return number;
        }
        throw new IllegalArgumentException("not a value of a statement: " + value.getClass());
    }

    /** A half of a surrogate pair has no UTF-8: it would be kept as a question mark. */
    private static void refuseBrokenText(String text) {
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (Character.isSurrogate(unit)) {
                boolean paired = Character.isHighSurrogate(unit) && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!paired) {
                    throw new FaultException(new Fault.Invalid("text", "holds half of a character"));
                }
                i++;
            }
        }
    }
}
