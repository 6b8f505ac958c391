package dev.foldd.daemon.files;

import dev.foldd.config.Problems;
import dev.foldd.wire.Tls;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.X509KeyManager;

/**
 * Whether the files of a TLS listener hold what they should, found before it opens. The pair is read by Vert.x itself,
 * so that both judge alike; that a key belongs to its certificate would otherwise be found by the clients alone.
 */
public final class TlsContent {

    /** Far beyond a certificate with all its authorities. */
    private static final int BYTES_MAX = 1 << 20;

    private static final String CERTIFICATE = "-----BEGIN CERTIFICATE-----";
    private static final Pattern BLOCK = Pattern.compile(CERTIFICATE + "([^-]*)-----END CERTIFICATE-----");
    private static final String PRIVATE_KEY = "PRIVATE KEY-----";
    private static final byte[] CHALLENGE = "whoever signs this holds the key".getBytes(StandardCharsets.US_ASCII);

    private final String section;
    private final Problems problems;

    private TlsContent(String section, Problems problems) {
        this.section = section;
        this.problems = problems;
    }

    /**
     * Adds what is wrong with the content. A file that cannot be read is passed over, since that is a matter of the machine.
     *
     * @param section where the three keys stand, as {@code server.tls}
     */
    public static void check(Tls tls, String section, Problems problems) {
        new TlsContent(section, problems).check(tls);
    }

    private void check(Tls tls) {
        tls.caFile().ifPresent(file -> certificate("ca_file", file));
        Optional<Buffer> certificate = certificate("cert_file", tls.certFile());
        Optional<Buffer> key = key(tls.keyFile());
        if (certificate.isPresent() && key.isPresent()) {
            pair(tls, certificate.get(), key.get());
        }
    }

    private Optional<Buffer> certificate(String name, String file) {
        Optional<Buffer> content = content(file);
        if (content.isEmpty()) {
            return content;
        }
        String text = content.get().toString(StandardCharsets.ISO_8859_1);
        if (text.contains(CERTIFICATE)) {
            if (isReadable(text)) {
                return content;
            }
            problem(name, file, "holds a certificate that cannot be read; 'openssl x509 -noout -text -in " + file
                    + "' tells more");
        } else if (name.equals("cert_file") && text.contains(PRIVATE_KEY)) {
            problem(name, file, "holds a private key and no certificate; are cert_file and key_file exchanged?");
        } else {
            problem(name, file, "holds no certificate in PEM, which begins with " + CERTIFICATE);
        }
        return Optional.empty();
    }

    private static boolean isReadable(String text) {
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            Matcher blocks = BLOCK.matcher(text);
            int read = 0;
            while (blocks.find()) {
                byte[] encoded = Base64.getMimeDecoder().decode(blocks.group(1));
                factory.generateCertificate(new ByteArrayInputStream(encoded));
                read++;
            }
            return read > 0;
        } catch (CertificateException | IllegalArgumentException notOne) {
            return false;
        }
    }

    private Optional<Buffer> key(String file) {
        Optional<Buffer> content = content(file);
        String text = content.map(buffer -> buffer.toString(StandardCharsets.ISO_8859_1)).orElse("");
        if (content.isEmpty()) {
            return content;
        }
        if (text.contains("ENCRYPTED")) {
            problem("key_file", file, "is protected by a passphrase, for which a daemon cannot ask; 'openssl pkey -in " + file
                    + " -out NEW' takes it off");
        } else if (text.contains(PRIVATE_KEY)) {
            return content;
        } else if (text.contains(CERTIFICATE)) {
            problem("key_file", file, "holds a certificate and no private key; are cert_file and key_file exchanged?");
        } else {
            problem("key_file", file, "holds no private key in PEM, which begins with -----BEGIN " + PRIVATE_KEY);
        }
        return Optional.empty();
    }

    private void pair(Tls tls, Buffer certificate, Buffer key) {
        try {
            boolean match = Arrays.stream(new PemKeyCertOptions().addCertValue(certificate).addKeyValue(key)
                            .getKeyManagerFactory(null).getKeyManagers())
                    .filter(X509KeyManager.class::isInstance).map(X509KeyManager.class::cast).anyMatch(TlsContent::matches);
            if (!match) {
                notOfOneAnother(tls);
            }
        } catch (IllegalArgumentException anotherAlgorithm) {
            notOfOneAnother(tls);
        } catch (Exception notReadable) {
            problem("key_file", tls.keyFile(), "holds a private key that cannot be read, or is neither RSA nor EC");
        }
    }

    private void notOfOneAnother(Tls tls) {
        problem("key_file", tls.keyFile(), "is not the private key of the certificate in '" + tls.certFile()
                + "'; name two files that were made together, the server's own certificate first in its file");
    }

    private static boolean matches(X509KeyManager keys) {
        for (String algorithm : new String[] {"RSA", "EC"}) {
            String[] names = keys.getServerAliases(algorithm, null);
            if (names != null) {
                return matches(algorithm, keys.getPrivateKey(names[0]), keys.getCertificateChain(names[0])[0]);
            }
        }
        throw new IllegalStateException("of an algorithm that listeners do not offer");
    }

    private static boolean matches(String algorithm, PrivateKey key, X509Certificate certificate) {
        try {
            Signature signature = Signature.getInstance(algorithm.equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA");
            signature.initSign(key);
            signature.update(CHALLENGE);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(CHALLENGE);
            return signature.verify(signed);
        } catch (GeneralSecurityException ofAnotherCurveOrLength) {
            return false;
        }
    }

    private static Optional<Buffer> content(String file) {
        try {
            if (!Files.isRegularFile(Path.of(file))) {
                return Optional.empty();
            }
            try (InputStream in = Files.newInputStream(Path.of(file))) {
                return Optional.of(Buffer.buffer(in.readNBytes(BYTES_MAX)));
            }
        } catch (IOException | InvalidPathException notReadable) {
            return Optional.empty();
        }
    }

    private void problem(String name, String file, String sentence) {
        problems.add(section + "." + name, "'" + file + "' " + sentence);
    }
}
