package dev.foldd.audit;

import dev.foldd.contract.Observation;
import dev.foldd.contract.Observer;
import dev.foldd.fault.Fault;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Whether the log can be written, and how many records found no place while it could not. Any thread may ask and count;
 * that it begins and ends is for the writer's thread to say.
 */
final class Outage {

    static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final long probeNanos;
    private final LongSupplier nanos;
    private final Observer observer;
    private final AtomicLong lost = new AtomicLong();
    private volatile Fault refusal;
    private long probedAt;

    /** @param probeInterval how often it is tried again */
    Outage(Duration probeInterval, LongSupplier nanos, Observer observer) {
        this.probeNanos = probeInterval.toNanos();
        this.nanos = nanos;
        this.observer = observer;
    }

    /** Why the log cannot be written now, null while it can. */
    Fault refusal() {
        return refusal;
    }

    /** Counts records that find no place, for the note that is written when there is room again. */
    void lose(long records) {
        lost.addAndGet(records);
    }

    /** Records that found no place and of which no note tells yet. */
    long lost() {
        return lost.get();
    }

    /** A note tells of them, and is on disk. */
    void told(long records) {
        lost.addAndGet(-records);
    }

    boolean isOn() {
        return refusal != null;
    }

    /** The log cannot be written; told once for each outage. */
    void begin(Throwable cause) {
        if (refusal == null) {
            probedAt = nanos.getAsLong();
            refusal = new Fault.Unavailable("the audit log cannot be written", RETRY_AFTER);
            observer.observe(new Observation.AuditWritable(false, reason(cause)));
        }
    }

    void end() {
        refusal = null;
        observer.observe(new Observation.AuditWritable(true, ""));
    }

    /** It is tried again now. */
    void probed() {
        probedAt = nanos.getAsLong();
    }

    /** When it is to be tried again; not above zero when it is time. */
    long nanosUntilProbe() {
        return probeNanos - (nanos.getAsLong() - probedAt);
    }

    static String reason(Throwable cause) {
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
