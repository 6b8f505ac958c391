package dev.foldd.config.load;

import dev.foldd.config.KnownKeys.Misspelt;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A copy of the settings in which misspelt keys stand where they were probably meant to, so that what is wrong inside a
 * misspelt section is found in the same round as the section itself. It is for finding problems and never for running.
 */
final class Repair {

    private final Map<String, Object> tree;
    /** Where a path of the copy was written, for every setting and section that was moved. */
    private final Map<String, String> origins = new LinkedHashMap<>();

    Repair(Map<String, Object> written) {
        tree = copy(written);
    }

    Map<String, Object> tree() {
        return tree;
    }

    /** Moves what can be moved; false when nothing could, and another look would find nothing new. */
    boolean apply(List<Misspelt> misspelt) {
        boolean moved = false;
        for (Misspelt one : misspelt) {
            Optional<Object> value = Tree.get(tree, one.path());
            if (value.isPresent() && value.get() instanceof Map == one.section()) {
                Tree.remove(tree, one.path());
                moved |= move(value.get(), one.path(), one.meant());
            }
        }
        return moved;
    }

    /** The same problem, at the path that stands in the file. */
    String asWritten(String problem) {
        int end = problem.indexOf(": ");
        String path = end < 0 ? problem : problem.substring(0, end);
        for (int cut = path.length(); cut > 0; cut = Math.max(
                path.lastIndexOf('.', cut - 1), path.lastIndexOf('[', cut - 1))) {
            String origin = origins.get(path.substring(0, cut));
            if (origin != null) {
                return origin + problem.substring(cut);
            }
        }
        return problem;
    }

    /** What is there under the right name stays, since that is what would count. */
    private boolean move(Object value, String from, String to) {
        boolean free = Tree.get(tree, to).isEmpty();
        String origin = asWritten(from);
        if (free) {
            origins.put(to, origin);
        }
        if (!(value instanceof Map<?, ?> section)) {
            return free && Tree.put(tree, to, value);
        }
        boolean moved = false;
        for (Map.Entry<?, ?> entry : section.entrySet()) {
            if (entry.getValue() != null) {
                moved |= move(entry.getValue(), from + "." + entry.getKey(), to + "." + entry.getKey());
            }
        }
        return moved;
    }

    private static Map<String, Object> copy(Map<?, ?> section) {
        Map<String, Object> copy = new LinkedHashMap<>();
        section.forEach((key, value) -> copy.put((String) key, value instanceof Map<?, ?> inner ? copy(inner)
                : value instanceof List<?> items ? new ArrayList<>(items) : value));
        return copy;
    }
}
