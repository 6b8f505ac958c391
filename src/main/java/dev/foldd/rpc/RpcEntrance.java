package dev.foldd.rpc;

import dev.foldd.auth.Credentials;
import dev.foldd.contract.Addresses;
import dev.foldd.contract.Observation;
import dev.foldd.contract.ops.HealthQuestion;
import dev.foldd.contract.ops.MetricsQuestion;
import dev.foldd.json.Json;
import dev.foldd.limit.ConnectionLimit;
import dev.foldd.wire.Origins;
import dev.foldd.wire.Pages;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.ServerWebSocket;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** What happens at this port before there is a WebSocket: who may open one, and the two pages for machines. */
final class RpcEntrance {

    private final RpcConfig config;
    private final RpcParts parts;
    private final Origins origins;
    private final Pages pages;
    private final ConnectionLimit connections;
    private final BiConsumer<ServerWebSocket, Optional<String>> opened;
    private boolean stopping;

    /** @param opened told each new WebSocket and the bearer token of its handshake */
    RpcEntrance(RpcConfig config, RpcParts parts, ConnectionLimit connections,
                BiConsumer<ServerWebSocket, Optional<String>> opened) {
        this.config = config;
        this.parts = parts;
        this.origins = new Origins(config.allowedOrigins());
        this.pages = new Pages(config.allowedHosts());
        this.connections = connections;
        this.opened = opened;
    }

    void stop() {
        stopping = true;
    }

    static boolean isUpgrade(HttpServerRequest request) {
        return request.headers().contains(HttpHeaders.UPGRADE, "websocket", true);
    }

    static boolean hasBody(HttpServerRequest request) {
        return request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
                || request.headers().getAll(HttpHeaders.CONTENT_LENGTH).stream().anyMatch(length -> !"0".equals(length));
    }

    /** Answers whoever sends what nobody here reads. */
    void unread(HttpServerRequest request) {
        if (isUpgrade(request)) {
            parts.observer().observe(new Observation.ConnectionRefused(RpcExchange.DOOR, "handshake"));
            answer(request, 400, "A handshake has no body.\n");
        } else {
            page(request);
        }
    }

    /** Answers whoever wants no WebSocket. */
    void page(HttpServerRequest request) {
        Optional<Pages.Refusal> refused = pages.judge(request.headers().getAll(HttpHeaders.HOST),
                request.version() == HttpVersion.HTTP_1_0);
        if (refused.isPresent()) {
            answer(request, refused.get().status(), refused.get().reason() + ".\n");
        } else if ("/health".equals(request.path())) {
            page(request, this::health);
        } else if ("/metrics".equals(request.path())) {
            page(request, this::metrics);
        } else {
            request.response().putHeader(HttpHeaders.UPGRADE, "websocket");
            answer(request, 426, "This port speaks WebSocket; GET /health and GET /metrics are its only pages.\n");
        }
    }

    /** Lets a WebSocket in, on any path, or says why not. */
    void upgrade(HttpServerRequest request) {
        List<String> told = request.headers().getAll(HttpHeaders.ORIGIN);
        if (!told.isEmpty() && (told.size() > 1 || !allows(told.get(0), request))) {
            refuse(request, 403, "origin", "Pages of this origin may not connect here.\n");
            return;
        }
        if (stopping) {
            refuse(request, 503, "stopping", "The daemon is stopping.\n");
            return;
        }
        Optional<String> bearer;
        try {
            bearer = Credentials.ofHandshake(request.headers().getAll(HttpHeaders.AUTHORIZATION),
                    request.params().getAll("token"));
        } catch (IllegalArgumentException badEscape) {
            // The exception holds the query, and with it perhaps a token: nobody is told of it.
            refuse(request, 400, "handshake", "The query of the URL cannot be read.\n");
            return;
        }
        admit(request, bearer);
    }

    private void admit(HttpServerRequest request, Optional<String> bearer) {
        String remote = request.remoteAddress().hostAddress();
        Optional<ConnectionLimit.Full> full = connections.enter(remote);
        if (full.isPresent()) {
            String word = full.get() == ConnectionLimit.Full.IN_ALL ? "full" : "full-for-address";
            refuse(request, 503, word, "There are too many connections.\n");
            return;
        }
        request.toWebSocket().onComplete(
                socket -> opened.accept(socket, bearer),
                notOne -> {
                    connections.leave(remote);
                    parts.observer().observe(new Observation.ConnectionRefused(RpcExchange.DOOR, "handshake"));
                });
    }

    private boolean allows(String origin, HttpServerRequest request) {
        return origins.allows(origin, config.tls().isPresent(), config.host(), request.localAddress().hostAddress(),
                request.localAddress().port());
    }

    private void refuse(HttpServerRequest request, int status, String word, String sentence) {
        parts.observer().observe(new Observation.ConnectionRefused(RpcExchange.DOOR, word));
        answer(request, status, sentence).onComplete(told -> request.connection().close());
    }

    private static void page(HttpServerRequest request, Consumer<HttpServerRequest> page) {
        if (request.method() == HttpMethod.GET || request.method() == HttpMethod.HEAD) {
            page.accept(request);
        } else {
            request.response().putHeader(HttpHeaders.ALLOW, "GET, HEAD");
            answer(request, 405, "This page can only be read.\n");
        }
    }

    private void health(HttpServerRequest request) {
        parts.bus().ask(Addresses.OPS_HEALTH, new HealthQuestion()).onComplete(
                report -> json(request, report.healthy() ? 200 : 503, report.asMap()),
                unknown -> json(request, 503, Map.of("status", "unhealthy")));
    }

    private void metrics(HttpServerRequest request) {
        parts.bus().ask(Addresses.OPS_METRICS, new MetricsQuestion()).onComplete(
                page -> send(request, 200, Pages.METRICS, page.text()),
                unknown -> answer(request, 503, "The meters cannot be read now.\n"));
    }

    private static void json(HttpServerRequest request, int status, Map<String, Object> page) {
        send(request, status, Pages.JSON, Json.write(page));
    }

    private static Future<Void> answer(HttpServerRequest request, int status, String sentence) {
        return send(request, status, "text/plain; charset=utf-8", sentence);
    }

    private static Future<Void> send(HttpServerRequest request, int status, String type, String body) {
        HttpServerResponse response = request.response();
        Pages.HEADERS.forEach(response::putHeader);
        return response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, type).end(body);
    }
}
