package dev.foldd.cli.settings;

import dev.foldd.config.KnownKeys;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Every key that the features know, as JSON Schema (draft 2020-12) for editors, or as lines for people. */
final class ConfigSchema {

    private static final Pattern WHOLE_NUMBER = Pattern.compile("a whole number from (-?\\d+) to (-?\\d+)");
    private static final String CHOICE = "one of ";

    private ConfigSchema() {
    }

    /**
     * A number may also be a text, since {@code ${NAME}} in a file is one until the environment has been looked into.
     */
    static Map<String, Object> json(List<KnownKeys.Key> keys) {
        Map<String, Object> root = section();
        root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        root.put("title", "foldd");
        for (KnownKeys.Key key : keys) {
            if (key.path().indexOf('[') < 0) {
                put(root, key);
            }
        }
        return root;
    }

    /** {@code path  kind  default}, in columns. */
    static String lines(List<KnownKeys.Key> keys) {
        int width = keys.stream().mapToInt(key -> key.path().length()).max().orElse(0);
        StringBuilder lines = new StringBuilder();
        for (KnownKeys.Key key : keys) {
            lines.append(String.format("%-" + (width + 2) + "s%s", key.path(), key.kind()));
            lines.append(key.fallback() == null ? "; no default" : "; default " + shown(key.fallback()));
            lines.append(System.lineSeparator());
        }
        return lines.toString();
    }

    static String shown(Object fallback) {
        if (fallback instanceof Collection<?> items) {
            return items.isEmpty() ? "none" : String.join(", ", items.stream().map(String::valueOf).toList());
        }
        return fallback.toString().isEmpty() ? "empty" : fallback.toString();
    }

    @SuppressWarnings("unchecked")
    private static void put(Map<String, Object> root, KnownKeys.Key key) {
        Map<String, Object> properties = (Map<String, Object>) root.get("properties");
        String[] steps = key.path().split("\\.");
        for (int i = 0; i < steps.length - 1; i++) {
            Map<String, Object> section = (Map<String, Object>) properties.computeIfAbsent(steps[i], name -> section());
            properties = (Map<String, Object>) section.get("properties");
        }
        properties.put(steps[steps.length - 1], property(key));
    }

    private static Map<String, Object> section() {
        Map<String, Object> section = new LinkedHashMap<>();
        section.put("type", "object");
        section.put("properties", new LinkedHashMap<String, Object>());
        return section;
    }

    private static Map<String, Object> property(KnownKeys.Key key) {
        Map<String, Object> property = new LinkedHashMap<>();
        Matcher number = WHOLE_NUMBER.matcher(key.kind());
        if (number.matches()) {
            property.put("type", List.of("integer", "string"));
            property.put("minimum", Long.parseLong(number.group(1)));
            property.put("maximum", Long.parseLong(number.group(2)));
        } else if (key.kind().startsWith(CHOICE)) {
            property.put("type", "string");
            property.put("examples", List.of(key.kind().substring(CHOICE.length()).split(", ")));
        } else {
            property.put("type", types(key.kind()));
        }
        property.put("description", key.kind());
        if (key.fallback() != null) {
            property.put("default", key.fallback());
        }
        return property;
    }

    private static List<String> types(String kind) {
        return switch (kind) {
            case "true or false" -> List.of("boolean", "string");
            case "a list of texts" -> List.of("array", "string");
            case "secret" -> List.of("string");
            default -> List.of("string", "number", "boolean");
        };
    }
}
