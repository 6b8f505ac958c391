package dev.foldd.ops.meter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RuntimesTest {

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void a_caller_cannot_make_a_series_of_vertx_by_paths_methods_or_addresses() throws Exception {
        Runtimes runtimes = new Runtimes();
        Vertx vertx = runtimes.instrument(new VertxOptions().setEventLoopPoolSize(1)).build();
        try {
            HttpServer server = vertx.createHttpServer().requestHandler(request -> request.response().end("ok"))
                    .listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
            visit(vertx, server, 0);
            await().until(() -> runtimes.page().contains("vertx_http_server_requests_total{"));
            long before = runtimes.page().lines().filter(line -> line.startsWith("vertx_")).count();

            for (int i = 1; i < 50; i++) {
                visit(vertx, server, i);
            }

            String page = runtimes.page();
            assertThat(page.lines().filter(line -> line.startsWith("vertx_")).count()).isEqualTo(before);
            assertThat(page).contains("vertx_eventbus_processed_total", "vertx_pool_")
                    .doesNotContain("METHOD", "invented", "/path");
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
            runtimes.close();
        }
    }

    private void visit(Vertx vertx, HttpServer server, int number) throws Exception {
        request(server, "METHOD" + number, number);
        vertx.eventBus().localConsumer("invented.address." + number, message -> { });
        vertx.eventBus().publish("invented.address." + number, "");
    }

    private void request(HttpServer server, String method, int number) throws Exception {
        URI target = URI.create("http://127.0.0.1:" + server.actualPort() + "/path" + number);
        HttpResponse<String> reply = client.send(
                HttpRequest.newBuilder(target).method(method, HttpRequest.BodyPublishers.noBody()).build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(reply.statusCode()).isEqualTo(200);
    }
}
