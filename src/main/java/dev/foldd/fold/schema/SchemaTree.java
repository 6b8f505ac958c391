package dev.foldd.fold.schema;

import dev.foldd.config.Problems;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A place in a schema's JSON. A value of the wrong kind is a problem under its path, and a harmless one stands in for it. */
final class SchemaTree {

    private final String path;
    private final Map<?, ?> values;
    private final Problems problems;

    SchemaTree(String path, Map<?, ?> values, Problems problems) {
        this.path = path;
        this.values = values;
        this.problems = problems;
    }

    String pathOf(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    void problem(String key, String sentence) {
        problems.add(pathOf(key), sentence);
    }

    Object value(String key) {
        return values.get(key);
    }

    Collection<?> keys() {
        return values.keySet();
    }

    /** A section that must be there. */
    SchemaTree section(String key) {
        if (!(values.get(key) instanceof Map<?, ?> map)) {
            problem(key, values.get(key) == null ? "is required" : "must be an object");
            return new SchemaTree(pathOf(key), Map.of(), new Problems());
        }
        return new SchemaTree(pathOf(key), map, problems);
    }

    String text(String key) {
        if (values.get(key) == null) {
            problem(key, "is required");
        }
        return optionalText(key).orElse("");
    }

    Optional<String> optionalText(String key) {
        Object value = values.get(key);
        if (value == null || value instanceof String) {
            return Optional.ofNullable((String) value);
        }
        problem(key, "must be a text");
        return Optional.empty();
    }

    boolean flag(String key, boolean fallback) {
        Object value = values.get(key);
        if (value == null || value instanceof Boolean) {
            return value == null ? fallback : (Boolean) value;
        }
        problem(key, "must be true or false");
        return fallback;
    }

    /** A number that must be there and fit into a double. */
    double number(String key) {
        Object value = values.get(key);
        if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
            return number.doubleValue();
        }
        problem(key, value == null ? "is required" : "must be a number");
        return 1;
    }

    /** A whole number within 64 bits, when there is one. */
    Optional<Long> wholeNumber(String key) {
        Object value = values.get(key);
        if (value == null) {
            return Optional.empty();
        }
        try {
            if (value instanceof Number number) {
                return Optional.of(new BigDecimal(number.toString()).longValueExact());
            }
        } catch (ArithmeticException fraction) {
            // Falls through to the sentence that says what is wanted.
        }
        problem(key, "must be a whole number");
        return Optional.empty();
    }

    /** An object of texts; empty when there is none. */
    Map<String, String> texts(String key) {
        Map<String, String> texts = new LinkedHashMap<>();
        section(key).values.forEach((name, text) -> {
            if (text instanceof String written) {
                texts.put((String) name, written);
            } else {
                problem(key + "." + name, "must be a text");
            }
        });
        return texts;
    }

    /**
     * One of several variants, written as its name alone or as an object with its name for the only member.
     *
     * @return its name and what belongs to it, which may be null; empty, with a problem, when it is none of them
     */
    Optional<Variant> variant(String key, List<String> names) {
        Object value = values.get(key);
        String name = value instanceof String text ? text
                : value instanceof Map<?, ?> map && map.size() == 1 ? (String) map.keySet().iterator().next() : "";
        if (names.contains(name)) {
            return Optional.of(new Variant(name, value instanceof Map<?, ?> map ? map.get(name) : null));
        }
        problem(key, value == null ? "is required" : "must be one of " + String.join(", ", names));
        return Optional.empty();
    }

    /** @param content null when the variant stands alone */
    record Variant(String name, Object content) {
    }
}
