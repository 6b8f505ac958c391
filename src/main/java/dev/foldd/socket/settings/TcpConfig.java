package dev.foldd.socket.settings;

import dev.foldd.config.Section;
import dev.foldd.wire.Host;

/**
 * The door for command frames over TCP, the section {@code tcp}.
 *
 * @param port 0 takes a free one
 */
public record TcpConfig(boolean enabled, String host, int port, DoorBounds bounds) {

    private static final int PORT = 9000;

    public static TcpConfig read(Section section) {
        boolean enabled = section.flag("enabled", false);
        String host = section.text("host", "127.0.0.1");
        boolean plaintext = section.flag("allow_plaintext", false);
        if (enabled && !plaintext && !Host.isLoopback(host)) {
            section.problem("host", "is '" + host + "', where others can read along: keep it on 127.0.0.1, or set "
                    + section.path() + ".allow_plaintext: true when the network between is trusted");
        }
        return new TcpConfig(enabled, host, section.port("port", PORT), DoorBounds.read(section));
    }

    /** Whether nobody but this machine can reach the door. */
    public boolean isLoopbackOnly() {
        return Host.isLoopback(host);
    }
}
