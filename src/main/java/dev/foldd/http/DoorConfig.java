package dev.foldd.http;

import dev.foldd.config.Section;
import dev.foldd.wire.Host;
import dev.foldd.wire.Hosts;
import dev.foldd.wire.Tls;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Where an HTTP door listens and what it bears.
 *
 * @param name the door's name in logs, meters and {@code listening} lines
 * @param port 0 takes a free one
 * @param allowedHosts names that a Host header may carry; {@code *} alone allows any
 * @param maxConnections beyond it connections are closed as they come
 * @param idleTimeout a connection that brings no complete request, or takes no answer, for so long is closed
 * @param maxHeaderBytes of one request's headers in all
 */
public record DoorConfig(String name, boolean enabled, String host, int port, List<String> allowedHosts,
                         int maxConnections, Duration idleTimeout, int maxHeaderBytes, Optional<Tls> tls) {

    public DoorConfig {
        Objects.requireNonNull(name);
        Objects.requireNonNull(host);
        allowedHosts = List.copyOf(allowedHosts);
        Objects.requireNonNull(idleTimeout);
        Objects.requireNonNull(tls);
    }

    /** Whether nobody but this machine can reach the door. */
    public boolean isLoopbackOnly() {
        return Host.isLoopback(host);
    }

    /** Where it listens, when {@code bound} is the port: {@code http://127.0.0.1:8080}. */
    public String url(int bound) {
        return Host.url(tls.isPresent() ? "https" : "http", host, bound);
    }

    /**
     * Reads a door's section.
     *
     * @param tls what it proves itself with, where it does
     * @param hostsBeyondLoopback what {@code allowed_hosts} is by default when the door is not bound to loopback
     */
    static DoorConfig read(String name, Section section, int port, int maxConnections, Optional<Tls> tls,
                           List<String> hostsBeyondLoopback) {
        boolean enabled = section.flag("enabled", true);
        String host = section.text("host", "127.0.0.1");
        boolean loopback = Host.isLoopback(host);
        boolean plaintext = section.flag("allow_plaintext", false);
        if (enabled && !loopback && !plaintext && tls.isEmpty()) {
            section.problem("host", "is '" + host + "', where others can read along: keep it on 127.0.0.1, or set "
                    + section.path() + ".allow_plaintext: true when the network between is trusted");
        }
        List<String> hosts = Hosts.listedOr(section.texts("allowed_hosts", List.of()), host, hostsBeyondLoopback);
        return new DoorConfig(name, enabled, host, section.port("port", port), hosts,
                section.integer("max_connections", maxConnections, 1, 100_000),
                section.duration("idle_timeout", Duration.ofSeconds(30), Duration.ofSeconds(1), Duration.ofHours(1)),
                (int) section.size("max_header_size", 8_192, 1_024, 65_536), tls);
    }
}
