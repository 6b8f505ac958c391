package dev.foldd.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.foldd.testing.Certificate;
import dev.foldd.testing.DaemonProcess;
import dev.foldd.testing.WireClient;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The WebSocket door with TLS, on certificates of the JDK's own keytool. */
@Timeout(120)
class TlsJourneyIT {

    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    private Path directory;

    @Test
    void a_new_certificate_counts_after_a_hangup_and_a_bad_one_does_not() throws Exception {
        HttpClient first = trusting(identity());
        try (DaemonProcess daemon = DaemonProcess.in(directory).set("server.tls.enabled", true)
                .set("server.tls.cert_file", directory.resolve("door.crt"))
                .set("server.tls.key_file", directory.resolve("door.key")).start()) {
            URI door = daemon.listening("rpc");
            Map<String, String> bearer = Map.of("Authorization", "Bearer " + daemon.tokens().token("anna", "user"));
            try (WireClient old = WireClient.connect(first, door, bearer)) {
                assertThat(door.getScheme()).isEqualTo("wss");
                assertThat(old.result("auth.whoami").get("subject").asText()).isEqualTo("anna");
                assertThatThrownBy(() -> WireClient.connect(door, bearer)).as("whoever does not know it").isNotNull();

                HttpClient second = trusting(identity());
                daemon.process().signal("HUP");
                await().atMost(Duration.ofSeconds(20)).until(() -> serves(second, door, bearer));
                Files.copy(Certificate.in(directory, "stranger", "ip:127.0.0.1").key(), directory.resolve("door.key"),
                        StandardCopyOption.REPLACE_EXISTING);
                daemon.process().signal("HUP");
                await().untilAsserted(() -> assertThat(daemon.log()).anyMatch(line -> line.contains("\"reload.refused\"")
                        && line.contains("is not the private key of the certificate")));
                assertThat(serves(second, door, bearer)).as("a key of another certificate would serve nobody").isTrue();

                Files.writeString(directory.resolve("door.crt"), "no certificate");
                daemon.process().signal("HUP");
                await().untilAsserted(() -> assertThat(daemon.log()).anyMatch(line -> line.contains("\"reload.refused\"")
                        && line.contains("holds no certificate in PEM")));

                assertThat(serves(second, door, bearer)).isTrue();
                assertThat(old.result("auth.whoami").get("subject").asText()).as("what is open stays").isEqualTo("anna");
            }
        }
    }

    private static boolean serves(HttpClient http, URI door, Map<String, String> bearer) {
        try (WireClient client = WireClient.connect(http, door, bearer)) {
            return client.result("auth.whoami").isObject();
        } catch (RuntimeException untrusted) {
            return false;
        }
    }

    /** A new key and certificate in the files of the door; answers a store with the certificate. */
    private KeyStore identity() throws Exception {
        Path file = Files.createTempDirectory(directory, "store").resolve("a.p12");
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair", "-alias", "a", "-keyalg", "EC", "-dname", "CN=door", "-ext", "san=ip:127.0.0.1", "-validity", "2",
                "-storetype", "PKCS12", "-keystore", file.toString(), "-storepass", new String(PASSWORD))
                .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
        pem("door.key", "PRIVATE KEY", keys.getKey("a", PASSWORD).getEncoded());
        pem("door.crt", "CERTIFICATE", keys.getCertificate("a").getEncoded());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("a", keys.getCertificate("a"));
        return trusted;
    }

    private void pem(String name, String what, byte[] der) throws Exception {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        Files.writeString(directory.resolve(name), "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n",
                StandardCharsets.US_ASCII);
    }

    private static HttpClient trusting(KeyStore trusted) throws Exception {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }
}
