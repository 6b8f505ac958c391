package dev.foldd.ops;

import dev.foldd.contract.data.DataHealth;
import dev.foldd.contract.ops.HealthReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Judges the daemon's state from what is known of its parts. Asks nobody: the database's state is handed in. Its
 * sentences are shown to anybody who can reach a door, so they name the part and leave the reason, with its paths, to
 * the log.
 */
public final class Health {

    private final String version;
    private final Lifecycle lifecycle;
    private final Vitals vitals;
    private final LongSupplier nanos;
    private final long startedAt;

    /** @param nanos a clock that only counts up, as {@code System.nanoTime}; uptime is counted from this call */
    public Health(String version, Lifecycle lifecycle, Vitals vitals, LongSupplier nanos) {
        this.version = version;
        this.lifecycle = lifecycle;
        this.vitals = vitals;
        this.nanos = nanos;
        this.startedAt = nanos.getAsLong();
    }

    /** Healthy and ready are the same here: whatever is wrong keeps traffic away, and liveness is another question. */
    public HealthReport report(DataHealth database) {
        List<String> problems = problems(database);
        return new HealthReport(problems.isEmpty(), version, Duration.ofNanos(nanos.getAsLong() - startedAt),
                vitals.activeConnections(), vitals.totalConnections(), database, problems,
                vitals.degraded().values().stream().sorted().toList());
    }

    private List<String> problems(DataHealth database) {
        List<String> problems = new ArrayList<>();
        switch (lifecycle.phase()) {
            case STARTING -> problems.add("the daemon is starting");
            case STOPPING -> problems.add("the daemon is stopping");
            case SERVING -> { }
        }
        if (!database.connected()) {
            problems.add("the database does not answer");
        }
        if (!vitals.auditWritable()) {
            problems.add("the audit log cannot be written");
        }
        return problems;
    }
}
