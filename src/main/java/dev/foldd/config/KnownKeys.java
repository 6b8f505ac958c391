package dev.foldd.config;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Every key that some feature has asked for, with its kind and default: the schema of the configuration. */
public final class KnownKeys {

    /** One setting. {@code fallback} is null when there is no default. */
    public record Key(String path, String kind, Object fallback) {
    }

    private final Map<String, Key> keys = new LinkedHashMap<>();
    private final Set<String> sections = new LinkedHashSet<>();

    void add(String path, String kind, Object fallback) {
        keys.put(path, new Key(path, kind, fallback));
    }

    void addSection(String path) {
        sections.add(path);
    }

    /** All keys in the order in which they were asked for. */
    public List<Key> list() {
        return List.copyOf(keys.values());
    }

    void refuseUnknown(Map<String, Object> tree, Problems problems) {
        refuseUnknown("", tree, problems);
    }

    private void refuseUnknown(String path, Map<?, ?> tree, Problems problems) {
        tree.forEach((key, value) -> {
            String place = path.isEmpty() ? String.valueOf(key) : path + "." + key;
            if (sections.contains(place)) {
                refuseInside(place, value, problems);
            } else if (!keys.containsKey(place)) {
                problems.add(place, "is unknown" + suggestion(place));
            }
        });
    }

    private void refuseInside(String place, Object value, Problems problems) {
        if (value instanceof Map<?, ?> section) {
            refuseUnknown(place, section, problems);
        } else if (value instanceof Collection<?> items) {
            int index = 0;
            for (Object item : items) {
                if (item instanceof Map<?, ?> section) {
                    refuseUnknown(place + "[" + index + "]", section, problems);
                }
                index++;
            }
        }
    }

    private String suggestion(String place) {
        Set<String> all = new LinkedHashSet<>(keys.keySet());
        all.addAll(sections);
        String near = Suggestion.among(all, place);
        return near.isEmpty() ? sameNameElsewhere(all, place) : near;
    }

    /** A key in the wrong section is far from the right one letter by letter, but its own name is right. */
    private static String sameNameElsewhere(Set<String> all, String place) {
        String name = "." + place.substring(place.lastIndexOf('.') + 1);
        List<String> same = all.stream().filter(path -> path.endsWith(name)).limit(2).toList();
        return same.size() == 1 ? "; did you mean '" + same.get(0) + "'?" : "";
    }
}
