package dev.foldd.client.socket;

import dev.foldd.client.ClientKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a daemon's socket is, who asks, and the bounds.
 *
 * @param path of the socket, here
 * @param knownAs the path under which the daemon itself has made the socket, which a login names
 * @param key without one, requests are neither signed nor preceded by a login
 * @param nodeId the only node that is believed; without one, any that can sign for the name it gives itself
 * @param trustPath the file of a path of trust, read for every login
 * @param timeout of a call with all that it takes, and of opening a connection
 * @param connections at most, opened when those that are there are busy
 * @param idle after so long without anything to do a connection is closed
 * @param retries of what can be asked again, beyond the first time
 * @param backoff the longest pause before the first retry; it doubles for each one after
 * @param backoffMax no pause is longer
 * @param replyBytesMax a longer reply ends the connection
 * @param pendingMax calls without an answer
 * @param pendingBytesMax their bytes together
 */
public record SocketSettings(Path path, String knownAs, Optional<ClientKey> key, Optional<String> nodeId,
                             Optional<Path> trustPath, Duration timeout, int connections, Duration idle, int retries,
                             Duration backoff, Duration backoffMax, int replyBytesMax, int pendingMax, int pendingBytesMax) {

    private static final int CONNECTIONS_MAX = 256;
    private static final int RETRIES_MAX = 20;
    private static final Duration TIMEOUT_MAX = Duration.ofHours(1);

    public SocketSettings {
        Objects.requireNonNull(path);
        Objects.requireNonNull(knownAs);
        Objects.requireNonNull(key);
        Objects.requireNonNull(nodeId);
        Objects.requireNonNull(trustPath);
        checkTimeout(timeout);
        require(connections >= 1 && connections <= CONNECTIONS_MAX, "the pool holds from 1 to " + CONNECTIONS_MAX);
        require(idle.toMillis() >= 1 && idle.compareTo(TIMEOUT_MAX) <= 0, "idle connections last from 1 ms to " + TIMEOUT_MAX);
        require(retries >= 0 && retries <= RETRIES_MAX, "there may be from 0 to " + RETRIES_MAX + " retries");
        require(!backoff.isNegative() && backoff.compareTo(backoffMax) <= 0 && backoffMax.compareTo(TIMEOUT_MAX) <= 0,
                "the first pause must not be negative, nor longer than the longest, nor that than " + TIMEOUT_MAX);
        require(replyBytesMax >= 1 && pendingMax >= 1 && pendingBytesMax >= 1, "a limit must be at least 1");
    }

    /** @throws IllegalArgumentException when nobody can wait so long, or so short */
    public static void checkTimeout(Duration timeout) {
        require(timeout.toNanos() >= 1_000_000 && timeout.compareTo(TIMEOUT_MAX) <= 0,
                "a timeout must be from 1 ms to " + TIMEOUT_MAX);
    }

    private static void require(boolean right, String otherwise) {
        if (!right) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
