package dev.foldd.fold.query;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** How a value is compared. What cannot be compared, such as a text with a number, does not match. */
public enum Operator {
    EQ, NE, GT, LT, GTE, LTE, CONTAINS, STARTS_WITH, ENDS_WITH;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Operator> named(Object name) {
        for (Operator operator : values()) {
            if (operator.wireName().equals(name)) {
                return Optional.of(operator);
            }
        }
        return Optional.empty();
    }

    /** @param value of the field; null where it is not set */
    boolean holds(Object value, Object operand) {
        return switch (this) {
            case EQ -> equal(value, operand);
            case NE -> !equal(value, operand);
            case GT -> compared(value, operand).filter(order -> order > 0).isPresent();
            case LT -> compared(value, operand).filter(order -> order < 0).isPresent();
            case GTE -> compared(value, operand).filter(order -> order >= 0).isPresent();
            case LTE -> compared(value, operand).filter(order -> order <= 0).isPresent();
            case CONTAINS -> value instanceof List<?> list ? list.stream().anyMatch(item -> equal(item, operand))
                    : value instanceof String text && operand instanceof String part && text.contains(part);
            case STARTS_WITH -> value instanceof String text && operand instanceof String part && text.startsWith(part);
            case ENDS_WITH -> value instanceof String text && operand instanceof String part && text.endsWith(part);
        };
    }

    /** Equal as JSON: 1 and 1.0 are one number, and the order of an object's members does not matter. */
    static boolean equal(Object one, Object other) {
        if (one instanceof Number a && other instanceof Number b) {
            return decimal(a).compareTo(decimal(b)) == 0;
        }
        if (one instanceof List<?> a && other instanceof List<?> b) {
            return a.size() == b.size() && allEqual(a, b);
        }
        if (one instanceof Map<?, ?> a && other instanceof Map<?, ?> b) {
            return a.keySet().equals(b.keySet()) && a.keySet().stream().allMatch(key -> equal(a.get(key), b.get(key)));
        }
        return Objects.equals(one, other);
    }

    private static boolean allEqual(List<?> one, List<?> other) {
        for (int i = 0; i < one.size(); i++) {
            if (!equal(one.get(i), other.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static Optional<Integer> compared(Object one, Object other) {
        if (one instanceof Number a && other instanceof Number b) {
            return Optional.of(decimal(a).compareTo(decimal(b)));
        }
        return one instanceof String a && other instanceof String b ? Optional.of(Keys.compare(a, b)) : Optional.empty();
    }

    private static BigDecimal decimal(Number number) {
        return number instanceof BigDecimal decimal ? decimal : new BigDecimal(number.toString());
    }
}
