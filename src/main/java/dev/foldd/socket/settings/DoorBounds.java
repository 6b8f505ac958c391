package dev.foldd.socket.settings;

import dev.foldd.config.Section;
import java.time.Duration;

/**
 * What a door for sockets bears.
 *
 * @param messageMax bytes of a request
 * @param bufferSize bytes that are read at once
 * @param connectionsMax in all
 * @param connectionsPerAddressMax of one user of this machine, or of one address
 * @param requestsInFlightMax per connection; beyond it nothing more is read until an answer is out
 * @param proofFailuresMax requests in a row that prove nobody, or are none, after which a connection is closed
 * @param writeBuffer bytes of answers that wait for one client; beyond it nothing more is read from it
 */
public record DoorBounds(int messageMax, int bufferSize, int connectionsMax, int connectionsPerAddressMax,
                         int requestsInFlightMax, int proofFailuresMax, int writeBuffer, Application application,
                         Memory memory, Deadlines deadlines) {

    private static final int KIB = 1024;
    private static final int MIB = 1024 * KIB;
    private static final int REQUEST_BYTES = 10_000_000;

    /**
     * What one application may hold, over all its connections; how often it may ask is in {@code security.rate_limit}.
     *
     * @param bytesMax of requests that are not answered yet
     */
    public record Application(int connectionsMax, int requestsInFlightMax, long bytesMax) {
    }

    /**
     * What all connections together may hold, in bytes.
     *
     * @param messages on their way in or not yet answered
     * @param replies that are being made or wait for their clients
     */
    public record Memory(long messages, long replies) {
    }

    /**
     * How long a connection may take.
     *
     * @param message from a request's first byte to its last
     * @param idle with nothing asked and nothing in flight
     * @param proof until somebody is proved on it
     * @param write with more answers waiting than it may have
     * @param drain at a stop, for what is in flight
     */
    public record Deadlines(Duration message, Duration idle, Duration proof, Duration write, Duration drain) {
    }

    /** Reads what every door for sockets has. */
    public static DoorBounds read(Section section) {
        int messageMax = (int) section.size("max_message_size", REQUEST_BYTES, KIB, 64L * MIB);
        return new DoorBounds(messageMax,
                (int) section.size("buffer_size", 8 * KIB, 512, MIB),
                section.integer("max_connections", 1_024, 1, 1_000_000),
                section.integer("max_connections_per_address", 256, 1, 1_000_000),
                section.integer("max_requests_in_flight", 64, 1, 10_000),
                section.integer("max_proof_failures", 5, 1, 1_000),
                (int) section.size("max_write_buffer", MIB, 16 * KIB, 64L * MIB),
                application(section, messageMax),
                new Memory(Math.max(messageMax, memory(section, "message_memory")), memory(section, "reply_memory")),
                deadlines(section));
    }

    private static Application application(Section section, int messageMax) {
        return new Application(section.integer("max_connections_per_application", 64, 1, 1_000_000),
                section.integer("max_requests_per_application", 256, 1, 1_000_000),
                Math.max(messageMax, section.size("max_bytes_per_application", 32L * MIB, KIB, 1024L * MIB)));
    }

    /** 0 stands for an eighth of the heap. */
    private static long memory(Section section, String key) {
        long size = section.size(key, 0, 0, 1024L * 1024 * MIB);
        return size == 0 ? Runtime.getRuntime().maxMemory() / 8 : size;
    }

    private static Deadlines deadlines(Section section) {
        Duration second = Duration.ofSeconds(1);
        Duration hour = Duration.ofHours(1);
        return new Deadlines(section.duration("message_timeout", Duration.ofSeconds(30), second.dividedBy(10), hour),
                section.duration("idle_timeout", Duration.ofMinutes(5), second.dividedBy(10), Duration.ofDays(1)),
                section.duration("proof_timeout", Duration.ofSeconds(30), second.dividedBy(10), hour),
                section.duration("write_timeout", Duration.ofMinutes(1), second.dividedBy(10), hour),
                section.duration("drain_timeout", Duration.ofSeconds(5), Duration.ZERO, Duration.ofMinutes(5)));
    }
}
