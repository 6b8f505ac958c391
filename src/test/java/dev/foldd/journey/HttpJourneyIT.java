package dev.foldd.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.foldd.testing.Certificate;
import dev.foldd.testing.DaemonProcess;
import dev.foldd.testing.FolddProcess;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The HTTP API of a daemon from its jar, by a program in another language and by the JDK's own client. */
@Timeout(180)
class HttpJourneyIT {

    private static final String SCHEMA = """
            {"name": "Visit", "payment_config": {"base_multiplier": 1.0, "min_payment_threshold": 0}, "fields": {"page": {
              "permission_policy": {"read_policy": "NoRequirement", "write_policy": {"Distance": 1}}, "field_mappers": {},
              "payment_config": {"base_multiplier": 1.0, "trust_distance_scaling": "None"}}}}""";

    @TempDir
    private Path directory;

    @Test
    void curl_speaks_to_the_unix_socket() throws Exception {
        assumeThat(hasCurl()).as("curl is installed").isTrue();
        Path socket = directory.resolve("run/api.sock");
        try (DaemonProcess daemon = DaemonProcess.in(directory).unhurried().set("http.socket", socket).start()) {
            String operator = "Authorization: Bearer " + daemon.tokens().token("root", "supergod");
            String user = "Authorization: Bearer " + daemon.tokens().token("u1", "user");

            assertThat(daemon.printed()).contains("listening http unix:" + socket);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket))).isEqualTo("rw-rw----");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket.getParent()))).isEqualTo("rwxr-x---");
            assertThat(curl(socket, "/version")).contains("\"name\":\"foldd\"");
            assertThat(curl(socket, "/api/network/status")).contains("\"initialized\":false");
            assertThat(curl(socket, "/api/schema", "-H", operator, "--json", SCHEMA)).isEqualTo("{\"success\":true}");
            assertThat(curl(socket, "/api/mutation", "-H", operator, "--json", "{\"schema\":\"Visit\",\"mutation_type\":"
                    + "\"create\",\"data\":{\"page\":\"home\"}}")).isEqualTo("{\"success\":true}");
            assertThat(curl(socket, "/api/query", "-H", user, "--json", "{\"schema\":\"Visit\",\"fields\":[\"page\"]}"))
                    .isEqualTo("{\"data\":[{\"page\":\"home\"}]}");
            assertThat(curl(socket, "/api/query", "--json", "{\"schema\":\"Visit\",\"fields\":[\"page\"]}"))
                    .contains("\"code\":401");
            assertThat(curl(socket, "/api/query", "-H", user, "-d", "{\"schema\":\"Visit\",\"fields\":[\"page\"]}"))
                    .as("what a form would send").contains("\"code\":415");
            assertThat(curl(socket, "/metrics")).contains("{door=\"http\",operation=\"api.query\",status=\"success\"} 1");
            assertThat(log(daemon)).contains("\"door\":\"http\"", "unix:uid=");
            assertThat(daemon.stop().code()).isZero();
            assertThat(socket).doesNotExist();
        }
    }

    @Test
    void what_is_not_a_socket_of_nobody_is_left_alone() throws Exception {
        Path run = Files.createDirectory(directory.resolve("run"));
        Path link = Files.createSymbolicLink(run.resolve("link.sock"), run.resolve("elsewhere"));
        Path folder = Files.createDirectory(run.resolve("folder.sock"));
        for (Path place : List.of(link, folder)) {
            FolddProcess.Ended refused = DaemonProcess.in(directory).set("http.socket", place).startInVain();

            assertThat(refused.code()).isNotZero();
            assertThat(refused.err()).contains("http.socket", place.toString());
        }
        Path socket = run.resolve("api.sock");
        DaemonProcess.in(directory).set("http.socket", socket).start().close();
        assertThat(socket).as("its daemon was killed").exists();
        try (DaemonProcess second = DaemonProcess.in(directory).set("http.socket", socket).start()) {
            assertThat(second.printed()).contains("listening http unix:" + socket);
        }
    }

    @Test
    void over_tls_a_new_certificate_counts_after_a_hangup() throws Exception {
        Certificate first = Certificate.in(directory, "door", "ip:127.0.0.1");
        HttpClient trustsFirst = trusting(first.certificate());
        try (DaemonProcess daemon = DaemonProcess.in(directory).set("http.tls.enabled", true)
                .set("http.tls.cert_file", first.certificate()).set("http.tls.key_file", first.key()).start()) {
            URI url = daemon.listening("http");
            String token = daemon.tokens().token("u1", "user");
            assertThat(url.getScheme()).isEqualTo("https");
            assertThat(get(trustsFirst, url, token)).isEqualTo(200);
            assertThatThrownBy(() -> get(HttpClient.newHttpClient(), url, token)).as("whoever does not know it").isNotNull();

            Certificate other = Certificate.in(directory, "other", "ip:127.0.0.1");
            Files.copy(other.certificate(), first.certificate(), StandardCopyOption.REPLACE_EXISTING);
            Files.copy(other.key(), first.key(), StandardCopyOption.REPLACE_EXISTING);
            HttpClient trustsOther = trusting(other.certificate());
            daemon.process().signal("HUP");

            await().atMost(Duration.ofSeconds(20)).ignoreExceptions()
                    .untilAsserted(() -> assertThat(get(trustsOther, url, token)).isEqualTo(200));
        }
    }

    private static int get(HttpClient client, URI url, String token) throws Exception {
        return client.send(HttpRequest.newBuilder(url.resolve("/api/schemas")).header("Authorization", "Bearer " + token).build(),
                HttpResponse.BodyHandlers.ofString()).statusCode();
    }

    private static HttpClient trusting(Path certificate) throws Exception {
        KeyStore known = KeyStore.getInstance("PKCS12");
        known.load(null, null);
        try (InputStream in = Files.newInputStream(certificate)) {
            known.setCertificateEntry("door", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(known);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).version(HttpClient.Version.HTTP_1_1).build();
    }

    private static String log(DaemonProcess daemon) throws Exception {
        StringBuilder all = new StringBuilder();
        try (var files = Files.walk(daemon.data())) {
            for (Path file : files.filter(file -> file.toString().contains("audit") && Files.isRegularFile(file)).toList()) {
                all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return all.toString();
    }

    private static boolean hasCurl() {
        try {
            Process curl = new ProcessBuilder("curl", "--version").redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            return curl.waitFor(10, TimeUnit.SECONDS) && curl.exitValue() == 0;
        } catch (Exception none) {
            return false;
        }
    }

    private String curl(Path socket, String path, String... more) throws Exception {
        List<String> command = new ArrayList<>(List.of("curl", "-s", "--max-time", "20", "--unix-socket", socket.toString(),
                "http://foldd" + path));
        for (String word : more) {
            // Older ones do not know --json.
            command.addAll(word.equals("--json") ? List.of("-H", "Content-Type: application/json", "-d") : List.of(word));
        }
        Path out = Files.createTempFile(directory, "curl", ".out");
        Process curl = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
        assertThat(curl.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return Files.readString(out);
    }
}
