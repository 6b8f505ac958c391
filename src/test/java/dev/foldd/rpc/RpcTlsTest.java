package dev.foldd.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.testing.Authority;
import dev.foldd.testing.Certificate;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.InputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The door with TLS, on certificates made by the JDK's own keytool. */
class RpcTlsTest {

    private static final String PASSWORD = "changeit";

    @TempDir
    private static Path shared;
    private static Authority ours;
    private static Authority others;
    private static Certificate server;
    private static Certificate known;
    private static Certificate stranger;

    @TempDir
    private Path folder;

    /** The second authority has the name of the first: a client does not send what the door would not ask for. */
    @BeforeAll
    static void issue() throws Exception {
        ours = Authority.in(shared, "ours");
        others = Authority.in(Files.createDirectory(shared.resolve("others")), "ours");
        server = ours.issue("server", "dns:localhost");
        known = ours.issue("known", "dns:client");
        stranger = others.issue("stranger", "dns:client");
    }

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

    private static final int HANDSHAKE = 22;
    private static final int ALERT = 21;

    static Stream<Arguments> suites() {
        return Stream.of(
                argumentSet("1.2 with GCM", 0x0303, List.of(0xC02B), HANDSHAKE),
                argumentSet("1.2 with the longer GCM", 0x0303, List.of(0xC02C), HANDSHAKE),
                argumentSet("1.2 with ChaCha20", 0x0303, List.of(0xCCA9), HANDSHAKE),
                argumentSet("1.2 with CBC and a choice", 0x0303, List.of(0xC00A, 0xC02B), HANDSHAKE),
                argumentSet("1.2 with CBC", 0x0303, List.of(0xC023, 0xC024), ALERT),
                argumentSet("1.2 with CBC and SHA-1", 0x0303, List.of(0xC009, 0xC00A), ALERT),
                argumentSet("1.2 without keys of its own", 0x0303, List.of(0x009C, 0x002F), ALERT),
                argumentSet("1.1", 0x0302, List.of(0xC009, 0xC00A, 0xC02B), ALERT),
                argumentSet("1.0", 0x0301, List.of(0xC009, 0xC00A, 0xC02B), ALERT));
    }

    /** The client is written by hand, since that of the JDK refuses most of this by itself. */
    @ParameterizedTest
    @MethodSource("suites")
    void only_suites_that_encrypt_and_authenticate_in_one_are_spoken(int version, List<Integer> offered, int answer)
            throws Exception {
        try (RpcHarness harness = new RpcHarness(Map.of("tls", Map.of("enabled", true, "cert_file",
                server.certificate().toString(), "key_file", server.key().toString())));
                Socket socket = new Socket("localhost", harness.port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(hello(version, offered));

            byte[] head = socket.getInputStream().readNBytes(11);
            assertThat(head[0]).isEqualTo((byte) answer);
            if (answer == HANDSHAKE) {
                assertThat(head[5]).as("a ServerHello").isEqualTo((byte) 2);
                assertThat(head[10]).as("of 1.2").isEqualTo((byte) 3);
            }
        }
    }

    /** A ClientHello (RFC 5246, section 7.4.1.2). */
    private static byte[] hello(int version, List<Integer> suites) {
        byte[] extensions = HexFormat.of().parseHex("000a00060004001d0017" + "000b00020100" + "000d000a0008040305030804" + "0401");
        ByteBuffer body = ByteBuffer.allocate(512).putShort((short) version).put(new byte[32]).put((byte) 0)
                .putShort((short) (2 * suites.size()));
        suites.forEach(suite -> body.putShort(suite.shortValue()));
        body.put((byte) 1).put((byte) 0).putShort((short) extensions.length).put(extensions).flip();
        int length = body.remaining();
        return ByteBuffer.allocate(length + 9).put((byte) HANDSHAKE).putShort((short) 0x0301).putShort((short) (length + 4))
                .put((byte) 1).put((byte) 0).putShort((short) length).put(body).array();
    }

    @Test
    void the_newest_version_is_spoken() throws Exception {
        Path certificate = keyPair("first", "EC");

        try (RpcHarness harness = new RpcHarness(settings("first"))) {
            for (String version : Set.of("TLSv1.2", "TLSv1.3")) {
                WebSocketClientOptions client = trusting(certificate);
                client.setEnabledSecureTransportProtocols(Set.of(version));
                assertThat(ask(harness, client)).as(version).contains("\"subject\":\"u1\"");
            }
        }
    }

    static Stream<Arguments> clients() {
        return Stream.of(
                argumentSet("required, and of the right authority", "require", "known", true),
                argumentSet("required, and of another", "require", "stranger", false),
                argumentSet("required, and not sent", "require", "", false),
                argumentSet("asked for, and of the right authority", "request", "known", true),
                argumentSet("asked for, and of another", "request", "stranger", false),
                argumentSet("asked for, and not sent", "request", "", true));
    }

    @ParameterizedTest
    @MethodSource("clients")
    void a_certificate_of_the_client_is(String demanded, String sent, boolean served) throws Exception {
        try (RpcHarness harness = new RpcHarness(Map.of("tls", Map.of("enabled", true, "cert_file",
                server.certificate().toString(), "key_file", server.key().toString(), "ca_file", ours.file().toString(),
                "client_auth", demanded)))) {
            WebSocketClientOptions client = sent.isEmpty() ? trusting(ours.file())
                    : presenting(sent.equals("known") ? known : stranger);

            if (served) {
                assertThat(ask(harness, client)).contains("\"subject\":\"u1\"");
            } else {
                assertThatThrownBy(() -> ask(harness, client)).isNotNull();
            }
        }
    }

    @Test
    void another_authority_of_clients_counts_after_a_reload_and_who_is_in_stays() throws Exception {
        Path authorities = Files.copy(ours.file(), folder.resolve("clients.pem"));

        try (RpcHarness harness = new RpcHarness(Map.of("tls", Map.of("enabled", true, "cert_file",
                server.certificate().toString(), "key_file", server.key().toString(), "ca_file", authorities.toString())))) {
            // A client that nobody holds is collected, and its connections are closed.
            WebSocketClient held = harness.vertx.createWebSocketClient(presenting(known));
            RpcClient inside = new RpcClient(RpcHarness.await(held.connect(to(harness))));
            Files.copy(others.file(), authorities, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            RpcHarness.await(harness.door().reloadTls());

            assertThat(inside.ask("{\"id\":1,\"method\":\"auth.whoami\"}")).as("who is in").contains("\"subject\":\"u1\"");
            assertThat(ask(harness, presenting(stranger))).contains("\"subject\":\"u1\"");
            assertThatThrownBy(() -> ask(harness, presenting(known))).isNotNull();
            RpcHarness.await(held.close());
        }
    }

    private static WebSocketClientOptions presenting(Certificate own) {
        WebSocketClientOptions options = trusting(ours.file());
        options.setKeyCertOptions(new PemKeyCertOptions().addCertPath(own.certificate().toString())
                .addKeyPath(own.key().toString()));
        return options;
    }
}
