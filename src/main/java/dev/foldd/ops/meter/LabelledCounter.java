package dev.foldd.ops.meter;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/**
 * A counter for what happens now and then, with labels whose values are words of the code. Should a caller's text ever
 * get into one, the number of series stays bounded all the same: beyond the bound everything counts as {@code other}.
 */
final class LabelledCounter {

    private static final int SERIES_MAX = 64;
    private static final int VALUE_LENGTH_MAX = 64;

    private final String name;
    private final String help;
    private final String[] labels;
    private final Map<List<String>, LongAdder> series = new ConcurrentHashMap<>();

    LabelledCounter(String name, String help, String... labels) {
        this.name = name;
        this.help = help;
        this.labels = labels;
    }

    void increment(String... values) {
        List<String> key = Arrays.stream(values).map(LabelledCounter::bounded).toList();
        LongAdder known = series.get(key);
        if (known == null) {
            List<String> room = series.size() < SERIES_MAX ? key
                    : Arrays.stream(values).map(value -> "other").toList();
            known = series.computeIfAbsent(room, added -> new LongAdder());
        }
        known.increment();
    }

    void write(Page page) {
        page.family(name, "counter", help);
        Map<String, List<String>> sorted = new TreeMap<>(
                series.keySet().stream().collect(Collectors.toMap(key -> String.join("\n", key), key -> key)));
        for (List<String> values : sorted.values()) {
            String[] pairs = new String[labels.length * 2];
            for (int i = 0; i < labels.length; i++) {
                pairs[2 * i] = labels[i];
                pairs[2 * i + 1] = values.get(i);
            }
            page.line(name, series.get(values).sum(), pairs);
        }
    }

    private static String bounded(String value) {
        return value.length() <= VALUE_LENGTH_MAX ? value : value.substring(0, VALUE_LENGTH_MAX);
    }
}
