package dev.foldd.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Every key that some feature has asked for, with its kind and default: the schema of the configuration. */
public final class KnownKeys {

    /** One setting. {@code fallback} is null when there is no default. */
    public record Key(String path, String kind, Object fallback) {
    }

    /**
     * A key that nobody reads, and the one that was probably meant.
     *
     * @param path where it stands
     * @param meant the path of the other
     * @param section whether the other is a section rather than a setting
     */
    public record Misspelt(String path, String meant, boolean section) {
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

    List<Misspelt> refuseUnknown(Map<String, Object> tree, Problems problems) {
        List<Misspelt> misspelt = new ArrayList<>();
        refuseUnknown("", tree, problems, misspelt);
        return misspelt;
    }

    private void refuseUnknown(String path, Map<?, ?> tree, Problems problems, List<Misspelt> misspelt) {
        tree.forEach((key, value) -> {
            String place = path.isEmpty() ? String.valueOf(key) : path + "." + key;
            if (sections.contains(place)) {
                refuseInside(place, value, problems, misspelt);
            } else if (!keys.containsKey(place)) {
                Optional<String> meant = meant(place);
                problems.add(place, "is unknown" + meant.map(Suggestion::of).orElse(""));
                meant.ifPresent(other -> misspelt.add(new Misspelt(place, other, sections.contains(other))));
            }
        });
    }

    private void refuseInside(String place, Object value, Problems problems, List<Misspelt> misspelt) {
        if (value instanceof Map<?, ?> section) {
            refuseUnknown(place, section, problems, misspelt);
        } else if (value instanceof Collection<?> items) {
            int index = 0;
            for (Object item : items) {
                if (item instanceof Map<?, ?> section) {
                    refuseUnknown(place + "[" + index + "]", section, problems, misspelt);
                }
                index++;
            }
        }
    }

    private Optional<String> meant(String place) {
        Set<String> all = new LinkedHashSet<>(keys.keySet());
        all.addAll(sections);
        return Suggestion.nearest(all, place).or(() -> sameNameElsewhere(all, place));
    }

    /** A key in the wrong section is far from the right one letter by letter, but its own name is right. */
    private static Optional<String> sameNameElsewhere(Set<String> all, String place) {
        String name = "." + place.substring(place.lastIndexOf('.') + 1);
        List<String> same = all.stream().filter(path -> path.endsWith(name)).limit(2).toList();
        return same.size() == 1 ? Optional.of(same.get(0)) : Optional.empty();
    }
}
