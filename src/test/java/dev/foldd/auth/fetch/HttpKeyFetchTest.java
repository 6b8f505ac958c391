package dev.foldd.auth.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.auth.jwks.JwksConfig;
import dev.foldd.auth.jwks.JwksException;
import dev.foldd.auth.jwks.JwksFetch.Fetched;
import dev.foldd.config.Problems;
import dev.foldd.config.Section;
import dev.foldd.testing.Certificate;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.PemKeyCertOptions;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Against servers on this machine, honest ones and others. */
@Timeout(60)
class HttpKeyFetchTest {

    @TempDir
    private Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        await(vertx.close());
    }

    @Test
    void what_stands_there_is_brought() {
        int port = serve(request -> request.response().end("{\"keys\":[\"\u00e9\"]}"));

        Fetched fetched = await(fetch(Map.of()).fetch(address(port)));

        assertThat(fetched).isEqualTo(new Fetched("{\"keys\":[\"\u00e9\"]}", Optional.empty()));
        assertThat(asked).containsExactly("GET /keys?v=1 application/jwk-set+json, application/json");
    }

    static Stream<Arguments> ages() {
        return Stream.of(
                argumentSet("told", Map.of("Cache-Control", "public, max-age=300"), Duration.ofSeconds(300)),
                argumentSet("in capitals and quotes", Map.of("Cache-Control", "Max-Age=\"7\", public"), Duration.ofSeconds(7)),
                argumentSet("less its age", Map.of("Cache-Control", "max-age=300", "Age", "100"), Duration.ofSeconds(200)),
                argumentSet("older than it may be", Map.of("Cache-Control", "max-age=5", "Age", "100"), Duration.ZERO),
                argumentSet("not to be kept", Map.of("Cache-Control", "no-store, max-age=300"), Duration.ZERO),
                argumentSet("to be asked for anew", Map.of("Cache-Control", "no-cache"), Duration.ZERO));
    }

    @ParameterizedTest
    @MethodSource("ages")
    void the_time_for_which_it_is_good_is(Map<String, String> headers, Duration maxAge) {
        int port = serve(request -> {
            headers.forEach(request.response()::putHeader);
            request.response().end("{}");
        });

        assertThat(await(fetch(Map.of()).fetch(address(port))).maxAge()).contains(maxAge);
    }

    static Stream<Arguments> unclear() {
        return Stream.of(argumentSet("negative", "max-age=-1"), argumentSet("huge", "max-age=99999999999"),
                argumentSet("a word", "max-age=soon"), argumentSet("of a shared cache", "s-max-age=5"),
                argumentSet("empty", ""));
    }

    @ParameterizedTest
    @MethodSource("unclear")
    void nothing_is_told_by(String cacheControl) {
        int port = serve(request -> request.response().putHeader("Cache-Control", cacheControl).end("{}"));

        assertThat(await(fetch(Map.of()).fetch(address(port))).maxAge()).isEmpty();
    }

    @Test
    void a_redirect_is_not_followed() {
        int port = serve(request -> request.response().setStatusCode(302)
                .putHeader("Location", "http://127.0.0.1:" + request.localAddress().port() + "/elsewhere").end());

        assertThat(refusal(fetch(Map.of()).fetch(address(port)))).isEqualTo("the server answered with 302");
        assertThat(asked).hasSize(1);
    }

    @Test
    void an_error_is_no_answer_whatever_stands_in_it() {
        int port = serve(request -> request.response().setStatusCode(500).end("{\"keys\":[]}"));

        assertThat(refusal(fetch(Map.of()).fetch(address(port)))).isEqualTo("the server answered with 500");
    }

    @Test
    void no_more_is_read_than_is_allowed() {
        int port = serve(request -> {
            request.response().setChunked(true);
            endless(request);
        });

        assertThat(refusal(fetch(Map.of("max_size", "4KiB")).fetch(address(port))))
                .isEqualTo("the answer is larger than 4096 bytes");
    }

    @Test
    void an_answer_as_large_as_is_allowed_is_read() {
        int port = serve(request -> request.response().end("x".repeat(4096)));

        assertThat(await(fetch(Map.of("max_size", "4KiB")).fetch(address(port))).body()).hasSize(4096);
    }

    @Test
    void a_server_that_says_nothing_is_given_up_in_time() {
        int port = await(server(vertx.createNetServer().connectHandler(socket -> { }))).actualPort();

        assertThat(refusal(fetch(Map.of("timeout", "200ms")).fetch(address(port)))).isNotEmpty();
    }

    @Test
    void a_server_that_drips_is_given_up_in_time() {
        int port = serve(request -> {
            request.response().setChunked(true).write("{");
            long timer = vertx.setPeriodic(20, tick -> request.response().write(" "));
            request.connection().closeHandler(gone -> vertx.cancelTimer(timer));
        });

        assertThat(refusal(fetch(Map.of("timeout", "300ms")).fetch(address(port)))).isEqualTo("no answer came in time");
    }

    @Test
    void an_answer_that_is_cut_off_is_none() {
        int port = await(server(vertx.createNetServer().connectHandler(socket -> socket.handler(request -> {
            socket.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"keys\":[]}").onComplete(told -> socket.close());
        })))).actualPort();

        assertThat(refusal(fetch(Map.of()).fetch(address(port)))).startsWith("the server could not be reached");
    }

    @Test
    void a_server_that_is_not_there_is_a_failure() {
        int port = serve(request -> { });
        await(vertx.close());
        Vertx other = Vertx.vertx();
        try {
            assertThat(refusal(new HttpKeyFetch(other, config(Map.of())).fetch(address(port))))
                    .startsWith("the server could not be reached");
        } finally {
            await(other.close());
        }
    }

    @Test
    void a_server_proves_itself_by_its_certificate_and_its_name() {
        Certificate good = Certificate.in(folder, "good", "dns:localhost");
        Certificate other = Certificate.in(folder, "other", "dns:localhost");
        Certificate elsewhere = Certificate.in(folder, "elsewhere", "dns:idp.example");
        int port = serveTls(good);
        int elsewherePort = serveTls(elsewhere);

        assertThat(await(trusting(good).fetch(secure(port))).body()).isEqualTo("{}");
        assertThat(refusal(trusting(other).fetch(secure(port)))).isEqualTo("the server could not prove itself over TLS");
        assertThat(refusal(fetch(Map.of()).fetch(secure(port)))).as("by the authorities of Java")
                .isEqualTo("the server could not prove itself over TLS");
        assertThat(refusal(trusting(elsewhere).fetch(secure(elsewherePort)))).as("another name")
                .isEqualTo("the server could not prove itself over TLS");
        assertThat(asked).hasSize(1);
    }

    private HttpKeyFetch trusting(Certificate certificate) {
        return fetch(Map.of("ca_file", certificate.certificate().toString()));
    }

    private HttpKeyFetch fetch(Map<String, Object> settings) {
        return new HttpKeyFetch(vertx, config(settings));
    }

    private static JwksConfig config(Map<String, Object> settings) {
        Problems problems = new Problems();
        JwksConfig config = JwksConfig.read(Section.root(new HashMap<>(settings), problems));
        problems.throwIfAny();
        return config;
    }

    private void endless(HttpServerRequest request) {
        request.response().write("x".repeat(1000))
                .onSuccess(told -> vertx.runOnContext(again -> endless(request)));
    }

    private int serve(Handler<HttpServerRequest> handler) {
        return serve(new HttpServerOptions(), handler);
    }

    private int serveTls(Certificate certificate) {
        return serve(new HttpServerOptions().setSsl(true).setKeyCertOptions(new PemKeyCertOptions()
                .addCertPath(certificate.certificate().toString()).addKeyPath(certificate.key().toString())),
                request -> request.response().end("{}"));
    }

    private int serve(HttpServerOptions options, Handler<HttpServerRequest> handler) {
        HttpServer server = vertx.createHttpServer(options.setHost("127.0.0.1").setPort(0)).requestHandler(request -> {
            asked.add(request.method() + " " + request.uri() + " " + request.getHeader("Accept"));
            handler.handle(request);
        });
        return await(server.listen()).actualPort();
    }

    private static Future<NetServer> server(NetServer server) {
        return server.listen(0, "127.0.0.1");
    }

    private static URI address(int port) {
        return URI.create("http://127.0.0.1:" + port + "/keys?v=1");
    }

    private static URI secure(int port) {
        return URI.create("https://localhost:" + port + "/keys");
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof JwksException refused) {
                throw refused;
            }
            throw new IllegalStateException(e);
        } catch (InterruptedException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String refusal(Future<Fetched> future) {
        try {
            return "brought " + await(future);
        } catch (JwksException refused) {
            return refused.getMessage();
        }
    }
}
