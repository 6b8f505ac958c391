package dev.foldd.data.shared;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Which numbered rows have been seen. A row is given its number before its transaction commits, so that one with a lower number
 * may be seen after one with a higher: every number that was passed over is looked for until its transaction must have ended.
 * For one thread at a time.
 */
final class Numbers {

    /** Numbers that are looked for at once. */
    static final int OPEN_MAX = 2_048;

    /** Numbers not seen, with the moment at which they were passed over. */
    private final TreeMap<Long, Long> open = new TreeMap<>();
    private long last;
    private long blindSince;
    private boolean blind;

    /** Forgets everything, and counts the numbers up to one as seen, but for those that are missing. */
    void begin(long highest, List<ChangeTable.Range> missing, long now) {
        open.clear();
        blind = false;
        last = highest;
        for (ChangeTable.Range range : missing) {
            passOver(range.from(), range.to(), now);
        }
    }

    /** Whether a row has not been seen before; from now on it has. */
    boolean take(long number, long now) {
        if (number <= last) {
            return open.remove(number) != null;
        }
        passOver(last + 1, number - 1, now);
        last = number;
        return true;
    }

    /** Gives up the numbers that were passed over up to a moment: their transactions have ended without a row. */
    void settle(long upTo) {
        open.values().removeIf(since -> since - upTo <= 0);
        blind = blind && blindSince - upTo > 0;
    }

    long last() {
        return last;
    }

    /** The numbers to look for. */
    List<Long> missing() {
        return new ArrayList<>(open.keySet());
    }

    /** Whether there were more missing numbers than can be looked for, of which one may yet be committed unseen. */
    boolean isBlind() {
        return blind;
    }

    /** The latest ones are looked for: the older a number, the less likely is a row to come. */
    private void passOver(long from, long to, long now) {
        long first = Math.max(from, to - OPEN_MAX + 1);
        for (long number = first; number <= to; number++) {
            open.put(number, now);
        }
        boolean lost = first > from;
        while (open.size() > OPEN_MAX) {
            open.pollFirstEntry();
            lost = true;
        }
        if (lost) {
            blind = true;
            blindSince = now;
        }
    }
}
