package dev.foldd.config.load;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Settings as nested maps, addressed by paths such as {@code server.tls.cert_file}. */
final class Tree {

    private Tree() {
    }

    /** Both trees in a new one; where they disagree, {@code upper} is right. Lists are replaced as a whole. */
    static Map<String, Object> merge(Map<String, Object> lower, Map<String, Object> upper) {
        Map<String, Object> merged = new LinkedHashMap<>(lower);
        upper.forEach((key, value) -> {
            if (merged.get(key) instanceof Map<?, ?> below && value instanceof Map<?, ?> above) {
                merged.put(key, merge(asTree(below), asTree(above)));
            } else {
                merged.put(key, value);
            }
        });
        return merged;
    }

    /** Empty when there is nothing at that path, or null. */
    static Optional<Object> get(Map<String, Object> tree, String path) {
        int dot = path.indexOf('.');
        if (dot < 0) {
            return Optional.ofNullable(tree.get(path));
        }
        return tree.get(path.substring(0, dot)) instanceof Map<?, ?> section
                ? get(asTree(section), path.substring(dot + 1)) : Optional.empty();
    }

    /**
     * Makes the sections on the way. False, and nothing changed, when a value stands where a section would have to be.
     */
    static boolean put(Map<String, Object> tree, String path, Object value) {
        int dot = path.indexOf('.');
        if (dot < 0) {
            tree.put(path, value);
            return true;
        }
        String first = path.substring(0, dot);
        Object section = tree.get(first);
        if (section == null) {
            section = new LinkedHashMap<String, Object>();
            tree.put(first, section);
        }
        return section instanceof Map<?, ?> map && put(asTree(map), path.substring(dot + 1), value);
    }

    /** Takes a setting out, and the sections that are empty without it. */
    static void remove(Map<String, Object> tree, String path) {
        int dot = path.indexOf('.');
        if (dot < 0) {
            tree.remove(path);
            return;
        }
        String first = path.substring(0, dot);
        if (tree.get(first) instanceof Map<?, ?> section) {
            remove(asTree(section), path.substring(dot + 1));
            if (section.isEmpty()) {
                tree.remove(first);
            }
        }
    }

    /** Every map in a tree of ours has texts as keys: {@link PlainTree} has seen to that. */
    @SuppressWarnings("unchecked")
    private static Map<String, Object> asTree(Map<?, ?> map) {
        return (Map<String, Object>) map;
    }
}
