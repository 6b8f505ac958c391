package dev.foldd.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.json.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RpcClientTest {

    private static final ClientOptions OPTIONS = ClientOptions.usual();
    private static final ClientOptions HURRIED = OPTIONS.withRequestTimeout(Duration.ofMillis(100));

    @Test
    void a_result_comes_back_as_plain_java() throws Exception {
        try (FakeDaemon daemon = FakeDaemon.saying((socket, text) -> socket.writeTextMessage(
                        FakeDaemon.reply(id(text), ((Map<?, ?>) Json.parse(text)).get("params"))));
                RpcClient client = RpcClient.connect(daemon.url(), OPTIONS)) {
            Object result = client.call("echo", List.of("Ünï", 7L, List.of()));

            assertThat(result).isEqualTo(List.of("Ünï", 7L, List.of()));
        }
    }

    @ParameterizedTest
    @MethodSource("lengths")
    void messages_of_every_length_arrive_as_they_were_sent(int length) throws Exception {
        try (FakeDaemon daemon = FakeDaemon.saying((socket, text) -> socket.writeTextMessage(
                        FakeDaemon.reply(id(text), ((Map<?, ?>) Json.parse(text)).get("params"))));
                RpcClient client = RpcClient.connect(daemon.url(), OPTIONS)) {
            String sent = "é".repeat(length / 2) + "x".repeat(length % 2);

            assertThat(client.call("echo", List.of(sent))).isEqualTo(List.of(sent));
        }
    }

    static Stream<Integer> lengths() {
        return Stream.of(0, 60, 61, 62, 80, 125, 126, 65_400, 65_535, 65_536, 1 << 20);
    }

    @Test
    void an_error_comes_back_with_its_code_and_details() throws Exception {
        String error = "{\"code\":409,\"message\":\"Resource conflict\",\"details\":{\"reason\":\"taken\"}}";
        try (FakeDaemon daemon = FakeDaemon.saying((socket, text) ->
                        socket.writeTextMessage("{\"id\":\"" + id(text) + "\",\"error\":" + error + "}"));
                RpcClient client = RpcClient.connect(daemon.url(), OPTIONS)) {
            assertThatThrownBy(() -> client.call("create", List.of()))
                    .isInstanceOfSatisfying(RpcException.class, refused -> {
                        assertThat(refused.code()).isEqualTo(409);
                        assertThat(refused).hasMessage("Resource conflict");
                        assertThat(refused.details()).isEqualTo(Map.of("reason", "taken"));
                    });
        }
    }

    @Test
    void replies_in_another_order_find_their_requests() throws Exception {
        BlockingQueue<String> held = new ArrayBlockingQueue<>(1);
        try (FakeDaemon daemon = FakeDaemon.saying((socket, text) -> {
            if (!held.offer(text)) {
                socket.writeTextMessage(FakeDaemon.reply(id(text), "second"));
                socket.writeTextMessage(FakeDaemon.reply(id(held.poll()), "first"));
            }
        }); RpcClient client = RpcClient.connect(daemon.url(), OPTIONS)) {
            String first = client.send("one", List.of());
            String second = client.send("two", List.of());

            assertThat(RpcClient.result(client.reply(first))).isEqualTo("first");
            assertThat(RpcClient.result(client.reply(second))).isEqualTo("second");
        }
    }

    @Test
    void a_fragmented_reply_with_a_ping_inside_is_one_reply_and_the_ping_is_answered() throws Exception {
        BlockingQueue<String> pongs = new ArrayBlockingQueue<>(1);
        try (FakeDaemon daemon = FakeDaemon.with(new HttpServerOptions(), socket -> {
            socket.pongHandler(payload -> pongs.add(payload.toString()));
            socket.textMessageHandler(text -> {
                String reply = FakeDaemon.reply(id(text), "ä whole");
                byte[] bytes = reply.getBytes(StandardCharsets.UTF_8);
                int inside = reply.indexOf('ä') + 1;
                socket.writeFrame(WebSocketFrame.textFrame(reply.substring(0, 3), false));
                socket.writePing(Buffer.buffer("still there?"));
                socket.writeFrame(continuation(bytes, 3, inside, false));
                socket.writeFrame(continuation(bytes, inside, bytes.length, true));
            });
        }); RpcClient client = RpcClient.connect(daemon.url(), OPTIONS)) {
            assertThat(client.call("read", List.of())).isEqualTo("ä whole");
            assertThat(pongs.poll(10, TimeUnit.SECONDS)).isEqualTo("still there?");
        }
    }

    static Stream<Arguments> breaches() {
        return Stream.of(
                argumentSet("no answer", what((socket, text) -> { }), "did not answer in time"),
                argumentSet("a binary frame",
                        what((socket, text) -> socket.writeBinaryMessage(Buffer.buffer("x"))), "not a text message"),
                argumentSet("a continuation of nothing", what((socket, text) -> socket.writeFrame(
                        WebSocketFrame.continuationFrame(Buffer.buffer("x"), true))), "not a text message"),
                argumentSet("no JSON", what((socket, text) -> socket.writeTextMessage("<html>")), "not JSON"),
                argumentSet("no object", what((socket, text) -> socket.writeTextMessage("[]")), "not a JSON object"),
                argumentSet("neither result nor error",
                        what((socket, text) -> socket.writeTextMessage("{\"id\":\"" + id(text) + "\"}")), "neither"),
                argumentSet("goodbye", what((socket, text) -> socket.close((short) 1008, "no proof")),
                        "1008 (no proof)"),
                argumentSet("too long", what((socket, text) -> socket.writeTextMessage("x".repeat(2_000))),
                        "longer than 1000 bytes"),
                argumentSet("too long in pieces", what((socket, text) -> {
                    socket.writeFrame(WebSocketFrame.textFrame("x".repeat(900), false));
                    socket.writeFrame(WebSocketFrame.continuationFrame(Buffer.buffer("x".repeat(900)), true));
                }), "longer than"));
    }

    @ParameterizedTest
    @MethodSource("breaches")
    void says_what_is_wrong_with(BiConsumer<ServerWebSocket, String> said, String sentence) throws Exception {
        ClientOptions strict = new ClientOptions(Duration.ofSeconds(10), Duration.ofMillis(500), 1_000, OPTIONS.tls());
        try (FakeDaemon daemon = FakeDaemon.saying(said); RpcClient client = RpcClient.connect(daemon.url(), strict)) {
            assertThatThrownBy(() -> client.call("read", List.of()))
                    .isInstanceOf(ClientException.class).hasMessageContaining(sentence);
        }
    }

    @Test
    void the_path_and_the_query_reach_the_server() throws Exception {
        BlockingQueue<String> asked = new ArrayBlockingQueue<>(1);
        try (FakeDaemon daemon = FakeDaemon.with(new HttpServerOptions(), socket -> asked.add(socket.uri()))) {
            RpcClient.connect(URI.create(daemon.url() + "a/b?token=x%20y"), OPTIONS).close();

            assertThat(asked.poll(10, TimeUnit.SECONDS)).isEqualTo("/a/b?token=x%20y");
        }
    }

    static Stream<Arguments> answers() {
        return Stream.of(
                argumentSet("a wrong proof", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                        + "Connection: Upgrade\r\nSec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n",
                        "is wrong"),
                argumentSet("a refusal", "HTTP/1.1 403 Forbidden\r\n\r\n", "HTTP 403 Forbidden"),
                argumentSet("something else than HTTP", "SSH-2.0-x\r\n\r\n", "does not speak HTTP"),
                argumentSet("nothing", "", "closed the connection during the handshake"),
                argumentSet("too much", "HTTP/1.1 101 " + "x".repeat(20_000), "too long"));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void a_handshake_is_refused_that_has(String answer, String sentence) throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread server = new Thread(() -> answerOnce(listening, answer));
            server.start();
            URI url = URI.create("ws://127.0.0.1:" + listening.getLocalPort() + "/?token=secret");

            assertThatThrownBy(() -> RpcClient.connect(url, HURRIED)).isInstanceOf(ClientException.class)
                    .hasMessageContaining(sentence).hasMessageNotContaining("secret");
            server.join(10_000);
        }
    }

    @ParameterizedTest
    @MethodSource("urls")
    void a_url_of_another_kind_is_refused(String url) {
        assertThatThrownBy(() -> RpcClient.connect(URI.create(url), OPTIONS)).hasMessageContaining("ws://host:port/");
    }

    static Stream<String> urls() {
        return Stream.of("http://127.0.0.1:1/", "ws:///", "localhost:50051", "ftp://x/");
    }

    @Test
    void over_tls_only_a_trusted_certificate_for_the_host_will_do(@TempDir Path directory) throws Exception {
        Path store = keyStore(directory, "ip:127.0.0.1");
        HttpServerOptions tls = new HttpServerOptions().setSsl(true)
                .setKeyCertOptions(new PfxOptions().setPath(store.toString()).setPassword("changeit"));
        try (FakeDaemon daemon = FakeDaemon.with(tls, socket -> socket.textMessageHandler(text ->
                socket.writeTextMessage(FakeDaemon.reply(id(text), true))))) {
            URI url = URI.create("wss://127.0.0.1:" + daemon.port() + "/");
            ClientOptions trusting = OPTIONS.withTls(trusting(store));

            try (RpcClient client = RpcClient.connect(url, trusting)) {
                assertThat(client.call("delete", List.of())).isEqualTo(true);
            }
            assertThatThrownBy(() -> RpcClient.connect(url, OPTIONS)).isInstanceOf(ClientException.class);
            URI otherName = URI.create("wss://localhost:" + daemon.port() + "/");
            assertThatThrownBy(() -> RpcClient.connect(otherName, trusting)).isInstanceOf(ClientException.class);
        }
    }

    private static BiConsumer<ServerWebSocket, String> what(BiConsumer<ServerWebSocket, String> said) {
        return said;
    }

    private static Object id(String request) {
        return ((Map<?, ?>) Json.parse(request)).get("id");
    }

    private static WebSocketFrame continuation(byte[] bytes, int from, int to, boolean last) {
        return WebSocketFrame.continuationFrame(Buffer.buffer(Arrays.copyOfRange(bytes, from, to)), last);
    }

    private static void answerOnce(ServerSocket listening, String answer) {
        try (Socket socket = listening.accept(); InputStream in = socket.getInputStream()) {
            byte[] head = new byte[4_096];
            if (in.read(head) > 0) {
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path keyStore(Path directory, String alternativeName) throws Exception {
        Path store = directory.resolve("server.p12");
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process made = new ProcessBuilder(keytool.toString(), "-genkeypair", "-keyalg", "EC", "-alias", "server",
                "-dname", "CN=foldd", "-ext", "san=" + alternativeName, "-storetype", "PKCS12", "-storepass",
                        "changeit",
                "-keystore", store.toString()).redirectErrorStream(true).start();
        assertThat(made.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return store;
    }

    private static SSLSocketFactory trusting(Path store) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "changeit".toCharArray());
        }
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("server", keys.getCertificate("server"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context.getSocketFactory();
    }
}
