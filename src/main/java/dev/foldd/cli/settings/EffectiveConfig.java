package dev.foldd.cli.settings;

import dev.foldd.config.KnownKeys;
import dev.foldd.config.Secret;
import dev.foldd.config.load.LoadedConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The configuration as it counts, defaults included, in the order in which the features ask; secrets are dots. */
final class EffectiveConfig {

    private static final Object DOTS = new Secret("").toString();
    private static final Pattern CREDENTIAL_IN_URL = Pattern.compile("://[^/@\\s]*@");

    private EffectiveConfig() {
    }

    /** Nested maps, ready to be written as YAML or JSON. */
    static Map<String, Object> of(LoadedConfig config) {
        Map<String, Object> shown = new LinkedHashMap<>();
        for (KnownKeys.Key key : config.known().list()) {
            Object value = at(config.tree(), key.path());
            Object counted = value == null ? key.fallback() : key.kind().equals("secret") ? DOTS : redacted(value);
            put(shown, key.path(), counted);
        }
        return shown;
    }

    /** The defaults alone. */
    static Map<String, Object> defaults(List<KnownKeys.Key> keys) {
        Map<String, Object> shown = new LinkedHashMap<>();
        keys.forEach(key -> put(shown, key.path(), key.fallback()));
        return shown;
    }

    private static Object redacted(Object value) {
        if (value instanceof List<?> items) {
            return items.stream().map(item -> item == null ? "" : redacted(item)).toList();
        }
        return value instanceof String text ? CREDENTIAL_IN_URL.matcher(text).replaceAll("://" + DOTS + "@") : value;
    }

    private static Object at(Object tree, String path) {
        Object node = tree;
        for (String step : path.split("\\.")) {
            int bracket = step.indexOf('[');
            node = node instanceof Map<?, ?> map ? map.get(bracket < 0 ? step : step.substring(0, bracket)) : null;
            if (bracket >= 0) {
                int index = index(step);
                node = node instanceof List<?> items && index < items.size() ? items.get(index) : null;
            }
        }
        return node;
    }

    @SuppressWarnings("unchecked")
    private static void put(Map<String, Object> shown, String path, Object value) {
        Map<String, Object> section = shown;
        String[] steps = path.split("\\.");
        for (int i = 0; i < steps.length - 1; i++) {
            int bracket = steps[i].indexOf('[');
            if (bracket < 0) {
                section = (Map<String, Object>) section.computeIfAbsent(steps[i], name -> new LinkedHashMap<>());
                continue;
            }
            List<Object> items = (List<Object>) section.computeIfAbsent(steps[i].substring(0, bracket),
                    name -> new ArrayList<>());
            while (items.size() <= index(steps[i])) {
                items.add(new LinkedHashMap<String, Object>());
            }
            section = (Map<String, Object>) items.get(index(steps[i]));
        }
        section.put(steps[steps.length - 1], value);
    }

    private static int index(String step) {
        return Integer.parseInt(step.substring(step.indexOf('[') + 1, step.length() - 1));
    }
}
