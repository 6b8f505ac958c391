package dev.foldd.ops.meter;

import dev.foldd.contract.Observation.AclChecked;
import dev.foldd.contract.Observation.RequestAnswered;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts requests by method, with buckets of their duration, and policy decisions. Held by hand, since this is told
 * once or twice for every request: a Micrometer timer with the same buckets took 100 to 200 ns a call where this takes
 * 15 to 30, adds a {@code _max} nobody asked for, and writes bounds as {@code 1.0E-4}.
 *
 * <p>The methods are fixed when this is built. Whatever else is named counts as {@code unknown}: no caller can make a
 * series.
 */
final class RequestMeters {

    private static final String UNKNOWN = "unknown";

    /**
     * Upper bounds as they stand on the page, and the same in nanoseconds. Reads from memory take 0.1 ms, timeouts 25
     * s.
     */
    private static final String[] BOUNDS = {"0.0001", "0.00025", "0.0005", "0.001", "0.0025", "0.005", "0.01", "0.025",
        "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10"};
    private static final long[] BOUNDS_NANOS = nanosOf(BOUNDS);

    private final Map<String, MethodMeter> meters = new HashMap<>();
    private final Set<String> names;
    private final MethodMeter unknown = new MethodMeter();
    private final LongAdder allowed = new LongAdder();
    private final LongAdder denied = new LongAdder();

    RequestMeters(Set<String> methods) {
        methods.forEach(method -> meters.put(method, new MethodMeter()));
        meters.put(UNKNOWN, unknown);
        names = new TreeSet<>(meters.keySet());
    }

    void count(RequestAnswered answered) {
        MethodMeter meter = meters.get(answered.method());
        (meter == null ? unknown : meter).count(answered);
    }

    void count(AclChecked checked) {
        (checked.allowed() ? allowed : denied).increment();
    }

    /**
     * The counters of every method from the start, so that a rate sees the first request; buckets once there is one.
     */
    void writeRequests(Page page) {
        page.family("dbal_requests_total", "counter", "Total number of requests");
        for (String method : names) {
            MethodMeter meter = meters.get(method);
            page.line("dbal_requests_total", meter.success.sum(), "method", method, "status", "success");
            page.line("dbal_requests_total", meter.error.sum(), "method", method, "status", "error");
        }
        page.family("dbal_request_duration_seconds", "histogram", "Request duration in seconds");
        for (String method : names) {
            meters.get(method).writeBuckets(page, method);
        }
    }

    void writeAcl(Page page) {
        page.family("dbal_acl_checks_total", "counter", "Total ACL checks performed");
        page.line("dbal_acl_checks_total", allowed.sum(), "result", "allowed");
        page.line("dbal_acl_checks_total", denied.sum(), "result", "denied");
    }

    private static long[] nanosOf(String[] seconds) {
        long[] nanos = new long[seconds.length];
        for (int i = 0; i < seconds.length; i++) {
            nanos[i] = new BigDecimal(seconds[i]).movePointRight(9).longValueExact();
        }
        return nanos;
    }

    /** One method. Buckets are counted apart and added up on the page, as the format wants them. */
    private static final class MethodMeter {
        private final LongAdder success = new LongAdder();
        private final LongAdder error = new LongAdder();
        private final LongAdder nanos = new LongAdder();
        private final LongAdder[] buckets = new LongAdder[BOUNDS.length + 1];

        private MethodMeter() {
            for (int i = 0; i < buckets.length; i++) {
                buckets[i] = new LongAdder();
            }
        }

        private void count(RequestAnswered answered) {
            long took = answered.duration().toNanos();
            int bucket = 0;
            while (bucket < BOUNDS_NANOS.length && took > BOUNDS_NANOS[bucket]) {
                bucket++;
            }
            buckets[bucket].increment();
            nanos.add(took);
            (answered.error().isEmpty() ? success : error).increment();
        }

        private void writeBuckets(Page page, String method) {
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
                page.line("dbal_request_duration_seconds_bucket", below, "method", method, "le", BOUNDS[i]);
            }
            page.line("dbal_request_duration_seconds_bucket", total, "method", method, "le", "+Inf");
            page.line("dbal_request_duration_seconds_sum", BigDecimal.valueOf(sum, 9), "method", method);
            page.line("dbal_request_duration_seconds_count", total, "method", method);
        }
    }
}
