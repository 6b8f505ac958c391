package dev.foldd.rpc;

import dev.foldd.config.Section;
import dev.foldd.wire.Host;
import dev.foldd.wire.Hosts;
import dev.foldd.wire.Origins;
import dev.foldd.wire.Tls;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The WebSocket door's settings.
 *
 * @param port 0 takes a free one
 * @param allowedOrigins web pages that may connect besides those of the listener itself
 * @param allowedHosts names by which the pages of this port may be asked for; see {@link Hosts}
 * @param connectionsPerAddressMax an IPv6 network of 2^64 addresses counts as one
 * @param requestsInFlightMax per connection; beyond it nothing more is read until an answer is out
 * @param handshakeTimeout how long a new connection may take to say what it wants
 * @param messageTimeout how long a message may take from its first byte to its last, while it is being read
 * @param idleTimeout how long a client may be silent, not even answering pings, before its connection is cut
 * @param writeTimeout how long a client may have more answers waiting than {@link Bytes#writeBuffer()}
 * @param proofTimeout how long a connection may live without a proof of anybody
 * @param proofFailuresMax failures in a row after which a connection is closed; how many an address may have, over all
 *     its connections, is in {@code security.rate_limit}
 * @param drainTimeout how long a stop waits for what is in flight
 */
public record RpcConfig(String host, int port, Optional<Tls> tls, List<String> allowedOrigins, List<String> allowedHosts,
                        int connectionsMax, int connectionsPerAddressMax, int requestsInFlightMax, int batchMax,
                        Bytes bytes, Duration handshakeTimeout, Duration messageTimeout, Duration idleTimeout,
                        Duration writeTimeout, Duration pingInterval, Duration proofTimeout, int proofFailuresMax,
                        Duration drainTimeout) {

    private static final int KIB = 1024;
    private static final int MIB = 1024 * KIB;
    private static final int CONNECTIONS_MAX = 10_000;
    private static final int HEAP_PER_CONNECTION = 32 * KIB;
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);

    /**
     * What may be held for callers, in bytes.
     *
     * @param messageMax of a frame and of a message
     * @param anonymousMessageMax the same for a connection on which nobody has been proved yet
     * @param messages on all connections, that are on their way in or not yet answered
     * @param replies on all connections, that are being made or wait for their clients
     * @param writeBuffer answers that wait for one client; beyond it nothing more is read from it
     */
    public record Bytes(int messageMax, int anonymousMessageMax, long messages, long replies, int writeBuffer) {

        private static Bytes read(Section server) {
            int messageMax = (int) server.size("max_message_size", 10 * MIB, KIB, 64 * MIB);
            return new Bytes(messageMax,
                    Math.min(messageMax, (int) server.size("max_anonymous_message_size", 64 * KIB, KIB, 64 * MIB)),
                    Math.max(messageMax, memory(server, "message_memory")),
                    memory(server, "reply_memory"),
                    (int) server.size("max_write_buffer", MIB, 16 * KIB, 64 * MIB));
        }

        /** 0 stands for an eighth of the heap. */
        private static long memory(Section server, String key) {
            long size = server.size(key, 0, 0, 1024L * 1024 * MIB);
            return size == 0 ? Runtime.getRuntime().maxMemory() / 8 : size;
        }
    }

    public RpcConfig {
        allowedOrigins = List.copyOf(allowedOrigins);
        allowedHosts = List.copyOf(allowedHosts);
    }

    /** @param server the section {@code server} */
    public static RpcConfig read(Section server) {
        String host = server.text("host", "127.0.0.1");
        Optional<Tls> tls = Tls.read(server.section("tls"));
        boolean plaintext = server.flag("allow_plaintext", false);
        if (tls.isEmpty() && !plaintext && !Host.isLoopback(host)) {
            server.problem("host", "'" + host
                    + "' can be reached from other machines: enable tls, or set allow_plaintext: true");
        }
        Duration idle = server.duration("idle_timeout", Duration.ofMinutes(2), SECOND, HOUR);
        Duration ping = server.duration("ping_interval", min(Duration.ofSeconds(30), idle.dividedBy(2)),
                SECOND.dividedBy(2), HOUR);
        if (ping.compareTo(idle) >= 0) {
            server.problem("ping_interval", "must be shorter than idle_timeout, or living clients are cut off");
        }
        return new RpcConfig(host, server.port("port", 50051), tls, origins(server),
                Hosts.listedOr(server.texts("allowed_hosts", List.of()), host, List.of(Hosts.ANY)),
                connections(server.integer("max_connections", 0, 0, 1_000_000)),
                server.integer("max_connections_per_address", 1_000, 1, 1_000_000),
                server.integer("max_requests_in_flight", 16, 1, 10_000),
                server.integer("max_batch", 100, 1, 10_000),
                Bytes.read(server),
                server.duration("handshake_timeout", Duration.ofSeconds(10), SECOND, HOUR),
                server.duration("message_timeout", Duration.ofMinutes(1), SECOND, HOUR), idle,
                server.duration("write_timeout", Duration.ofMinutes(1), SECOND, HOUR), ping,
                server.duration("proof_timeout", Duration.ofSeconds(30), SECOND, HOUR),
                server.integer("max_proof_failures", 5, 1, 1_000),
                server.duration("drain_timeout", Duration.ofSeconds(5), Duration.ZERO, Duration.ofMinutes(5)));
    }

    /** Where clients connect to, when {@code bound} is the port that is listened at. */
    public String url(int bound) {
        return Host.url(tls.isPresent() ? "wss" : "ws", host, bound);
    }

    /** Whether nobody but this machine can reach the door. */
    public boolean isLoopbackOnly() {
        return Host.isLoopback(host);
    }

    /** The TLS files that cannot be read on this machine; without TLS it does not matter which there are. */
    public List<String> missingFiles() {
        return tls.map(files -> files.missingFiles("server.tls")).orElse(List.of());
    }

    /** 0 stands for as many as leave the heap room for what they send, measured as 18 KiB each when they are idle. */
    private static int connections(int wanted) {
        return wanted == 0 ? (int) Math.min(CONNECTIONS_MAX, Runtime.getRuntime().maxMemory() / HEAP_PER_CONNECTION) : wanted;
    }

    private static Duration min(Duration left, Duration right) {
        return left.compareTo(right) < 0 ? left : right;
    }

    private static List<String> origins(Section server) {
        List<String> origins = server.texts("allowed_origins", List.of());
        for (String origin : origins) {
            if (!Origins.isOrigin(origin)) {
                server.problem("allowed_origins", "'" + origin
                        + "' is no origin; write scheme://host or scheme://host:port");
            }
        }
        return origins;
    }
}
