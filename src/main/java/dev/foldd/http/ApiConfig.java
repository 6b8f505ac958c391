package dev.foldd.http;

import dev.foldd.config.Section;
import dev.foldd.wire.Origins;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * What callers of {@code /api} may cost; part of the section {@code http}.
 *
 * @param allowedOrigins web pages that may ask besides those of the listener itself
 * @param bodyBytesMax of one request's body
 * @param bodyTimeout how long a body may take from its request's head to its end
 * @param requestsInFlightMax on all connections; beyond it 503
 * @param bodyMemory bytes of bodies on all connections that are on their way in or not yet answered
 * @param replyMemory bytes of answers on all connections that are being made or wait for their clients
 * @param drainTimeout how long a stop waits for what is in flight
 */
public record ApiConfig(List<String> allowedOrigins, int bodyBytesMax, Duration bodyTimeout, int requestsInFlightMax,
                        long bodyMemory, long replyMemory, Duration drainTimeout) {

    private static final int KIB = 1024;
    private static final int MIB = 1024 * KIB;
    private static final long HEAP_SHARE = 8;

    public ApiConfig {
        allowedOrigins = List.copyOf(allowedOrigins);
        Objects.requireNonNull(bodyTimeout);
        Objects.requireNonNull(drainTimeout);
    }

    static ApiConfig read(Section section) {
        List<String> origins = section.texts("allowed_origins", List.of());
        for (String origin : origins) {
            if (!Origins.isOrigin(origin)) {
                section.problem("allowed_origins", "'" + origin
                        + "' is no origin; write scheme://host or scheme://host:port");
            }
        }
        int body = (int) section.size("max_body_size", 10 * MIB, KIB, 64 * MIB);
        return new ApiConfig(origins, body,
                section.duration("body_timeout", Duration.ofSeconds(30), Duration.ofSeconds(1), Duration.ofHours(1)),
                section.integer("max_requests_in_flight", 1_000, 1, 100_000),
                Math.max(body, memory(section, "body_memory")), memory(section, "reply_memory"),
                section.duration("drain_timeout", Duration.ofSeconds(5), Duration.ZERO, Duration.ofMinutes(5)));
    }

    /** 0 stands for an eighth of the heap. */
    private static long memory(Section section, String key) {
        long size = section.size(key, 0, 0, 1024L * 1024 * MIB);
        return size == 0 ? Runtime.getRuntime().maxMemory() / HEAP_SHARE : size;
    }
}
