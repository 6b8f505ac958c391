package dev.foldd.ops.meter;

import dev.foldd.contract.Observation.RequestAnswered;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;

/** How often one thing was asked for, how it ended, and how long it took. Buckets are counted apart and added up on the page. */
final class DurationMeter {

    /**
     * Upper bounds as they stand on the page, and the same in nanoseconds. Reads from memory take 0.1 ms, timeouts 25
     * s.
     */
    private static final String[] BOUNDS = {"0.0001", "0.00025", "0.0005", "0.001", "0.0025", "0.005", "0.01", "0.025",
        "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10"};
    private static final long[] BOUNDS_NANOS = nanosOf(BOUNDS);

    private final LongAdder success = new LongAdder();
    private final LongAdder error = new LongAdder();
    private final LongAdder nanos = new LongAdder();
    private final LongAdder[] buckets = new LongAdder[BOUNDS.length + 1];

    DurationMeter() {
        for (int i = 0; i < buckets.length; i++) {
            buckets[i] = new LongAdder();
        }
    }

    void count(RequestAnswered answered) {
        long took = answered.duration().toNanos();
        int bucket = 0;
        while (bucket < BOUNDS_NANOS.length && took > BOUNDS_NANOS[bucket]) {
            bucket++;
        }
        buckets[bucket].increment();
        nanos.add(took);
        (answered.error().isEmpty() ? success : error).increment();
    }

    long successes() {
        return success.sum();
    }

    long errors() {
        return error.sum();
    }

    /** Nothing, as long as nothing was counted. */
    void writeBuckets(Page page, String family, String... labels) {
        long[] counts = new long[buckets.length];
        long sum = nanos.sum();
        long total = 0;
        for (int i = 0; i < counts.length; i++) {
            counts[i] = buckets[i].sum();
            total += counts[i];
        }
        if (total == 0) {
            return;
        }
        long below = 0;
        for (int i = 0; i < BOUNDS.length; i++) {
            below += counts[i];
            page.line(family + "_bucket", below, and(labels, "le", BOUNDS[i]));
        }
        page.line(family + "_bucket", total, and(labels, "le", "+Inf"));
        page.line(family + "_sum", BigDecimal.valueOf(sum, 9), labels);
        page.line(family + "_count", total, labels);
    }

    private static String[] and(String[] labels, String name, String value) {
        String[] more = Arrays.copyOf(labels, labels.length + 2);
        more[labels.length] = name;
        more[labels.length + 1] = value;
        return more;
    }

    private static long[] nanosOf(String[] seconds) {
        long[] nanos = new long[seconds.length];
        for (int i = 0; i < seconds.length; i++) {
            nanos[i] = new BigDecimal(seconds[i]).movePointRight(9).longValueExact();
        }
        return nanos;
    }
}
