package dev.foldd.http;

import dev.foldd.config.Section;
import dev.foldd.wire.Hosts;
import dev.foldd.wire.Tls;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The HTTP door, 8080: {@code http: {enabled, host, port, socket, tls, allow_plaintext, allowed_hosts, max_connections, …}}.
 *
 * @param socket a Unix socket at which the same is served
 * @param socketGroup whose members may connect there, by name or number; absent for the daemon's own
 * @param api what callers of {@code /api} may cost
 */
public record HttpConfig(DoorConfig door, Optional<Path> socket, Optional<String> socketGroup, ApiConfig api) {

    private static final int PORT = 8080;
    private static final int CONNECTIONS = 256;
    /** {@code sun_path} of unix(7) holds 108 bytes with the zero at its end. */
    private static final int PATH_BYTES_MAX = 107;

    /** Beyond loopback a name has to be listed: this is the door that browsers come to. Addresses always pass. */
    public static HttpConfig read(Section section) {
        DoorConfig door = DoorConfig.read("http", section, PORT, CONNECTIONS, Tls.read(section.section("tls")),
                List.of("localhost"));
        return new HttpConfig(door, section.optionalText("socket").flatMap(text -> path(section, text)),
                section.optionalText("socket_group"), ApiConfig.read(section));
    }

    /** The same door at its Unix socket, in plain text. No name leads there, and no page can come, so that any Host will do. */
    public DoorConfig local() {
        return new DoorConfig(door.name(), door.enabled(), door.host(), door.port(), List.of(Hosts.ANY), door.maxConnections(),
                door.idleTimeout(), door.maxHeaderBytes(), Optional.empty());
    }

    /** The TLS files that cannot be read on this machine; without the door, or TLS, it does not matter which there are. */
    public List<String> missingFiles() {
        return door.tls().filter(tls -> door.enabled()).map(tls -> tls.missingFiles("http.tls")).orElse(List.of());
    }

    private static Optional<Path> path(Section section, String text) {
        try {
            Path path = Path.of(text).toAbsolutePath().normalize();
            if (path.toString().getBytes(StandardCharsets.UTF_8).length <= PATH_BYTES_MAX) {
                return Optional.of(path);
            }
            section.problem("socket", "is longer than the path of a Unix socket can be, " + PATH_BYTES_MAX + " bytes");
        } catch (InvalidPathException notOne) {
            section.problem("socket", "is no path");
        }
        return Optional.empty();
    }
}
