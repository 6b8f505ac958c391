package dev.foldd.cli.bench.load;

import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;

/**
 * One measurement in slices, which take turns with those of what it is compared with. What it tells are medians over the
 * slices, so that one noisy moment decides nothing.
 */
public record Series(List<Phase> slices) {

    /** Smallest and largest. */
    public record Range(double least, double most) {
    }

    /** There is at least one slice. */
    public Series {
        slices = List.copyOf(slices);
        if (slices.isEmpty()) {
            throw new IllegalArgumentException("a measurement has at least one slice");
        }
    }

    public static Series of(Phase phase) {
        return new Series(List.of(phase));
    }

    public Task operation() {
        return slices.get(0).operation();
    }

    public int inFlight() {
        return slices.get(0).inFlight();
    }

    public long replies() {
        return slices.stream().mapToLong(Phase::replies).sum();
    }

    public long failures() {
        return slices.stream().mapToLong(Phase::failures).sum();
    }

    public Optional<String> firstFailure() {
        return slices.stream().flatMap(slice -> slice.firstFailure().stream()).findFirst();
    }

    /** Right replies in a second. */
    public double perSecond() {
        return median(slices.stream().mapToDouble(Phase::perSecond));
    }

    /** The slices' rates. */
    public Range rates() {
        return range(slices.stream().mapToDouble(Phase::perSecond).toArray());
    }

    /** The latency that this share of the replies did not exceed, in milliseconds. */
    public double millis(double share) {
        return median(slices.stream().mapToDouble(slice -> slice.millis(share)));
    }

    /** Microseconds of the daemon's processor time for one request; empty where it cannot be seen. */
    public Optional<Double> cpuMicrosPerRequest() {
        List<Double> each = slices.stream().flatMap(slice -> slice.cpuMicrosPerRequest().stream()).toList();
        return each.isEmpty() ? Optional.empty() : Optional.of(median(each.stream().mapToDouble(Double::doubleValue)));
    }

    /** This one's rates against another's, slice by slice; those that follow each other at once saw the same machine. */
    public double[] ratios(Series other) {
        int both = Math.min(slices.size(), other.slices.size());
        double[] ratios = new double[both];
        for (int i = 0; i < both; i++) {
            ratios[i] = slices.get(i).perSecond() / other.slices.get(i).perSecond();
        }
        return ratios;
    }

    /** The value in the middle, or between the two there. */
    public static double median(DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** Of at least one value. */
    public static Range range(double[] values) {
        return new Range(DoubleStream.of(values).min().orElseThrow(), DoubleStream.of(values).max().orElseThrow());
    }
}
