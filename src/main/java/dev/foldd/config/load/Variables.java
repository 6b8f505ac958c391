package dev.foldd.config.load;

import dev.foldd.config.Problems;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts variables of the environment where the texts of a file name them: {@code ${NAME}}, or {@code ${NAME:-default}}
 * for when it is unset or empty; {@code $$} before a brace is a dollar and no reference. What a variable holds is taken as
 * it is and not looked into.
 */
final class Variables {

    private static final Pattern REFERENCE =
            Pattern.compile("\\$\\$\\{|\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?}|\\$\\{");

    private final Map<String, String> environment;
    private final Problems problems;

    Variables(Map<String, String> environment, Problems problems) {
        this.environment = environment;
        this.problems = problems;
    }

    /** A copy of the tree with every reference replaced. */
    Map<String, Object> fill(Map<String, Object> tree) {
        Map<String, Object> filled = new LinkedHashMap<>();
        tree.forEach((key, value) -> filled.put(key, fill(key, value)));
        return filled;
    }

    private Object fill(String path, Object value) {
        if (value instanceof String text) {
            return text.contains("${") ? fillText(path, text) : text;
        }
        if (value instanceof Map<?, ?> section) {
            Map<String, Object> filled = new LinkedHashMap<>();
            section.forEach((key, inner) -> filled.put((String) key, fill(path + "." + key, inner)));
            return filled;
        }
        if (value instanceof List<?> items) {
            List<Object> filled = new ArrayList<>();
            items.forEach(item -> filled.add(fill(path + "[" + filled.size() + "]", item)));
            return filled;
        }
        return value;
    }

    private String fillText(String path, String text) {
        Matcher reference = REFERENCE.matcher(text);
        StringBuilder filled = new StringBuilder();
        while (reference.find()) {
            reference.appendReplacement(filled, Matcher.quoteReplacement(valueOf(path, reference)));
        }
        return reference.appendTail(filled).toString();
    }

    private String valueOf(String path, Matcher reference) {
        if (reference.group().equals("$${")) {
            return "${";
        }
        String name = reference.group(1);
        if (name == null) {
            problems.add(path, "has a '${' that is not a variable (${NAME} or ${NAME:-default}; write $${ for the"
                    + " text itself)");
            return "";
        }
        String value = environment.get(name);
        String fallback = reference.group(2);
        if (fallback != null) {
            return value == null || value.isEmpty() ? fallback : value;
        }
        if (value == null) {
            problems.add(path, "names the environment variable " + name + ", which is not set (${" + name
                    + ":-default} gives a default)");
            return "";
        }
        return value;
    }
}
