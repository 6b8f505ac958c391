package dev.foldd.auth.jwks;

import dev.foldd.wire.Host;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** Where an issuer publishes its keys: whoever could change what comes from there could be anybody. */
public final class JwksAddress {

    private JwksAddress() {
    }

    /**
     * An address that can be trusted as far as its certificate: {@code https}, or {@code http} on this machine alone.
     * Empty for any other text, and for one that holds a user, a password or a fragment.
     */
    public static Optional<URI> read(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException notOne) {
            return Optional.empty();
        }
        boolean complete = uri.getHost() != null && uri.getRawUserInfo() == null && uri.getRawFragment() == null;
        boolean safe = "https".equalsIgnoreCase(uri.getScheme())
                || "http".equalsIgnoreCase(uri.getScheme()) && complete && Host.isLoopback(unbracketed(uri.getHost()));
        return complete && safe ? Optional.of(uri) : Optional.empty();
    }

    private static String unbracketed(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }
}
