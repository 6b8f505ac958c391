package dev.foldd.wire;

import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The files, in PEM, that a listener proves itself with.
 *
 * @param caFile the authorities that clients' certificates must come from, where clients send one; nobody has to
 */
public record Tls(String certFile, String keyFile, Optional<String> caFile) {

    public Tls {
        Objects.requireNonNull(certFile);
        Objects.requireNonNull(keyFile);
        Objects.requireNonNull(caFile);
    }

    /** All of them. */
    public List<Path> files() {
        return Stream.concat(Stream.of(certFile, keyFile), caFile.stream()).map(Path::of).toList();
    }

    /** Makes a listener speak TLS, versions 1.2 and 1.3 and nothing older. */
    public void applyTo(NetServerOptions options) {
        options.setSsl(true)
                .setKeyCertOptions(new PemKeyCertOptions().addCertPath(certFile).addKeyPath(keyFile))
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"));
        caFile.ifPresent(file -> options.setClientAuth(ClientAuth.REQUEST)
                .setTrustOptions(new PemTrustOptions().addCertPath(file)));
    }

    /** The same for a listener that is open already, after the files have changed. */
    public ServerSSLOptions renewed() {
        NetServerOptions options = new NetServerOptions();
        applyTo(options);
        return options.getSslOptions();
    }
}
