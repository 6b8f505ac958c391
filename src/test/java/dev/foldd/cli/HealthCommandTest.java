package dev.foldd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.foldd.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HealthCommandTest {

    private final CommandRun command = new CommandRun("health", HealthCommand::new);
    private HttpServer daemon;

    @BeforeEach
    void start() throws IOException {
        daemon = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        daemon.start();
    }

    @AfterEach
    void stop() {
        daemon.stop(0);
    }

    @Test
    void a_healthy_daemon_is_exit_0_with_its_own_words() {
        answers("/health", 200, "{\"status\":\"healthy\"}");

        assertThat(command.execute("--url", url())).isZero();
        assertThat(command.out.toString().trim()).isEqualTo("{\"status\":\"healthy\"}");
    }

    @Test
    void an_unhealthy_daemon_is_exit_1_with_its_own_words() {
        answers("/health", 503, "{\"status\":\"unhealthy\"}");

        assertThat(command.execute("--url", url())).isEqualTo(1);
        assertThat(command.out.toString().trim()).isEqualTo("{\"status\":\"unhealthy\"}");
    }

    @Test
    void readiness_is_another_question() {
        answers("/health/ready", 200, "{\"status\":\"ready\"}");

        assertThat(command.execute("--ready", "--url", url() + "/")).isZero();
        assertThat(command.execute("--url", url())).isEqualTo(1);
    }

    @Test
    void nobody_there_is_exit_1_and_one_sentence() throws IOException {
        String nobody = "http://127.0.0.1:" + freePort();

        assertThat(command.execute("--url", nobody)).isEqualTo(1);
        assertThat(command.out.toString()).isEmpty();
        assertThat(command.err.toString()).startsWith("foldd: " + nobody + "/health does not answer: ").hasLineCount(1);
    }

    @Test
    void nobody_there_is_an_object_for_machines() throws IOException {
        assertThat(command.execute("--json", "--url", "http://127.0.0.1:" + freePort())).isEqualTo(1);

        Map<?, ?> answer = (Map<?, ?>) Json.parse(command.out.toString());
        assertThat(answer.get("status")).isEqualTo("unreachable");
        assertThat(command.err.toString()).isEmpty();
    }

    @Test
    void a_daemon_that_hangs_is_given_up() throws IOException {
        try (ServerSocket mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(command.execute("--timeout", "200ms", "--url", "http://127.0.0.1:" + mute.getLocalPort())).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///etc/passwd", "127.0.0.1:8081", "http://", "http://a b"})
    void what_is_no_http_url_is_a_usage_error(String url) {
        assertThat(command.execute("--url", url)).isEqualTo(2);
        assertThat(command.err.toString()).contains("--url must be like");
    }

    @Test
    void a_time_without_a_unit_is_a_usage_error() {
        assertThat(command.execute("--timeout", "5", "--url", url())).isEqualTo(2);
        assertThat(command.err.toString()).contains("must be a time such as 500ms, 5s or 1m, not '5'");
    }

    private String url() {
        return "http://127.0.0.1:" + daemon.getAddress().getPort();
    }

    private void answers(String path, int status, String body) {
        daemon.createContext("/", exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            boolean asked = exchange.getRequestURI().getPath().equals(path);
            exchange.sendResponseHeaders(asked ? status : 404, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
