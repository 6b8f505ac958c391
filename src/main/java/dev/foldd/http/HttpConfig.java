package dev.foldd.http;

import dev.foldd.config.Section;
import java.util.List;

/** The HTTP door, 8080: {@code http: {enabled, host, port, allow_plaintext, allowed_hosts, max_connections, …}}. */
public record HttpConfig(DoorConfig door) {

    private static final int PORT = 8080;
    private static final int CONNECTIONS = 256;

    /** Beyond loopback a name has to be listed: this is the door that browsers come to. Addresses always pass. */
    public static HttpConfig read(Section section) {
        return new HttpConfig(DoorConfig.read("http", section, PORT, CONNECTIONS, List.of("localhost")));
    }
}
