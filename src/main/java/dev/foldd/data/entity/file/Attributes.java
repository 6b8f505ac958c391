package dev.foldd.data.entity.file;

import dev.foldd.config.Suggestion;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The keys of one map of a document, read strictly by kind. Whoever reads a key makes it known; what nobody has read is
 * refused at the end, since a misspelt {@code sensitive} would show what it should hide.
 */
final class Attributes {

    private static final int SHOWN_MAX = 40;

    private final String path;
    private final Map<String, Object> values;
    private final Findings findings;
    private final Set<String> known = new LinkedHashSet<>();

    Attributes(String path, Map<String, Object> values, Findings findings) {
        this.path = path;
        this.values = values;
        this.findings = findings;
    }

    /** Empty, with a refusal, when the value is no map. */
    static Attributes of(String path, Object value, Findings findings) {
        if (value instanceof Map<?, ?> map) {
            @SuppressWarnings("unchecked") // Documents has seen to the keys.
            Map<String, Object> values = (Map<String, Object>) map;
            return new Attributes(path, values, findings);
        }
        findings.refuse(path, "must be a map of keys and values");
        return new Attributes(path, Map.of(), findings);
    }

    String pathOf(String key) {
        return path.isEmpty() || key.isEmpty() ? path + key : path + "." + key;
    }

    boolean has(String key) {
        return values.get(key) != null;
    }

    /** The value as it stands there, null when it does not. */
    Object raw(String key) {
        known.add(key);
        return values.get(key);
    }

    Optional<String> text(String key) {
        Object value = raw(key);
        if (value == null || value instanceof String) {
            return Optional.ofNullable((String) value);
        }
        refuse(key, "must be a text" + (value instanceof Map || value instanceof List ? "" : "; put it in quotes"));
        return Optional.empty();
    }

    /** A text or a number, such as a version. */
    Optional<String> label(String key) {
        return raw(key) instanceof Number number ? Optional.of(number.toString()) : text(key);
    }

    boolean flag(String key) {
        return optionalFlag(key).orElse(false);
    }

    Optional<Boolean> optionalFlag(String key) {
        Object value = raw(key);
        if (value == null || value instanceof Boolean) {
            return Optional.ofNullable((Boolean) value);
        }
        refuse(key, "must be true or false");
        return Optional.empty();
    }

    OptionalInt length(String key, int min) {
        Object value = raw(key);
        if (value == null) {
            return OptionalInt.empty();
        }
        if (value instanceof Integer || value instanceof Long) {
            long number = ((Number) value).longValue();
            if (number >= min && number <= Integer.MAX_VALUE) {
                return OptionalInt.of((int) number);
            }
        }
        refuse(key, "must be a whole number of at least " + min);
        return OptionalInt.empty();
    }

    Optional<BigDecimal> number(String key) {
        Object value = raw(key);
        if (value instanceof Integer || value instanceof Long || value instanceof BigInteger
                || value instanceof BigDecimal || value instanceof Double real && Double.isFinite(real)) {
            return Optional.of(new BigDecimal(value.toString()));
        }
        if (value != null) {
            refuse(key, "must be a number");
        }
        return Optional.empty();
    }

    /** A list of texts, in order; empty when it is missing. */
    List<String> texts(String key) {
        Object value = raw(key);
        List<String> texts = new ArrayList<>();
        if (value instanceof List<?> items) {
            for (Object item : items) {
                if (item instanceof String text) {
                    texts.add(text);
                } else {
                    refuse(key, "must be a list of texts; put " + shown(String.valueOf(item)) + " in quotes");
                }
            }
        } else if (value != null) {
            refuse(key, "must be a list of texts");
        }
        return texts;
    }

    void refuse(String key, String sentence) {
        findings.refuse(pathOf(key), sentence);
    }

    void remark(String key, String sentence) {
        findings.remark(pathOf(key), sentence);
    }

    /** To be called when all reading is done. */
    void refuseUnknown() {
        for (String key : values.keySet()) {
            if (!known.contains(key)) {
                refuse(shown(key), "is unknown" + Suggestion.among(known, shown(key)));
            }
        }
    }

    static String shown(String text) {
        return text.length() <= SHOWN_MAX ? text : text.substring(0, SHOWN_MAX) + "…";
    }
}
