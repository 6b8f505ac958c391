package dev.foldd.data.filter;

import dev.foldd.contract.Principal;
import dev.foldd.store.ValueType;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * What policies may say of the caller: {@code user.id}, {@code user.role}, {@code user.tenantId}, other claims. Callers come
 * here with their highest role first, which is the one that {@code user.role} names.
 */
public final class Claims {

    private static final int NUMBER_LENGTH_MAX = 100;
    private static final int SCALE_MAX = 1_000;

    private Claims() {
    }

    /** The claim of that name, when the caller's proof has it. */
    public static Optional<Object> find(Principal principal, String name) {
        return switch (name) {
            case "user.id" -> Optional.of(principal.subject());
            case "user.role" -> principal.roles().stream().findFirst().map(Object.class::cast);
            case "user.tenantId", "context.tenantId" -> principal.tenant().map(Object.class::cast);
            default -> Optional.ofNullable(principal.claims().get(name.substring(name.indexOf('.') + 1)));
        };
    }

    /** The claim as a value of that type; null, which equals nothing, when it has another type. */
    public static Object valueOf(Principal principal, Term.Claim claim) {
        return find(principal, claim.name()).map(value -> as(value, claim.type())).orElse(null);
    }

    private static Object as(Object value, ValueType type) {
        return switch (type) {
            case TEXT, DATETIME -> value instanceof String || value instanceof Number || value instanceof Boolean
                    ? value.toString() : null;
            case INTEGER, BIGINT -> wholeNumber(value);
            case DOUBLE -> number(value).map(BigDecimal::doubleValue).orElse(null);
            case DECIMAL -> number(value).orElse(null);
            case BOOLEAN -> value instanceof Boolean ? value : null;
            case JSON -> null;
        };
    }

    private static Object wholeNumber(Object value) {
        try {
            return number(value).map(BigDecimal::longValueExact).orElse(null);
        } catch (ArithmeticException notWhole) {
            return null;
        }
    }

    /** Issuers write numbers as numbers and as texts; a short text can name one too long to be written out. */
    private static Optional<BigDecimal> number(Object value) {
        if (!(value instanceof Number || value instanceof String text && text.length() <= NUMBER_LENGTH_MAX)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new BigDecimal(value.toString())).filter(number -> Math.abs((long) number.scale()) <= SCALE_MAX);
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
    }
}
