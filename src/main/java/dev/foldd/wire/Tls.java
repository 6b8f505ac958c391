package dev.foldd.wire;

import dev.foldd.config.Section;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The files, in PEM, that a listener proves itself with.
 *
 * @param caFile the authorities that clients' certificates must come from; without it nobody is asked for one
 * @param clientAuth whether a client has to send one, where there is a {@code caFile}
 */
public record Tls(String certFile, String keyFile, Optional<String> caFile, ClientCertificate clientAuth) {

    /** What of a client's certificate is asked: that there is one, or that one which is sent is right. */
    public enum ClientCertificate { REQUIRE, REQUEST }

    /** Those of TLS 1.3, and those of 1.2 that encrypt and authenticate in one and with keys of their own (RFC 9325, 4.2). */
    private static final List<String> SUITES = List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    public Tls {
        Objects.requireNonNull(certFile);
        Objects.requireNonNull(keyFile);
        Objects.requireNonNull(caFile);
        Objects.requireNonNull(clientAuth);
    }

    /** Reads a listener's section {@code tls: {enabled, cert_file, key_file, ca_file, client_auth}}; empty when not enabled. */
    public static Optional<Tls> read(Section section) {
        boolean enabled = section.flag("enabled", false);
        Optional<String> certificate = section.optionalText("cert_file");
        Optional<String> key = section.optionalText("key_file");
        Optional<String> authority = section.optionalText("ca_file");
        ClientCertificate clients = section.choice("client_auth", ClientCertificate.REQUIRE);
        if (!enabled) {
            return Optional.empty();
        }
        if (certificate.isEmpty()) {
            section.problem("cert_file", "is required when tls is enabled");
        }
        if (key.isEmpty()) {
            section.problem("key_file", "is required when tls is enabled");
        }
        return Optional.of(new Tls(certificate.orElse(""), key.orElse(""), authority, clients));
    }

    /**
     * The files that cannot be read on this machine, a sentence each. It is no matter of the configuration, which may be
     * written and checked on another machine than it is used on.
     *
     * @param section where they are named, such as {@code server.tls}
     */
    public List<String> missingFiles(String section) {
        List<String> missing = new ArrayList<>();
        check(section + ".cert_file", certFile, missing);
        check(section + ".key_file", keyFile, missing);
        caFile.ifPresent(file -> check(section + ".ca_file", file, missing));
        return missing;
    }

    private static void check(String key, String file, List<String> missing) {
        if (!file.isEmpty() && !isReadable(file)) {
            missing.add(key + ": '" + file + "' cannot be read");
        }
    }

    private static boolean isReadable(String file) {
        try {
            return Files.isRegularFile(Path.of(file)) && Files.isReadable(Path.of(file));
        } catch (InvalidPathException noPath) {
            return false;
        }
    }

    /** All of them. */
    public List<Path> files() {
        return Stream.concat(Stream.of(certFile, keyFile), caFile.stream()).map(Path::of).toList();
    }

    /** Makes a listener speak TLS, versions 1.2 and 1.3 and nothing older, with the best suites and no others. */
    public void applyTo(NetServerOptions options) {
        options.setSsl(true)
                .setKeyCertOptions(new PemKeyCertOptions().addCertPath(certFile).addKeyPath(keyFile))
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"));
        SUITES.forEach(options::addEnabledCipherSuite);
        caFile.ifPresent(file -> options
                .setClientAuth(clientAuth == ClientCertificate.REQUIRE ? ClientAuth.REQUIRED : ClientAuth.REQUEST)
                .setTrustOptions(new PemTrustOptions().addCertPath(file)));
    }

    /** The same for a listener that is open already, after the files have changed. */
    public ServerSSLOptions renewed() {
        NetServerOptions options = new NetServerOptions();
        applyTo(options);
        return options.getSslOptions();
    }
}
