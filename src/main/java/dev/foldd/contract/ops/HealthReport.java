package dev.foldd.contract.ops;

import dev.foldd.contract.data.DataHealth;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The daemon's state.
 *
 * @param ready whether it wants traffic: started, not stopping, database and audit log in order
 * @param problems what is wrong now, in words an operator can act on; empty when healthy
 * @param degraded what works and not as well as it could; it keeps no traffic away
 */
public record HealthReport(boolean ready, String version, Duration uptime, long activeConnections,
                           long totalConnections, DataHealth database, List<String> problems, List<String> degraded) {
    public HealthReport {
        problems = List.copyOf(problems);
        degraded = List.copyOf(degraded);
    }

    /** With everything as good as it can be. */
    public HealthReport(boolean ready, String version, Duration uptime, long activeConnections, long totalConnections,
                        DataHealth database, List<String> problems) {
        this(ready, version, uptime, activeConnections, totalConnections, database, problems, List.of());
    }

    /** Whether {@code GET /health} is answered with 200 rather than 503. */
    public boolean healthy() {
        return ready && problems.isEmpty();
    }

    /**
     * The body of {@code GET /health}, the same on every door: {@code uptime} in whole seconds, {@code latency_ms} in
     * milliseconds with microseconds behind the point, null while the database does not answer; {@code problems} only
     * when there are any, and {@code degraded} likewise.
     */
    public Map<String, Object> asMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("status", healthy() ? "healthy" : "unhealthy");
        map.put("version", version);
        map.put("uptime", uptime.toSeconds());
        Map<String, Object> connections = new LinkedHashMap<>();
        connections.put("active", activeConnections);
        connections.put("total", totalConnections);
        map.put("connections", connections);
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("connected", database.connected());
        state.put("latency_ms", database.connected() ? milliseconds(database.latency()) : null);
        map.put("database", state);
        if (!problems.isEmpty()) {
            map.put("problems", problems);
        }
        if (!degraded.isEmpty()) {
            map.put("degraded", degraded);
        }
        return map;
    }

    /** The body of {@code GET /health/ready}: {@code ready} or {@code not ready}, and why. */
    public Map<String, Object> readinessAsMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("status", ready ? "ready" : "not ready");
        if (!problems.isEmpty()) {
            map.put("problems", problems);
        }
        return map;
    }

    private static BigDecimal milliseconds(Duration duration) {
        BigDecimal exact = BigDecimal.valueOf(duration.toNanos() / 1_000, 3).stripTrailingZeros();
        return exact.scale() < 1 ? exact.setScale(1) : exact;
    }
}
