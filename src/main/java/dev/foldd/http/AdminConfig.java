package dev.foldd.http;

import dev.foldd.config.Section;
import dev.foldd.wire.Hosts;
import java.util.List;
import java.util.Optional;

/** The door for probes and scrapers, 8081: {@code admin: {enabled, host, port, allow_plaintext, allowed_hosts, …}}. */
public record AdminConfig(DoorConfig door) {

    private static final int PORT = 8081;
    private static final int CONNECTIONS = 64;

    /**
     * Beyond loopback any name passes. There a kubelet and a Prometheus ask by the pod's address or by a service name
     * that nobody here knows, and whoever bound this door to a network has chosen who reaches it; it changes nothing
     * and shows no data. On loopback the check stays: there a browser on the same machine is the way in.
     */
    public static AdminConfig read(Section section) {
        return new AdminConfig(DoorConfig.read("admin", section, PORT, CONNECTIONS, Optional.empty(), List.of(Hosts.ANY)));
    }
}
