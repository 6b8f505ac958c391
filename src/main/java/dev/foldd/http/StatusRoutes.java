package dev.foldd.http;

import dev.foldd.bus.Bus;
import dev.foldd.contract.Addresses;
import dev.foldd.contract.Incidents;
import dev.foldd.contract.ops.HealthQuestion;
import dev.foldd.contract.ops.MetricsQuestion;
import dev.foldd.fault.Fault;
import dev.foldd.json.Json;
import dev.foldd.wire.Pages;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What probes, scrapers and operators may ask of the daemon over HTTP: health, liveness, readiness, metrics, version.
 * Nothing here needs a credential, changes anything or shows data.
 */
final class StatusRoutes {

    private final Bus bus;
    private final Incidents incidents;
    private final Pages pages;
    private final Map<String, Object> version = new LinkedHashMap<>();

    StatusRoutes(Bus bus, Incidents incidents, DoorConfig config, String version) {
        this.bus = bus;
        this.incidents = incidents;
        this.pages = new Pages(config.allowedHosts());
        this.version.put("name", "foldd");
        this.version.put("version", version);
    }

    Router router(Vertx vertx) {
        Router router = Router.router(vertx);
        router.route().handler(this::judgeHost);
        route(router, "/health", this::health);
        route(router, "/health/live", context -> answer(context, 200, Map.of("status", "alive")));
        route(router, "/health/ready", this::ready);
        route(router, "/metrics", this::metrics);
        route(router, "/version", context -> answer(context, 200, version));
        router.route().handler(context -> refuse(context, 404, Fault.Code.NOT_FOUND.message()));
        router.route().failureHandler(this::notRouted);
        return router;
    }

    private void route(Router router, String path, Handler<RoutingContext> handler) {
        router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(handler);
        router.route(path).handler(context -> {
            context.response().putHeader("Allow", "GET, HEAD");
            refuse(context, 405, "Method not allowed");
        });
    }

    /** Comes before every route. */
    private void judgeHost(RoutingContext context) {
        HttpServerRequest request = context.request();
        pages.judge(request.headers().getAll("Host"), request.version() == HttpVersion.HTTP_1_0).ifPresentOrElse(
                refusal -> refuse(context, refusal.status(), refusal.reason()), context::next);
    }

    private void health(RoutingContext context) {
        bus.ask(Addresses.OPS_HEALTH, new HealthQuestion()).onComplete(
                report -> answer(context, report.healthy() ? 200 : 503, report.asMap()),
                failure -> failed(context, failure));
    }

    private void ready(RoutingContext context) {
        bus.ask(Addresses.OPS_HEALTH, new HealthQuestion()).onComplete(
                report -> answer(context, report.ready() ? 200 : 503, report.readinessAsMap()),
                failure -> failed(context, failure));
    }

    private void metrics(RoutingContext context) {
        bus.ask(Addresses.OPS_METRICS, new MetricsQuestion()).onComplete(
                page -> send(context, 200, Pages.METRICS, page.text()),
                failure -> failed(context, failure));
    }

    /** What the router itself refuses, such as a request without a Host, has a status of its own. */
    private void notRouted(RoutingContext context) {
        if (context.statusCode() >= 400 && context.statusCode() < 500) {
            refuse(context, context.statusCode(), "This request cannot be understood");
        } else {
            failed(context, context.failure());
        }
    }

    private void failed(RoutingContext context, Throwable failure) {
        Fault fault = incidents.faultOf(failure);
        answer(context, HttpFaults.status(fault.code()), HttpFaults.body(fault));
    }

    private void refuse(RoutingContext context, int status, String message) {
        answer(context, status, HttpFaults.body(status, message, Map.of()));
    }

    private void answer(RoutingContext context, int status, Map<String, Object> body) {
        send(context, status, Pages.JSON, Json.write(body));
    }

    /**
     * A body is of no use to any of these routes. It is not waited for: the connection it comes on is closed behind the
     * answer, so that nobody can keep it busy with one that does not end.
     */
    private void send(RoutingContext context, int status, String type, String body) {
        HttpServerResponse response = context.response();
        if (response.ended() || response.closed()) {
            return;
        }
        Pages.HEADERS.forEach(response::putHeader);
        Buffer bytes = Buffer.buffer(body);
        response.setStatusCode(status).putHeader("Content-Type", type)
                .putHeader("Content-Length", Integer.toString(bytes.length()));
        boolean last = announcesBody(context.request());
        if (last) {
            response.putHeader("Connection", "close");
        }
        Future<Void> sent = response.end(bytes);
        if (last) {
            sent.onComplete(done -> context.request().connection().close());
        }
    }

    private static boolean announcesBody(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        return request.getHeader("Transfer-Encoding") != null || length != null && !length.trim().equals("0");
    }
}
