package dev.foldd.cli.bench.load;

/**
 * Latencies in buckets whose width grows with the value: 64 to each power of two, so that a percentile is off by 1.6 %
 * at most. Recording is a few instructions and makes no garbage.
 */
public final class Histogram {

    private static final int SUB_BITS = 6;
    private static final int SUB_BUCKETS = 1 << SUB_BITS;

    private final long[] counts = new long[(Long.SIZE - SUB_BITS) * SUB_BUCKETS];
    private long total;

    /** Negative values count as 0. */
    public void record(long nanos) {
        counts[bucket(Math.max(0, nanos))]++;
        total++;
    }

    /** Takes over every value of another one. */
    public void add(Histogram other) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
        total += other.total;
    }

    /** How many values were recorded. */
    public long total() {
        return total;
    }

    /** The value that this share of all values does not exceed; 0 when there are none. */
    long percentile(double share) {
        long rank = (long) Math.ceil(total * share);
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= rank && seen > 0) {
                return highest(i);
            }
        }
        return 0;
    }

    /** Values below 64 have a bucket each; above, the six bits after the highest choose it. */
    private static int bucket(long value) {
        int shift = Math.max(0, Long.SIZE - SUB_BITS - 1 - Long.numberOfLeadingZeros(value));
        return (shift << SUB_BITS) + (int) (value >>> shift);
    }

    private static long highest(int bucket) {
        int shift = Math.max(0, (bucket >>> SUB_BITS) - 1);
        long top = bucket - ((long) shift << SUB_BITS);
        return ((top + 1) << shift) - 1;
    }
}
