package dev.foldd.contract.ops;

import dev.foldd.contract.data.DataHealth;
import java.time.Duration;
import java.util.List;

/**
 * The daemon's state.
 *
 * @param ready whether it wants traffic: started, not stopping, database and audit log in order
 * @param problems what is wrong now, in words an operator can act on; empty when healthy
 */
public record HealthReport(boolean ready, String version, Duration uptime, long activeConnections, long totalConnections,
                           DataHealth database, List<String> problems) {
    public HealthReport {
        problems = List.copyOf(problems);
    }
}
