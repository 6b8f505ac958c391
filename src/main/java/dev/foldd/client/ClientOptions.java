package dev.foldd.client;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;

/**
 * The limits of one connection, and whom it trusts.
 *
 * @param connectTimeout for the connection and its handshake together
 * @param requestTimeout for one reply
 * @param messageBytesMax a longer reply ends the connection
 * @param tls makes the sockets of {@code wss://}; the JDK's own, which take a while to make, when empty
 */
public record ClientOptions(Duration connectTimeout, Duration requestTimeout, int messageBytesMax,
                            Optional<SSLSocketFactory> tls) {

    private static final int MESSAGE_BYTES_MAX = 64 << 20;

    public ClientOptions {
        Objects.requireNonNull(tls);
        if (connectTimeout.toMillis() < 1 || requestTimeout.toMillis() < 1 || messageBytesMax < 1) {
            throw new IllegalArgumentException("a limit must be at least 1");
        }
    }

    /** 10 s to connect, 30 s for a reply, 64 MiB a message, the certificate authorities of the JDK. */
    public static ClientOptions usual() {
        return new ClientOptions(Duration.ofSeconds(10), Duration.ofSeconds(30), MESSAGE_BYTES_MAX,
                Optional.empty());
    }

    /** The same with another time for one reply. */
    public ClientOptions withRequestTimeout(Duration timeout) {
        return new ClientOptions(connectTimeout, timeout, messageBytesMax, tls);
    }

    /** The same, trusting whom these sockets trust. */
    public ClientOptions withTls(SSLSocketFactory sockets) {
        return new ClientOptions(connectTimeout, requestTimeout, messageBytesMax, Optional.of(sockets));
    }
}
