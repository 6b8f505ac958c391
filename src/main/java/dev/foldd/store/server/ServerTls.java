package dev.foldd.store.server;

import dev.foldd.store.DatabaseConfig;
import dev.foldd.store.DatabaseConfig.SslMode;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TrustOptions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.Set;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** How a database server has to prove itself. */
public final class ServerTls {

    private ServerTls() {
    }

    /**
     * From {@code verify-ca} on the server's certificate must come from a known authority, and with {@code verify-full} be for
     * its name; below, it must come from the authorities of {@code ca_file} where there is one, as libpq has it.
     */
    public static ClientSSLOptions of(DatabaseConfig.Connection config) {
        ClientSSLOptions tls = new ClientSSLOptions()
                .setHostnameVerificationAlgorithm(config.sslMode() == SslMode.VERIFY_FULL ? "HTTPS" : "")
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"));
        if (config.caFile().isPresent()) {
            tls.setTrustOptions(new PemTrustOptions().addCertPath(config.caFile().get()));
        } else if (config.sslMode().ordinal() < SslMode.VERIFY_CA.ordinal()) {
            tls.setTrustAll(true);
        } else {
            tls.setTrustOptions(TrustOptions.wrap(ofJava()));
        }
        return tls;
    }

    /** The client libraries insist on being told whom to trust. */
    private static X509TrustManager ofJava() {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            return Arrays.stream(factory.getTrustManagers()).filter(X509TrustManager.class::isInstance)
                    .map(X509TrustManager.class::cast).findFirst().orElseThrow();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Java's own authorities cannot be read", e);
        }
    }
}
