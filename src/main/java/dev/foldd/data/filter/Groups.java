package dev.foldd.data.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Makes groups of groups of many conditions. A database reads {@code a AND b AND c} as one inside the other, and bounds how
 * deep that may go (SQLite: 1000, sqlite.org/limits.html), which a flat list of a thousand tests would exceed. Filters nest 32
 * deep at most, so 16 side by side at each level stay far below it.
 */
final class Groups {

    private static final int FLAT_MAX = 16;
    private static final int GROUP = 4;

    private Groups() {
    }

    /** The parts themselves where they are few, else groups of them that are few. */
    static List<Condition> of(List<Condition> parts, Function<List<Condition>, Condition> joined) {
        List<Condition> flat = parts;
        while (flat.size() > FLAT_MAX) {
            List<Condition> groups = new ArrayList<>(flat.size() / GROUP + 1);
            for (int from = 0; from < flat.size(); from += GROUP) {
                List<Condition> group = flat.subList(from, Math.min(flat.size(), from + GROUP));
                groups.add(group.size() == 1 ? group.get(0) : joined.apply(group));
            }
            flat = groups;
        }
        return flat;
    }
}
