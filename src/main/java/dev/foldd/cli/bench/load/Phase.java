package dev.foldd.cli.bench.load;

import java.time.Duration;
import java.util.Optional;

/**
 * What one measurement has shown.
 *
 * @param inFlight requests in flight, or threads of the direct measurement
 * @param replies that came within the time and were right
 * @param failures other replies
 * @param firstFailure what the first of them said; empty when there is none
 * @param serverCpu what the daemon's process used meanwhile; empty when it cannot be seen
 */
public record Phase(Task operation, int inFlight, long replies, long failures, Optional<String> firstFailure,
                    Duration elapsed, Histogram latencies, Optional<Duration> serverCpu) {

    /** Right replies in a second; 0 when nothing was measured. */
    public double perSecond() {
        return elapsed.isZero() ? 0 : replies / (elapsed.toNanos() / 1e9);
    }

    /** The latency that this share of the replies did not exceed, in milliseconds. */
    public double millis(double share) {
        return latencies.percentile(share) / 1e6;
    }

    /** Microseconds of the daemon's processor time for one request. */
    public Optional<Double> cpuMicrosPerRequest() {
        return replies == 0 ? Optional.empty() : serverCpu.map(cpu -> cpu.toNanos() / 1e3 / replies);
    }
}
