package dev.foldd.wire;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which web pages may open a connection (RFC 6454). A browser tells the page's origin; whoever tells none is no page.
 * The listener's own origin is made from the addresses it is bound to and never from the Host header, which a page
 * whose name was pointed at this machine controls.
 */
public final class Origins {

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final Set<String> allowed;

    /** @param allowed origins besides the listener's own, each {@code scheme://host} or {@code scheme://host:port} */
    public Origins(Collection<String> allowed) {
        this.allowed = allowed.stream().map(Origins::canonical).flatMap(Optional::stream)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether a text is an origin that a browser could send. */
    public static boolean isOrigin(String text) {
        return canonical(text).isPresent();
    }

    /**
     * @param origin as sent; more than one or an opaque one ({@code null}) is refused
     * @param tls whether the listener speaks TLS
     * @param host the name or address that the listener is configured with
     * @param localAddress the address at which this connection arrived
     */
    public boolean allows(String origin, boolean tls, String host, String localAddress, int port) {
        Optional<String> told = canonical(origin);
        return told.isPresent() && (allowed.contains(told.get())
                || own(tls, host, localAddress, port).contains(told.get()));
    }

    private static Set<String> own(boolean tls, String host, String localAddress, int port) {
        Set<String> hosts = new HashSet<>(List.of(Host.bracketed(host), Host.bracketed(localAddress)));
        if (hosts.stream().anyMatch(Host::isLoopback)) {
            hosts.addAll(LOOPBACK);
        }
        Set<String> origins = new HashSet<>();
        for (String name : hosts) {
            canonical(Host.url(tls ? "https" : "http", name, port)).ifPresent(origins::add);
        }
        return origins;
    }

    /** Lower case, the port always told. */
    private static Optional<String> canonical(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
        boolean bare = uri.getRawPath() != null && uri.getRawPath().isEmpty() && uri.getRawQuery() == null
                && uri.getRawFragment() == null && uri.getRawUserInfo() == null;
        if (!bare || uri.getScheme() == null || uri.getHost() == null) {
            return Optional.empty();
        }
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
        return Optional.of(scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + ":" + port);
    }
}
