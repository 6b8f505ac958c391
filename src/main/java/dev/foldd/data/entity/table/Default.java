package dev.foldd.data.entity.table;

import dev.foldd.data.entity.Field;
import dev.foldd.data.entity.FieldRule;
import dev.foldd.data.entity.FieldType;
import dev.foldd.data.entity.ValueLimits;
import dev.foldd.fault.FaultException;
import dev.foldd.json.Json;
import dev.foldd.json.JsonException;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands behind DEFAULT. A constant is understood, so that the policy sees the value that a new row will have; anything
 * else is left for the database to work out.
 */
final class Default {

    private static final Pattern TYPED = Pattern.compile("('(?:[^']|'')*'|-?[0-9.]+|true|false|NULL)::[\\w .,()\"]+",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern TEXT = Pattern.compile("'((?:[^']|'')*)'");
    private static final Pattern NUMBER = Pattern.compile("[-+]?\\d{1,30}(?:\\.\\d{1,30})?");
    /** They make an identifier that has never been: the daemon's own are such too, and are known before the row is. */
    private static final Set<String> FRESH = Set.of("gen_random_uuid()", "uuid_generate_v4()", "uuid_generate_v1()",
            "uuidv4()", "uuidv7()", "uuid()", "uuid_v4()", "uuid_v7()");

    private final String text;

    private Default(String text) {
        this.text = text;
    }

    static Default of(String written) {
        String text = written.strip();
        while (isEnclosed(text)) {
            text = text.substring(1, text.length() - 1).strip();
        }
        Matcher typed = TYPED.matcher(text);
        return new Default(typed.matches() ? typed.group(1) : text);
    }

    /** Whether the last bracket closes the first. One in a quoted text is counted too, and then the default is no constant. */
    private static boolean isEnclosed(String text) {
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            depth += text.charAt(i) == '(' ? 1 : text.charAt(i) == ')' ? -1 : 0;
            if (depth == 0 && i < text.length() - 1) {
                return false;
            }
        }
        return depth == 0 && text.startsWith("(");
    }

    boolean isNull() {
        return text.equalsIgnoreCase("NULL");
    }

    boolean isCounter() {
        return text.toLowerCase(Locale.ROOT).startsWith("nextval(");
    }

    boolean isFreshUuid() {
        String bare = text.toLowerCase(Locale.ROOT).replaceFirst("^\"?\\w+\"?\\.", "");
        return FRESH.contains(bare);
    }

    /** The value as the field stores it; empty when it is no constant, or none that the field would accept. */
    Optional<Object> constant(Field field) {
        try {
            return literal().flatMap(value -> fitting(field.type(), value))
                    .map(json -> new FieldRule(field, ValueLimits.DEFAULT).accept(json));
        } catch (FaultException | JsonException unfit) {
            return Optional.empty();
        }
    }

    private Optional<Object> literal() {
        Matcher quoted = TEXT.matcher(text);
        if (quoted.matches()) {
            return Optional.of(quoted.group(1).replace("''", "'"));
        }
        if (NUMBER.matcher(text).matches()) {
            return Optional.of(new BigDecimal(text));
        }
        return text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")
                ? Optional.of(Boolean.valueOf(text.toLowerCase(Locale.ROOT))) : Optional.empty();
    }

    /** As callers would write it. */
    private static Optional<Object> fitting(FieldType type, Object value) {
        return switch (type) {
            case STRING, TEXT, EMAIL, UUID, CUID, ENUM -> Optional.of(value.toString());
            case INTEGER, BIGINT, FLOAT, DECIMAL -> number(value);
            case BOOLEAN -> flag(value);
            case JSON -> value instanceof String json ? Optional.ofNullable(Json.parse(json)) : Optional.of(value);
            case DATETIME -> Optional.empty();
        };
    }

    private static Optional<Object> number(Object value) {
        return NUMBER.matcher(value.toString()).matches() ? Optional.of(new BigDecimal(value.toString())) : Optional.empty();
    }

    private static Optional<Object> flag(Object value) {
        return switch (value.toString().toLowerCase(Locale.ROOT)) {
            case "true", "t", "1" -> Optional.of(true);
            case "false", "f", "0" -> Optional.of(false);
            default -> Optional.empty();
        };
    }
}
