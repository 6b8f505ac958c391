package dev.foldd.ops.meter;

import dev.foldd.contract.Observation.RequestAnswered;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Counts what is asked for by the doors beside the WebSocket's, each by itself. Its names come from the code, and are few. */
final class OperationMeters {

    /** Beyond it names are a defect and share one series. */
    private static final int SERIES_MAX = 500;
    private static final Key OTHER = new Key("other", "other");

    private final Map<Key, DurationMeter> meters = new ConcurrentHashMap<>();

    private record Key(String door, String operation) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int doors = door.compareTo(other.door);
            return doors != 0 ? doors : operation.compareTo(other.operation);
        }
    }

    void count(RequestAnswered answered) {
        Key key = new Key(answered.door(), answered.method());
        DurationMeter known = meters.get(key);
        (known == null ? added(key) : known).count(answered);
    }

    private DurationMeter added(Key key) {
        return meters.computeIfAbsent(meters.size() < SERIES_MAX ? key : OTHER, name -> new DurationMeter());
    }

    void write(Page page) {
        Map<Key, DurationMeter> sorted = new TreeMap<>(meters);
        page.family("foldd_operations_total", "counter", "Operations answered by the doors beside the WebSocket's");
        sorted.forEach((key, meter) -> {
            page.line("foldd_operations_total", meter.successes(), "door", key.door(), "operation", key.operation(),
                    "status", "success");
            page.line("foldd_operations_total", meter.errors(), "door", key.door(), "operation", key.operation(),
                    "status", "error");
        });
        page.family("foldd_operation_duration_seconds", "histogram", "Duration of operations in seconds");
        sorted.forEach((key, meter) -> meter.writeBuckets(page, "foldd_operation_duration_seconds",
                "door", key.door(), "operation", key.operation()));
    }
}
