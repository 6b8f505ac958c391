package dev.foldd.data.entity;

import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.json.Json;
import dev.foldd.json.Storable;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What one field accepts, prepared so that it can be asked often. Refusals are {@code Fault.Invalid} under the field's
 * name, and never repeat the value: it may be a secret.
 */
public final class FieldRule {

    private static final String NOT_STORABLE = "must not hold NUL or half a surrogate pair";
    private static final int WORDS_SHOWN_MAX = 30;
    /** As RFC 9562 writes it; a column of this type gives it back in small letters. */
    private static final Pattern UUID = Pattern.compile("[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private final Field field;
    private final ValueLimits limits;
    private final int lengthMin;
    private final int lengthMax;
    private final Optional<BoundedPattern> pattern;
    private final Set<String> words;

    public FieldRule(Field field, ValueLimits limits) {
        this.field = field;
        this.limits = limits;
        this.lengthMin = field.minLength().orElse(0);
        this.pattern = field.pattern().map(declared -> new BoundedPattern(declared, limits.patternStepsMax()));
        this.lengthMax = field.maxLength().orElse(pattern.isPresent() ? limits.patternTextMax() : limits.textMax());
        this.words = Set.copyOf(field.values());
    }

    public Field field() {
        return field;
    }

    /**
     * The value as it is stored when all rules of the field let it pass; null, where the field may be null, for null.
     */
    public Object accept(Object json) {
        if (json == null) {
            if (!field.nullable()) {
                throw refusal(field, "must not be null");
            }
            return null;
        }
        Object value = convert(field, json, limits);
        if (field.form().kind() == Field.Kind.UUID && !UUID.matcher((String) value).matches()) {
            throw refusal(field, "must be a UUID such as 123e4567-e89b-12d3-a456-426614174000");
        }
        switch (field.type()) {
            case STRING, TEXT, EMAIL, UUID, CUID, ENUM -> checkText((String) value);
            case INTEGER, BIGINT, FLOAT, DECIMAL -> checkRange(value);
            case BOOLEAN, DATETIME, JSON -> { }
        }
        return value;
    }

    /** The value in the type that is stored, whether or not the field's rules would let it in: for filters and keys. */
    static Object convert(Field field, Object json, ValueLimits limits) {
        return switch (field.type()) {
            case STRING, TEXT, EMAIL, UUID, CUID, ENUM -> text(field, json);
            case INTEGER -> integer(field, json);
            case BIGINT -> bigint(field, json);
            case FLOAT -> Numbers.finite(json).orElseThrow(() -> refusal(field, "must be a finite number"));
            case DECIMAL -> Numbers.decimal(json).orElseThrow(() -> refusal(field,
                    "must be a decimal number of at most " + Numbers.WHOLE_DIGITS_MAX + " digits before the point and "
                            + Numbers.FRACTION_DIGITS_MAX + " after it"));
            case BOOLEAN -> flag(field, json);
            case DATETIME -> Moments.stored(json).orElseThrow(() -> refusal(field,
                    "must be a moment as ISO-8601 with an offset, or as milliseconds since 1970"));
            case JSON -> json(field, json, limits);
        };
    }

    private static String text(Field field, Object json) {
        if (!(json instanceof String text)) {
            throw refusal(field, "must be a text");
        }
        if (Storable.length(text) == Storable.NOT_STORABLE) {
            throw refusal(field, NOT_STORABLE);
        }
        boolean ofOwnType = field.form().kind() == Field.Kind.UUID && !field.form().type().isEmpty();
        return ofOwnType && UUID.matcher(text).matches() ? text.toLowerCase(Locale.ROOT) : text;
    }

    private static Long integer(Field field, Object json) {
        Long number = json instanceof Long whole ? whole : Numbers.whole(json).orElse(null);
        if (number == null || number != number.intValue()) {
            throw refusal(field, "must be a whole number from " + Integer.MIN_VALUE + " to " + Integer.MAX_VALUE);
        }
        return number;
    }

    private static Long bigint(Field field, Object json) {
        if (json instanceof Long number) {
            return number;
        }
        Optional<Long> number = json instanceof String text ? Numbers.wholeText(text) : Numbers.whole(json);
        return number.orElseThrow(() -> refusal(field, "must be a whole number of at most 64 bits"));
    }

    private static Boolean flag(Field field, Object json) {
        if (json instanceof Boolean flag) {
            return flag;
        }
        throw refusal(field, "must be true or false");
    }

    private static String json(Field field, Object json, ValueLimits limits) {
        if (!Storable.isStorable(json)) {
            throw refusal(field, NOT_STORABLE);
        }
        String text = Json.write(json);
        if (text.length() > limits.jsonMax()) {
            throw refusal(field, "must be at most " + limits.jsonMax() + " characters of JSON");
        }
        return text;
    }

    private void checkText(String text) {
        switch (field.type()) {
            case ENUM -> {
                if (!words.contains(text)) {
                    throw refusal(field, "must be one of " + String.join(", ",
                            field.values().subList(0, Math.min(WORDS_SHOWN_MAX, field.values().size()))));
                }
                return;
            }
            case EMAIL -> {
                if (!Texts.isEmail(text)) {
                    throw refusal(field, "must be a mail address");
                }
            }
            case UUID, CUID -> {
                if (!Texts.isIdentifier(text)) {
                    throw refusal(field, "must be an identifier: 1 to 255 of letters, digits and - _ . : @");
                }
            }
            default -> { }
        }
        checkLength(text);
        pattern.ifPresent(bounded -> checkPattern(bounded, text));
    }

    private void checkLength(String text) {
        int length = text.length() < lengthMin ? text.length() : Storable.length(text);
        if (length < lengthMin) {
            throw refusal(field, "must be at least " + characters(lengthMin) + " long");
        }
        if (length > lengthMax) {
            throw refusal(field, "must be at most " + characters(lengthMax) + " long");
        }
    }

    private static String characters(int number) {
        return number == 1 ? "1 character" : number + " characters";
    }

    private void checkPattern(BoundedPattern bounded, String text) {
        switch (bounded.verdict(text)) {
            case FITS -> { }
            case DIFFERS -> throw refusal(field, "does not match the pattern "
                    + field.pattern().orElseThrow().pattern());
            case TOO_COSTLY -> throw refusal(field,
                    "cannot be matched against its pattern within the bounds of one value");
        }
    }

    private void checkRange(Object value) {
        if (field.min().isEmpty() && field.max().isEmpty()) {
            return;
        }
        BigDecimal number = value instanceof Long whole ? BigDecimal.valueOf(whole)
                : value instanceof Double real ? new BigDecimal(real) : (BigDecimal) value;
        if (field.min().isPresent() && number.compareTo(field.min().get()) < 0) {
            throw refusal(field, "must be at least " + field.min().get().toPlainString());
        }
        if (field.max().isPresent() && number.compareTo(field.max().get()) > 0) {
            throw refusal(field, "must be at most " + field.max().get().toPlainString());
        }
    }

    private static FaultException refusal(Field field, String sentence) {
        return new FaultException(new Fault.Invalid(field.name(), sentence));
    }
}
