package dev.foldd.wire;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the pages of all doors have in common: by which host they may be asked for, and the headers they carry. */
public final class Pages {

    /** A page is never to be kept, taken for another type, framed, or read by a page of another origin. */
    public static final Map<String, String> HEADERS = Map.of(
            "Cache-Control", "no-store",
            "X-Content-Type-Options", "nosniff",
            "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'",
            "Cross-Origin-Resource-Policy", "same-origin",
            "Referrer-Policy", "no-referrer");

    public static final String JSON = "application/json; charset=utf-8";

    /** The text format of Prometheus. */
    public static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";

    private final Hosts hosts;

    /** @param allowedHosts see {@link Hosts} */
    public Pages(Collection<String> allowedHosts) {
        this.hosts = new Hosts(allowedHosts);
    }

    /** Why a page is not shown. */
    public record Refusal(int status, String reason) {
    }

    /**
     * Judges by the headers {@code Host} of a request. One of HTTP/1.0 may come without, as health checks of load balancers
     * do; browsers always send it.
     */
    public Optional<Refusal> judge(List<String> hostHeaders, boolean http10) {
        boolean absent = hostHeaders.isEmpty() && http10;
        if (hostHeaders.size() > 1 || hostHeaders.isEmpty() && !absent) {
            return Optional.of(new Refusal(400, "Exactly one Host header is needed"));
        }
        return absent || hosts.allows(hostHeaders.get(0)) ? Optional.empty()
                : Optional.of(new Refusal(421, "This host name is not among allowed_hosts"));
    }
}
