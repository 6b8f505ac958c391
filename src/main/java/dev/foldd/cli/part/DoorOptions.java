package dev.foldd.cli.part;

import dev.foldd.client.ClientOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import picocli.CommandLine.Option;

/** Where a running daemon is, and who asks. The same for every command that speaks to one. */
public final class DoorOptions {

    @Option(names = "--url", paramLabel = "URL", converter = UrlConverter.class,
            description = "The daemon's WebSocket door, ws://HOST:PORT/ or wss://, as 'foldd run' prints it.")
    private URI url;

    @Option(names = "--token", paramLabel = "TOKEN",
            description = "Who asks, when the URL does not say it with ?token=…")
    private String token;

    @Option(names = "--ca", paramLabel = "FILE",
            description = "Certificates (PEM) to trust on wss://, instead of those of the JDK.")
    private Path authorities;

    @Option(names = "--timeout", paramLabel = "TIME", defaultValue = "30s", converter = TimeConverter.class,
            description = "How long to wait for one reply: 500ms, 5s, 1m. Default: ${DEFAULT-VALUE}.")
    private Duration timeout;

    /** Whether there is one. */
    public boolean hasUrl() {
        return url != null;
    }

    /** How long to wait for one reply. */
    public Duration timeout() {
        return timeout;
    }

    /**
     * The address with the token in it, since that is the one place where every door client can put it.
     *
     * @throws CommandFailure when there is none
     */
    public URI url() {
        if (url == null) {
            throw CommandFailure.ofUsage("Missing required option: '--url=URL'");
        }
        if (token == null) {
            return url;
        }
        String query = "token=" + URLEncoder.encode(token, StandardCharsets.UTF_8);
        String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return URI.create(url.getScheme() + "://" + url.getRawAuthority() + path + "?"
                + (url.getRawQuery() == null ? query : url.getRawQuery() + "&" + query));
    }

    /** @throws CommandFailure when there are no certificates to be read */
    public ClientOptions options() {
        ClientOptions options = ClientOptions.usual().withRequestTimeout(timeout);
        return authorities == null ? options : options.withTls(trusting(authorities).getSocketFactory());
    }

    private static SSLContext trusting(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (Certificate certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("ca-" + store.size(), certificate);
            }
            if (store.size() == 0) {
                throw CommandFailure.ofUsage("--ca: '" + file + "' holds no certificate");
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (NoSuchFileException e) {
            throw CommandFailure.ofUsage("--ca: '" + file + "' is not there");
        } catch (IOException | GeneralSecurityException e) {
            throw CommandFailure.ofUsage("--ca: '" + file + "' does not hold certificates that can be read");
        }
    }
}
