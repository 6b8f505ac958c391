package dev.foldd.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.foldd.client.ClientException;
import dev.foldd.client.ClientOptions;
import dev.foldd.client.RpcClient;
import dev.foldd.client.RpcException;
import dev.foldd.config.ConfigException;
import dev.foldd.config.load.ConfigLoader;
import dev.foldd.config.load.LoadedConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole daemon in this process: what keeps it from starting, and what a reload reads again. */
class DaemonIT {

    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final String BADGE = """
            entity: Badge
            fields:
              id: {type: uuid, primary: true, generated: true}
              title: {type: string, required: true}
            acl:
              create: {user: true}
              read: {%s: true}
            """;

    @TempDir
    private Path directory;

    private Daemon daemon;

    @AfterEach
    void stop() {
        if (daemon != null) {
            daemon.stop();
        }
    }

    @Test
    void a_port_that_is_taken_is_told_in_one_sentence() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String rpc = "server.port=" + taken.getLocalPort();
            String admin = "admin.port=" + taken.getLocalPort();

            assertThatThrownBy(() -> start(rpc)).isInstanceOf(StartException.class)
                    .hasMessage("server.port: cannot listen on 127.0.0.1:" + taken.getLocalPort() + ": Address already in use");
            assertThatThrownBy(() -> start(admin)).isInstanceOf(StartException.class)
                    .hasMessageStartingWith("admin.port: cannot listen on 127.0.0.1:");
        }
    }

    @Test
    void a_data_directory_that_is_free_again_after_a_failed_start_is_used_by_the_next() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> start("server.port=" + taken.getLocalPort())).isInstanceOf(StartException.class);
        }

        start();

        assertThat(daemon.listening()).hasSize(4);
    }

    @Test
    void files_that_are_no_database_and_no_certificate_are_told_before_anything_is_made() throws Exception {
        Path letter = Files.writeString(directory.resolve("letter.txt"), "Dear Sir or Madam, this is nothing at all. ".repeat(9));
        List<String> settings = new ArrayList<>(List.of(tls(letter, letter)));
        settings.add("database.connection.path=" + letter);

        assertThatThrownBy(() -> start(settings.toArray(String[]::new)))
                .isInstanceOfSatisfying(ConfigException.class, refused -> assertThat(refused.problems()).hasSize(3)
                        .anyMatch(line -> line.startsWith("database.connection.path: '" + letter + "' is no SQLite database"))
                        .anyMatch(line -> line.startsWith("server.tls.cert_file: '" + letter + "' holds no certificate"))
                        .anyMatch(line -> line.startsWith("server.tls.key_file: '" + letter + "' holds no private key")));
    }

    @Test
    void a_file_that_only_begins_like_a_database_is_a_problem_of_the_configuration() throws Exception {
        Path file = Files.writeString(directory.resolve("half.db"), "SQLite format 3\0" + "and nothing of what follows. ".repeat(99));

        assertThatThrownBy(() -> start("database.connection.path=" + file))
                .isInstanceOfSatisfying(ConfigException.class, refused -> assertThat(refused.problems()).singleElement()
                        .asString().startsWith("database.connection.path: '" + file + "' cannot be opened: [SQLITE_NOTADB]"));
    }

    @Test
    void new_rules_and_entities_count_after_a_reload_and_bad_ones_change_nothing() throws Exception {
        Path entities = Files.createDirectory(directory.resolve("entities"));
        Path badge = Files.writeString(entities.resolve("badge.yaml"), BADGE.formatted("admin"));
        Path rules = Files.writeString(directory.resolve("rules.yaml"), "rules: []\n");
        start("database.entities=" + entities, "security.acl.rules_file=" + rules);
        URI url = url(daemon.listening().get(0), daemon.trialToken(Duration.ofMinutes(5)).orElseThrow());
        String id = (String) ((Map<?, ?>) ask(url, ClientOptions.usual(), "create", "Badge", Map.of("title", "First")))
                .get("id");

        Files.writeString(badge, BADGE.formatted("user").replace("acl:", "  colour: {type: string, default: red}\nacl:"));
        daemon.reload("a test");
        Object row = ask(url, ClientOptions.usual(), "read", "Badge", id);
        Files.writeString(rules, "rules: [{entity: Badge}]\n");
        daemon.reload("a test");
        Object afterwards = ask(url, ClientOptions.usual(), "read", "Badge", id);

        assertThat(row).as("the column is there, the field is shown").asInstanceOf(
                org.assertj.core.api.InstanceOfAssertFactories.MAP).containsEntry("title", "First").containsKey("colour");
        assertThat(afterwards).isEqualTo(row);
    }

    @Test
    void rules_that_change_on_disk_count_without_being_asked_for() throws Exception {
        Path entities = Files.createDirectory(directory.resolve("entities"));
        Files.writeString(entities.resolve("badge.yaml"), BADGE.formatted("user"));
        Path rules = Files.writeString(directory.resolve("rules.yaml"), "rules: []\n");
        start("database.entities=" + entities, "security.acl.rules_file=" + rules, "reload.interval=100ms");
        URI url = url(daemon.listening().get(0), daemon.trialToken(Duration.ofMinutes(5)).orElseThrow());
        assertThatThrownBy(() -> ask(url, ClientOptions.usual(), "deleteMany", "Badge", Map.of()))
                .hasMessageContaining("403");

        Files.writeString(rules, "rules: [{entity: Badge, role: [god], operations: '*'}]\n");

        await().untilAsserted(() -> assertThat(ask(url, ClientOptions.usual(), "deleteMany", "Badge", Map.of()))
                .isEqualTo(0L));
    }

    @Test
    void a_connection_ends_when_the_secret_behind_its_token_is_replaced() throws Exception {
        Path secret = Files.writeString(directory.resolve("secret"), "first".repeat(8));
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        start("security.jwt.secret_file=" + secret);
        URI url = url(daemon.listening().get(0), daemon.trialToken(Duration.ofMinutes(5)).orElseThrow());
        try (RpcClient client = RpcClient.connect(url, ClientOptions.usual())) {
            assertThat(RpcClient.result(client.reply(client.send("auth.whoami", List.of())))).isNotNull();
            daemon.reload("nothing has changed");
            assertThat(RpcClient.result(client.reply(client.send("auth.whoami", List.of())))).isNotNull();

            Files.writeString(secret, "second".repeat(8));
            daemon.reload("a test");

            await().untilAsserted(() -> assertThatThrownBy(() ->
                    RpcClient.result(client.reply(client.send("auth.whoami", List.of())))).isInstanceOf(IOException.class));
        }
    }

    @Test
    void a_new_certificate_counts_after_a_reload() throws Exception {
        Path first = certificate("first");
        Path second = certificate("second");
        start(tls(first, directory.resolve("first.key")));
        URI url = url(daemon.listening().get(0), daemon.trialToken(Duration.ofMinutes(5)).orElseThrow());
        ClientOptions old = trusting(first);
        ClientOptions renewed = trusting(second);
        assertThat(ask(url, old, "auth.whoami")).isNotNull();

        Files.copy(second, first, StandardCopyOption.REPLACE_EXISTING);
        Files.copy(directory.resolve("second.key"), directory.resolve("first.key"), StandardCopyOption.REPLACE_EXISTING);
        daemon.reload("a test");

        assertThat(ask(url, renewed, "auth.whoami")).isNotNull();
        assertThatThrownBy(() -> ask(url, old, "auth.whoami")).isInstanceOf(ClientException.class);
    }

    private void start(String... flags) {
        List<String> all = new ArrayList<>(List.of("data_dir=" + directory.resolve("data"), "server.port=0", "http.port=0",
                "admin.port=0", "performance.event_loops=2"));
        all.addAll(List.of(flags));
        LoadedConfig loaded = new ConfigLoader(Map.of(), DaemonConfig::read).load(Optional.empty(), all);
        DaemonConfig config = DaemonConfig.read(loaded.section());
        daemon = Daemon.start(settings(config), new DoorChoice(Set.of()), "test");
    }

    private static String tls(Path certificate, Path key) {
        return "server.tls={\"enabled\":true,\"cert_file\":\"" + certificate + "\",\"key_file\":\"" + key + "\"}";
    }

    private static URI url(String listening, String token) {
        return URI.create(listening.substring("rpc ".length()).replace("127.0.0.1", "localhost") + "/?token=" + token);
    }

    private static Object ask(URI url, ClientOptions options, String method, Object... params) throws Exception {
        try (RpcClient client = RpcClient.connect(url, options)) {
            return RpcClient.result(client.reply(client.send(method, List.of(params))));
        } catch (RpcException e) {
            throw new AssertionError(method + ": " + e.code() + " " + e.getMessage() + " " + e.details(), e);
        }
    }

    private Path certificate(String name) throws Exception {
        Path store = directory.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair", "-alias", "a", "-keyalg", "EC", "-dname", "CN=" + name, "-ext", "san=dns:localhost",
                "-validity", "2", "-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", new String(PASSWORD))
                .redirectErrorStream(true).start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        pem(directory.resolve(name + ".key"), "PRIVATE KEY", keys.getKey("a", PASSWORD).getEncoded());
        return pem(directory.resolve(name + ".crt"), "CERTIFICATE", keys.getCertificate("a").getEncoded());
    }

    private static Path pem(Path file, String what, byte[] der) throws Exception {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return Files.writeString(file, "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n",
                StandardCharsets.US_ASCII);
    }

    private ClientOptions trusting(Path certificate) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream in = Files.newInputStream(certificate)) {
            store.setCertificateEntry("a", java.security.cert.CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        SSLSocketFactory sockets = context.getSocketFactory();
        return ClientOptions.usual().withTls(sockets);
    }

    private static Daemon.Settings settings(DaemonConfig config) {
        return new Daemon.Settings(config, () -> config, Optional.empty());
    }
}
