package dev.foldd.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The door with TLS, on certificates made by the JDK's own keytool. */
class RpcTlsTest {

    private static final String PASSWORD = "changeit";

    @TempDir
    private Path folder;

    private static WebSocketClientOptions trusting(Path certificate) {
        return new WebSocketClientOptions().setSsl(true)
                .setTrustOptions(new PemTrustOptions().addCertPath(certificate.toString()));
    }

    private static WebSocketConnectOptions to(RpcHarness harness) {
        return new WebSocketConnectOptions().setHost("localhost").setPort(harness.port).setURI("/?token=user:u1");
    }

    private static String ask(RpcHarness harness, WebSocketClientOptions options) {
        WebSocketClient client = harness.vertx.createWebSocketClient(options);
        return new RpcClient(RpcHarness.await(client.connect(to(harness))))
                .ask("{\"id\":1,\"method\":\"auth.whoami\"}");
    }

    private Path keyPair(String name, String type) throws Exception {
        Path store = folder.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair", "-alias", "a", "-keyalg", type, "-dname", "CN=" + name, "-ext", "san=dns:localhost",
                "-validity", "2", "-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", PASSWORD)
                .redirectErrorStream(true).start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        pem(folder.resolve(name + ".key"), "PRIVATE KEY", keys.getKey("a", PASSWORD.toCharArray()).getEncoded());
        return pem(folder.resolve(name + ".crt"), "CERTIFICATE", keys.getCertificate("a").getEncoded());
    }

    private static Path pem(Path file, String what, byte[] der) throws Exception {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return Files.writeString(file, "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n",
                StandardCharsets.US_ASCII);
    }

    private Map<String, Object> settings(String name) {
        return Map.of("tls", Map.of("enabled", true, "cert_file", folder.resolve(name + ".crt").toString(),
                "key_file", folder.resolve(name + ".key").toString()));
    }

    @Test
    void clients_that_trust_the_certificate_are_served_and_old_versions_and_plain_text_are_not() throws Exception {
        Path certificate = keyPair("first", "EC");

        try (RpcHarness harness = new RpcHarness(settings("first"))) {
            assertThat(ask(harness, trusting(certificate))).contains("\"subject\":\"u1\"");
            WebSocketClientOptions old = trusting(certificate);
            old.setEnabledSecureTransportProtocols(Set.of("TLSv1.1"));
            assertThatThrownBy(() -> ask(harness, old)).isNotNull();
            assertThatThrownBy(() -> ask(harness, new WebSocketClientOptions())).isNotNull();
        }
    }

    @Test
    void new_files_count_after_a_reload() throws Exception {
        Path first = keyPair("first", "EC");
        Path second = keyPair("second", "EC");

        try (RpcHarness harness = new RpcHarness(settings("first"))) {
            ask(harness, trusting(first));
            Files.copy(second, first, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            Files.copy(folder.resolve("second.key"), folder.resolve("first.key"),
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            RpcHarness.await(harness.door().reloadTls());

            assertThat(ask(harness, trusting(second))).contains("\"subject\":\"u1\"");

            Files.writeString(first, "no certificate");
            assertThatThrownBy(() -> RpcHarness.await(harness.door().reloadTls())).isNotNull();
            assertThat(ask(harness, trusting(second))).contains("\"subject\":\"u1\"");
        }
    }
}
